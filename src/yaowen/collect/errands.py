"""The loop that both stages share: claim due rows of free hosts, fetch them, hand the answers over.

Transfers stay under way from one step to the next, so that a slow outlet holds up nobody: a step starts what
may be started, takes what is done, and returns as soon as nothing more is ready.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from django.db import transaction

from yaowen.base.clock import real_now
from yaowen.belt.conveyor import Context
from yaowen.collect.fetcher import Fetcher, limits_of
from yaowen.collect.hosts import FreeHost, find_free_hosts, hold_host, keep_robots, release_host
from yaowen.collect.models import Feed, Page
from yaowen.collect.rules.fetching import (
    Fetched,
    FetchFailure,
    FetchReason,
    FetchRequest,
    FetchResult,
    say_failure,
)
from yaowen.collect.rules.health import wait_of
from yaowen.collect.rules.robots import CLOSED, MAX_BYTES, is_allowed

Row = TypeVar("Row", Feed, Page)

MARGIN_SECONDS = 40.0
"""What a lease lasts beyond the time limit of the fetches under it: parsing and writing."""
STEP_SECONDS = 0.5
READY_SECONDS = 0.05
LOOK_SECONDS = 0.2
BATCH_ROWS = 8
PARALLEL_WITHOUT_DELAY = 4
PARALLEL_OF_ONE_OUTLET = 2
_UNREACHED = frozenset(
    {
        FetchReason.DNS,
        FetchReason.CONNECT,
        FetchReason.TLS,
        FetchReason.DEADLINE,
        FetchReason.DENIED,
        FetchReason.BAD_ADDRESS,
    }
)


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
class _Errand(Generic[Row]):
    """A claimed row on its way; `for_robots` while its host's robots.txt is read first."""

    row: Row
    host: FreeHost
    request: FetchRequest
    for_robots: bool = False


class Errands(Generic[Row]):
    """The rolling set of one stage's transfers."""

    def __init__(self, work: Work[Row]) -> None:
        self._work = work
        self._fetcher: Fetcher | None = None
        self._queues: dict[str, deque[_Errand[Row]]] = {}
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
            self._let_go(errand, context.holder, 0.0)
        self._fetcher = None
        self._queues, self._active, self._of_outlet = {}, Counter(), Counter()

    def _refill(self, context: Context, fetcher: Fetcher) -> None:
        self._start_queued(context, fetcher)
        free = context.settings.number("FETCH_CONCURRENCY") - len(fetcher)
        if free <= 0 or time.monotonic() < self._look_at_seconds:
            return
        default_delay = context.settings.decimal("HOST_DELAY_SECONDS")
        hosts = find_free_hosts(
            self._work.model, self._work.state, limit=free, without=self._queues, default_delay_seconds=default_delay
        )
        with transaction.atomic():
            claimed = sum(self._claim(context, host) for host in hosts)
        if not claimed:
            self._look_at_seconds = time.monotonic() + LOOK_SECONDS
        self._start_queued(context, fetcher)

    def _claim(self, context: Context, host: FreeHost) -> int:
        """Claim rows of a host: one, or a batch where no politeness is needed."""
        timeout_seconds = context.settings.decimal("FETCH_TIMEOUT_SECONDS")
        if not hold_host(host, context.holder, timeout_seconds + MARGIN_SECONDS):
            return 0
        # A queue of one outlet's rows that all run into the time limit must end within the lease.
        turns = 1 if host.delay_seconds else BATCH_ROWS // PARALLEL_OF_ONE_OUTLET
        rows = self._claim_rows(context, host, timeout_seconds * turns + MARGIN_SECONDS)
        if not rows:
            release_host(host.name, context.holder, 0.0)
        else:
            self._queues[host.name] = deque(_Errand(row, host, self._work.request_of(row)) for row in rows)
        return len(rows)

    def _claim_rows(self, context: Context, host: FreeHost, lease_seconds: float) -> list[Row]:
        now = real_now()
        due = self._work.model._default_manager.filter(state=self._work.state, host=host.name, due_at__lte=now)
        limit = 1 if host.delay_seconds else BATCH_ROWS
        places = due.order_by(self._work.order, "pk").values_list("pk", "epoch", "outlet_id")[: limit * 8]
        lease_end = now + timedelta(seconds=lease_seconds)
        claimed: list[int] = []
        for pk, epoch in _in_turn(places)[:limit]:
            if due.filter(pk=pk, epoch=epoch).update(holder=context.holder, epoch=epoch + 1, due_at=lease_end):
                claimed.append(pk)
        return list(self._work.model._default_manager.filter(pk__in=claimed).select_related("outlet"))

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

    def _may_start(self, errand: _Errand[Row]) -> bool:
        active = self._active[errand.host.name]
        if errand.host.robots is None or errand.host.delay_seconds:
            return active == 0
        return active < PARALLEL_WITHOUT_DELAY and self._of_outlet[errand.row.outlet_id] < PARALLEL_OF_ONE_OUTLET

    def _start(self, context: Context, fetcher: Fetcher, errand: _Errand[Row]) -> None:
        request, limits = errand.request, fetcher.limits
        if errand.host.robots is None:
            errand.for_robots = True
            parts = urlsplit(request.url)
            address = f"{parts.scheme}://{parts.netloc}/robots.txt"
            request = FetchRequest(address, request.private_origin, accept="text/plain,*/*;q=0.5")
            limits = replace(limits, max_bytes=MAX_BYTES)
        elif not is_allowed(errand.host.robots, request.url):
            self._refuse(context, errand)
            return
        self._active[errand.host.name] += 1
        self._of_outlet[errand.row.outlet_id] += 1
        fetcher.start(errand, request, limits)

    def _refuse(self, context: Context, errand: _Errand[Row]) -> None:
        """Forbidden by robots.txt: nothing is fetched."""
        url = errand.request.url
        message = say_failure(url, FetchReason.ROBOTS)
        self._answers.append((errand.row, FetchFailure(url, FetchReason.ROBOTS, message)))
        if errand.host.delay_seconds:
            release_host(errand.host.name, context.holder, 0.0)

    def _end(self, context: Context, errand: _Errand[Row], result: FetchResult) -> None:
        self._active[errand.host.name] -= 1
        self._of_outlet[errand.row.outlet_id] -= 1
        self._look_at_seconds = 0.0
        pause = errand.host.delay_seconds
        if errand.for_robots:
            self._end_robots(context, errand, result)
            return
        if isinstance(result, Fetched):
            pause = max(pause, wait_of(result, real_now()) or 0.0)
        if errand.host.delay_seconds:
            release_host(errand.host.name, context.holder, pause)
        self._answers.append((errand.row, result))

    def _end_robots(self, context: Context, errand: _Errand[Row], result: FetchResult) -> None:
        """A host's robots.txt has come: its rows go on, or fail as it failed."""
        name = errand.host.name
        errand.for_robots = False
        if isinstance(result, FetchFailure) and result.reason in _UNREACHED:
            self._fail_queued(context, errand, result)
            return
        robots = _robots_text(result)
        keep_robots(name, robots)
        if errand.host.delay_seconds:
            self._let_go(errand, context.holder, errand.host.delay_seconds)
            return
        queue = self._queues.setdefault(name, deque())
        queue.appendleft(errand)
        for waiting in queue:
            waiting.host = replace(waiting.host, robots=robots)

    def _fail_queued(self, context: Context, errand: _Errand[Row], failure: FetchFailure) -> None:
        queue = self._queues.pop(errand.host.name, deque())
        same = [other for other in queue if other.request.private_origin == errand.request.private_origin]
        others = deque(other for other in queue if other not in same)
        if others:
            self._queues[errand.host.name] = others
        for other in (errand, *same):
            message = say_failure(other.request.url, failure.reason)
            self._answers.append((other.row, replace(failure, url=other.request.url, message=message)))
        if errand.host.delay_seconds:
            release_host(errand.host.name, context.holder, errand.host.delay_seconds)

    def _let_go(self, errand: _Errand[Row], holder: str, pause_seconds: float) -> None:
        row = errand.row
        due = {"due_at": real_now(), "holder": ""}
        self._work.model._default_manager.filter(pk=row.pk, epoch=row.epoch).update(**due)
        if errand.host.delay_seconds:
            release_host(errand.host.name, holder, pause_seconds)


def _in_turn(places: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """(pk, epoch) of rows with the outlets taking turns, so that one outlet's backlog does not fill a batch."""
    seen: Counter[int] = Counter()
    turns: list[tuple[int, int, int, int]] = []
    for place, (pk, epoch, outlet_id) in enumerate(places):
        turns.append((seen[outlet_id], place, pk, epoch))
        seen[outlet_id] += 1
    return [(pk, epoch) for _, _, pk, epoch in sorted(turns)]


def _robots_text(result: FetchResult) -> str:
    """What a host's answer means (RFC 9309, 2.3.1): 5xx and 429 close it for a while, other failures open it."""
    if isinstance(result, FetchFailure):
        return result.body.decode("utf-8", "replace") if result.reason is FetchReason.TOO_LARGE else ""
    if result.status >= 500 or result.status == 429:
        return CLOSED
    return result.body.decode("utf-8", "replace") if 200 <= result.status < 300 else ""
