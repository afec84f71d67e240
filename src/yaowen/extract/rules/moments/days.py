"""Days, weeks and hours: 1月17日, 13日, 上周五, 昨晚8时, 本周, 下周末."""

from __future__ import annotations

from datetime import date, timedelta

from yaowen.extract.rules.moments.anchors import Anchor, Scene, real_day, shift_month
from yaowen.extract.rules.moments.expressions import Expression
from yaowen.extract.rules.moments.hours import AFTERNOON, PART_CODES
from yaowen.extract.rules.moments.months import month_of, nearest_year
from yaowen.extract.rules.moments.pieces import Piece
from yaowen.extract.rules.moments.relative import DAY_ANAPHORS, DAY_SHIFTS, WEEK_SHIFTS

_NEAR_AHEAD_DAYS = 10
"""A bare day of the month that lies farther ahead is last month's."""
_JUST_PAST_DAYS = 3
_AROUND_MIDNIGHT = frozenset({"午夜", "半夜", "深夜"})
_WORD_PARTS = {"晚": "EV", "夜": "NI", "午": "AF", "早": "MO", "晨": "MO"}


def resolve_day(expression: Expression, scene: Scene) -> str | None:
    """The value of an expression whose smallest part is a day, a week or an hour."""
    anchor = scene.anchor
    days, week = expression.piece("days"), expression.piece("week")
    if week is not None and anchor.today is not None:
        year, number, _ = (anchor.today + timedelta(weeks=WEEK_SHIFTS[week.word])).isocalendar()
        return f"{year:04}-W{number:02}"
    weekday = expression.piece("weekday")
    if weekday is not None and weekday.number is None:
        return _weekend(weekday.word, anchor)
    day = _day_of(expression, scene)
    if day is None:
        return None
    if days is not None and days.last is not None:
        last = real_day(day.year, day.month, days.last)
        anchor.remember(day)
        return f"{day.isoformat()}/{last.isoformat()}" if last else day.isoformat()
    return with_hours(day, expression, anchor)


def _day_of(expression: Expression, scene: Scene) -> date | None:
    anchor = scene.anchor
    day = expression.piece("day", "days")
    if day is None:
        weekday = expression.piece("weekday")
        return _day_of_weekday(weekday, scene) if weekday else None
    if day.number is None:
        return _day_of_word(day.word, scene)
    if expression.piece("month"):
        month = _month_of_day(expression, day.number, scene)
        return real_day(*month, day.number) if month else None
    if anchor.sentence_month is not None and anchor.sentence_year is not None and not _is_just_past(day.number, anchor):
        return real_day(anchor.sentence_year, anchor.sentence_month, day.number)
    return _bare_day(day.number, scene)


def _month_of_day(expression: Expression, day: int, scene: Scene) -> tuple[int, int] | None:
    month = expression.piece("month")
    if month is not None and month.number is not None and expression.piece("year") is None:
        year = scene.anchor.sentence_year or nearest_year(month.number, day, scene)
        return (year, month.number) if year else None
    return month_of(expression, scene)


def _is_just_past(number: int, anchor: Anchor) -> bool:
    """The dateline's day or one of the two before it, where the sentence names a month but no day (6月失业率,…22日)."""
    if anchor.sentence_day is not None or anchor.today is None:
        return False
    return any((anchor.today - timedelta(days=days)).day == number for days in range(_JUST_PAST_DAYS))


def _bare_day(number: int, scene: Scene) -> date | None:
    """13日 without a month: the nearest such day that is past, or just ahead, or ahead where the text says so."""
    today = scene.anchor.today
    if today is None:
        return None
    here = real_day(today.year, today.month, number)
    if scene.future and (here is None or here < today - timedelta(days=_NEAR_AHEAD_DAYS)):
        return real_day(*shift_month(today.year, today.month, 1), number)
    if here is None or (here > today + timedelta(days=_NEAR_AHEAD_DAYS) and not scene.future):
        return real_day(*shift_month(today.year, today.month, -1), number)
    return here


def _day_of_word(word: str, scene: Scene) -> date | None:
    anchor = scene.anchor
    if word in DAY_ANAPHORS:
        if anchor.day is None and scene.of_event:
            return None
        base = anchor.day or anchor.today
        return base + timedelta(days=DAY_ANAPHORS[word]) if base else None
    base = anchor.sentence_day if scene.quoted else None
    if base is None and scene.quoted and word == "今天":
        return None
    base = base or anchor.today
    return base + timedelta(days=DAY_SHIFTS[word]) if base else None


def _day_of_weekday(piece: Piece, scene: Scene) -> date | None:
    today = scene.anchor.today
    if today is None or piece.number is None:
        return None
    if piece.word:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(weeks=WEEK_SHIFTS[piece.word], days=piece.number)
    back = (today.weekday() - piece.number) % 7
    named = scene.anchor.sentence_day
    if scene.future and named is not None and named.weekday() == piece.number:
        return named
    if scene.future and back:
        return today + timedelta(days=7 - back)
    return today - timedelta(days=back)


def _weekend(word: str, anchor: Anchor) -> str | None:
    if anchor.today is None:
        return None
    monday = anchor.today - timedelta(days=anchor.today.weekday())
    saturday = monday + timedelta(weeks=WEEK_SHIFTS[word], days=5)
    return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"


def with_hours(day: date | None, expression: Expression, anchor: Anchor) -> str | None:
    """The day with its part or clock time; the anchor moves to it."""
    if day is None:
        return None
    anchor.remember(day)
    part, clock = expression.piece("part"), expression.piece("clock")
    code = PART_CODES[part.word] if part else _part_in_word(expression)
    if clock is not None and clock.number is not None and clock.number < 24:
        late = code in AFTERNOON and clock.number < 12 and (part is None or part.word not in _AROUND_MIDNIGHT)
        return f"{day.isoformat()}T{clock.number + 12 * late:02}:{clock.last or 0:02}"
    return f"{day.isoformat()}T{code}" if code else day.isoformat()


def _part_in_word(expression: Expression) -> str:
    """昨晚, 今早: the word for the day names its part too."""
    day = expression.piece("day")
    return _WORD_PARTS.get(day.word[-1:], "") if day else ""
