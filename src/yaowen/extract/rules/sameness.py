"""Whether two pages of one outlet show one article: what they share, and what their texts say."""

from __future__ import annotations

from collections.abc import Collection

from yaowen.base.text.likeness import fold_words, headline_likeness, numbers_agree, text_likeness

STRONG = frozenset({"guid", "number", "place"})
"""Marks that an outlet gives one article: under them headline and text may have changed."""
OWN = frozenset({"guid", "number"})
"""Marks that no template gives by mistake to all pages, as it does a canonical address."""
_SHORT_CHARS = 60
_SAME_HEADLINE = 0.8
_SAME_TEXT = 0.5
_SAME_TEXT_BY_HEADLINE = 0.8
_REWRITTEN = 0.3
_CHANGED_TEXT = 0.15
_CHANGED_HEADLINE = 0.3
_CHANGED_DAYS = 3


def decide_same(marks: Collection[str], headlines: tuple[str, str], texts: tuple[str, str], apart_days: float) -> bool:
    """Whether two pages of one outlet that share a mark show one article.

    Under a headline alone only an equal text, numbers included, is the same article: bulletins of a day share theirs.

    Args:
        marks: what they share: `guid`, `number` (in the address), `place` (canonical or redirect), `headline`
            (and day).
        headlines: as read off both pages.
        texts: their texts.
        apart_days: days between their dates.
    """
    strong = bool(STRONG.intersection(marks))
    if not strong and "headline" not in marks:
        return False
    first, second = map(fold_words, texts)
    alike = headline_likeness(*map(fold_words, headlines))
    if min(len(first), len(second)) < _SHORT_CHARS:
        return alike >= _SAME_HEADLINE and apart_days <= 1 and (first in second or second in first)
    likeness = text_likeness(first, second)
    if not strong:
        return likeness >= _SAME_TEXT_BY_HEADLINE and numbers_agree(*texts)
    if likeness >= _SAME_TEXT or (likeness >= _REWRITTEN and apart_days <= _CHANGED_DAYS and OWN.intersection(marks)):
        return True
    return likeness >= _CHANGED_TEXT and alike >= _CHANGED_HEADLINE and apart_days <= _CHANGED_DAYS
