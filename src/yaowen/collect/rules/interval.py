"""How long to wait before a feed is read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yaowen.collect.rules.habits import FEWEST_FOR_SPAN, Habits

FASTER, SLOWER = 0.6, 1.25
"""Multiplicative decrease and increase. They balance where three readings in ten bring news, which for items that
come at random is an interval of 0.36 gaps."""
AIM = 0.36
"""The interval wanted, in gaps between the items: where FASTER and SLOWER balance (see there)."""
BAND = 2.0
"""How far what was found new may move the interval away from what the dates promise."""
SILENCE = 0.25
"""A feed that has been silent for so long is taken to have a gap of a quarter of that."""
WINDOW = 0.25
"""The interval is at most this part of the time in which a feed's list turns over, so that nothing falls out of it."""
HINT_SECONDS = 3600.0
"""The longest pause that a feed's own word (ttl, max-age) is taken for: news that is older is none."""
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class IntervalBounds:
    """The shortest and longest pause between two readings, in seconds."""

    shortest_seconds: float
    longest_seconds: float

    def clamp(self, seconds: float) -> float:
        """Seconds within the bounds."""
        return max(self.shortest_seconds, min(self.longest_seconds, seconds))


@dataclass(frozen=True, slots=True)
class Observed:
    """What a reading showed.

    Attributes:
        previous_seconds: the interval until now; 0 at the first reading.
        elapsed_seconds: since the last reading that succeeded; 0 where there was none.
        new_items: items that were not known. `listed_items`: all that the feed listed; 0 where it was unchanged.
    """

    previous_seconds: float
    elapsed_seconds: float
    new_items: int
    listed_items: int


@dataclass(frozen=True, slots=True)
class NewsTime:
    """The news clock at a reading: what it shows, and news seconds a real second."""

    now: datetime
    speed: float = 1.0


def decide_interval(seen: Observed, habits: Habits, time: NewsTime, bounds: IntervalBounds) -> float:
    """Seconds until the next reading.

    Shorter after news and longer after none, within a band around what the dates of the items promise; never so long
    that items may fall out of the list unseen; not shorter than the feed asks for, as far as it keeps to that itself.
    """
    expected = _expected_seconds(seen, habits, time)
    if seen.previous_seconds <= 0:
        wanted = min(expected, HINT_SECONDS) if expected else bounds.shortest_seconds
    else:
        wanted = seen.previous_seconds * (FASTER if seen.new_items else SLOWER)
        if expected:
            wanted = max(expected / BAND, min(expected * BAND, wanted))
    asked = max(habits.fresh_seconds, min(habits.every_seconds, expected or habits.every_seconds))
    wanted = max(wanted, min(asked, HINT_SECONDS))
    return bounds.clamp(min(wanted, _window_seconds(seen, habits, time)))


def spread(seconds: float, chance: float) -> float:
    """A pause made up to a tenth longer, so that feeds do not come due together.

    Args:
        chance: 0–1, drawn by the caller.
    """
    return seconds * (1.0 + JITTER * chance)


def spread_first(seconds: float, chance: float) -> float:
    """The pause after a feed's first reading, up to 1.8 times its interval.

    Thousands of feeds that were added together would otherwise come due together for ever.
    """
    return seconds * (1.0 + 0.8 * chance)


def _expected_seconds(seen: Observed, habits: Habits, time: NewsTime) -> float:
    """The interval that the dates of the items promise; 0 where they say nothing, or are contradicted."""
    if habits.gap_seconds <= 0 or time.speed <= 0:
        return 0.0
    silent_seconds = (time.now.timestamp() - habits.newest) / time.speed
    if seen.listed_items and not seen.new_items and silent_seconds < seen.elapsed_seconds:
        return 0.0  # the newest item is said to be younger than the last reading, but was known: its dates move
    gap = max(habits.gap_seconds, silent_seconds * SILENCE)
    busy = max(habits.hours[time.now.hour], habits.hours[(time.now.hour + 1) % 24]) if habits.hours else 1.0
    return AIM * gap / busy


def _window_seconds(seen: Observed, habits: Habits, time: NewsTime) -> float:
    """The longest interval at which nothing falls out of the feed's list."""
    longest = float("inf")
    if seen.previous_seconds > 0 and seen.new_items and seen.elapsed_seconds > 0:
        longest = WINDOW * seen.elapsed_seconds * seen.listed_items / seen.new_items
    if habits.dated >= FEWEST_FOR_SPAN and time.speed > 0:
        listed_seconds = (time.now.timestamp() - habits.oldest) / time.speed
        longest = min(longest, WINDOW * listed_seconds)
    return longest
