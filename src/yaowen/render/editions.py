"""Editions: one transaction makes a number current; only what changed gains rows (DESIGN.md, Render and serve)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import TypeVar

import zstandard
from django.db import connection, transaction
from django.db.models import Max, Min

from yaowen.base.durability import on_disk
from yaowen.base.erasing import empty_log, overwriting
from yaowen.render.hub import note_feeds
from yaowen.render.models import Blob, Edition, EditionEntry

KEEP_EDITIONS = 60
_PRUNE_EVERY = 4
"""Editions; after twenty, as a site's first editions grew old, one pruning took longer than all the rest of a tick."""
_CHUNK = 400
_LEVEL = 3
"""Of zstd, for what is stored: a page in .03 ms and 3.30 KB; 6 takes .075 for 3.17, 12 .42 for 3.08."""
_ENCODING = "zstd"
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class StoredPage:
    """Bytes for a path. `slot`: path of the fragment that serving joins in at `<!--slot:ranking-->`; empty for none."""

    path: str
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """A path that answers 301."""

    path: str
    target: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A path that answers 410; `body_path` names the stored page shown with it."""

    path: str
    body_path: str = ""


Entry = StoredPage | Redirect | Gone


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """What a path answers in an edition. `hash` names the bytes of a page; `target` is an address or a page's path."""

    path: str
    status: int
    content_type: str
    hash: bytes
    target: str
    slot: str


def hash_bytes(body: bytes) -> bytes:
    """16 bytes that name a body (BLAKE2b)."""
    return hashlib.blake2b(body, digest_size=16).digest()


def publish(entries: Iterable[Entry], at: datetime) -> int:
    """Make an edition of what changed, in one transaction.

    Args:
        entries: what paths answer from now on; those that answer so already cost no row.
        at: news time, UTC.

    Returns:
        The number that is current now; the old one where nothing changed.
    """
    bodies: dict[bytes, bytes] = {}
    offered = {entry.path: _answer(entry, bodies) for entry in entries}
    # A reader may write down an address as soon as it is shown: the story's number must be on disk before.
    with on_disk(), transaction.atomic():
        _lock_editions()
        number = current_edition() + 1
        known = _latest(offered)
        rows = [row for row in offered.values() if row != known.get(row.path)]
        if not rows:
            return number - 1
        _save_blobs({row.hash: bodies[row.hash] for row in rows if row.hash})
        _save_entries(rows, number)
        Edition.objects.create(number=number, made_at=at, paths=len(rows))
        note_feeds((row.path, row.content_type) for row in rows if row.status == 200)
    if number % _PRUNE_EVERY == 0:
        prune(number)
    return number


def current_edition() -> int:
    """The number that readers see; 0 before the first edition."""
    return Edition.objects.aggregate(newest=Max("number"))["newest"] or 0


def find_entry(path: str, edition: int) -> FoundEntry | None:
    """What a path answers in an edition."""
    row = EditionEntry.objects.filter(path=path, from_edition__lte=edition).order_by("-from_edition").first()
    if row is None:
        return None
    return _found(path, row.status, row.content_type, row.hash, row.target, row.slot)


def list_entries(edition: int) -> Iterator[FoundEntry]:
    """What every path answers in an edition, in the order of the paths."""
    rows = EditionEntry.objects.filter(from_edition__lte=edition).order_by("path", "from_edition")
    for path, own in groupby(rows.iterator(chunk_size=2000), key=lambda row: row.path):
        *_, row = own
        yield _found(path, row.status, row.content_type, row.hash, row.target, row.slot)


def load_blob(name: bytes) -> bytes:
    """The bytes of a page.

    Raises:
        Blob.DoesNotExist: the page was pruned away.
    """
    packed = Blob.objects.values_list("bytes", flat=True).get(hash=name, encoding=_ENCODING)
    return zstandard.ZstdDecompressor().decompress(bytes(packed))


def prune(number: int, keep: int = KEEP_EDITIONS) -> None:
    """Delete what was replaced more than `keep` editions before a number, and bytes that no entry names.

    Costs what the editions since the last pruning changed, however many pages the site has: those before the
    oldest edition still listed have been through it.
    """
    oldest = number - keep
    with transaction.atomic(), connection.cursor() as cursor:
        # An edition under way may name bytes again that no entry names yet.
        _lock_editions()
        pruned_until = Edition.objects.aggregate(first=Min("number"))["first"] or 0
        cursor.execute(
            "DELETE FROM edition_entry WHERE (path, from_edition) IN (SELECT older.path, older.from_edition "
            "FROM edition_entry AS newer JOIN edition_entry AS older ON older.path = newer.path "
            "AND older.from_edition < newer.from_edition "
            "WHERE newer.from_edition >= %s AND newer.from_edition <= %s) RETURNING hash",
            [pruned_until, oldest],
        )
        replaced = {bytes(row[0]) for row in cursor.fetchall() if row[0] is not None}
        for some in _chunks(sorted(replaced)):
            named = EditionEntry.objects.filter(hash__in=some).values_list("hash", flat=True)
            Blob.objects.filter(hash__in=set(some) - {bytes(name) for name in named if name}).delete()
        Edition.objects.filter(number__lt=oldest).delete()


def forget_replaced() -> None:
    """Delete at once, for good, all that is no longer shown: what was withdrawn may not lie on in older editions."""
    with overwriting():
        prune(current_edition(), keep=0)
    empty_log()


def _lock_editions() -> None:
    """One publisher at a time: SQLite's transaction is IMMEDIATE; PostgreSQL locks the table against other writers."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE edition IN SHARE ROW EXCLUSIVE MODE")


def _latest(paths: Iterable[str]) -> dict[str, FoundEntry]:
    latest: dict[str, FoundEntry] = {}
    for chunk in _chunks(paths):
        rows = EditionEntry.objects.filter(path__in=chunk).order_by("from_edition")
        for row in rows.values_list("path", "status", "content_type", "hash", "target", "slot"):
            latest[row[0]] = _found(*row)
    return latest


def _found(
    path: str, status: int, content_type: str, name: bytes | memoryview | None, target: str, slot: str
) -> FoundEntry:
    return FoundEntry(path, status, content_type, bytes(name or b""), target, slot)


def _answer(entry: Entry, bodies: dict[bytes, bytes]) -> FoundEntry:
    """What a path answers from now on; the bytes of a page are put among the bodies."""
    match entry:
        case StoredPage():
            name = hash_bytes(entry.body)
            bodies[name] = entry.body
            return FoundEntry(entry.path, 200, entry.content_type, name, "", entry.slot)
        case Redirect():
            return FoundEntry(entry.path, 301, "", b"", entry.target, "")
        case Gone():
            return FoundEntry(entry.path, 410, "", b"", entry.body_path, "")


def _save_blobs(bodies: dict[bytes, bytes]) -> None:
    """Plain rows: as objects of the models they take a tenth of a whole edition's time."""
    pack = zstandard.ZstdCompressor(level=_LEVEL).compress
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO blob (hash, encoding, bytes) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(name, _ENCODING, pack(body)) for name, body in bodies.items()],
        )


def _save_entries(rows: Iterable[FoundEntry], number: int) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO edition_entry (path, from_edition, status, content_type, hash, target, slot) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(one.path, number, one.status, one.content_type, one.hash or None, one.target, one.slot) for one in rows],
        )


def _chunks(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    source = iter(items)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk
