"""The way through rankings that were kept: which hours and days can be played back from a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from yaowen.render.rules.times import minute_instant

SCRUBBED_HOURS = 48


@dataclass(frozen=True, slots=True)
class Stop:
    """A kept ranking to go to. `stamp`: `2025-01-17` or `2025-01-17T09`; `iso`: for `<time>`."""

    stamp: str
    label: str
    iso: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class HoursOfDay:
    """One day's 24 hours: those that were kept as links, the others as what they are called."""

    label: str
    iso: str
    hours: tuple[Stop, ...]

    @property
    def slots(self) -> tuple[Stop, ...]:
        """All 24; one without `stamp` was not kept."""
        kept = {stop.label: stop for stop in self.hours}
        names = [f"{hour:02d}" for hour in range(24)]
        return tuple(kept.get(name, Stop("", name, "")) for name in names)


@dataclass(frozen=True, slots=True)
class Past:
    """Where a page stands among the kept rankings, and where one can go from it.

    Attributes:
        stamp: of the page itself; empty for the running ranking.
        label: what it is called, 2025-01-17 09:00.
        earlier, later: the hour or day before and after; None where none was kept.
        days: of hours, newest first.
        calendar: days that were kept, newest first.
    """

    stamp: str = ""
    label: str = ""
    earlier: Stop | None = None
    later: Stop | None = None
    days: tuple[HoursOfDay, ...] = ()
    calendar: tuple[Stop, ...] = ()


def stamp_of(minute: int, span: Literal["hour", "day"], zone: str) -> str:
    """The address part of a kept ranking: the day that ended with the minute, or the hour that it stands at."""
    local = _local(minute, zone)
    return f"{local - timedelta(hours=1):%Y-%m-%d}" if span == "day" else f"{local:%Y-%m-%dT%H}"


def make_stop(minute: int, span: Literal["hour", "day"], zone: str, own: str = "") -> Stop:
    """A kept ranking as a link; `own`: the stamp of the page that it stands on."""
    local, stamp = _local(minute, zone), stamp_of(minute, span, zone)
    if span == "day":
        return Stop(stamp, stamp[5:], stamp, stamp == own)
    return Stop(stamp, f"{local:%H}", local.isoformat(timespec="minutes"), stamp == own)


def make_past(hours: Sequence[int], days: Sequence[int], zone: str) -> Past:
    """The way from the running ranking: the hours of two days, and the days kept."""
    return Past(days=_by_day(hours, zone, ""), calendar=tuple(make_stop(one, "day", zone) for one in reversed(days)))


def make_past_of(
    minute: int, span: Literal["hour", "day"], hours: Sequence[int], days: Sequence[int], zone: str
) -> Past:
    """The way from a kept ranking: its neighbours, the hours of its day, the days around it."""
    own = stamp_of(minute, span, zone)
    kept = sorted(days if span == "day" else hours)
    before, after = [one for one in kept if one < minute], [one for one in kept if one > minute]
    day = own[:10]
    same_day = [one for one in hours if stamp_of(one, "hour", zone)[:10] == day]
    label = own if span == "day" else f"{own[:10]} {own[11:]}:00"
    return Past(
        own, label,
        make_stop(before[-1], span, zone) if before else None,
        make_stop(after[0], span, zone) if after else None,
        _by_day(same_day, zone, own),
        tuple(make_stop(one, "day", zone, own) for one in sorted(days, reverse=True)),
    )  # fmt: skip


def _by_day(hours: Sequence[int], zone: str, own: str) -> tuple[HoursOfDay, ...]:
    stops = [make_stop(one, "hour", zone, own) for one in sorted(hours)]
    days = sorted({stop.stamp[:10] for stop in stops}, reverse=True)
    return tuple(HoursOfDay(day[5:], day, tuple(stop for stop in stops if stop.stamp[:10] == day)) for day in days)


def _local(minute: int, zone: str) -> datetime:
    return minute_instant(minute).astimezone(ZoneInfo(zone))
