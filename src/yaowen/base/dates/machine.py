"""What programs print and people do not: 2025-263, 2025-W38-6, 2025-09-20T16Z, /Date(1758363600000+0800)/.

Only where the whole text is such a date. A year or a month alone is none: it would date an article weeks off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from yaowen.base.dates.reading import PrintedTime, day_of
from yaowen.base.dates.zones import parse_zone

_ORDINAL = re.compile(r"(?P<year>(?:19|20)\d{2})-?(?P<day>[0-3]\d{2})")
_WEEK = re.compile(r"(?P<year>(?:19|20)\d{2})-?W(?P<week>\d{2})-?(?P<day>[1-7])")
_HOUR = re.compile(
    r"(?P<year>(?:19|20)\d{2})-?(?P<month>\d{2})-?(?P<day>\d{2})T(?P<hour>[01]\d|2[0-3])(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_DOT_NET = re.compile(r"/Date\((?P<seconds>\d{9,10})\d{3}(?:[+-]\d{4})?\)/")


def find_machine(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Ordinal and week dates, hours without minutes (ISO 8601), .NET's milliseconds."""
    if found := _DOT_NET.fullmatch(text):
        at = datetime.fromtimestamp(int(found["seconds"]), UTC)
        yield PrintedTime(0, len(text), at.date(), at.time(), UTC, 0.9)
    elif found := _HOUR.fullmatch(text):
        if day := day_of(int(found["year"]), int(found["month"]), int(found["day"])):
            zone = parse_zone(found["zone"], now.tzinfo or UTC) if found["zone"] else None
            yield PrintedTime(0, len(text), day, time(int(found["hour"])), zone, 0.9)
    elif found := _WEEK.fullmatch(text):
        yield from _day_alone(text, _week_day(int(found["year"]), int(found["week"]), int(found["day"])))
    elif found := _ORDINAL.fullmatch(text):
        yield from _day_alone(text, _day_of_year(int(found["year"]), int(found["day"])))


def _day_alone(text: str, day: date | None) -> Iterator[PrintedTime]:
    if day is not None and day_of(day.year, day.month, day.day):
        yield PrintedTime(0, len(text), day, None, None, 0.7)


def _week_day(year: int, week: int, day: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, day)
    except ValueError:
        return None


def _day_of_year(year: int, number: int) -> date | None:
    found = date(year, 1, 1) + timedelta(days=number - 1)
    return found if found.year == year else None
