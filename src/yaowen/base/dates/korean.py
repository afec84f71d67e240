"""Korean dates: 2025년 9월 20일 오후 4:29, 2025. 9. 20. 오후 4:29."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from yaowen.base.dates.reading import PrintedTime, day_of
from yaowen.base.dates.time_of_day import parse_time

_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:년\s?|\.\s)(?P<month>\d{1,2})(?:월\s?|\.\s)(?P<day>\d{1,2})(?:일|\.(?!\d))"
)


def find_korean(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Dates with 년, 월 and 일, or with full stops and spaces between."""
    for found in _DATE.finditer(text):
        day = day_of(int(found["year"]), int(found["month"]), int(found["day"]))
        if day is None:
            continue
        behind = parse_time(text, found.end(), now.tzinfo or UTC)
        at, zone, end = behind or (None, None, found.end())
        yield PrintedTime(found.start(), end, day, at, zone, 0.95 if "년" in found[0] else 0.8)
