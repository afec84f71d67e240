"""Instants as readers see them: absolute, in the site's display zone. Relative ones are JavaScript's."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from yaowen.base.addresses import PathLanguage
from yaowen.base.words import Precision

_WEEKDAYS = "一二三四五六日"
_FORMS: dict[Precision, str] = {
    "second": "%Y-%m-%d %H:%M:%S", "minute": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d", "none": "%Y-%m-%d %H:%M",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """A `<time>`: machine form and the form shown."""

    iso: str
    text: str


@functools.lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@functools.lru_cache(maxsize=4096)
def show_time(at: datetime, zone: str, precision: Precision = "second") -> Stamp:
    """An instant in full, as precisely as it is known."""
    local = at.astimezone(_zone(zone))
    iso = f"{local:%Y-%m-%d}" if precision == "day" else local.isoformat(timespec="seconds")
    return Stamp(iso, local.strftime(_FORMS[precision]))


@functools.lru_cache(maxsize=4096)
def show_short(at: datetime, zone: str, precision: Precision = "second") -> Stamp:
    """An instant in a list: month, day, hour and minute."""
    local = at.astimezone(_zone(zone))
    return Stamp(show_time(at, zone, precision).iso, f"{local:%m-%d}" if precision == "day" else f"{local:%m-%d %H:%M}")


def show_day(at: datetime, zone: str, language: PathLanguage) -> str:
    """Date and weekday, as a masthead prints them."""
    local = at.astimezone(_zone(zone))
    if language == "en":
        return f"{local:%A}, {local.day} {local:%B %Y}"
    return f"{local.year}年{local.month}月{local.day}日 星期{_WEEKDAYS[local.weekday()]}"


def show_clock(at: datetime, zone: str) -> str:
    """Hours and minutes."""
    return f"{at.astimezone(_zone(zone)):%H:%M}"


@functools.lru_cache(maxsize=4096)
def show_offset(at: datetime, zone: str) -> str:
    """The zone's distance from UTC at an instant: UTC+8, UTC+5:30."""
    offset = at.astimezone(_zone(zone)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def minute_instant(minute: int) -> datetime:
    """The instant at the end of a ranking's minute."""
    return datetime.fromtimestamp(minute * 60, UTC)
