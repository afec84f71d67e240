"""Collect 采集: outlets → found links and fetched pages.

Takes: outlets and their feeds. Gives: one `Page` row for every article address, with its bytes; of each lead picture
that the rights allow, small files of our own making.
Drops: links to tombstoned addresses, to what is no web page, and to what is known already.
"""
