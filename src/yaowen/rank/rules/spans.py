"""Which minutes end an hour or a day of the display zone: the rankings that are frozen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Span = Literal["hour", "day"]


def time_of(minute: int) -> datetime:
    """The instant at which a minute ends, UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)


def spans_ending(minute: int, zone: ZoneInfo) -> tuple[Span, ...]:
    """What ends with this minute in the display zone."""
    local = time_of(minute).astimezone(zone)
    if local.minute:
        return ()
    return ("hour", "day") if local.hour == 0 else ("hour",)


def minutes_to_freeze(after: int, until: int, zone: ZoneInfo) -> list[int]:
    """The minutes in (after, until] that end an hour, ascending. Zones lie on quarters of an hour."""
    first = after + 1 + (-(after + 1)) % 15
    return [minute for minute in range(first, until + 1, 15) if spans_ending(minute, zone)]


def last_minute_of(day: date, zone: ZoneInfo) -> int:
    """The minute whose 24-hour window ends with a day of the display zone."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    return int(midnight.timestamp()) // 60
