"""The one clock. News and reads run on it; scheduling, politeness and leases run on real time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from yaowen.base.errors import Misconfigured

_anchor: tuple[datetime, float] | None = None
"""The database's time at a monotonic second, where processes of several machines must agree; None: our own clock."""


def real_now() -> datetime:
    """The real time, UTC: for schedules, leases and politeness. That of the database, once it is anchored to it."""
    if _anchor is None:
        return datetime.now(UTC)
    at, monotonic_seconds = _anchor
    return at + timedelta(seconds=time.monotonic() - monotonic_seconds)


def anchor_real_time(at: datetime | None, monotonic_seconds: float = 0.0) -> None:
    """Let real time run on from what another clock showed at a monotonic second; None: our own clock again."""
    global _anchor  # noqa: PLW0603 (real time is one for the whole process)
    _anchor = None if at is None else (at, monotonic_seconds)


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock face read at a monotonic second: news time `at`, running `speed` news seconds a second."""

    at: datetime
    speed: float
    monotonic_seconds: float

    def now(self, monotonic_seconds: float) -> datetime:
        """News time at a monotonic second."""
        return self.at + timedelta(seconds=(monotonic_seconds - self.monotonic_seconds) * self.speed)


class Clock:
    """News time: real time, real time moved by an offset, or another clock that is asked again and again.

    Args:
        ask: returns the other clock's face; None for a clock of our own.
        offset: added to real time where there is no other clock.
        refresh_seconds: how long a face of the other clock is believed.
    """

    def __init__(
        self,
        ask: Callable[[], Reading] | None = None,
        offset: timedelta = timedelta(0),
        refresh_seconds: float = 1.0,
    ) -> None:
        self._ask = ask
        self._offset = offset
        self._refresh_seconds = refresh_seconds
        self._face: Reading | None = None
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """News time, timezone-aware UTC."""
        if self._ask is None:
            return real_now() + self._offset
        moment = time.monotonic()
        with self._lock:
            if self._face is None or moment - self._face.monotonic_seconds > self._refresh_seconds:
                self._face = self._asked(moment)
            return self._face.now(moment)

    @property
    def speed(self) -> float:
        """News seconds a real second; 0 where news time stands."""
        if self._ask is None:
            return 1.0
        self.now()
        return self._face.speed if self._face else 1.0

    def minute(self) -> int:
        """The minute of a read made now: unix seconds ÷ 60, rounded up."""
        return minute_of(self.now())

    def _asked(self, moment: float) -> Reading:
        try:
            return self._ask() if self._ask else Reading(real_now(), 1.0, moment)
        except OSError:
            if self._face is None:
                raise
            return Reading(self._face.now(moment), self._face.speed, moment)


def minute_of(at: datetime) -> int:
    """The minute a read counts in: ⌈t/60⌉ (DESIGN.md, Rank)."""
    seconds = at.timestamp()
    return int(-(-seconds // 60))


def parse_face(body: bytes, monotonic_seconds: float) -> Reading:
    """Read the JSON of a clock address: `{"now": ISO 8601, "speed": N|null}`; null = the clock stands."""
    state = json.loads(body)
    at = datetime.fromisoformat(state["now"])
    return Reading(at if at.tzinfo else at.replace(tzinfo=UTC), float(state.get("speed") or 0.0), monotonic_seconds)


_OFFSET = "offset:"


def print_offset(offset: timedelta) -> str:
    """An offset as `parse_offset` reads it: so that processes started later share one clock."""
    return f"{_OFFSET}{offset.total_seconds()}"


def parse_offset(text: str) -> timedelta:
    """How far a clock is from real time: one that shows the ISO time `text` now, or `offset:SECONDS`.

    Raises:
        Misconfigured: `text` is neither.
    """
    try:
        if text.startswith(_OFFSET):
            return timedelta(seconds=float(text.removeprefix(_OFFSET)))
        at = datetime.fromisoformat(text)
    except ValueError as problem:
        message = f"{text!r} is neither an ISO 8601 time (2025-01-17T09:25:59+08:00) nor an http address"
        raise Misconfigured(message, about="--clock") from problem
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - real_now()
