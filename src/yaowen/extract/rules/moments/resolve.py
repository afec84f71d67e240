"""The value of an expression: against the dateline, the date last mentioned, and the rest of its sentence."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from yaowen.extract.rules.moments.durations import Length
from yaowen.extract.rules.moments.expressions import Expression
from yaowen.extract.rules.moments.hours import AFTERNOON, PART_CODES
from yaowen.extract.rules.moments.pieces import Piece
from yaowen.extract.rules.moments.relative import (
    DAY_ANAPHORS,
    DAY_SHIFTS,
    MONTH_ANAPHORS,
    MONTH_SHIFTS,
    WEEK_SHIFTS,
    YEAR_ANAPHORS,
    YEAR_SHIFTS,
)
from yaowen.extract.rules.reading import Reading

_FUTURE = re.compile(r"将|预计|预定|计划|拟|定于|订于|下届|即将|截止|明年")
_FAR_AHEAD_DAYS = 100
_NEAR_AHEAD_DAYS = 10
_AROUND_MIDNIGHT = frozenset({"午夜", "半夜", "深夜"})
_WORD_PARTS = {"晚": "EV", "夜": "NI", "午": "AF", "早": "MO", "晨": "MO"}
_SEASONS = {"春": "SP", "夏": "SU", "秋": "FA", "冬": "WI"}
_HALVES = {"上半年": ("01", "06"), "下半年": ("07", "12")}
_THIRDS = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}


@dataclass
class Anchor:
    """What relative expressions are told from, as the reading goes on.

    Attributes:
        today: the dateline's day.
        year, month, day: the date last mentioned, as far as it went.
        sentence_year: the year named in this sentence.
    """

    today: date | None
    year: int | None = None
    month: int | None = None
    day: date | None = None
    sentence_year: int | None = None
    sentence_month: int | None = None
    sentence_day: date | None = None

    def begin_sentence(self) -> None:
        """Forget what holds inside one sentence only."""
        self.sentence_year = self.sentence_month = self.sentence_day = None


@dataclass(frozen=True, slots=True)
class _Scene:
    """An expression with its surroundings."""

    future: bool
    quoted: bool
    anchor: Anchor


def resolve_expression(expression: Expression, reading: Reading, anchor: Anchor) -> str | None:
    """The value of an expression, or None where nothing tells it. Moves the anchor on."""
    scene = _look_around(expression, reading, anchor)
    value = _resolve_one(expression, scene)
    if value is None or expression.until is None:
        return value
    last = _resolve_one(expression.until, scene)
    return f"{value.partition('/')[0]}/{last.rpartition('/')[2]}" if last else value


def resolve_ago(length: Length, reading: Reading, anchor: Anchor) -> str | None:
    """The date that lies a length of time before the dateline (较8年前: before the year named), as exact as its unit."""
    today = anchor.today
    if today is None:
        return None
    back = int(length.number)
    if length.unit == "Y":
        compared = reading.folded[max(0, length.span[0] - 1) : length.span[0]] in {"较", "比"}
        year = (anchor.sentence_year if compared else None) or today.year
        return f"{year - back:04}" if length.number >= 1 and back < year else None
    if length.unit == "M":
        year, month = _shift_month(today.year, today.month, -back)
        return f"{year:04}-{month:02}"
    days = length.number * (7 if length.unit == "W" else 1)
    return (today - timedelta(days=days)).isoformat() if days < 20_000 else None


def _look_around(expression: Expression, reading: Reading, anchor: Anchor) -> _Scene:
    start, end = expression.span
    before = re.split(r"[,;。:]", reading.folded[max(0, start - 8) : start])[-1]
    after = re.split(r"[,;。:]", reading.folded[end : end + 6])[0]
    quoted = any(first < start and end < last for first, last in reading.quotes)
    return _Scene(bool(_FUTURE.search(before) or _FUTURE.search(after)), quoted, anchor)


def _resolve_one(expression: Expression, scene: _Scene) -> str | None:
    full = expression.piece("full")
    if full is not None:
        day = _real_day(*map(int, full.word.split("-")))
        return _with_hours(day, expression, scene.anchor) if day else None
    years = expression.piece("years")
    if years is not None:
        return f"{years.number:04}/{years.last:04}"
    if expression.piece("day", "days", "weekday", "week"):
        return _resolve_day(expression, scene)
    if expression.piece("month", "months"):
        return _resolve_month(expression, scene)
    if expression.piece("year", "season"):
        return _resolve_year(expression, scene)
    return _with_hours(scene.anchor.day or scene.anchor.today, expression, scene.anchor)


def _year_of(expression: Expression, anchor: Anchor) -> int | None:
    piece = expression.piece("year")
    if piece is None:
        return None
    if piece.number is not None:
        return piece.number
    if piece.word in YEAR_ANAPHORS:
        return anchor.year + YEAR_ANAPHORS[piece.word] if anchor.year is not None else None
    return anchor.today.year + YEAR_SHIFTS[piece.word] if anchor.today else None


def _resolve_year(expression: Expression, scene: _Scene) -> str | None:
    anchor, season = scene.anchor, expression.piece("season")
    year = _year_of(expression, anchor)
    if year is None and season is not None and expression.piece("year") is None:
        year = _year_of_season(season, anchor)
    if year is None:
        return None
    anchor.year = anchor.sentence_year = year
    anchor.month = anchor.day = None
    return f"{year:04}" if season is None else _season_value(year, season.word)


def _year_of_season(season: Piece, anchor: Anchor) -> int | None:
    """A season without a year: the year of this sentence, else the dateline's; 春天 alone is no date."""
    if season.number is not None:
        return anchor.today.year + season.number if anchor.today else None
    if season.word[0] in _SEASONS or season.word == "岁末":
        return None
    return anchor.sentence_year or (anchor.today.year if anchor.today else None)


def _season_value(year: int, word: str) -> str:
    if word.startswith("Q"):
        return f"{year:04}-{word}"
    if word in _HALVES:
        first, last = _HALVES[word]
        return f"{year:04}-{first}/{year:04}-{last}"
    if word == "中":
        return f"{year:04}"
    code = _SEASONS.get(word[0]) or ("START" if word.endswith("初") else "END")
    return f"{year:04}-{code}"


def _resolve_month(expression: Expression, scene: _Scene) -> str | None:
    anchor = scene.anchor
    found = _month_of(expression, scene)
    if found is None:
        return None
    year, month = found
    anchor.year, anchor.month, anchor.day = year, month, None
    anchor.sentence_year, anchor.sentence_month = year, month
    months, third = expression.piece("months"), expression.piece("third")
    if months is not None and months.last is not None:
        return f"{year:04}-{month:02}/{year:04}-{months.last:02}"
    return f"{year:04}-{month:02}" if third is None else _third_value(year, month, third.word)


def _third_value(year: int, month: int, word: str) -> str:
    if word.endswith("旬"):
        first, last = _THIRDS[word[0]]
        last = min(last, calendar.monthrange(year, month)[1])
        return f"{year:04}-{month:02}-{first:02}/{year:04}-{month:02}-{last:02}"
    if word == "中":
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{'START' if word.endswith('初') else 'END'}"


def _month_of(expression: Expression, scene: _Scene) -> tuple[int, int] | None:
    """Year and month of an expression that names a month."""
    anchor, piece = scene.anchor, expression.piece("month", "months")
    if piece is None:
        return None
    year = _year_of(expression, anchor)
    if piece.number is None:
        return _month_of_word(piece.word, anchor)
    if year is None and expression.piece("year") is not None:
        return None
    year = year or anchor.sentence_year or _nearest_year(piece.number, None, scene)
    return None if year is None else (year, piece.number)


def _month_of_word(word: str, anchor: Anchor) -> tuple[int, int] | None:
    if word in MONTH_ANAPHORS:
        if anchor.year is None or anchor.month is None:
            return None
        return _shift_month(anchor.year, anchor.month, MONTH_ANAPHORS[word])
    today = anchor.today
    return _shift_month(today.year, today.month, MONTH_SHIFTS[word]) if today else None


def _nearest_year(month: int, day: int | None, scene: _Scene) -> int | None:
    """The year of a month or day printed without one: the dateline's, unless that lies far ahead and nothing says so."""
    today = scene.anchor.today
    if today is None:
        return None
    here = _real_day(today.year, month, day or 1)
    if here is None:
        return today.year
    ahead = (here - today).days
    if ahead > _FAR_AHEAD_DAYS and not scene.future:
        return today.year - 1
    if scene.future and ahead < -_FAR_AHEAD_DAYS * 2:
        return today.year + 1
    return today.year


def _resolve_day(expression: Expression, scene: _Scene) -> str | None:
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
        last = _real_day(day.year, day.month, days.last)
        _remember(anchor, day)
        return f"{day.isoformat()}/{last.isoformat()}" if last else day.isoformat()
    return _with_hours(day, expression, anchor)


def _day_of(expression: Expression, scene: _Scene) -> date | None:
    anchor = scene.anchor
    day = expression.piece("day", "days")
    if day is None:
        weekday = expression.piece("weekday")
        return _day_of_weekday(weekday, scene) if weekday else None
    if day.number is None:
        return _day_of_word(day.word, scene)
    if expression.piece("month"):
        month = _month_of_day(expression, day.number, scene)
        return _real_day(*month, day.number) if month else None
    if anchor.sentence_month is not None and anchor.sentence_year is not None:
        return _real_day(anchor.sentence_year, anchor.sentence_month, day.number)
    return _bare_day(day.number, scene)


def _month_of_day(expression: Expression, day: int, scene: _Scene) -> tuple[int, int] | None:
    month = expression.piece("month")
    if month is not None and month.number is not None and expression.piece("year") is None:
        year = scene.anchor.sentence_year or _nearest_year(month.number, day, scene)
        return (year, month.number) if year else None
    return _month_of(expression, scene)


def _bare_day(number: int, scene: _Scene) -> date | None:
    """13日 without a month: the nearest such day that is past, or just ahead, or ahead where the text says so."""
    today = scene.anchor.today
    if today is None:
        return None
    here = _real_day(today.year, today.month, number)
    if scene.future and (here is None or here < today - timedelta(days=_NEAR_AHEAD_DAYS)):
        return _real_day(*_shift_month(today.year, today.month, 1), number)
    if here is None or (here > today + timedelta(days=_NEAR_AHEAD_DAYS) and not scene.future):
        return _real_day(*_shift_month(today.year, today.month, -1), number)
    return here


def _day_of_word(word: str, scene: _Scene) -> date | None:
    anchor = scene.anchor
    if word in DAY_ANAPHORS:
        base = anchor.day or anchor.today
        return base + timedelta(days=DAY_ANAPHORS[word]) if base else None
    base = anchor.sentence_day if scene.quoted else None
    if base is None and scene.quoted and word == "今天":
        return None
    base = base or anchor.today
    return base + timedelta(days=DAY_SHIFTS[word]) if base else None


def _day_of_weekday(piece: Piece, scene: _Scene) -> date | None:
    today = scene.anchor.today
    if today is None or piece.number is None:
        return None
    if piece.word:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(weeks=WEEK_SHIFTS[piece.word], days=piece.number)
    back = (today.weekday() - piece.number) % 7
    if scene.future and back:
        return today + timedelta(days=7 - back)
    return today - timedelta(days=back)


def _weekend(word: str, anchor: Anchor) -> str | None:
    if anchor.today is None:
        return None
    monday = anchor.today - timedelta(days=anchor.today.weekday())
    saturday = monday + timedelta(weeks=WEEK_SHIFTS[word], days=5)
    return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"


def _with_hours(day: date | None, expression: Expression, anchor: Anchor) -> str | None:
    """The day with its part or clock time; the anchor moves to it."""
    if day is None:
        return None
    _remember(anchor, day)
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


def _remember(anchor: Anchor, day: date) -> None:
    anchor.year, anchor.month, anchor.day = day.year, day.month, day
    anchor.sentence_year, anchor.sentence_month, anchor.sentence_day = day.year, day.month, day


def _real_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shift_month(year: int, month: int, shift: int) -> tuple[int, int]:
    months = year * 12 + month - 1 + shift
    return months // 12, months % 12 + 1
