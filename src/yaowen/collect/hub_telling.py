"""Tells the site's own hub (YAOWEN_HUB_URL) which of the site's feeds have something new (WebSub, 7)."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from yaowen.base.clock import real_now
from yaowen.base.store import FEEDS_TO_TELL, MOST_TOLD, read_fact, set_fact, swap_fact
from yaowen.belt.conveyor import Context
from yaowen.collect.fetcher import Fetcher, limits_of
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.fetching import Fetched, FetchRequest, FetchResult
from yaowen.collect.rules.health import wait_of

log = logging.getLogger(__name__)
PAUSE_SECONDS = 30.0
"""Between two tellings: a hub reads every feed that it is told of."""
LONGEST_PAUSE_SECONDS = 3600.0
AT_ONCE = 40
"""Feeds named in one request."""
ANSWER_BYTES = 65536


class TellHub:
    """Sends the addresses of changed feeds to the hub, some at once; what it would not take is told again later."""

    name = "tell the hub"
    lane = "collect"

    def __init__(self) -> None:
        self._fetcher: Fetcher | None = None
        self._again_seconds = float("-inf")
        self._failures = 0

    def step(self, context: Context) -> int:
        """Begin a request or take its answer; returns 1 where one was concluded."""
        hub = context.settings.text("HUB_URL")
        if self._fetcher is not None and len(self._fetcher):
            done = self._fetcher.poll(0.0)
            for paths, result in done:
                self._conclude(hub, paths, result)
            return len(done)
        if not hub or time.monotonic() < self._again_seconds:
            return 0
        self._again_seconds = time.monotonic() + PAUSE_SECONDS
        if paths := take_feeds(AT_ONCE):
            self._start(context, hub, paths)
        return 0

    def wind_down(self, context: Context) -> None:  # noqa: ARG002 (the belt's)
        """Give up what is under way: it is told by the next worker."""
        for paths in self._fetcher.close() if self._fetcher is not None else ():
            give_back(paths)
        self._fetcher = None

    def _start(self, context: Context, hub: str, paths: Sequence[str]) -> None:
        fetcher = self._fetcher = self._fetcher or Fetcher(limits_of(context.settings))
        urls = [("hub.url", context.settings.site_url + path) for path in paths]
        # The operator has named the hub: it may lie in the operator's own network.
        request = FetchRequest(hub, origin_of(hub), form=(("hub.mode", "publish"), *urls))
        fetcher.start(paths, request, replace(fetcher.limits, max_bytes=ANSWER_BYTES))

    def _conclude(self, hub: str, paths: Sequence[str], result: FetchResult) -> None:
        if isinstance(result, Fetched) and 200 <= result.status < 300:
            self._failures = 0
            if read_fact(FEEDS_TO_TELL):
                self._again_seconds = min(self._again_seconds, time.monotonic() + 1.0)
            return
        give_back(paths)
        self._failures += 1
        asked_to_wait = (wait_of(result, real_now()) or 0.0) if isinstance(result, Fetched) else 0.0
        pause_seconds = min(LONGEST_PAUSE_SECONDS, max(asked_to_wait, PAUSE_SECONDS * 2**self._failures))
        self._again_seconds = time.monotonic() + pause_seconds
        said = f"answers {result.status}" if isinstance(result, Fetched) else result.message
        log.warning("%s: %s; it is told again in %d s (YAOWEN_HUB_URL)", hub, said, pause_seconds)


def take_feeds(limit: int) -> list[str]:
    """Paths of feeds that the hub is to be told of, taken off the list."""
    noted = read_fact(FEEDS_TO_TELL)
    paths = noted.split()
    if not paths or not swap_fact(FEEDS_TO_TELL, noted, " ".join(paths[limit:])):
        return []
    return paths[:limit]


def give_back(paths: Sequence[str]) -> None:
    """Put paths back onto the list."""
    noted = dict.fromkeys([*paths, *read_fact(FEEDS_TO_TELL).split()])
    set_fact(FEEDS_TO_TELL, " ".join(list(noted)[-MOST_TOLD:]))
