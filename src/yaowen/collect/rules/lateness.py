"""Undated items of a backlog: they must not stand above the day's news because they came in just now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yaowen.base.words import FoundLink

FEW = 20
"""Undated items that may be news in one reading: the busiest outlets measured bring fewer between two readings."""


def mark_backlog(items: Sequence[FoundLink], *, first: bool) -> list[FoundLink]:
    """Mark the undated items of a reading that cannot be told from an archive's.

    All of a feed's first reading, or more than twenty at once. They are dated a day before they were seen (extract),
    unless their page knows better.

    Args:
        items: the new ones of a reading.
        first: whether the feed was never read before.
    """
    undated = sum(not item.published_raw for item in items)
    if not (first or undated > FEW):
        return list(items)
    return [item if item.published_raw else replace(item, backlog=True) for item in items]
