"""The stage that looks at every outlet's state and logs what has changed: troubles, and recoveries by themselves."""

from __future__ import annotations

import time

from yaowen.base.clock import real_now
from yaowen.belt.conveyor import Context
from yaowen.collect.outlets_health import review_outlets

REVIEW_SECONDS = 30.0


class ReviewHealth:
    """Reviews the outlets every thirty seconds; one worker does it for all."""

    name = "review health"
    lane = "collect"

    def __init__(self) -> None:
        self._look_at_seconds = 0.0

    def step(self, context: Context) -> int:
        """Review all outlets where it is time; returns how many have another state than before."""
        if time.monotonic() < self._look_at_seconds:
            return 0
        changed = review_outlets(real_now(), context.clock.now())
        self._look_at_seconds = time.monotonic() + REVIEW_SECONDS
        return changed
