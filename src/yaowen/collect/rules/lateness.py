"""Undated items of a backlog: they must not stand above the day's news because they came in just now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from yaowen.base.dates.printed import parse_printed_date
from yaowen.base.words import FoundLink
from yaowen.collect.rules.feeds.item_dates import parse_item_date

FEW = 20
"""Undated items that may be news in one reading: the busiest outlets measured bring fewer between two readings."""


def mark_backlog(items: Sequence[FoundLink], now: datetime, *, first: bool) -> list[FoundLink]:
    """Mark the undated items of a reading that cannot be told from an archive's.

    All of a feed's first reading, or more than twenty at once. They are dated a day before they were seen (extract),
    unless their page knows better. A date that no dialect reads is none.

    Args:
        items: the new ones of a reading.
        now: news time.
        first: whether the feed was never read before.
    """
    dated = [_is_dated(item.published_raw, now) for item in items]
    if not (first or dated.count(False) > FEW):
        return list(items)
    return [item if known else replace(item, backlog=True) for item, known in zip(items, dated, strict=True)]


def _is_dated(raw: str, now: datetime) -> bool:
    # Whether there is a date at all does not hang on the zone.
    return bool(raw) and (
        parse_item_date(raw) is not None or parse_printed_date(raw, zone="UTC", now=now).at is not None
    )
