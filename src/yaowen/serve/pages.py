"""Stored pages as bytes ready to send: found in the current edition, joined with their slot, compressed once."""

from __future__ import annotations

import functools
import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

import brotli
import zstandard
from django.core.exceptions import ObjectDoesNotExist
from django.db import close_old_connections
from django.db.utils import DatabaseError

from yaowen.render import editions
from yaowen.render.editions import FoundEntry

SLOT_MARK = b"<!--slot:ranking-->"
REFRESH_SECONDS = 0.5
CACHED_ENTRIES = 20_000
CACHED_BYTES = 64 * 1024 * 1024
READY_PAGES = 1024
PACKED_TYPES = frozenset({"image/webp", "image/jpeg", "image/png"})
"""What is compressed by itself: sent as it is."""
_SMALL_BYTES = 256
_GZIP_LEVEL = 6
_BROTLI_QUALITY = 5
"""A story's page: 4.3 KB in 0.18 ms, gzip's 6 4.7 KB in 0.16; one with the ranking is packed anew each minute."""
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Answer:
    """A page ready to send. `etag` names its parts; `encoding` is empty for plain bytes."""

    status: int
    content_type: str
    body: bytes
    etag: str = ""
    encoding: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A page as it is to be sent: of which edition, its tag, its headers with and without a body, the body."""

    edition: int
    etag: str
    headers: list[tuple[str, str]]
    known_headers: list[tuple[str, str]]
    body: bytes


class PrunedAway(DatabaseError):
    """The bytes of a page that was replaced a moment ago are gone: look again."""


class Kept(Generic[Key, Value]):
    """A bounded memory of the most recently used values. Not thread-safe by itself.

    Args:
        limit: sum of the weights that is kept.
        weigh: weight of a value; 1 each by default.
    """

    def __init__(self, limit: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self._limit = limit
        self._weigh = weigh
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._weight = 0

    def get(self, key: Key) -> Value | None:
        """A kept value, now the most recently used."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: Key, value: Value) -> None:
        """Keep a value; the least recently used ones make room."""
        old = self._values.pop(key, None)
        self._weight += self._weigh(value) - (self._weigh(old) if old is not None else 0)
        self._values[key] = value
        while self._weight > self._limit and len(self._values) > 1:
            _, dropped = self._values.popitem(last=False)
            self._weight -= self._weigh(dropped)


class Pages:
    """Answers of the current edition, from memory where possible; old ones when the database is away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._edition = 0
        self._asked_seconds = 0.0
        self._entries: Kept[str, tuple[int, FoundEntry]] = Kept(CACHED_ENTRIES)
        self._bodies: Kept[tuple[bytes, bytes, str], bytes] = Kept(CACHED_BYTES, len)
        self._ready: dict[tuple[str, str], Ready] = {}

    def ready(self, path: str, accepts: str) -> Ready | None:
        """A page of the current edition that was sent before, as it is to be sent; None: ask for the answer.

        Without a lock and with one look: most requests are for the few pages that everybody reads.
        """
        if time.monotonic() - self._asked_seconds >= REFRESH_SECONDS:
            return None
        return self._ready.get((path, choose_encoding(accepts)))

    def keep_ready(self, path: str, accepts: str, made: Ready) -> None:
        """Keep a page as it is to be sent until the next edition; one of another edition than the current is let go."""
        with self._lock:
            if made.edition != self._edition:
                return
            if len(self._ready) >= READY_PAGES:
                self._ready = {}
            self._ready[path, choose_encoding(accepts)] = made

    @property
    def edition(self) -> int:
        """The edition that is shown: what was asked for last."""
        return self._edition

    def answer(self, path: str, accepts: str) -> Answer | None:
        """What a path answers; None where the edition has no such path.

        Args:
            accepts: the request's Accept-Encoding.

        Raises:
            DatabaseError: the database is away and the path is not in memory.
        """
        return self._with_newest(lambda: self._answer(path, accepts))

    def _answer(self, path: str, accepts: str) -> Answer | None:
        entry = self.entry(path)
        if entry is None:
            return None
        if entry.status == 301:
            return Answer(301, "text/plain; charset=utf-8", b"", location=entry.target)
        if entry.status == 410:
            page = self.entry(entry.target) if entry.target else None
            return self._page(page, accepts, 410) if page else Answer(410, "text/plain; charset=utf-8", b"410\n")
        return self._page(entry, accepts, 200)

    def page(self, path: str, accepts: str, status: int) -> Answer | None:
        """A stored page sent with another status (404, 500)."""

        def find() -> Answer | None:
            entry = self.entry(path)
            return self._page(entry, accepts, status) if entry else None

        return self._with_newest(find)

    def join(self, body: bytes, slot: str) -> bytes:
        """Put a fragment into a page at its mark."""
        return body.replace(SLOT_MARK, self._with_newest(lambda: self._fragment(slot))[1], 1)

    def _with_newest(self, find: Callable[[], Value]) -> Value:
        """Find something; once more in the newest edition where the one at hand was replaced and pruned."""
        try:
            return find()
        except PrunedAway:
            with self._lock:
                self._asked_seconds = float("-inf")
            return find()

    def entry(self, path: str) -> FoundEntry | None:
        """The entry of a path in the current edition; what is in memory when the database is away."""
        with self._lock:
            known = self._entries.get(path)
            current = self._edition
            fresh = time.monotonic() - self._asked_seconds < REFRESH_SECONDS
        if known is not None and fresh and known[0] == current:
            return known[1]
        try:
            return self._look_up(path)
        except DatabaseError:
            close_old_connections()
            if known is None:
                raise
            return known[1]

    def _look_up(self, path: str) -> FoundEntry | None:
        with self._lock:
            due = time.monotonic() - self._asked_seconds >= REFRESH_SECONDS
        if due:
            newest = editions.current_edition()
            with self._lock:
                if newest != self._edition:
                    self._ready = {}
                self._edition, self._asked_seconds = newest, time.monotonic()
        edition = self._edition
        with self._lock:
            known = self._entries.get(path)
        if known is not None and known[0] == edition:
            return known[1]
        found = editions.find_entry(path, edition)
        if found is not None:
            with self._lock:
                self._entries.put(path, (edition, found))
        return found

    def _page(self, entry: FoundEntry, accepts: str, status: int) -> Answer:
        slot_hash, fragment = self._fragment(entry.slot) if entry.slot else (b"", b"")
        encoding = "" if entry.content_type in PACKED_TYPES else choose_encoding(accepts)
        if not encoding and not entry.slot:
            return Answer(status, entry.content_type, self._plain(entry.hash), f'"{entry.hash.hex()}"')
        key = (entry.hash, slot_hash, encoding)
        with self._lock:
            body = self._bodies.get(key)
        if body is None:
            plain = self._plain(entry.hash)
            joined = plain.replace(SLOT_MARK, fragment, 1) if entry.slot else plain
            body = _compress(joined, encoding)
            with self._lock:
                self._bodies.put(key, body)
        suffix = f"-{encoding}" if encoding else ""
        etag = f'"{(entry.hash + slot_hash).hex()}{suffix}"'
        return Answer(status, entry.content_type, body, etag, encoding)

    def _fragment(self, slot: str) -> tuple[bytes, bytes]:
        entry = self.entry(slot) if slot else None
        return (entry.hash, self._plain(entry.hash)) if entry else (b"", b"")

    def _plain(self, name: bytes) -> bytes:
        key = (name, b"", "plain")
        with self._lock:
            body = self._bodies.get(key)
        if body is None:
            try:
                body = editions.load_blob(name)
            except ObjectDoesNotExist as problem:
                message = f"page {name.hex()} is in the edition but its bytes are not stored"
                raise PrunedAway(message) from problem
            with self._lock:
                self._bodies.put(key, body)
        return body


@functools.lru_cache(maxsize=512)
def choose_encoding(accepts: str) -> str:
    """The best encoding that an Accept-Encoding header allows: zstd, br, gzip, or none."""
    weights = {}
    for part in accepts.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        weights[name] = weight
    for name in ("zstd", "br", "gzip"):
        weight = weights.get(name, "0")
        if not weight or weight.strip("0."):
            return name
    return ""


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.compress(body, _GZIP_LEVEL, mtime=0)
    if encoding == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY))
    return zstandard.ZstdCompressor(level=6).compress(body) if encoding == "zstd" else body
