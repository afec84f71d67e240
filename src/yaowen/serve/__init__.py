"""Serve 服务: HTTP. Stored pages and read beacons before the framework; search and the desk through Django.

Takes: requests. Gives: bytes of the current edition, search results, acknowledged reads.
Drops: what no page answers to.
"""
