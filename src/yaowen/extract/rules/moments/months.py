"""Months and their parts: 2024年7月, 上个月, 当月, 3月至5月, 中旬, 月底."""

from __future__ import annotations

import calendar

from yaowen.extract.rules.moments.anchors import Anchor, Scene, real_day, shift_month
from yaowen.extract.rules.moments.expressions import Expression
from yaowen.extract.rules.moments.relative import MONTH_ANAPHORS, MONTH_SHIFTS
from yaowen.extract.rules.moments.years import year_of

_FAR_AHEAD_DAYS = 100
"""A month or day without a year that lies farther ahead is last year's."""
_THIRDS = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}


def resolve_month(expression: Expression, scene: Scene) -> str | None:
    """The value of an expression whose smallest part is a month or a part of one."""
    anchor = scene.anchor
    found = month_of(expression, scene)
    if found is None:
        return None
    year, month = found
    anchor.remember_month(year, month)
    months, third = expression.piece("months"), expression.piece("third")
    if months is not None and months.last is not None:
        return f"{year:04}-{month:02}/{year:04}-{months.last:02}"
    return f"{year:04}-{month:02}" if third is None else _third_value(year, month, third.word)


def month_of(expression: Expression, scene: Scene) -> tuple[int, int] | None:
    """Year and month of an expression that names a month."""
    anchor, piece = scene.anchor, expression.piece("month", "months")
    if piece is None:
        return None
    year = year_of(expression, anchor)
    if piece.number is None:
        return _month_of_word(piece.word, anchor)
    if year is None and expression.piece("year") is not None:
        return None
    year = year or anchor.sentence_year or nearest_year(piece.number, None, scene)
    return None if year is None else (year, piece.number)


def _month_of_word(word: str, anchor: Anchor) -> tuple[int, int] | None:
    if word in MONTH_ANAPHORS:
        if anchor.year is None or anchor.month is None:
            return None
        return shift_month(anchor.year, anchor.month, MONTH_ANAPHORS[word])
    today = anchor.today
    return shift_month(today.year, today.month, MONTH_SHIFTS[word]) if today else None


def nearest_year(month: int, day: int | None, scene: Scene) -> int | None:
    """The year of a month or day printed without one: the dateline's, unless that lies far ahead unannounced."""
    today = scene.anchor.today
    if today is None:
        return None
    here = real_day(today.year, month, day or 1)
    if here is None:
        return today.year
    ahead = (here - today).days
    if ahead > _FAR_AHEAD_DAYS and not scene.future:
        return today.year - 1
    if scene.future and ahead < -_FAR_AHEAD_DAYS * 2:
        return today.year + 1
    return today.year


def _third_value(year: int, month: int, word: str) -> str:
    if word.endswith("旬"):
        first, last = _THIRDS[word[0]]
        last = min(last, calendar.monthrange(year, month)[1])
        return f"{year:04}-{month:02}-{first:02}/{year:04}-{month:02}-{last:02}"
    if word == "中":
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{'START' if word.endswith('初') else 'END'}"
