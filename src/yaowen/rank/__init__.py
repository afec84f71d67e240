"""Rank 排行: reads → the 24-hour ranking.

Takes: read beacons (reader, network, page, minute). Gives: the ranking of a minute, frozen every hour and day.
Drops: reads of robots, of foreign origins and of unknown pages; a reader's second read of a story counts once.
"""
