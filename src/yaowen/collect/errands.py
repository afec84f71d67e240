"""The loop that both stages share: claim due rows of free hosts, fetch them, hand the answers over.

Transfers stay under way from one step to the next, so that a slow outlet holds up nobody: a step starts what
may be started, takes what is done, and returns as soon as nothing more is ready. Rows are claimed and written in
batches, because a statement and a commit a row cost more than the fetch.
"""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Generic, Protocol

from django.db import transaction
from django.db.utils import DataError, OperationalError

from yaowen.base.clock import real_now
from yaowen.base.errors import ROW_FAULTS
from yaowen.base.settings import Settings
from yaowen.belt.conveyor import Context, retry
from yaowen.collect.claiming import (
    PARALLEL_OF_ONE_OUTLET,
    PARALLEL_WITHOUT_DELAY,
    Claimant,
    Row,
    bring_home,
    claim_of_hosts,
    give_back,
    hop_of,
    return_row,
    send_elsewhere,
)
from yaowen.collect.fetcher import Fetcher, limits_of
from yaowen.collect.hosts import FreeHost, find_free_hosts, keep_robots, release_hosts
from yaowen.collect.models import Page
from yaowen.collect.opt_outs import keep_reservations
from yaowen.collect.rules.fetching import (
    Elsewhere,
    FetchFailure,
    FetchLimits,
    FetchReason,
    FetchRequest,
    FetchResult,
    say_failure,
)
from yaowen.collect.rules.health import host_wait_seconds
from yaowen.collect.rules.reservations import MAX_BYTES as RESERVATIONS_BYTES
from yaowen.collect.rules.reservations import read_reservations, reservations_address
from yaowen.collect.rules.robots import MAX_BYTES, is_allowed, read_answer, robots_address

log = logging.getLogger(__name__)

STEP_SECONDS = 0.5
READY_SECONDS = 0.01
LOOK_SECONDS, LOOK_AGAIN_SECONDS = 0.2, 0.05
QUICK_SECONDS = 2.0
"""A transfer that lasts longer gives up its place to another, so that slow outlets cannot fill all places."""
SLOW_FOR_A_QUICK = 3
"""As many times FETCH_CONCURRENCY may be under way in this way; each holds at most FETCH_MAX_BYTES."""
GATHER_SECONDS, GATHER_ROWS = 0.1, 32
"""How long, and how many, answers are gathered before they are written in one go."""


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


class First(StrEnum):
    """What is read of a host before anything else."""

    ROBOTS = "robots"
    RESERVATIONS = "reservations"


@dataclass(slots=True, eq=False)
class Errand(Generic[Row]):
    """A claimed row on its way; `first` names what is read of its host before it."""

    row: Row
    host: FreeHost
    request: FetchRequest
    first: First | None = None

    def needs_first(self) -> First | None:
        """What must be read of the host before the row can be asked for."""
        if self.host.robots is None:
            return First.ROBOTS
        return First.RESERVATIONS if self.host.asks_reservations and isinstance(self.row, Page) else None


class Errands(Generic[Row]):
    """The rolling set of one stage's transfers. A row without a place to start yet waits in its host's queue."""

    def __init__(self, work: Work[Row], limits: Callable[[Settings], FetchLimits] = limits_of) -> None:
        self._work: Work[Row] = work
        self._limits = limits
        self._fetcher: Fetcher | None = None
        self._queues: dict[str, deque[Errand[Row]]] = {}
        self._started: dict[Errand[Row], float] = {}
        self._active: Counter[str] = Counter()
        self._of_outlet: Counter[int] = Counter()
        self._done: list[tuple[Errand[Row], FetchResult | Elsewhere]] = []
        self._answers: list[tuple[Row, FetchResult]] = []
        self._chores: list[Callable[[], None]] = []
        self._pauses: dict[str, float] = {}
        self._look_at_seconds = 0.0
        self._write_at_seconds = 0.0

    def step(self, context: Context) -> int:
        """Start what may be started, take what is done; returns how many rows were concluded."""
        fetcher = self._fetcher = self._fetcher or Fetcher(self._limits(context.settings))
        until = time.monotonic() + STEP_SECONDS
        written = 0
        while not context.stopping.is_set():
            self._refill(context, fetcher)
            done, self._done = self._done, []
            if len(fetcher):
                done += fetcher.poll(0.0 if done else READY_SECONDS)
            for errand, result in done:
                self._end(errand, result)
            written += self._write(context)
            if not done or time.monotonic() >= until:
                break
        return written

    def move_on(self, seconds: float) -> bool:
        """Let what is under way go on between two steps; True where a step is of use."""
        if self._fetcher is not None and len(self._fetcher):
            self._done += self._fetcher.poll(seconds)
        else:
            time.sleep(seconds)
        return bool(self._done) or (self._is_gathering() and time.monotonic() >= self._write_at_seconds)

    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._fetcher) or self._is_gathering()

    def close(self, context: Context) -> None:
        """Give up what is under way: rows and hosts may be claimed again at once."""
        self._write(context, at_once=True)
        errands = [errand for queue in self._queues.values() for errand in queue]
        errands += [errand for errand, _ in self._done]
        if self._fetcher is not None:
            errands += self._fetcher.close()
        with transaction.atomic():
            for errand in errands:
                give_back(errand.row, errand.host, context.holder, 0.0)
        self._fetcher, self._done, self._started = None, [], {}
        self._queues, self._active, self._of_outlet = {}, Counter(), Counter()

    def _is_gathering(self) -> bool:
        return bool(self._answers or self._chores or self._pauses)

    def _write(self, context: Context, *, at_once: bool = False) -> int:
        """Write what was gathered, once it is enough or old enough; what the database refused is tried again."""
        now = time.monotonic()
        if not self._is_gathering():
            self._write_at_seconds = now + GATHER_SECONDS
            return 0
        if now < self._write_at_seconds and len(self._answers) + len(self._chores) < GATHER_ROWS and not at_once:
            return 0
        with transaction.atomic():
            for chore in self._chores:
                chore()
            release_hosts(self._pauses, context.holder)
        self._chores, self._pauses = [], {}
        self._look_at_seconds = min(self._look_at_seconds, now + LOOK_AGAIN_SECONDS)
        self._write_at_seconds = now + GATHER_SECONDS
        answers, self._answers = self._answers, []
        try:
            self._conclude_all(context, answers)
        except OperationalError:
            self._answers = answers + self._answers
            raise
        return len(answers)

    def _conclude_all(self, context: Context, answers: Sequence[tuple[Row, FetchResult]]) -> None:
        """Have answers written; one that cannot be is set aside for a while, and the others are written without it."""
        if not answers:
            return
        try:
            self._work.conclude(context, answers)
        except (*ROW_FAULTS, DataError) as problem:
            if len(answers) > 1:
                for answer in answers:
                    self._conclude_all(context, [answer])
                return
            row, _ = answers[0]
            log.exception("what %s answered cannot be written", row.url)
            retry(row, f"what it answered cannot be written: {problem}")

    def _free_places(self, context: Context) -> int:
        most = context.settings.number("FETCH_CONCURRENCY")
        quick_since = time.monotonic() - QUICK_SECONDS
        quick = sum(started > quick_since for started in self._started.values())
        return min(most - quick, most * (1 + SLOW_FOR_A_QUICK) - len(self._started))

    def _refill(self, context: Context, fetcher: Fetcher) -> None:
        """Claim more hosts than there are places, but not before half of the last ones have been started."""
        self._start_queued(context, fetcher)
        most, now = context.settings.number("FETCH_CONCURRENCY"), time.monotonic()
        waiting = sum(bool(queue[0].host.delay_seconds) for queue in self._queues.values())
        if now < self._look_at_seconds or 2 * waiting > most:
            return
        if self._free_places(context) <= 0:
            return
        work, delay = self._work, context.settings.decimal("HOST_DELAY_SECONDS")
        hosts = find_free_hosts(
            work.model, work.state, limit=2 * most - waiting, without=self._queues, default_delay_seconds=delay
        )
        claimed = self._claim(context, hosts) if hosts else 0
        self._look_at_seconds = now + (LOOK_AGAIN_SECONDS if claimed else LOOK_SECONDS)
        self._start_queued(context, fetcher)

    def _claim(self, context: Context, hosts: Sequence[FreeHost]) -> int:
        claimant = Claimant(context.holder, context.settings.decimal("FETCH_TIMEOUT_SECONDS"))
        work = self._work
        with transaction.atomic():
            claimed = claim_of_hosts(work.model, work.state, work.order, hosts, claimant)
        for row, host in claimed:
            self._queues.setdefault(host.name, deque()).append(Errand(row, host, _request(work, row)))
        return len(claimed)

    def _start_queued(self, context: Context, fetcher: Fetcher) -> None:
        free = self._free_places(context)
        for name in list(self._queues):
            queue = self._queues[name]
            for _ in range(len(queue)):
                errand = queue.popleft()
                if free > 0 and self._may_start(errand):
                    self._start(fetcher, errand)
                    free -= 1
                else:
                    queue.append(errand)
            if not queue:
                del self._queues[name]

    def _may_start(self, errand: Errand[Row]) -> bool:
        active = self._active[errand.host.name]
        if errand.needs_first() or errand.host.delay_seconds:
            return active == 0
        return active < PARALLEL_WITHOUT_DELAY and self._of_outlet[errand.row.outlet_id] < PARALLEL_OF_ONE_OUTLET

    def _start(self, fetcher: Fetcher, errand: Errand[Row]) -> None:
        request, limits, robots = errand.request, fetcher.limits, errand.host.robots
        if robots is not None and not is_allowed(robots, request.next_url):
            failure = FetchFailure(request.url, FetchReason.ROBOTS, say_failure(request.url, FetchReason.ROBOTS))
            self._conclude(errand, failure, 0.0)
            return
        errand.first = errand.needs_first()
        if errand.first is None:
            request = replace(request, robots=robots or "")
        else:
            request, most_bytes = _first_request(errand.first, request)
            limits = replace(limits, max_bytes=most_bytes)
        self._active[errand.host.name] += 1
        self._of_outlet[errand.row.outlet_id] += 1
        self._started[errand] = time.monotonic()
        fetcher.start(errand, request, limits)

    def _end(self, errand: Errand[Row], result: FetchResult | Elsewhere) -> None:
        self._active[errand.host.name] -= 1
        self._of_outlet[errand.row.outlet_id] -= 1
        del self._started[errand]
        if isinstance(result, Elsewhere):
            self._chores.append(partial(send_elsewhere, errand.row, result.hop))
            self._release(errand.host, errand.host.delay_seconds)
            return
        if errand.first is First.ROBOTS:
            self._end_robots(errand, result)
            return
        if errand.first is First.RESERVATIONS:
            self._chores.append(partial(keep_reservations, errand.host.name, read_reservations(result)))
            self._go_on(errand, result, replace(errand.host, asks_reservations=False))
            return
        self._conclude(errand, result, _pause_seconds(errand, result))

    def _conclude(self, errand: Errand[Row], result: FetchResult, pause_seconds: float) -> None:
        if errand.row.hop:
            self._chores.append(partial(bring_home, errand.row))
        self._answers.append((errand.row, result))
        self._release(errand.host, pause_seconds)

    def _release(self, host: FreeHost, pause_seconds: float) -> None:
        if host.delay_seconds:
            self._pauses[host.name] = pause_seconds

    def _end_robots(self, errand: Errand[Row], result: FetchResult) -> None:
        """A host's robots.txt has come: its rows go on, or fail as it failed."""
        robots = read_answer(result)
        if isinstance(robots, FetchFailure):
            self._fail_queue(errand, robots)
            return
        self._chores.append(partial(keep_robots, errand.host.name, robots))
        self._go_on(errand, result, replace(errand.host, robots=robots))

    def _go_on(self, errand: Errand[Row], result: FetchResult, host: FreeHost) -> None:
        """One more thing is known of a host: its rows are asked for, at once where it needs no pause."""
        errand.first = None
        if host.delay_seconds:
            self._chores.append(partial(return_row, errand.row))
            self._release(host, _pause_seconds(errand, result))
            return
        queue = self._queues.setdefault(host.name, deque())
        queue.appendleft(errand)
        for waiting in queue:
            waiting.host = host

    def _fail_queue(self, errand: Errand[Row], failure: FetchFailure) -> None:
        """The host cannot be reached: that is the answer to all that would be asked of it in the same way."""
        errand.first = None
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
            self._conclude(failed, answer, failed.host.delay_seconds)


def _pause_seconds(errand: Errand[Row], result: FetchResult) -> float:
    return max(errand.host.delay_seconds, host_wait_seconds(result, errand.row.attempts, real_now()))


def _first_request(first: First, request: FetchRequest) -> tuple[FetchRequest, int]:
    """The request for a host's robots.txt or reservations, and how many bytes of them are read."""
    own = request.private_origin
    if first is First.ROBOTS:
        wanted = FetchRequest(robots_address(request.next_url), own, accept="text/plain, */*;q=0.5", cut=True)
        return wanted, MAX_BYTES
    address = reservations_address(request.next_url)
    return FetchRequest(address, own, accept="application/json, */*;q=0.5"), RESERVATIONS_BYTES


def _request(work: Work[Row], row: Row) -> FetchRequest:
    return replace(work.request_of(row), stays=True, hop=hop_of(row))
