"""Recording reads: many waiting threads, one transaction after another, each answered when it is on disk."""

from __future__ import annotations

import logging
import math
import os
import secrets
import threading
import time

from django.db import DatabaseError, connection

from yaowen.rank.log import append_reads
from yaowen.rank.rules.packing import Read
from yaowen.rank.stories import known_pages

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.01
FULL_READS = 2000
WAIT_SECONDS = 60.0
PATIENCE_SECONDS = 1.0
_KNOWN_SECONDS = 60.0
_UNKNOWN_SECONDS = 2.0
_MOST_REMEMBERED = 200_000

_Mark = tuple[int, int, int]


class _Batch:
    """Reads that go to disk together, and the gate before which their threads wait."""

    __slots__ = ("gate", "reads", "saved", "waiting")

    def __init__(self) -> None:
        self.reads: dict[_Mark, Read] = {}
        self.waiting = 0
        self.saved = False
        self.gate = threading.Lock()
        self.gate.acquire()


class ReadWriter:
    """Appends reads to the log from one thread of its own, begun at the first read.

    The first read after a pause goes to disk at once; while a batch commits, the next one gathers. Where a commit
    takes longer than a second, at most half the crowd waits for it: pages must still be answered. The waiting
    threads pass a gate one after the other: woken all at once, they would hinder each other.

    Args:
        gather_seconds: shortest pause between two commits.
        crowd: threads that can wait at once: when all do, waiting longer gathers nothing.
    """

    def __init__(self, *, gather_seconds: float = GATHER_SECONDS, crowd: int = FULL_READS) -> None:
        self._gather_seconds = gather_seconds
        self._full = min(crowd, FULL_READS)
        self._most_waiting = max(1, crowd // 2)
        self._saving = 0
        self._saving_since = math.inf
        self._lock = threading.Lock()
        self._some, self._many = threading.Event(), threading.Event()
        self._batch = _Batch()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._name, self._seq = new_writer_name(), 0
        self._known: dict[int, tuple[bool, float]] = {}
        self._on_disk: set[_Mark] = set()
        self._on_disk_minute = 0

    @property
    def waiting(self) -> int:
        """Threads that wait for a commit."""
        return self._saving + self._batch.waiting

    def record(self, read: Read) -> bool:
        """Record a read; returns when it is on disk, or False where the database failed or is slow.

        A page that belongs to no story leaves no row; neither does what this process has recorded before.
        """
        mark = (read.page, read.now.reader, read.minute)
        if mark in self._on_disk:
            return True
        with self._lock:
            if time.monotonic() - self._saving_since > PATIENCE_SECONDS and self.waiting >= self._most_waiting:
                return False
            batch = self._batch
            batch.reads[mark] = read
            batch.waiting += 1
            if batch.waiting == 1:
                self._begin()
            elif batch.waiting == self._full:
                self._many.set()
        if not batch.gate.acquire(timeout=WAIT_SECONDS):
            return False
        batch.gate.release()
        return batch.saved

    def close(self) -> None:
        """Write what waits and end the thread."""
        with self._lock:
            self._closing = True
            self._some.set()
            self._many.set()
            thread = self._thread
        if thread is not None:
            thread.join()
        self._closing, self._thread = False, None

    def _begin(self) -> None:
        """Wake the writing thread for the first read of a batch; the lock is held."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="read-writer", daemon=True)
            self._thread.start()
        self._some.set()

    def _run(self) -> None:
        flushed_at = 0.0
        try:
            while (batch := self._take(flushed_at)) is not None:
                flushed_at = self._saving_since = time.monotonic()
                try:
                    batch.saved = self._save(batch)
                finally:
                    self._saving_since, self._saving = math.inf, 0
                    batch.gate.release()
        finally:
            connection.close()

    def _take(self, flushed_at: float) -> _Batch | None:
        """Wait for reads and for the gathering pause; None when closing and nothing is left."""
        while True:
            self._some.wait()
            pause = flushed_at + self._gather_seconds - time.monotonic()
            if pause > 0 and self._batch.waiting < self._full:
                self._many.wait(pause)
            with self._lock:
                batch, self._batch = self._batch, _Batch()
                self._saving = batch.waiting
                if not self._closing:
                    self._some.clear()
                    self._many.clear()
                if batch.waiting or self._closing:
                    return batch if batch.waiting else None

    def _save(self, batch: _Batch) -> bool:
        for attempt in (1, 2):
            try:
                kept = self._drop_unknown(batch)
                self._seq = append_reads(self._name, self._seq, list(kept.values()))
            except DatabaseError as problem:
                # Whether the commit happened is not known: a new name, lest a later row be taken for a repeated one.
                self._name, self._seq = new_writer_name(), 0
                connection.close()
                log.warning("%d reads are not saved yet, attempt %d (%s)", len(batch.reads), attempt, problem)
            else:
                self._remember(kept)
                return True
        return False

    def _drop_unknown(self, batch: _Batch) -> dict[_Mark, Read]:
        now = time.monotonic()
        asked = {page for page, _, _ in batch.reads if self._known.get(page, (False, 0.0))[1] <= now}
        if asked:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
                asked = {page for page, _, _ in batch.reads}
            found = known_pages(asked)
            for page in asked:
                known = page in found
                self._known[page] = (known, now + (_KNOWN_SECONDS if known else _UNKNOWN_SECONDS))
        return {mark: read for mark, read in batch.reads.items() if self._known[mark[0]][0]}

    def _remember(self, kept: dict[_Mark, Read]) -> None:
        """What is on disk for the running minute need not be written again."""
        minute = max((mark[2] for mark in kept), default=self._on_disk_minute)
        if minute != self._on_disk_minute or len(self._on_disk) > _MOST_REMEMBERED:
            self._on_disk_minute = minute
            self._on_disk = set()
        self._on_disk.update(kept)


def new_writer_name() -> str:
    """A name that no other process start has: process number and 64 random bits, at most 32 characters."""
    return f"{os.getpid():x}-{secrets.token_hex(8)}"
