"""The time of day behind a date: 09:25, 08时00分, 下午3:05, 9.25 Uhr, 3 p.m. ET."""

from __future__ import annotations

import re
from datetime import time, tzinfo

from yaowen.base.dates.zones import ZONE_PATTERN, parse_zone

_HALF = r"上午|下午|晚上|晚间|晚間|凌晨|早上|早晨|中午|傍晚|清晨|夜间|夜間"
_AFTERNOON = {"下午", "晚上", "晚间", "晚間", "傍晚", "夜间", "夜間", "pm", "p.m."}
_GAP = (
    r"[\s,·|T/()\[\]–—-]{0,6}(?:(?:at|um|à|kl\.?|às|alle|ore|klo|om|a las|godz\.|o)\s)?"
    r"(?:(?:星期|周|週|禮拜)?[一二三四五六日天][\s)\]]{0,3})?"
)
_TIME = re.compile(
    rf"{_GAP}(?P<zone0>北京时间|北京時間|台北時間|香港時間)?\s?(?P<half>{_HALF})?\s?"
    r"(?:(?P<hour>\d{1,2})(?P<mark>[:時时點点h.])\s?(?P<minute>\d{2}(?!\d)|\d(?=:\d))(?:[:分.]\s?(?P<second>\d{1,2})(?!\d))?(?:[.,]\d{1,9})?[分秒]?"
    r"|(?P<hour12>\d{1,2})(?=\s?[ap]\.?m\b))"
    rf"(?:\s?(?P<ampm>[ap]\.?m\b\.?))?(?:\s?(?:Uhr|Hrs|hrs|時|时))?(?:[\s,(]{{0,3}}(?P<zone>{ZONE_PATTERN}))?",
    re.IGNORECASE,
)
_BARE = re.compile(r"[\s,]{1,4}(?P<hour>\d{1,2})(?P<unit>时|時|點|点)(?!\d)")


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
    hour = _on_the_clock(hour, (found["half"] or found["ampm"] or "").lower())
    zone = found["zone0"] or found["zone"]
    try:
        at = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None
    return at, parse_zone(zone, page_zone) if zone else None, found.end()


def _bare_hour(text: str, start: int) -> tuple[time, tzinfo | None, int] | None:
    found = _BARE.match(text, start)
    if not found or int(found["hour"]) > 23:
        return None
    return time(int(found["hour"])), None, found.end()


def _on_the_clock(hour: int, half: str) -> int:
    half = half.rstrip(".") if half in {"a.m.", "p.m."} else half
    if half in _AFTERNOON or half.startswith("p"):
        return hour + 12 if hour < 12 else hour
    if half.startswith("a") or half in {"凌晨", "上午"}:
        return 0 if hour == 12 and half != "上午" else hour
    return hour + 12 if half == "中午" and hour in {1, 2} else hour
