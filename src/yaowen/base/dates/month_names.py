"""Dates with the month as a word: Fri, 17 Jan 2025 09:25:59 +0800, January 17, 2025, 13 июля 2025, 2025. július 13."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from yaowen.base.dates.month_table import MONTH_OF, MONTH_WORD
from yaowen.base.dates.reading import PrintedTime, day_of, full_year, latest_day
from yaowen.base.dates.time_of_day import parse_time, parse_time_before

# The patterns are for text in lower case: ignoring case costs many times more, and takes `ı` for `i`.
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?<!\d:)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?(?:\.|\sde|\sof)?[\s-]{{0,2}}(?P<month>{MONTH_WORD})\b\.?(?:\sde)?[\s,-]{{0,3}}"
    r"(?P<year>(?:19|20)\d{2}(?!\d)|\d{2}(?![\d:.]))?",
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<month>{MONTH_WORD})\b\.?\s{{0,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:[\s,]{{1,3}}(?P<year>(?:19|20)\d{{2}})(?!\d))?",
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d{{2}})(?:\.\s?|-|\s)(?P<month>{MONTH_WORD})\b[\s-](?P<day>\d{{1,2}})(?!\d)\.?",
)
_ANY = re.compile(rf"(?:{MONTH_WORD})\b")
_C_TIME = re.compile(r"\s(?P<year>(?:19|20)\d{2})(?!\d)")


def find_month_names(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Dates whose month is a word of one of the languages above."""
    low = text.replace("İ", "I").lower()
    if not _ANY.search(low):
        return
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST):
        for found in pattern.finditer(low):
            reading = _read(found, text, now)
            if reading:
                yield reading


def _read(found: re.Match[str], text: str, now: datetime) -> PrintedTime | None:
    month, number = MONTH_OF[found["month"]], int(found["day"])
    behind = parse_time(text, found.end(), now.tzinfo or UTC)
    at, zone, end = behind or (None, None, found.end())
    year = full_year(int(found["year"])) if found["year"] else None
    if year is None and (later := _C_TIME.match(text, end)):
        year, end = int(later["year"]), later.end()
    day = latest_day(month, number, now) if year is None else day_of(year, month, number)
    if day is None:
        return None
    start = found.start()
    if at is None and (before := parse_time_before(text, start, now.tzinfo or UTC)):
        start, at, zone = before
    return PrintedTime(start, end, day, at, zone, 0.5 if year is None else 0.95)
