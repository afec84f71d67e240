"""Reads out of a web server's access log, by the rules of the read beacon: the other source of reads.

Both sources make the same `Read`s of the same identities, so that a reader whom both have seen counts once. Lines are
hashed as they are read; no address reaches the disk or the log of the site, and bad lines are told by number only.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import zstandard
from django.conf import settings as django_settings
from django.db import transaction

from yaowen.base.clock import Clock
from yaowen.base.settings import Settings
from yaowen.rank.rules.access_line import Line, Parse, page_of
from yaowen.rank.store import (
    Read,
    append_reads,
    known_pages,
    new_writer_name,
    read_position,
    save_position,
)
from yaowen.serve.read_source import PageView, ReadRules, Refusal

BATCH_LINES = 20_000
_HEAD_BYTES = 4096
_FIRST_BAD = 20
_WAIT_SECONDS = 1.0


@dataclass(slots=True)
class Tallied:
    """What became of the lines of a log.

    Attributes:
        counted: reads; the same reader in the same minute again is one more line, yet no more readers.
        bad: numbers of the first bad lines, counted from where the import began.
    """

    lines: int = 0
    counted: int = 0
    refused: Counter[Refusal] = field(default_factory=Counter)
    bad: list[int] = field(default_factory=list)


class AccessLog:
    """The source of reads that a web server has logged (`ReadSource`): imported, or followed as it grows.

    Args:
        settings: proxies and the data folder with the salts.
        clock: news time.
        parse: of a line.
    """

    def __init__(self, settings: Settings, clock: Clock, parse: Parse) -> None:
        self._clock = clock
        self._rules = ReadRules(settings)
        self._parse = parse
        self._writer, self._seq = new_writer_name(), 0
        self.tallied = Tallied()

    def import_file(self, path: Path, progress: Callable[[int], object] = lambda _: None) -> None:
        """Take in a file, `.gz` and `.zst` too, from where an earlier import of it ended.

        Args:
            progress: told how many bytes of the file have been read.

        Raises:
            OSError: it cannot be read.
        """
        with path.open("rb") as raw, _unpacked(path, raw) as source:
            head = _head_of(source)
            position = read_position(head) if head else 0
            source.seek(position)
            self._take(source, head, lambda: progress(raw.tell()))

    def follow(self, path: Path, stop: Callable[[], bool], *, wait_seconds: float = _WAIT_SECONDS) -> None:
        """Take in a file and what is added to it, across its rotation, until told to stop."""
        while not stop():
            with path.open("rb") as source:
                head = b""
                while not stop():
                    if not head:
                        head = _head_of(source)
                        source.seek(read_position(head) if head else 0)
                    if head:
                        self._take(source, head, lambda: None)
                    if _has_rotated(path, source):
                        if head:
                            self._take(source, head, lambda: None)
                        break
                    time.sleep(wait_seconds)

    def _take(self, source: IO[bytes], head: bytes, told: Callable[[], object]) -> None:
        for batch in _batches(source):
            reads = [read for raw in batch if (read := self._parsed(raw)) is not None]
            known = known_pages({read.page for read in reads})
            kept = {(read.page, read.now.reader, read.minute): read for read in reads if read.page in known}
            with transaction.atomic():
                self._seq = append_reads(self._writer, self._seq, list(kept.values()))
                save_position(head, source.tell(), self._clock.now())
            self.tallied.counted += sum(read.page in known for read in reads)
            self.tallied.refused["no page"] += sum(read.page not in known for read in reads)
            told()

    def _parsed(self, raw: bytes) -> Read | None:
        tallied = self.tallied
        tallied.lines += 1
        try:
            line = self._parse(raw)
        except (ValueError, OverflowError, LookupError, RecursionError):
            tallied.refused["bad line"] += 1
            if len(tallied.bad) < _FIRST_BAD:
                tallied.bad.append(tallied.lines)
            return None
        if line is None:
            return None
        found = self.read_of(line)
        if isinstance(found, str):
            tallied.refused[found] += 1
            return None
        return found

    def read_of(self, told: Line) -> Read | Refusal:
        """As `ReadSource` has it."""
        html = not told.kind or told.kind.startswith("text/html")
        seen = told.method == "GET" and told.status in {"200", "304"} and html
        ahead, minute = "pre" in told.purpose.lower(), math.ceil(told.at / 60)
        page = page_of(told.path) if seen else 0
        view = PageView(page, minute, told.address, told.forwarded, told.agent, ahead)
        return self._rules.read_of(view, self._clock.minute())

    def close(self) -> None:
        """As `ReadSource` has it; what was taken in is on disk already."""


def _batches(source: IO[bytes]) -> Iterator[list[bytes]]:
    """Whole lines, some thousands at once; a last line that is not finished waits."""
    while True:
        batch: list[bytes] = []
        while len(batch) < BATCH_LINES:
            start = source.tell()
            line = source.readline()
            if not line.endswith(b"\n"):
                source.seek(start)
                break
            batch.append(line)
        if not batch:
            return
        yield batch
        if len(batch) < BATCH_LINES:
            return


def _head_of(source: IO[bytes]) -> bytes:
    """What a log is known by, wherever it is moved or packed: its first line, hashed under the site's secret key."""
    source.seek(0)
    line = source.readline(_HEAD_BYTES)
    if not line.endswith(b"\n") and len(line) < _HEAD_BYTES:
        return b""
    key = hashlib.sha256(django_settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(line, digest_size=16, key=key).digest()


def _has_rotated(path: Path, source: IO[bytes]) -> bool:
    """Whether another file stands at the path now, or this one was cut short."""
    try:
        there, own = path.stat(), os.fstat(source.fileno())
    except FileNotFoundError:
        return False
    return (there.st_dev, there.st_ino) != (own.st_dev, own.st_ino) or own.st_size < source.tell()


def _unpacked(path: Path, raw: IO[bytes]) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.open(raw)  # type: ignore[return-value]
    if path.suffix == ".zst":
        return io.BufferedReader(_Unzstd(raw))
    return raw


class _Unzstd(io.RawIOBase):
    """A zstd file as a stream that goes forward, and back to its start by beginning again."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._at = 0
        self._reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=False)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        target = offset if whence == 0 else self._at + offset
        if target < self._at:
            self._raw.seek(0)
            self._at = 0
            self._reader = zstandard.ZstdDecompressor().stream_reader(self._raw, read_across_frames=True, closefd=False)
        while self._at < target:
            passed = self._reader.read(min(1 << 20, target - self._at))
            if not passed:
                break
            self._at += len(passed)
        return self._at

    def readinto(self, into: object) -> int:
        count: int = self._reader.readinto(into)
        self._at += count
        return count
