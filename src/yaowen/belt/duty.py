"""Stages that only one worker may run at a time, whatever number of machines there are."""

from __future__ import annotations

import time

from yaowen.belt.conveyor import Context, Stage, WindsDown, hold_lease

LEASE_SECONDS = 60.0
"""Longer than any one step; a dead worker's duties are freed sooner, when it is buried (`workers.py`)."""
_RENEW_SECONDS = 5.0


class Alone:
    """A stage under a lease: where another worker has the duty, it rests; when the duty comes, it begins anew.

    What such a stage keeps in memory is derived from the database, so a new one may take over at any time.

    Args:
        kind: the stage; made when the duty is taken.
    """

    def __init__(self, kind: type[Stage]) -> None:
        self._kind = kind
        self._stage: Stage | None = None
        self._asked_seconds = float("-inf")
        self.name = kind.name
        self.lane = kind.lane

    def step(self, context: Context) -> int:
        """One step of the stage, where this worker has the duty."""
        if time.monotonic() - self._asked_seconds >= _RENEW_SECONDS:
            held = hold_lease(self.name, context.holder, seconds=LEASE_SECONDS)
            self._asked_seconds = time.monotonic()
            if not held:
                self._stage = None
            elif self._stage is None:
                self._stage = self._kind()
        return 0 if self._stage is None else self._stage.step(context)

    def wind_down(self, context: Context) -> None:
        """Hand the duty on."""
        if isinstance(self._stage, WindsDown):
            self._stage.wind_down(context)
        if self._stage is not None:
            hold_lease(self.name, context.holder, seconds=0.0)
        self._stage = None
