"""The two stages of collect: feeds are read, pages are fetched."""

from __future__ import annotations

import time
from datetime import timedelta

from yaowen.belt.conveyor import Context
from yaowen.collect.errands import Errands
from yaowen.collect.feeds import FeedWork
from yaowen.collect.models import Feed, Page
from yaowen.collect.pacing import spread_backlog
from yaowen.collect.pages import PageWork, prune_bodies

PRUNE_EVERY_SECONDS = 600.0


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
        return self._errands.step(context)

    def wind_down(self, context: Context) -> None:
        """Give up what is under way, so that another worker may take it at once."""
        self._errands.close(context)
        self._work.reader.close()


class CollectPages:
    """Fetches the pages found, and lets old bytes go."""

    name = "collect pages"
    lane = "collect"

    def __init__(self) -> None:
        self._errands: Errands[Page] = Errands(PageWork())
        self._prune_at_seconds = 0.0

    def step(self, context: Context) -> int:
        """Start the pages that are due, save what has come; returns how many pages were concluded."""
        if time.monotonic() >= self._prune_at_seconds:
            days = context.settings.number("KEEP_PAGES_DAYS")
            pruned = prune_bodies(context.clock.now() - timedelta(days=days))
            self._prune_at_seconds = time.monotonic() + (0.0 if pruned else PRUNE_EVERY_SECONDS)
        return self._errands.step(context)

    def wind_down(self, context: Context) -> None:
        """Give up what is under way, so that another worker may take it at once."""
        self._errands.close(context)
