"""The snapshot: what the ranker holds in memory, written away so that a start need not read the whole log.

It is derived and may be lost: a torn, foreign or outdated one is left alone and the log is read. It holds readers'
salted ids, as the log does, and goes when a salt of its ids goes (salts.py). Only its owner may read it; it belongs
into no backup.

Format: the line `YAOWEN-RANK 3` · length of the head (8 bytes, little-endian) · head (JSON) · columns · CRC-32 of all
before.
"""

from __future__ import annotations

import json
import logging
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from yaowen.rank.log import Position
from yaowen.rank.rules.columns import Numbers
from yaowen.rank.rules.leaf import Rows
from yaowen.rank.rules.tally import TallyParts

log = logging.getLogger(__name__)

FILE_NAME = "ranking-snapshot"
_MAGIC = b"YAOWEN-RANK 3\n"
_LONGEST_HEAD_BYTES = 1 << 28
_KINDS = frozenset({"int64", "uint64", "int32", "uint32", "int16"})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a ranker holds.

    Attributes:
        database: the database whose log it was counted from.
        per_network: K.
        minute: where its window ends.
        frozen: the last minute up to which hours were frozen.
        positions: how far each writer's rows were taken.
        heads: version of each family's stories that was followed.
        pages, stories, read: the columns of the StoryBook.
        tallies: by the day of the salt.
    """

    database: str
    per_network: int
    minute: int
    frozen: int
    positions: dict[str, Position]
    heads: dict[str, int]
    pages: Numbers
    stories: Numbers
    read: Numbers
    tallies: dict[int, TallyParts]


class SnapshotFile:
    """`<data>/ranking-snapshot`.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def save(self, made: Snapshot) -> None:
        """Write a snapshot in place of the last one.

        Raises:
            OSError: it cannot be written; the last one stands.
        """
        columns = list(_columns_of(made))
        head = json.dumps(_head_of(made, columns)).encode()
        parts: list[bytes | memoryview] = [_MAGIC, len(head).to_bytes(8, "little"), head, *map(_bytes_of, columns)]
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", 0) as out:
            checksum = 0
            for part in parts:
                checksum = zlib.crc32(part, checksum)
                _write_all(out, part)
            _write_all(out, checksum.to_bytes(4, "little"))
        fresh.rename(self.path)

    def load(self) -> Snapshot | None:
        """The snapshot; None where there is none, or where it is torn or of another version, which is logged."""
        try:
            with self.path.open("rb", 0) as source:
                return _read(source)
        except FileNotFoundError:
            return None
        except (OSError, EOFError) as problem:
            self.refuse(str(problem))
        except (LookupError, TypeError, ValueError, StopIteration):
            self.refuse("it is torn")
        return None

    def refuse(self, reason: str) -> None:
        """Say why it is not used, and delete it."""
        log.warning("the snapshot %s is not used, the log of reads is read instead: %s", self.path, reason)
        self.drop()

    def drop(self) -> None:
        """Delete it."""
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(".new").unlink(missing_ok=True)


def _columns_of(made: Snapshot) -> Iterator[Numbers]:
    yield from (made.pages, made.stories, made.read)
    for tally in made.tallies.values():
        yield from (tally.story_ids, tally.scores, tally.networks, *tally.sets)
        yield from (tally.first_keys, tally.site_first_keys)
        for rows in (*tally.parts, *tally.site_parts):
            yield from (rows.key, rows.reader, rows.last)


def _head_of(made: Snapshot, columns: list[Numbers]) -> dict[str, Any]:
    return {
        "database": made.database, "per_network": made.per_network, "minute": made.minute, "frozen": made.frozen,
        "positions": {name: [at.seq, at.minute, at.mark] for name, at in made.positions.items()}, "heads": made.heads,
        "tallies": [
            [day, tally.minute, tally.alive, tally.readers, tally.secret.hex(), len(tally.parts), len(tally.site_parts)]
            for day, tally in made.tallies.items()
        ],
        "columns": [[column.dtype.name, len(column)] for column in columns],
    }  # fmt: skip


def _bytes_of(column: Numbers) -> memoryview:
    little = np.ascontiguousarray(column).astype(column.dtype.newbyteorder("<"), copy=False)
    return little.view(np.uint8).data


def _write_all(out: BinaryIO, part: bytes | memoryview) -> None:
    """An unbuffered file may take less than it is given."""
    left = memoryview(part)
    while left:
        left = left[out.write(left) :]


def _read(source: BinaryIO) -> Snapshot:
    magic, length = source.read(len(_MAGIC)), source.read(8)
    size_bytes = int.from_bytes(length, "little")
    if magic != _MAGIC:
        raise EOFError("it was written by another version")
    if size_bytes > _LONGEST_HEAD_BYTES:
        raise EOFError("it is torn")
    head_bytes = _read_all(source, bytearray(size_bytes))
    checksum = zlib.crc32(head_bytes, zlib.crc32(length, zlib.crc32(magic)))
    head = json.loads(bytes(head_bytes))
    columns = []
    left = os.fstat(source.fileno()).st_size - source.tell()
    for kind, count in head["columns"]:
        if kind not in _KINDS or not 0 <= count * np.dtype(kind).itemsize <= left:
            raise EOFError("it is torn")
        column = np.empty(count, kind)
        checksum = zlib.crc32(_read_all(source, column.view(np.uint8).data), checksum)
        columns.append(column)
    if bytes(_read_all(source, bytearray(4))) != checksum.to_bytes(4, "little") or source.read(1):
        raise EOFError("it is torn")
    return _snapshot_of(head, iter(columns))


def _read_all(source: BinaryIO, into: bytearray | memoryview) -> bytearray | memoryview:
    left = memoryview(into)
    while left:
        count = source.readinto(left)  # type: ignore[attr-defined]
        if not count:
            raise EOFError("it is torn")
        left = left[count:]
    return into


def _snapshot_of(head: dict[str, Any], columns: Iterator[Numbers]) -> Snapshot:
    pages, stories, read = next(columns), next(columns), next(columns)
    tallies = {}
    for day, minute, alive, readers, secret, parts, site_parts in head["tallies"]:
        names, scores, networks = next(columns), next(columns), next(columns)
        sets = (next(columns), next(columns))
        first_keys, site_first_keys = next(columns), next(columns)
        rows, site_rows = ([_rows_of(columns) for _ in range(many)] for many in (parts, site_parts))
        tallies[day] = TallyParts(
            minute, alive, readers, names, scores, networks, sets, bytes.fromhex(secret), first_keys, rows,
            site_first_keys, site_rows,
        )  # fmt: skip
    positions = {writer: Position(*at) for writer, at in head["positions"].items()}
    return Snapshot(
        head["database"], head["per_network"], head["minute"], head["frozen"], positions, head["heads"],
        pages, stories, read, tallies,
    )  # fmt: skip


def _rows_of(columns: Iterator[Numbers]) -> Rows:
    return Rows(next(columns), next(columns), next(columns))
