"""The time of day behind a date: 09:25, 08时00分, 下午3:05, 9.25 Uhr, 3 p.m. ET."""

from __future__ import annotations

import re
from datetime import time, tzinfo

from yaowen.base.dates.figures import FIGURES, parse_figures
from yaowen.base.dates.zones import ZONE_PATTERN, parse_zone

_HALF = r"上午|下午|晚上|晚间|晚間|凌晨|早上|早晨|中午|傍晚|清晨|夜间|夜間|深夜|午前|午後|오전|오후"
_AFTERNOON = {"下午", "晚上", "晚间", "晚間", "傍晚", "夜间", "夜間", "深夜", "午後", "오후", "pm", "p.m."}
_MORNING = {"凌晨", "上午", "午前", "오전"}
_GAP = (
    r"[\s,·|T/()\[\]–—-]{0,6}(?:(?:at|um|à|kl\.?|às|alle|ore|klo|om|a las|godz\.|o)\s)?"
    r"(?:(?:星期|周|週|禮拜)?[一二三四五六日天月火水木金土월화수목금토일][\s)\]]{0,3})?"
)
_TIME = re.compile(
    rf"{_GAP}(?P<zone0>北京时间|北京時間|台北時間|香港時間)?\s?(?P<half>{_HALF})?\s?"
    r"(?:(?P<hour>\d{1,2})(?P<mark>[:時时點点h.])\s?(?P<minute>\d{2}(?!\d)|\d(?=:\d))(?:[:分.]\s?(?P<second>\d{1,2})(?!\d))?(?:[.,]\d{1,9})?[分秒]?"
    r"|(?P<hour12>\d{1,2})(?=\s?[ap]\.?m\b))"
    rf"(?:\s?(?P<ampm>[ap]\.?m\b\.?))?(?:\s?(?:Uhr|Hrs|hrs|時|时))?(?:[\s,(]{{0,3}}(?P<zone>{ZONE_PATTERN}))?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"[\s,]{{0,4}}(?P<half>{_HALF})?\s?(?P<hour>\d{{1,2}}|[{FIGURES}十廿]{{1,3}})\s?[时時點点](?!\d)"
    rf"(?:(?P<fraction>半|一刻|三刻)|(?P<minute>[{FIGURES}十]{{1,3}})\s?分)?"
)
_BEFORE = re.compile(
    rf"(?<![\d:.])(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s?[ap]\.?m\b\.?)?(?:\s(?:{ZONE_PATTERN}))?)"
    r"(?:[\s,]{1,3}|\son\s)(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?[\s,]{1,2})?$",
    re.IGNORECASE,
)
_BEFORE_CHARS = 40
_FRACTIONS = {"半": 30, "一刻": 15, "三刻": 45}


def parse_time(text: str, start: int, page_zone: tzinfo) -> tuple[time, tzinfo | None, int] | None:
    """The time of day that begins at `start` or a few marks after it.

    Args:
        text: a folded text.
        start: where the date before it ends.
        page_zone: settles ambiguous names of zones.

    Returns:
        Time, printed zone, and where both end; None where no time stands there.
    """
    found = _TIME.match(text, start)
    if not found:
        return _bare_hour(text, start)
    hour = int(found["hour"] or found["hour12"])
    if found["mark"] == "." and not (found["ampm"] or text[found.start() : found.end()].endswith("Uhr")):
        return None
    at = _clock_time(
        _on_the_clock(hour, (found["half"] or found["ampm"] or "").lower()),
        int(found["minute"] or 0),
        int(found["second"] or 0),
    )
    zone = found["zone0"] or found["zone"]
    return None if at is None else (at, parse_zone(zone, page_zone) if zone else None, found.end())


def parse_time_before(text: str, end: int, page_zone: tzinfo) -> tuple[int, time, tzinfo | None] | None:
    """The time of day that stands right before a date, as American pages print it: `7:07 PM EST Nov 19, 2019`.

    Args:
        text: a folded text.
        end: where the date behind it begins.
        page_zone: settles ambiguous names of zones.

    Returns:
        Where it begins, the time, and the printed zone; None where none stands there.
    """
    start = max(0, end - _BEFORE_CHARS)
    found = _BEFORE.search(text[start:end])
    read = parse_time(found["clock"], 0, page_zone) if found else None
    return (start + found.start(), read[0], read[1]) if found and read else None


def _clock_time(hour: int, minute: int, second: int) -> time | None:
    """A time of day; 24:00 and leap seconds stand for the last second before, so that the printed day stays."""
    if (hour, minute, second) == (24, 0, 0):
        return time(23, 59, 59)
    try:
        return time(hour, minute, 59 if second == 60 else second)
    except ValueError:
        return None


def _bare_hour(text: str, start: int) -> tuple[time, tzinfo | None, int] | None:
    """An hour without a colon: 8时, 下午3点半, 十八时二十分."""
    found = _BARE.match(text, start)
    if not found:
        return None
    minute = _FRACTIONS.get(found["fraction"] or "", parse_figures(found["minute"] or "0"))
    at = _clock_time(_on_the_clock(parse_figures(found["hour"]), found["half"] or ""), minute, 0)
    return None if at is None else (at, None, found.end())


def _on_the_clock(hour: int, half: str) -> int:
    half = half.rstrip(".") if half in {"a.m.", "p.m."} else half
    if half in _AFTERNOON or half.startswith("p"):
        return hour + 12 if hour < 12 else hour
    if half.startswith("a") or half in _MORNING:
        return 0 if hour == 12 and half != "上午" else hour
    return hour + 12 if half == "中午" and hour in {1, 2} else hour
