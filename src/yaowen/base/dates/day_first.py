"""Figures with the year last: 28/08/2020 - 11:09, 28.08.2020, 08/28/2020. The day stands first unless it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from yaowen.base.dates.reading import PrintedTime, day_of, full_year
from yaowen.base.dates.time_of_day import parse_time

_YEAR_LAST = re.compile(
    r"(?<![\d./-])(?P<one>\d{1,2})(?P<mark>[-/.]\s?)(?P<two>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d{2}|\d{2})(?![\d/-])(?!\.\d)"
)


def find_year_last(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Dates in figures with the year last; where both readings are days, the other one is kept beside it."""
    for found in _YEAR_LAST.finditer(text):
        year = full_year(int(found["year"]))
        one, two = int(found["one"]), int(found["two"])
        day_first, month_first = day_of(year, two, one), day_of(year, one, two)
        day = day_first or month_first
        if day is None:
            continue
        sure = 0.9 if day_first is None or month_first is None or day_first == month_first else 0.65
        if len(found["year"]) == 2:
            sure -= 0.25
        other = month_first if day == day_first and month_first != day_first else None
        behind = parse_time(text, found.end(), now.tzinfo or UTC)
        at, zone, end = behind or (None, None, found.end())
        yield PrintedTime(found.start(), end, day, at, zone, sure, other)
