"""The value of an expression: against the dateline, the date last mentioned, and the rest of its sentence."""

from __future__ import annotations

from datetime import date, timedelta

from yaowen.extract.rules.moments.anchors import Anchor, Scene, look_around, real_day, shift_month
from yaowen.extract.rules.moments.days import resolve_day, with_hours
from yaowen.extract.rules.moments.durations import Length
from yaowen.extract.rules.moments.expressions import Expression
from yaowen.extract.rules.moments.months import resolve_month
from yaowen.extract.rules.moments.years import resolve_year
from yaowen.extract.rules.reading import Reading

_DAY_CHARS = 10
_MOST_BACK = {"Y": 200, "M": 2_400, "W": 10_000, "D": 70_000}


def resolve_expression(expression: Expression, reading: Reading, anchor: Anchor) -> str | None:
    """The value of an expression, or None where nothing tells it. Moves the anchor on."""
    scene = look_around(expression.span, reading, anchor)
    value = _resolve_one(expression, scene)
    if value is None or expression.until is None:
        return value
    last = _resolve_one(expression.until, scene)
    if last and len(value) == len(last) == _DAY_CHARS and last < value and expression.until.piece("weekday"):
        last = (date.fromisoformat(last) + timedelta(weeks=1)).isoformat()  # 周一至周五 on a Monday
    first = value.partition("/")[0]
    if last and len(first) == len(last) == _DAY_CHARS and last < first and not expression.piece("year"):
        first, last = _around_new_year(first, last, anchor)
    return f"{first}/{last.rpartition('/')[2]}" if last else value


def _around_new_year(first: str, last: str, anchor: Anchor) -> tuple[str, str]:
    """12月31日至1月2日: the year that the dateline allows for the first day, the next for the last."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    if anchor.today is not None and day > anchor.today >= end:
        earlier = real_day(day.year - 1, day.month, day.day)
        return (earlier.isoformat() if earlier else first), last
    later = real_day(end.year + 1, end.month, end.day)
    return first, later.isoformat() if later else last


def resolve_ago(length: Length, reading: Reading, anchor: Anchor) -> str | None:
    """The date that lies a length of time before the dateline, as exact as its unit.

    较8年前 counts from the year that its sentence names. None without a dateline or more than 200 years back.
    """
    today = anchor.today
    if today is None or length.number > _MOST_BACK[length.unit]:
        return None
    back = int(length.number)
    if length.unit == "Y":
        compared = reading.folded[max(0, length.span[0] - 1) : length.span[0]] in {"较", "比"}
        year = (anchor.sentence_year if compared else None) or today.year
        return f"{year - back:04}" if back else None
    if length.unit == "M":
        year, month = shift_month(today.year, today.month, -back)
        return f"{year:04}-{month:02}"
    days = length.number * (7 if length.unit == "W" else 1)
    return (today - timedelta(days=days)).isoformat()


def _resolve_one(expression: Expression, scene: Scene) -> str | None:
    full = expression.piece("full")
    if full is not None:
        day = real_day(*map(int, full.word.split("-")))
        return with_hours(day, expression, scene.anchor) if day else None
    years = expression.piece("years")
    if years is not None:
        return f"{years.number:04}/{years.last:04}"
    if expression.piece("day", "days", "weekday", "week"):
        return resolve_day(expression, scene)
    if expression.piece("month", "months"):
        return resolve_month(expression, scene)
    if expression.piece("year", "season"):
        return resolve_year(expression, scene)
    return with_hours(scene.anchor.day or scene.anchor.today, expression, scene.anchor)
