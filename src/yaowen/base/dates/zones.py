"""Zones: as a setting names them, and as printed behind a time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"^(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?$", re.IGNORECASE)
_HOURS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "GST": 4, "PKT": 5, "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8,
    "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "BRT": -3,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
    "HST": -10,
    "北京时间": 8, "北京時間": 8, "台北時間": 8, "香港時間": 8,
}  # fmt: skip
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
_INDIA = timezone(timedelta(hours=5, minutes=30))
ZONE_PATTERN = (
    r"(?:(?:Etc/)?(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d)|"
    r"(?<![A-Za-z])(?:Etc/)?(?:"
    + "|".join(sorted((name for name in (*_HOURS, *_PLACES, "CST", "IST") if name.isascii()), key=len, reverse=True))
    + r")\b)"
)


def load_zone(name: str) -> tzinfo:
    """The zone of an IANA name or a fixed offset (`+08:00`); UTC for what is neither."""
    if not name:
        return UTC
    if offset := _parse_offset(name):
        return offset
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def parse_zone(text: str, page_zone: tzinfo) -> tzinfo | None:
    """The zone printed behind a time; None for an unknown one.

    Args:
        text: `+0800`, `GMT+8`, `Z`, `EST`, `北京时间`.
        page_zone: settles CST, which is China's, America's or Cuba's.
    """
    name = text.strip().removeprefix("Etc/")
    if offset := _parse_offset(name):
        return offset
    upper = name.upper()
    if upper == "CST":
        asian = datetime(2025, 1, 1, tzinfo=page_zone).utcoffset() == timedelta(hours=8)
        return timezone(timedelta(hours=8 if asian else -6))
    if upper == "IST":
        return _INDIA
    if upper in _PLACES:
        return ZoneInfo(_PLACES[upper])
    return timezone(timedelta(hours=_HOURS[upper])) if upper in _HOURS else None


def _parse_offset(text: str) -> timezone | None:
    found = _OFFSET.match(text)
    if not found:
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if found[1] == "-" else offset)
