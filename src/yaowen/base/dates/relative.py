"""Times that count from now: 刚刚, 3小时前, 1小时20分钟前, 昨天 18:20, 昨晚8点, 3시간 전, 2 hours ago, yesterday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from yaowen.base.dates.figures import parse_figures
from yaowen.base.dates.reading import PrintedTime
from yaowen.base.dates.time_of_day import parse_time

_SECONDS = {
    "秒": 1, "分": 60, "小": 3600, "時": 3600, "时": 3600, "鐘": 3600, "钟": 3600, "天": 86400, "日": 86400,
    "周": 604800, "週": 604800, "星": 604800, "月": 2592000, "초": 1, "분": 60, "시": 3600, "일": 86400, "주": 604800,
    "sec": 1, "min": 60, "hou": 3600, "day": 86400, "wee": 604800, "mon": 2592000, "hr": 3600, "hrs": 3600,
    "h": 3600, "m": 60, "d": 86400, "w": 604800,
}  # fmt: skip
_FIGURE = r"\d{1,3}|[一二两兩三四五六七八九十半]{1,3}"
_AGO = re.compile(
    rf"(?:(?P<hours>\d{{1,2}}|[一二两兩三四五六七八九十]{{1,3}})\s?(?:小时|小時|個小時|个小时|時間)\s?)?"
    rf"(?P<count>{_FIGURE})\s?個?个?"
    r"(?P<unit>秒钟|秒鐘|秒|分钟|分鐘|分|小时|小時|時間|鐘頭|钟头|天|日|周|週|星期|月)\s?(?:之?前)"
    r"|(?P<count3>\d{1,3})\s?(?P<unit3>초|분|시간|일|주)\s?전"
    r"|\b(?P<count2>\d{1,3}|an?|one)\s(?P<unit2>second|sec|minute|min|hour|hr|day|week|month)s?\.?\sago\b"
    r"|\b(?P<count4>\d{1,3})\s?(?P<unit4>hrs?|mins?|[hmdw])\sago\b",
    re.IGNORECASE,
)
_NOW = re.compile(r"刚刚|剛剛|刚才|剛才|방금|\bjust now\b", re.IGNORECASE)
_DAY_WORD = re.compile(
    r"(?P<word>今天|今日|昨天|昨日|前天|前日|今早|今晨|今晚|昨晚|昨夜|昨早|昨晨|\btoday\b|\byesterday\b)", re.IGNORECASE
)
_ALONE_CHARS = 6
"""A word for a day without a time of day counts only in a text so short: elsewhere it is part of a sentence."""
_DAYS_BACK = {"今": 0, "t": 0, "昨": 1, "y": 1, "前": 2}
_SIGNS, _WIDE_SIGNS = ("ago", "now", "day"), "前전刚剛방今昨"
"""Every expression above has one of these."""
_EVENING = frozenset("晚夜")


def find_relative(text: str, now: datetime) -> Iterator[PrintedTime]:
    """Times counted from now."""
    if not any(map(text.lower().__contains__, _SIGNS)) and (
        text.isascii() or not any(map(text.__contains__, _WIDE_SIGNS))
    ):
        return
    for found in _NOW.finditer(text):
        yield _at(found, now, 0.7)
    for found in _AGO.finditer(text):
        yield _ago(found, now)
    for found in _DAY_WORD.finditer(text):
        word = found["word"].lower()
        day = (now - timedelta(days=_DAYS_BACK[word[0]])).date()
        behind = parse_time(text, found.end(), now.tzinfo or UTC)
        if behind is None and len(text.strip()) > _ALONE_CHARS:
            continue
        at, zone, end = behind or (None, None, found.end())
        if at is not None and word[-1] in _EVENING and at.hour < 12:
            at = at.replace(hour=at.hour + 12)
        yield PrintedTime(found.start(), end, day, at, zone, 0.75 if at else 0.5)


def _ago(found: re.Match[str], now: datetime) -> PrintedTime:
    unit = (found["unit"] or found["unit2"] or found["unit3"] or found["unit4"]).lower()
    seconds = _SECONDS[unit[:3] if unit.isascii() else unit[0]]
    count = _count(found["count"] or found["count2"] or found["count3"] or found["count4"])
    moment = now - timedelta(seconds=seconds * count + 3600 * _count(found["hours"] or "0"))
    if seconds < 86400:
        return _at(found, moment, 0.7)
    return PrintedTime(found.start(), found.end(), moment.date(), None, None, 0.6 if seconds == 86400 else 0.4)


def _at(found: re.Match[str], moment: datetime, confidence: float) -> PrintedTime:
    minute = moment.replace(second=0, microsecond=0)
    return PrintedTime(found.start(), found.end(), minute.date(), minute.time(), minute.tzinfo, confidence)


def _count(text: str) -> float:
    if text == "半":
        return 0.5
    if text.lower() in {"a", "an", "one"}:
        return 1.0
    return float(parse_figures(text.replace("两", "二").replace("兩", "二")))
