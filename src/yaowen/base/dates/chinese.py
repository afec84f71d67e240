"""Chinese dates: 2025年9月20日 08时00分, 民國114年1月17日, 二〇二五年一月十七日, 1月17日 09:25."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from yaowen.base.dates.reading import PrintedTime, day_of, latest_day
from yaowen.base.dates.time_of_day import parse_time

_FIGURES = "〇○零一二三四五六七八九"
_DIGIT = {"〇": 0, "○": 0, "零": 0, **{sign: value for value, sign in enumerate("一二三四五六七八九", 1)}}
_DATE = re.compile(
    rf"(?:(?P<republic>民國|民国)\s?)?(?:(?P<year>\d{{2,4}}|[{_FIGURES}]{{4}})\s?年\s?)?"
    rf"(?P<month>\d{{1,2}}|[{_FIGURES}十]{{1,3}})\s?月\s?(?P<day>\d{{1,2}}|[{_FIGURES}十廿卅]{{1,3}})\s?[日号號]"
)
_REPUBLIC_ZERO = 1911


def find_chinese(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Dates with 年, 月 and 日; without a year, the newest such day that has been."""
    for found in _DATE.finditer(text):
        month, day_number = parse_figures(found["month"]), parse_figures(found["day"])
        year = _year_of(found["year"], bool(found["republic"]))
        day = latest_day(month, day_number, now) if year is None else day_of(year, month, day_number)
        if day is None:
            continue
        behind = parse_time(text, found.end(), now.tzinfo or UTC)
        at, zone, end = behind or (None, None, found.end())
        yield PrintedTime(found.start(), end, day, at, zone, 0.6 if year is None else 0.95)


def parse_figures(text: str) -> int:
    """A number below 100, or a year sign by sign, in Arabic or Chinese figures; 0 for none."""
    if text.isdecimal():
        return int(text)
    if len(text) == 4:
        return int("".join(str(_DIGIT[sign]) for sign in text)) if all(sign in _DIGIT for sign in text) else 0
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return _DIGIT.get(text, 0)
    tens, _, ones = text.partition("十")
    return 10 * _DIGIT.get(tens, 0 if tens else 1) + _DIGIT.get(ones, 0)


def _year_of(text: str | None, republic: bool) -> int | None:
    if text is None:
        return None
    year = parse_figures(text)
    if republic:
        return year + _REPUBLIC_ZERO
    if year < 100:
        return year + 2000 if year < 70 else year + 1900
    return year + _REPUBLIC_ZERO if year < 200 else year
