"""The read log: rows appended once, followed by (writer, seq), kept 49 hours. The same SQL on both databases."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

import numpy as np
from django.db import connection

from yaowen.base.errors import BadInput
from yaowen.rank.rules.packing import Numbers, Read, Reads, join_reads, pack_reads, unpack_reads

log = logging.getLogger(__name__)

KEPT_MINUTES = 49 * 60
"""24 h of window for each of the last 24 h, and an hour to spare (DESIGN.md, Rank)."""

_TAIL_ROWS = 1000
_SLICE_MINUTES = 30

_COLUMNS = "writer, seq, minute, n, data"
_WRITERS = (
    "WITH RECURSIVE known(name) AS (SELECT min(writer) FROM read_log UNION ALL "
    "SELECT (SELECT min(writer) FROM read_log WHERE writer > name) FROM known WHERE name IS NOT NULL) "
    "SELECT name, (SELECT max(seq) FROM read_log WHERE writer = name) FROM known WHERE name IS NOT NULL"
)
"""Every writer with its last seq, two steps of the index each: their rows are not read."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a writer's rows were taken: the last one's seq and minute, and a fingerprint of what it holds.

    A writer whose rows were all passed over has no fingerprint.
    """

    seq: int
    minute: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the log."""

    writer: str
    seq: int
    minute: int
    reads: Reads
    data: bytes

    @property
    def position(self) -> Position:
        """The position of who has taken this row last."""
        return Position(self.seq, self.minute, hashlib.blake2b(self.data, digest_size=8).hexdigest())


def append_reads(writer: str, seq: int, reads: Sequence[Read]) -> int:
    """Append reads in one statement, a row for each minute among them; returns the next `seq`.

    When this returns outside a transaction, the rows are on disk. Saying it again changes nothing.
    """
    ordered = sorted(reads, key=lambda read: read.minute)
    values: list[int | str | bytes] = []
    rows = 0
    for minute, some in groupby(ordered, key=lambda read: read.minute):
        listed = list(some)
        values += [writer, seq + rows, minute, len(listed), pack_reads(listed)]
        rows += 1
    if rows:
        marks = ", ".join(["(%s, %s, %s, %s, %s)"] * rows)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO read_log ({_COLUMNS}) VALUES {marks} ON CONFLICT DO NOTHING", values)  # noqa: S608
    return seq + rows


def tail(positions: dict[str, Position], *, after_minute: int, until_minute: int) -> Iterator[LogRow]:
    """Rows of each writer beyond its position, in order, up to its first row from the future.

    A writer's rows are committed in the order of `seq`, so that a position never skips one that comes later;
    across writers there is no such order, which is why none is asked of the rows together.

    Args:
        positions: writer → what was taken last; a writer whose rows are all passed over is added.
        after_minute: of a writer without position, rows before its first later row are passed over.
        until_minute: a row of a later minute is from the future.
    """
    for name, last in _ask(_WRITERS):
        if name not in positions:
            first = _ask("SELECT min(seq) FROM read_log WHERE writer = %s AND minute > %s", name, after_minute)[0][0]
            if first is None:
                positions[name] = Position(int(last))
                continue
            position = int(first) - 1
        else:
            position = positions[name].seq
        if last > position:
            yield from _tail_writer(name, position, until_minute)


def stands(positions: Mapping[str, Position], minute: int) -> bool:
    """Whether the log still holds every row that was taken last, but for those older than 49 hours at `minute`."""
    sql = f"SELECT {_COLUMNS} FROM read_log WHERE writer = %s AND seq = %s"  # noqa: S608
    for writer, position in positions.items():
        found = _ask(sql, writer, position.seq) if position.mark else []
        if position.mark and position.minute > minute - KEPT_MINUTES and not found:
            return False
        if found and _row_of(found[0]).position != position:
            return False
    return True


def known_writers() -> set[str]:
    """The writers that have rows in the log."""
    return {str(name) for name, _ in _ask(_WRITERS)}


def rows_between(after_minute: int, until_minute: int) -> Iterator[LogRow]:
    """Rows of the minutes in (after, until], ascending by minute; half an hour of them in memory at once."""
    sql = f"SELECT {_COLUMNS} FROM read_log WHERE minute > %s AND minute <= %s ORDER BY minute, writer, seq"  # noqa: S608
    for start in range(after_minute, until_minute, _SLICE_MINUTES):
        for row in _ask(sql, start, min(start + _SLICE_MINUTES, until_minute)):
            yield _row_of(row)


def in_batches(rows: Iterable[LogRow]) -> Iterator[tuple[list[LogRow], Numbers, Reads]]:
    """Up to 1,000 rows at a time, with the minute of each read and the reads as one."""
    stream = iter(rows)
    while some := list(islice(stream, _TAIL_ROWS)):
        minutes = np.repeat([row.minute for row in some], [len(row.reads) for row in some])
        yield some, minutes, join_reads([row.reads for row in some])


def prune_log(minute: int) -> int:
    """Delete what is older than 49 hours at `minute`; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM read_log WHERE minute <= %s", [minute - KEPT_MINUTES])
        return int(cursor.rowcount)


def _tail_writer(writer: str, position: int, until_minute: int) -> Iterator[LogRow]:
    sql = f"SELECT {_COLUMNS} FROM read_log WHERE writer = %s AND seq > %s ORDER BY seq LIMIT %s"  # noqa: S608
    while True:
        rows = _ask(sql, writer, position, _TAIL_ROWS)
        for row in rows:
            if row[2] > until_minute:
                return
            position = row[1]
            yield _row_of(row)
        if len(rows) < _TAIL_ROWS:
            return


def _ask(sql: str, *values: int | str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _row_of(row: tuple[Any, ...]) -> LogRow:
    writer, seq, minute, count, data = row
    raw = bytes(data)
    try:
        reads = unpack_reads(raw, count)
    except BadInput as problem:
        log.error("row (%s, %d) of the read log is left out, its %d reads count for nothing: %s", writer, seq, count,
                  problem)  # fmt: skip
        raw = pack_reads([])
        reads = unpack_reads(raw, 0)
    return LogRow(writer, seq, minute, reads, raw)
