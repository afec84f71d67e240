"""Dates with something left out: 09-20 18:20, 9/20 18:20, 25-09-20, 114/09/20, 周三 18:20, 上周五.

Only where the whole text is such a date, as in a list of headlines; elsewhere it may be a score or a price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from yaowen.base.dates.reading import PrintedTime, day_of, latest_day
from yaowen.base.dates.time_of_day import parse_time

_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})(?P<mark>[-/.])(?P<day>\d{1,2})(?=\s)")
_SHORT_YEAR = re.compile(r"(?P<year>\d{2,3})(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_WEEKDAY = re.compile(r"(?P<last>上)?(?:个|個)?(?:星期|周|週|禮拜|礼拜)(?P<day>[一二三四五六日天])")
_REPUBLIC_ZERO = 1911
_MOST_BEHIND_CHARS = 3


def find_short(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Month and day with a time, years of two figures (in Asia) or of the Republic of China, weekdays."""
    for pattern, resolve in ((_MONTH_DAY, _month_day), (_SHORT_YEAR, _short_year), (_WEEKDAY, _weekday)):
        found = pattern.match(text)
        day = resolve(found, now) if found else None
        if found is None or day is None:
            continue
        behind = parse_time(text, found.end(), now.tzinfo or UTC)
        at, zone, end = behind or (None, None, found.end())
        if len(text) - end > _MOST_BEHIND_CHARS or (at is None and pattern is _MONTH_DAY):
            continue
        yield PrintedTime(found.start(), end, day, at, zone, 0.5)


def _month_day(found: re.Match[str], now: datetime) -> date | None:
    one, two = int(found["month"]), int(found["day"])
    return latest_day(one, two, now) or latest_day(two, one, now)


def _short_year(found: re.Match[str], now: datetime) -> date | None:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if year >= 100:
        return day_of(year + _REPUBLIC_ZERO, month, day) if year < 200 else None
    in_asia = isinstance(now.tzinfo, ZoneInfo) and now.tzinfo.key.startswith("Asia/")
    first = day_of(year + 2000, month, day) if in_asia else None
    return first if first is not None and first <= now.date() else None


def _weekday(found: re.Match[str], now: datetime) -> date:
    number = "一二三四五六日".index(found["day"].replace("天", "日"))
    if found["last"]:
        return now.date() - timedelta(days=now.weekday() + 7 - number)
    return now.date() - timedelta(days=(now.weekday() - number) % 7)
