"""Times that count from now: 刚刚, 3小时前, 昨天 18:20, 今天, 2 hours ago, yesterday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from yaowen.base.dates.chinese import parse_figures
from yaowen.base.dates.reading import PrintedTime
from yaowen.base.dates.time_of_day import parse_time

_SECONDS = {
    "秒": 1, "分": 60, "小": 3600, "鐘": 3600, "钟": 3600, "天": 86400, "日": 86400,
    "周": 604800, "週": 604800, "星": 604800, "月": 2592000,
    "sec": 1, "min": 60, "hou": 3600, "day": 86400, "wee": 604800, "mon": 2592000,
}  # fmt: skip
_AGO = re.compile(
    r"(?P<count>\d{1,3}|[一二两兩三四五六七八九十半]{1,3})\s?個?个?"
    r"(?P<unit>秒钟|秒鐘|秒|分钟|分鐘|分|小时|小時|鐘頭|钟头|天|日|周|週|星期|月)\s?(?:之?前)"
    r"|\b(?P<count2>\d{1,3}|an?|one)\s(?P<unit2>second|sec|minute|min|hour|day|week|month)s?\.?\sago\b",
    re.IGNORECASE,
)
_NOW = re.compile(r"刚刚|剛剛|刚才|剛才|\bjust now\b", re.IGNORECASE)
_DAY_WORD = re.compile(r"(?P<word>今天|今日|昨天|昨日|前天|\btoday\b|\byesterday\b)", re.IGNORECASE)
_ALONE_CHARS = 6
"""A word for a day without a time of day counts only in a text so short: elsewhere it is part of a sentence."""
_DAYS_BACK = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}


def find_relative(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Times counted from now."""
    for found in _NOW.finditer(text):
        yield _at(found, now, 0.7)
    for found in _AGO.finditer(text):
        unit = (found["unit"] or found["unit2"]).lower()
        seconds = _SECONDS[unit[:3] if unit.isascii() else unit[0]]
        moment = now - timedelta(seconds=seconds * _count(found["count"] or found["count2"]))
        if seconds < 86400:
            yield _at(found, moment, 0.7)
        else:
            yield PrintedTime(found.start(), found.end(), moment.date(), None, None, 0.6 if seconds == 86400 else 0.4)
    for found in _DAY_WORD.finditer(text):
        day = (now - timedelta(days=_DAYS_BACK[found["word"].lower()])).date()
        behind = parse_time(text, found.end(), now.tzinfo or UTC)
        if behind is None and len(text.strip()) > _ALONE_CHARS:
            continue
        at, zone, end = behind or (None, None, found.end())
        yield PrintedTime(found.start(), end, day, at, zone, 0.75 if at else 0.5)


def _at(found: re.Match[str], moment: datetime, confidence: float) -> PrintedTime:
    minute = moment.replace(second=0, microsecond=0)
    return PrintedTime(found.start(), found.end(), minute.date(), minute.time(), minute.tzinfo, confidence)


def _count(text: str) -> float:
    if text == "半":
        return 0.5
    if text.lower() in {"a", "an", "one"}:
        return 1.0
    return float(parse_figures(text.replace("两", "二").replace("兩", "二")))
