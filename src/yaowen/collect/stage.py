"""The two stages of collect: feeds are read, pages are fetched."""

from __future__ import annotations

import math
import time
from datetime import timedelta

from yaowen.belt.conveyor import Context, hold_lease
from yaowen.collect.claiming import return_row
from yaowen.collect.errands import Errands
from yaowen.collect.feed_work import FeedWork
from yaowen.collect.models import Feed, Page
from yaowen.collect.pacing import spread_backlog
from yaowen.collect.pages import PageWork, prune_bodies
from yaowen.collect.revisits import schedule_rechecks

PRUNE_EVERY_SECONDS = 600.0
RECHECK_EVERY_SECONDS = 60.0


class CollectFeeds:
    """Reads the feeds that are due and saves the addresses they bring."""

    name = "collect feeds"
    lane = "collect"

    def __init__(self) -> None:
        self._work = FeedWork()
        self._errands: Errands[Feed] = Errands(self._work)
        self._began = False

    def step(self, context: Context) -> int:
        """Start the feeds that are due, save what has come; returns how many feeds were concluded."""
        if not self._began:
            spread_backlog(context.settings)
            self._began = True
        concluded = self._work.settle(context)
        if not self._work.is_full():
            concluded += self._errands.step(context)
        return concluded

    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return self._errands.is_busy() or len(self._work) > 0

    def move_on(self, seconds: float) -> bool:
        """Let it go on; True as soon as a step is of use."""
        return self._errands.move_on(seconds) or self._work.is_ready()

    def wind_down(self, context: Context) -> None:
        """Give up what is under way, so that another worker may take it at once."""
        self._errands.close(context)
        for row in self._work.close():
            return_row(row)


class CollectPages:
    """Fetches the pages found, and lets old bytes go."""

    name = "collect pages"
    lane = "collect"

    def __init__(self) -> None:
        self._errands: Errands[Page] = Errands(PageWork())
        self._prune_at_seconds = 0.0
        self._recheck_at_seconds = time.monotonic() + RECHECK_EVERY_SECONDS

    def step(self, context: Context) -> int:
        """Start the pages that are due, save what has come; returns how many pages were concluded."""
        if time.monotonic() >= self._prune_at_seconds:
            days = context.settings.number("KEEP_PAGES_DAYS")
            pruned = prune_bodies(context.clock.now() - timedelta(days=days))
            self._prune_at_seconds = time.monotonic() + (0.0 if pruned else PRUNE_EVERY_SECONDS)
        self._recheck(context)
        return self._errands.step(context)

    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return self._errands.is_busy()

    def move_on(self, seconds: float) -> bool:
        """Let it go on; True as soon as a step is of use."""
        return self._errands.move_on(seconds)

    def wind_down(self, context: Context) -> None:
        """Give up what is under way, so that another worker may take it at once."""
        self._errands.close(context)

    def _recheck(self, context: Context) -> None:
        """Let young pages be asked again, so many a minute; of several workers one does it."""
        if time.monotonic() < self._recheck_at_seconds:
            return
        self._recheck_at_seconds = time.monotonic() + RECHECK_EVERY_SECONDS
        most = context.settings.number("RECHECKS_PER_HOUR") * RECHECK_EVERY_SECONDS / 3600
        if most and hold_lease("rechecks", context.holder, seconds=2 * RECHECK_EVERY_SECONDS):
            schedule_rechecks(math.ceil(most))
