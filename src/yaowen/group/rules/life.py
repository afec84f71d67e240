"""A story's life: the hour in which most of it was reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

LEAST_REPORTS = 3


def find_peak(times: Iterable[datetime]) -> datetime | None:
    """The beginning of the hour with most reports, of equals the earliest; None below three reports, or two in it."""
    hours = Counter(at.replace(minute=0, second=0, microsecond=0) for at in times)
    if hours.total() < LEAST_REPORTS:
        return None
    most, hour = min((-count, hour) for hour, count in hours.items())
    return hour if most <= -2 else None
