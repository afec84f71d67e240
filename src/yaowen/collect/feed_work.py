"""The feeds' side of the rolling set: what is unchanged is written at once, bodies are read by the child meanwhile."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.utils import DataError

from yaowen.base.clock import real_now
from yaowen.base.errors import ROW_FAULTS
from yaowen.base.opt_out import find_opt_out
from yaowen.belt.conveyor import Context, finish_many, retry
from yaowen.collect.feeds import ACCEPT, FeedReader, Read, read_as, save_reading, unchanged_fields
from yaowen.collect.models import Feed
from yaowen.collect.packing import unpack
from yaowen.collect.rules.fetching import Fetched, FetchFailure, FetchReason, FetchRequest, FetchResult
from yaowen.collect.rules.health import FeedStatus
from yaowen.collect.websub import pushed_feeds

log = logging.getLogger(__name__)

SAVED_AT_ONCE = 8
"""Readings with items that one transaction saves: SQLite has one writer, and others wait for it."""
SETTLE_SECONDS = 0.25
MOST_KEPT, MOST_KEPT_BYTES = 256, 32 * 1024 * 1024
"""What may wait to be read and saved before no more is asked for: far less than a lease's margin of 40 s takes."""


@dataclass(frozen=True, slots=True)
class _Reading:
    row: Feed
    read: Future[Read]
    body_bytes: int


class FeedWork:
    """The feeds' side of the rolling set. Bodies are parsed in a thread that waits for the child."""

    model = Feed
    state = "due"
    order = "due_at"

    def __init__(self) -> None:
        self._reader = FeedReader()
        self._thread: ThreadPoolExecutor | None = None
        self._readings: list[_Reading] = []

    def is_full(self) -> bool:
        """Whether so many answers are still to be read that no more should be asked for."""
        waiting_bytes = sum(reading.body_bytes for reading in self._readings)
        return len(self._readings) >= MOST_KEPT or waiting_bytes >= MOST_KEPT_BYTES

    def __len__(self) -> int:
        """How many answers are still being read."""
        return len(self._readings)

    def request_of(self, row: Feed) -> FetchRequest:
        """A conditional request: the validators go back as they came."""
        return FetchRequest(row.url, row.outlet.private_origin, row.etag, row.last_modified, ACCEPT)

    def conclude(self, context: Context, answers: Sequence[tuple[Feed, FetchResult]]) -> None:
        """Write what needs no reading, hand the rest to the child; `settle` writes it."""
        same = _send_what_is_kept(answers)
        unread = [(row, result) for row, result in answers if row.pk in same or not _needs_child(result)]
        reads = [(row, self._judge(row, result, unchanged=row.pk in same)) for row, result in unread]
        _save_unchanged([(row, read) for row, read in reads if read.unchanged], context)
        _save_readings([(row, read) for row, read in reads if not read.unchanged], context)
        concluded = {row.pk for row, _ in unread}
        for row, result in answers:
            if row.pk not in concluded:
                self._begin(row, result)

    def settle(self, context: Context) -> int:
        """Save readings that are ready, for as long as transfers may wait meanwhile; returns how many."""
        ready = [reading for reading in self._readings if reading.read.done()]
        until, saved = time.monotonic() + SETTLE_SECONDS, 0
        while saved < len(ready) and time.monotonic() < until:
            some = ready[saved : saved + SAVED_AT_ONCE]
            _save_readings([(one.row, one.read.result()) for one in some if not _failed(one)], context)
            self._readings = [reading for reading in self._readings if reading not in some]
            saved += len(some)
        return saved

    def is_ready(self) -> bool:
        """Whether `settle` has something to save."""
        return any(reading.read.done() for reading in self._readings)

    def close(self) -> list[Feed]:
        """End the child; returns the feeds whose answers have not been read."""
        left, self._readings = self._readings, []
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._reader.stop()
            self._thread.shutdown()
            self._thread = None
        self._reader.close()
        return [reading.row for reading in left]

    def _begin(self, row: Feed, result: FetchResult) -> None:
        self._thread = self._thread or ThreadPoolExecutor(1, "read-feeds")
        self._readings.append(_Reading(row, self._thread.submit(self._judge, row, result), len(result.body)))

    def _judge(self, row: Feed, result: FetchResult, *, unchanged: bool = False) -> Read:
        if unchanged:
            return Read(result, None, None)
        readable = read_as(result, row.outlet.charset)
        read = self._reader.read(row.outlet.name_hans, readable, real_now(), row.rule)
        return replace(read, result=result)


def _needs_child(result: FetchResult) -> bool:
    if isinstance(result, FetchFailure):
        return result.reason is FetchReason.TRUNCATED and bool(result.body)
    return 200 <= result.status < 300


def _send_what_is_kept(answers: Iterable[tuple[Feed, FetchResult]]) -> set[int]:
    """Which feeds, fine so far, sent the very bytes of their last reading: not every server knows validators."""
    sent = {
        row.pk: result.body
        for row, result in answers
        if isinstance(result, Fetched)
        and result.status == 200
        and row.status == FeedStatus.FINE
        and find_opt_out(result.headers) == row.opt_out
    }
    kept = Feed.objects.filter(pk__in=sent, body__isnull=False).values_list("pk", "body") if sent else ()
    return {pk for pk, body in kept if body is not None and unpack(body) == sent[pk]}


def _save_unchanged(reads: Sequence[tuple[Feed, Read]], context: Context) -> None:
    """Set the next readings of feeds that had nothing new, in one transaction of three statements."""
    if not reads:
        return
    with transaction.atomic():
        pushed = pushed_feeds(row.pk for row, _ in reads)
        plain = [(row, read) for row, read in reads if row.pk not in pushed]
        for row, read in reads:
            if row.pk in pushed:
                save_reading(row, read, context)
        finish_many([(row, unchanged_fields(row, read, context)) for row, read in plain])


def _save_readings(reads: Sequence[tuple[Feed, Read]], context: Context) -> None:
    """Save readings in one transaction; one that cannot be is set aside, and the others are saved without it."""
    try:
        with transaction.atomic():
            for row, read in reads:
                save_reading(row, read, context)
    except (*ROW_FAULTS, DataError) as problem:
        if len(reads) > 1:
            for one in reads:
                _save_readings([one], context)
            return
        log.exception("what %s brought cannot be saved", reads[0][0].url)
        retry(reads[0][0], f"what it brought cannot be saved: {problem}")


def _failed(reading: _Reading) -> bool:
    """Whether the reading itself failed; then the feed is set aside for a while."""
    problem = reading.read.exception()
    if problem is None:
        return False
    log.error("%s cannot be read", reading.row.url, exc_info=problem)
    retry(reading.row, f"it cannot be read: {problem}")
    return True
