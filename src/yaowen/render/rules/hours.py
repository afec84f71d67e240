"""A small figure: reports by hour, as an inline drawing without style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yaowen.render.rules.times import show_short

MOST_HOURS = 48
FEWEST_REPORTS = 4
HEIGHT = 44.0
STEP = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the figure in drawing units; `n` reports in the hour that `hour` begins."""

    x: int
    y: float
    height: float
    n: int
    hour: str


@dataclass(frozen=True, slots=True)
class HoursFigure:
    """Bars, the width they need, and the hours at both ends."""

    bars: tuple[Bar, ...]
    width: int
    first: str
    last: str
    most: int


def draw_hours(times: Sequence[datetime], zone: str) -> HoursFigure | None:
    """Reports by hour, the last 48 hours of them at most; None where there are too few to draw."""
    if len(times) < FEWEST_REPORTS:
        return None
    end = max(times).replace(minute=0, second=0, microsecond=0)
    start = max(min(times).replace(minute=0, second=0, microsecond=0), end - timedelta(hours=MOST_HOURS - 1))
    hours = int((end - start).total_seconds() // 3600) + 1
    counts = [0] * hours
    for at in times:
        place = int((at - start).total_seconds() // 3600)
        if place >= 0:
            counts[place] += 1
    if hours < 2:
        return None
    most = max(counts)
    bars = tuple(_bar(place, n, most, start, zone) for place, n in enumerate(counts) if n)
    ends = [show_short(at, zone).text for at in (start, end)]
    return HoursFigure(bars, hours * STEP, ends[0], ends[1], most)


def _bar(place: int, n: int, most: int, start: datetime, zone: str) -> Bar:
    height = round(HEIGHT * n / most, 1)
    return Bar(
        place * STEP, round(HEIGHT - height, 1), height, n, show_short(start + timedelta(hours=place), zone).text
    )
