"""How long to wait before a feed is read again."""

from __future__ import annotations

from dataclasses import dataclass

FASTER, SLOWER = 0.6, 1.25
"""Multiplicative decrease and increase: a feed with news every time comes to the shortest pause in a few
readings, a silent one to a day after some twenty-five."""
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class IntervalBounds:
    """The shortest and longest pause between two readings, in seconds."""

    shortest_seconds: float
    longest_seconds: float

    def clamp(self, seconds: float) -> float:
        """Seconds within the bounds."""
        return max(self.shortest_seconds, min(self.longest_seconds, seconds))


def decide_interval(previous_seconds: float, new_items: int, bounds: IntervalBounds) -> float:
    """Seconds until the next reading: shorter after news, longer after none; the shortest at first."""
    if previous_seconds <= 0:
        return bounds.shortest_seconds
    return bounds.clamp(previous_seconds * (FASTER if new_items else SLOWER))


def spread(seconds: float, chance: float) -> float:
    """A pause made up to a tenth longer, so that feeds do not come due together.

    Args:
        chance: 0–1, drawn by the caller.
    """
    return seconds * (1.0 + JITTER * chance)
