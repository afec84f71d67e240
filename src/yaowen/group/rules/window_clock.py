"""The window's time: moved on by articles alone, so that a stream read twice, or a site started again, is the same."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

AGREEING = 3
LEAP = timedelta(hours=12)
"""Silence after which the articles that end it are of the time that they name, once they are three."""


class WindowClock:
    """The window's time.

    Attributes:
        now: None before the first article.
        trusts: times are known to lie in the past (the stage clamps them to the fetch): each moves the clock at once.
            Else it stands at the earliest of the last three: one article with a date in the future moves nothing.
    """

    def __init__(self, *, trusts: bool = False) -> None:
        self.now: datetime | None = None
        self.trusts = trusts
        self._recent: deque[datetime] = deque(maxlen=AGREEING)

    def copy(self) -> WindowClock:
        """A clock that stands as this one does, to see where it will stand."""
        made = WindowClock(trusts=self.trusts)
        made.now, made._recent = self.now, self._recent.copy()
        return made

    def put(self, at: datetime, now: datetime) -> None:
        """Stand as it stood after an article of `at`."""
        self._recent.append(at)
        self.now = now

    def move(self, at: datetime) -> timedelta:
        """Move on to an article's time; returns by how much that was, where it was a leap, else nothing."""
        self._recent.append(at)
        before, seen = self.now, at if self.trusts else min(self._recent)
        if before is None:
            self.now = seen
        elif seen > before and (self.trusts or len(self._recent) == AGREEING):
            self.now = seen
            if not self.trusts and seen - before >= LEAP:
                return seen - before
        return timedelta()
