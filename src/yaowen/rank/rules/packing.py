"""Reads packed into the bytes of a `read_log` row, and back. Version 1, little-endian, column after column.

A row holds reads of one minute (the row's own), each under both live salts:
byte 0 version · n × int64 page · n × uint64 reader · n × uint64 reader before · n × uint32 network · n × uint32
network before: 32 bytes a read. "Before" is the identity under the salt of the day before the read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from yaowen.base.errors import BadInput
from yaowen.rank.rules.identity import Identity

VERSION = 1
BYTES_PER_READ = 32
_COLUMNS = (("<i8", 8), ("<u8", 8), ("<u8", 8), ("<u4", 4), ("<u4", 4))

Numbers = npt.NDArray[Any]


class Read(NamedTuple):
    """One reader reading one page in one minute.

    Attributes:
        page: article id, or −story id for a story's own page.
        minute: ⌈t/60⌉ of news time.
        now: who it is under the salt of the minute's day.
        before: who it is under the salt of the day before.
    """

    page: int
    minute: int
    now: Identity
    before: Identity


@dataclass(frozen=True, slots=True)
class Reads:
    """Reads of one minute as columns of equal length."""

    page: Numbers
    reader: Numbers
    reader_before: Numbers
    network: Numbers
    network_before: Numbers

    def __len__(self) -> int:
        return len(self.page)


def pack_reads(reads: Sequence[Read]) -> bytes:
    """The bytes of a row; the minute is not among them."""
    columns = (
        [read.page for read in reads],
        [read.now.reader for read in reads],
        [read.before.reader for read in reads],
        [read.now.network for read in reads],
        [read.before.network for read in reads],
    )
    return bytes([VERSION]) + b"".join(
        np.array(column, kind).tobytes() for column, (kind, _) in zip(columns, _COLUMNS, strict=True)
    )


def unpack_reads(data: bytes, count: int) -> Reads:
    """The reads of a row.

    Raises:
        BadInput: another version, or not `count` reads long.
    """
    if not data or data[0] != VERSION:
        raise BadInput(f"packed by another version ({data[:1].hex() or 'empty'}); update the program", about="read_log")
    if len(data) != 1 + BYTES_PER_READ * count:
        raise BadInput(f"{len(data)} bytes where {count} reads take {1 + BYTES_PER_READ * count}", about="read_log")
    columns, place = [], 1
    for kind, size_bytes in _COLUMNS:
        columns.append(np.frombuffer(data, kind, count, place))
        place += size_bytes * count
    return Reads(*columns)


def join_reads(parts: Sequence[Reads]) -> Reads:
    """Reads of several rows as one."""
    return Reads(
        np.concatenate([part.page for part in parts]),
        np.concatenate([part.reader for part in parts]),
        np.concatenate([part.reader_before for part in parts]),
        np.concatenate([part.network for part in parts]),
        np.concatenate([part.network_before for part in parts]),
    )
