"""Chinese and Japanese dates: 2025年9月20日 08时00分, 民國114年1月17日, 二〇二五年一月十七日, 令和7年1月17日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from yaowen.base.dates.figures import FIGURES, parse_figures
from yaowen.base.dates.reading import PrintedTime, day_of, latest_day
from yaowen.base.dates.time_of_day import parse_time

_DATE = re.compile(
    rf"(?:(?P<era>民國|民国|令和|平成|昭和)\s?(?P<era_year>\d{{1,3}}|元|[{FIGURES}十百]{{1,6}})\s?年\s?"
    rf"|(?P<year>\d{{2,4}}|[{FIGURES}]{{4}})\s?年\s?)?"
    rf"(?P<month>\d{{1,2}}|[{FIGURES}十]{{1,3}})\s?月\s?(?P<day>\d{{1,2}}|[{FIGURES}十廿卅]{{1,3}})\s?[日号號]"
)
_SLASHED = re.compile(
    r"(?:民國|民国)\s?(?P<year>\d{2,3})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
)
_YEAR_ZERO = {"民國": 1911, "民国": 1911, "令和": 2018, "平成": 1988, "昭和": 1925}


def find_chinese(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Dates with 年, 月 and 日; without a year, the newest such day that has been."""
    if text.isascii():
        return
    for found in _DATE.finditer(text):
        month, day_number = parse_figures(found["month"]), parse_figures(found["day"])
        year = _year_of(found)
        day = latest_day(month, day_number, now) if year is None else day_of(year, month, day_number)
        if day is not None:
            yield _with_time(found, text, day, now, 0.6 if year is None else 0.95)
    for found in _SLASHED.finditer(text):
        day = day_of(int(found["year"]) + _YEAR_ZERO["民國"], int(found["month"]), int(found["day"]))
        if day is not None:
            yield _with_time(found, text, day, now, 0.95)


def _with_time(found: re.Match[str], text: str, day: date, now: datetime, confidence: float) -> PrintedTime:
    behind = parse_time(text, found.end(), now.tzinfo or UTC)
    at, zone, end = behind or (None, None, found.end())
    return PrintedTime(found.start(), end, day, at, zone, confidence)


def _year_of(found: re.Match[str]) -> int | None:
    if found["era"]:
        return _YEAR_ZERO[found["era"]] + (1 if found["era_year"] == "元" else parse_figures(found["era_year"]))
    if found["year"] is None:
        return None
    year = parse_figures(found["year"])
    if year < 100:
        return year + 2000 if year < 70 else year + 1900
    return year + _YEAR_ZERO["民國"] if year < 200 else year
