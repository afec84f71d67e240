"""ISO 8601 and its looser relatives: 2025-01-17T09:25:59+08:00, 2025-01-17 09:25, 20250117T012559Z, 2020/08/28."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time

from yaowen.base.dates.reading import PrintedTime, day_of
from yaowen.base.dates.time_of_day import parse_time

_YEAR_FIRST = re.compile(
    r"(?<![\d./-])(?P<year>(?:19|20)\d{2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
)
_PACKED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)"
    r"(?:T?(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<utc>Z)?)?(?!\d)"
)
_UNIX = re.compile(r"^\s*(1\d{9})(\d{3})?(?:\.\d+)?\s*$")


def find_iso(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Dates with the year first, in figures."""
    for found in _YEAR_FIRST.finditer(text):
        day = day_of(int(found["year"]), int(found["month"]), int(found["day"]))
        if day is None:
            continue
        behind = parse_time(text, found.end(), now.tzinfo or UTC)
        if behind:
            at, zone, end = behind
            yield PrintedTime(found.start(), end, day, at, zone, 0.95)
        else:
            yield PrintedTime(found.start(), found.end(), day, None, None, 0.9)


def find_packed(text: str, _now: datetime) -> Iterator[PrintedTime]:
    """Dates without marks, and unix seconds or milliseconds alone."""
    if unix := _UNIX.match(text):
        at = datetime.fromtimestamp(int(unix[1]), UTC)
        yield PrintedTime(0, len(text), at.date(), at.time(), UTC, 0.8)
        return
    for found in _PACKED.finditer(text):
        day = day_of(int(found["year"]), int(found["month"]), int(found["day"]))
        if day is None:
            continue
        at_time = None
        if found["hour"] and int(found["hour"]) < 24:
            at_time = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        yield PrintedTime(found.start(), found.end(), day, at_time, UTC if found["utc"] else None, 0.6)
