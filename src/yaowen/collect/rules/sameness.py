"""What the feed's words tell of two items: one article, another headline, another text."""

from __future__ import annotations

from datetime import date

from yaowen.base.text.likeness import fold_words, numbers_agree, text_likeness

_SUMMARY_CHARS = 20
_SAME_SUMMARY = 0.5


def is_retitled(known: str, now: str) -> bool:
    """Whether a headline says something else than before: other punctuation, spacing, width or script does not."""
    if known == now:
        return False
    before, after = fold_words(known), fold_words(now)
    return bool(before and after) and before != after


def summaries_agree(one: str, other: str) -> bool | None:
    """Whether two summaries are of one text; None where one of them is too short to tell.

    One headline stands over several bulletins of a day (earthquakes, closing prices): their numbers must agree too.
    """
    first, second = fold_words(one), fold_words(other)
    if min(len(first), len(second)) < _SUMMARY_CHARS:
        return None
    return text_likeness(first, second) >= _SAME_SUMMARY and numbers_agree(one, other)


def days_apart(one: date | None, other: date | None) -> int:
    """Days between two dates; 0 where one is not known."""
    return abs((one - other).days) if one and other else 0
