"""The loop that both stages share: claim due rows of free hosts, fetch them, hand the answers over.

Transfers stay under way from one step to the next, so that a slow outlet holds up nobody: a step starts what
may be started, takes what is done, and returns as soon as nothing more is ready.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol

from django.db import transaction

from yaowen.base.clock import real_now
from yaowen.belt.conveyor import Context
from yaowen.collect.claiming import (
    PARALLEL_OF_ONE_OUTLET,
    PARALLEL_WITHOUT_DELAY,
    Row,
    bring_home,
    claim_of_host,
    give_back,
    hop_of,
    send_elsewhere,
)
from yaowen.collect.fetcher import Fetcher, limits_of
from yaowen.collect.hosts import FreeHost, find_free_hosts, keep_robots, release_host
from yaowen.collect.rules.fetching import (
    Elsewhere,
    Fetched,
    FetchFailure,
    FetchReason,
    FetchRequest,
    FetchResult,
    say_failure,
)
from yaowen.collect.rules.health import wait_of
from yaowen.collect.rules.robots import MAX_BYTES, is_allowed, read_answer, robots_address

STEP_SECONDS = 0.5
READY_SECONDS = 0.05
LOOK_SECONDS = 0.2


class Work(Protocol[Row]):
    """What a stage does with its rows."""

    model: type[Row]
    state: str
    order: str

    def request_of(self, row: Row) -> FetchRequest:
        """What to fetch for a row."""
        ...

    def conclude(self, context: Context, answers: Sequence[tuple[Row, FetchResult]]) -> None:
        """Write what has become of the rows."""
        ...


@dataclass(slots=True, eq=False)
class Errand(Generic[Row]):
    """A claimed row on its way; `for_robots` while its host's robots.txt is read first."""

    row: Row
    host: FreeHost
    request: FetchRequest
    for_robots: bool = False


class Errands(Generic[Row]):
    """The rolling set of one stage's transfers. A row without a place to start yet waits in its host's queue."""

    def __init__(self, work: Work[Row]) -> None:
        self._work: Work[Row] = work
        self._fetcher: Fetcher | None = None
        self._queues: dict[str, deque[Errand[Row]]] = {}
        self._active: Counter[str] = Counter()
        self._of_outlet: Counter[int] = Counter()
        self._answers: list[tuple[Row, FetchResult]] = []
        self._look_at_seconds = 0.0

    def step(self, context: Context) -> int:
        """Start what may be started, take what is done; returns how many rows were concluded."""
        fetcher = self._fetcher = self._fetcher or Fetcher(limits_of(context.settings))
        until = time.monotonic() + STEP_SECONDS
        handled = 0
        while not context.stopping.is_set():
            self._refill(context, fetcher)
            done = fetcher.poll(READY_SECONDS) if len(fetcher) else []
            for errand, result in done:
                self._end(context, errand, result)
            answers, self._answers = self._answers, []
            if answers:
                self._work.conclude(context, answers)
            handled += len(answers)
            if not (done or answers) or time.monotonic() >= until:
                break
        return handled

    def close(self, context: Context) -> None:
        """Give up what is under way: rows and hosts may be claimed again at once."""
        errands = [errand for queue in self._queues.values() for errand in queue]
        if self._fetcher is not None:
            errands += self._fetcher.close()
        for errand in errands:
            give_back(errand.row, errand.host, context.holder, 0.0)
        self._fetcher = None
        self._queues, self._active, self._of_outlet = {}, Counter(), Counter()

    def _refill(self, context: Context, fetcher: Fetcher) -> None:
        self._start_queued(context, fetcher)
        free = context.settings.number("FETCH_CONCURRENCY") - len(fetcher)
        if free <= 0 or time.monotonic() < self._look_at_seconds:
            return
        work, delay = self._work, context.settings.decimal("HOST_DELAY_SECONDS")
        hosts = find_free_hosts(work.model, work.state, limit=free, without=self._queues, default_delay_seconds=delay)
        if hosts:
            with transaction.atomic():
                claimed = sum(self._claim(context, host) for host in hosts)
        if not hosts or not claimed:
            self._look_at_seconds = time.monotonic() + LOOK_SECONDS
        self._start_queued(context, fetcher)

    def _claim(self, context: Context, host: FreeHost) -> int:
        timeout_seconds = context.settings.decimal("FETCH_TIMEOUT_SECONDS")
        work = self._work
        rows = claim_of_host(
            work.model, work.state, work.order, host=host, holder=context.holder, timeout_seconds=timeout_seconds
        )
        if rows:
            self._queues[host.name] = deque(Errand(row, host, _request(work, row)) for row in rows)
        return len(rows)

    def _start_queued(self, context: Context, fetcher: Fetcher) -> None:
        most = context.settings.number("FETCH_CONCURRENCY")
        for name in list(self._queues):
            queue = self._queues[name]
            for _ in range(len(queue)):
                errand = queue.popleft()
                if len(fetcher) < most and self._may_start(errand):
                    self._start(context, fetcher, errand)
                else:
                    queue.append(errand)
            if not queue:
                del self._queues[name]

    def _may_start(self, errand: Errand[Row]) -> bool:
        active = self._active[errand.host.name]
        if errand.host.robots is None or errand.host.delay_seconds:
            return active == 0
        return active < PARALLEL_WITHOUT_DELAY and self._of_outlet[errand.row.outlet_id] < PARALLEL_OF_ONE_OUTLET

    def _start(self, context: Context, fetcher: Fetcher, errand: Errand[Row]) -> None:
        request, limits, robots = errand.request, fetcher.limits, errand.host.robots
        if robots is None:
            errand.for_robots = True
            address = robots_address(request.next_url)
            request = FetchRequest(address, request.private_origin, accept="text/plain, */*;q=0.5")
            limits = replace(limits, max_bytes=MAX_BYTES)
        elif not is_allowed(robots, request.next_url):
            failure = FetchFailure(request.url, FetchReason.ROBOTS, say_failure(request.url, FetchReason.ROBOTS))
            self._conclude(context, errand, failure, 0.0)
            return
        else:
            request = replace(request, robots=robots)
        self._active[errand.host.name] += 1
        self._of_outlet[errand.row.outlet_id] += 1
        fetcher.start(errand, request, limits)

    def _end(self, context: Context, errand: Errand[Row], result: FetchResult | Elsewhere) -> None:
        self._active[errand.host.name] -= 1
        self._of_outlet[errand.row.outlet_id] -= 1
        if isinstance(result, Elsewhere):
            self._send_elsewhere(context, errand, result)
            return
        if errand.for_robots:
            self._end_robots(context, errand, result)
            return
        asked_to_wait = (wait_of(result, real_now()) or 0.0) if isinstance(result, Fetched) else 0.0
        self._conclude(context, errand, result, max(errand.host.delay_seconds, asked_to_wait))

    def _send_elsewhere(self, context: Context, errand: Errand[Row], result: Elsewhere) -> None:
        """A redirect leads to another host: the row waits for that one's turn."""
        self._look_at_seconds = 0.0
        send_elsewhere(errand.row, result.hop)
        if errand.host.delay_seconds:
            release_host(errand.host.name, context.holder, errand.host.delay_seconds)

    def _conclude(self, context: Context, errand: Errand[Row], result: FetchResult, pause_seconds: float) -> None:
        self._look_at_seconds = 0.0
        bring_home(errand.row)
        self._answers.append((errand.row, result))
        if errand.host.delay_seconds:
            release_host(errand.host.name, context.holder, pause_seconds)

    def _end_robots(self, context: Context, errand: Errand[Row], result: FetchResult) -> None:
        """A host's robots.txt has come: its rows go on, or fail as it failed."""
        name, delay_seconds = errand.host.name, errand.host.delay_seconds
        errand.for_robots = False
        robots = read_answer(result)
        if isinstance(robots, FetchFailure):
            self._fail_queue(context, errand, robots)
            return
        keep_robots(name, robots)
        if delay_seconds:
            give_back(errand.row, errand.host, context.holder, delay_seconds)
            return
        queue = self._queues.setdefault(name, deque())
        queue.appendleft(errand)
        for waiting in queue:
            waiting.host = replace(waiting.host, robots=robots)

    def _fail_queue(self, context: Context, errand: Errand[Row], failure: FetchFailure) -> None:
        """The host cannot be reached: that is the answer to all that would be asked of it in the same way."""
        alike: list[Errand[Row]] = [errand]
        others: deque[Errand[Row]] = deque()
        for waiting in self._queues.pop(errand.host.name, deque()):
            same = waiting.request.private_origin == errand.request.private_origin
            (alike if same else others).append(waiting)
        if others:
            self._queues[errand.host.name] = others
        for failed in alike:
            url = failed.request.url
            answer = replace(failure, url=url, message=say_failure(url, failure.reason))
            self._conclude(context, failed, answer, failed.host.delay_seconds)


def _request(work: Work[Row], row: Row) -> FetchRequest:
    return replace(work.request_of(row), stays=True, hop=hop_of(row))
