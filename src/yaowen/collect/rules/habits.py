"""What a feed shows and says of its own rhythm: gaps between items, hours of the day, ttl, max-age."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from yaowen.collect.rules.feeds.parsed import Rhythm

FEWEST_GAPS = 3
RECENT_TIMES = 30
"""Times of publication, bursts counted once, that the usual gap is taken from."""
FEWEST_FOR_HOURS = 48
DAYS_FOR_HOURS = 3
FEWEST_FOR_SPAN = 20
LONGEST_REST = timedelta(hours=24)
_HOUR_BOUNDS = (0.25, 4.0)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[,\s])no-(?:cache|store)(?:[,\s]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Habits:
    """A feed's rhythm. Kept as a dictionary with the feed (`Feed.pace`), so that a 304 need not tell it again.

    Attributes:
        gap_seconds: usual gap between two times of publication; 0 where too few are known. Real seconds.
        newest: Unix second (news time) of its newest item, `oldest` of its oldest; 0 where none is dated.
        dated: how many of its items are dated.
        hours: share of its items by hour of the day (UTC), 1.0 is the average; empty where too few are known.
        every_seconds: pause that it asks for (ttl, sy:updatePeriod); 0 where it does not.
        fresh_seconds: how long its last answer may be kept (Cache-Control: max-age); 0 where it does not say.
        skip_hours, skip_days: when it asks not to be read (UTC; Monday is 0).
    """

    gap_seconds: float = 0.0
    newest: float = 0.0
    oldest: float = 0.0
    dated: int = 0
    hours: tuple[float, ...] = ()
    every_seconds: int = 0
    fresh_seconds: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


def find_habits(dates: Sequence[datetime], stated: Rhythm, now: datetime, speed: float, burst_seconds: float) -> Habits:
    """The rhythm of a feed that was just read.

    Args:
        dates: instants of its items, newest first.
        stated: what it says itself.
        now: news time. Items dated later than that are left out.
        speed: news seconds a real second; 0 where news time stands, and dates then say nothing.
        burst_seconds: items published within so many real seconds count as one time of publication.
    """
    at = [date.timestamp() for date in dates if date <= now]
    stated_fields: dict[str, Any] = {
        "every_seconds": stated.every_seconds, "skip_hours": tuple(sorted(stated.skip_hours)),
        "skip_days": tuple(sorted(stated.skip_days)),
    }  # fmt: skip
    if not at or speed <= 0:
        return Habits(**stated_fields)
    gap = _usual_gap(at, max(1.0, burst_seconds * speed)) / speed
    return Habits(gap, max(at), min(at), len(at), _hours(at) if speed == 1 else (), **stated_fields)


def load_habits(kept: Mapping[str, Any]) -> Habits:
    """Habits as `keep_habits` wrote them."""
    lists = {name: tuple(kept[name]) for name in ("hours", "skip_hours", "skip_days") if name in kept}
    return Habits(**{**kept, **lists})


def keep_habits(habits: Habits) -> dict[str, Any]:
    """Habits as a dictionary, without what is not known."""
    return {name: value for name, value in asdict(habits).items() if value}


def parse_max_age(headers: Mapping[str, str]) -> int:
    """Seconds for which an answer may still be kept by its Cache-Control and Age headers; 0 where it says nothing."""
    control = headers.get("cache-control", "")
    found = _MAX_AGE.search(control)
    if not found or _UNCACHED.search(control):
        return 0
    age = headers.get("age", "").strip()
    return max(0, int(found[1]) - (int(age[:9]) if age.isascii() and age.isdigit() else 0))


def after_rest(at: datetime, habits: Habits) -> datetime:
    """A moment of a reading, put off to the end of the hours and days in which a feed asks not to be read.

    Never by more than a day: a feed that names more than that is read all the same.
    """
    late = at
    while late - at <= LONGEST_REST:
        if late.hour not in habits.skip_hours and late.weekday() not in habits.skip_days:
            return late
        late = late.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at + LONGEST_REST


def _usual_gap(at: Sequence[float], burst_seconds: float) -> float:
    """Mean gap between the newest times of publication, those in one span of `burst_seconds` counted once."""
    times = sorted({second // burst_seconds for second in at}, reverse=True)[:RECENT_TIMES]
    return (times[0] - times[-1]) * burst_seconds / (len(times) - 1) if len(times) > FEWEST_GAPS else 0.0


def _hours(at: Sequence[float]) -> tuple[float, ...]:
    if len(at) < FEWEST_FOR_HOURS or max(at) - min(at) < DAYS_FOR_HOURS * 86400:
        return ()
    counted = Counter(int(second) // 3600 % 24 for second in at)
    smooth = [(counted[(hour - 1) % 24] + 2 * counted[hour] + counted[(hour + 1) % 24]) / 4 for hour in range(24)]
    least, most = _HOUR_BOUNDS
    return tuple(round(max(least, min(most, part * 24 / len(at))), 2) for part in smooth)
