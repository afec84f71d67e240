"""What a time expression is told from: the dateline, the date last mentioned, the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from yaowen.base.words import Span
from yaowen.extract.rules.reading import Reading

_FUTURE = re.compile(r"将(?![近军士领帅])|预计|预定|计划|拟|定于|订于|下届|即将|截止|明年")
_EVENT_BEFORE = re.compile(
    "(?:事发|案发|出事|开庭|选举|投票|生效|实施|公布|参选|举行|成立|首映|发射|就职|当选|去世|逝世|示威|行动|拆除|大佛|开幕|闭幕|判决|签署|大选|比赛|抓捕|搜查)$"
)
_CLAUSE_MARK = re.compile(r"[,;。:]")
_BEFORE_CHARS, _AFTER_CHARS = 8, 6


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

    def remember(self, day: date) -> None:
        """A day was mentioned."""
        self.year, self.month, self.day = day.year, day.month, day
        self.sentence_year, self.sentence_month, self.sentence_day = day.year, day.month, day

    def remember_month(self, year: int, month: int) -> None:
        """A month was mentioned."""
        self.year, self.month, self.day = year, month, None
        self.sentence_year, self.sentence_month = year, month

    def remember_year(self, year: int) -> None:
        """A year was mentioned."""
        self.year = self.sentence_year = year
        self.month = self.day = None


@dataclass(frozen=True, slots=True)
class Scene:
    """An expression with its surroundings.

    Attributes:
        future: the words around it speak of what is to come.
        quoted: it stands in a quotation.
        of_event: a word stands directly before it (事发当天).
    """

    future: bool
    quoted: bool
    of_event: bool
    anchor: Anchor


def look_around(span: Span, reading: Reading, anchor: Anchor) -> Scene:
    """The surroundings of an expression inside its clause."""
    start, end = span
    before = _CLAUSE_MARK.split(reading.folded[max(0, start - _BEFORE_CHARS) : start])[-1]
    after = _CLAUSE_MARK.split(reading.folded[end : end + _AFTER_CHARS])[0]
    quoted = any(first < start and end < last for first, last in reading.quotes)
    of_event = bool(_EVENT_BEFORE.search(before))
    return Scene(bool(_FUTURE.search(before) or _FUTURE.search(after)), quoted, of_event, anchor)


def real_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none (2月30日)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift_month(year: int, month: int, shift: int) -> tuple[int, int]:
    """Year and month a number of months later."""
    months = year * 12 + month - 1 + shift
    return months // 12, months % 12 + 1
