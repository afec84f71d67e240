"""Recurring reports: the same outlet's report of another day (fixings, daily counts, a day published again).

A report that is nearly the same as one that its own outlet gave 18 hours ago or more is of another day, and so
belongs to no story that holds the earlier one. With other numbers in the same headline that goes for any outlet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from yaowen.group.rules.twins import SAME_TEXT, Twin
from yaowen.group.rules.window import LiveArticle

APART = timedelta(hours=18)
SERIES_APART = timedelta(hours=12)
SERIES_CHARS = 6


def find_barred(new: LiveArticle, twins: Iterable[Twin]) -> frozenset[int]:
    """Keys of the stories that hold a report of the article's series of another day."""
    return frozenset(twin.article.story for twin in twins if is_other_day(new, twin))


def is_other_day(new: LiveArticle, twin: Twin) -> bool:
    """Whether two reports are of one series and of different days."""
    old = twin.article
    apart = abs(new.at - old.at)
    same_headline = bool(new.masked) and new.masked == old.masked
    if new.outlet == old.outlet and apart >= APART:
        return same_headline or twin.same_text >= SAME_TEXT
    other_numbers = new.numbers != old.numbers
    return same_headline and other_numbers and apart >= SERIES_APART and len(new.masked) >= SERIES_CHARS
