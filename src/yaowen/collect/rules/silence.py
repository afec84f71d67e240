"""Whether a feed that answers has fallen silent, by its own rhythm: a weekly magazine may be quiet for weeks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

GAPS = 6
"""Of a silence: so many of its long pauses."""
SHORTEST = timedelta(days=8)
"""Holidays of a newspaper are no silence, nor the first week of a magazine whose list holds one issue."""
_FADING = 0.9
LONGEST = timedelta(days=366)
UNKNOWN = timedelta(days=45)
"""Where a feed shows no rhythm: fewer than three dated items."""
FIRST_READING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Silence:
    """What is known of a feed's rhythm.

    Attributes:
        gap_seconds: a long pause between two of its items; 0 where unknown.
        newest_at: date of its newest item, news time; None where items have none.
        last_new_at: when a reading last brought something new, real time; None where none ever did.
        first_at: when the outlet was added, real time.
    """

    gap_seconds: float
    newest_at: datetime | None
    last_new_at: datetime | None
    first_at: datetime


def learn_gap_seconds(dates: Sequence[datetime], waited_seconds: float, known_seconds: float) -> float:
    """A long pause between items: nine in ten of its list are shorter, or as long as we waited for something new.

    Args:
        dates: of the items, newest first; one old item that stays on top of a list counts for little.
        waited_seconds: real time since the reading that brought something new before; 0 where there was none.
        known_seconds: what was known before; it fades.
    """
    pauses = sorted((later - earlier).total_seconds() for later, earlier in itertools.pairwise(dates))
    listed = pauses[int(0.9 * (len(pauses) - 1))] if len(pauses) >= 2 else 0.0
    return max(listed, waited_seconds, _FADING * known_seconds)


def quiet_allowed(gap_seconds: float) -> timedelta:
    """How long a feed of such a rhythm may bring nothing new before it counts as silent."""
    if gap_seconds <= 0:
        return UNKNOWN
    return min(LONGEST, max(SHORTEST, timedelta(seconds=GAPS * gap_seconds)))


def find_silence(feed: Silence, now: datetime, news_now: datetime) -> datetime | None:
    """Since when a feed has been silent; None where it is not.

    Both clocks must say so: readings brought nothing new for too long in real time, so that a replay's clock
    raises nothing; and its newest item is as old in news time. A feed that was old already when it was first read
    is silent at once.

    Args:
        now: real time. `news_now`: news time.
    """
    allowed = quiet_allowed(feed.gap_seconds)
    if feed.newest_at is not None and news_now - feed.newest_at <= allowed:
        return None
    brought_at = feed.last_new_at or feed.first_at
    old_from_the_start = feed.newest_at is not None and brought_at - feed.first_at <= FIRST_READING
    if now - brought_at <= allowed and not old_from_the_start:
        return None
    return feed.newest_at if feed.newest_at is not None and feed.newest_at < news_now else brought_at
