"""A hash table in numpy: pairs of numbers → places 0, 1, 2, … in order of first appearance."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]

_EMPTY = -1
_FULLEST = 0.7
_GROWTH = 1.25
_SMALLEST = 1024
_MIX_HIGH = np.uint64(0x9E3779B97F4A7C15)
_MIX_LOW = np.uint64(0xBF58476D1CE4E5B9)


def grown(column: Numbers, used: int, room: int) -> Numbers:
    """A longer copy of a column; what is beyond `used` is zero."""
    longer = np.zeros(room, column.dtype)
    longer[:used] = column[:used]
    return longer


def distinct(numbers: Numbers) -> Numbers:
    """The different numbers, ascending. Sorting is ten times as fast here as np.unique, which hashes (numpy 2.4)."""
    ordered = np.sort(numbers)
    return ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0] if ordered.size else ordered


class PairIndex:
    """Pairs (high: uint32, low: uint64) and the place of each. Whole batches at a time; nothing is removed.

    Attributes:
        high: first halves by place; only the first `size` are in use.
        low: second halves by place.
    """

    def __init__(self) -> None:
        self.size = 0
        self.high: Numbers = np.empty(_SMALLEST, np.uint32)
        self.low: Numbers = np.empty(_SMALLEST, np.uint64)
        self._table: Numbers = np.full(_SMALLEST * 2, _EMPTY, np.int32)

    def place(self, high: Numbers, low: Numbers) -> Numbers:
        """The place of each pair; pairs not seen before get new places. Pairs may repeat within the batch."""
        high, low = high.astype(np.uint32, copy=False), low.astype(np.uint64, copy=False)
        self._make_room(len(high))
        places = np.empty(len(high), np.int64)
        waiting = np.arange(len(high))
        cells, step = self._first_cells(high, low), 0
        while waiting.size:
            self._claim(waiting, cells, high, low)
            found = self._table[cells[waiting]]
            same = (self.high[found] == high[waiting]) & (self.low[found] == low[waiting])
            places[waiting[same]] = found[same]
            waiting, step = waiting[~same], step + 1
            cells[waiting] = (cells[waiting] + step) & (len(self._table) - 1)
        return places

    @property
    def held_bytes(self) -> int:
        """Memory of keys and table."""
        return int(self.high.nbytes + self.low.nbytes + self._table.nbytes)

    def _claim(self, waiting: Numbers, cells: Numbers, high: Numbers, low: Numbers) -> None:
        """Give each empty cell asked for to one pair: all write their mark, and whose mark stands has won."""
        hopeful = waiting[self._table[cells[waiting]] == _EMPTY]
        if hopeful.size:
            self._table[cells[hopeful]] = -2 - hopeful
            winners = hopeful[self._table[cells[hopeful]] == -2 - hopeful]
            fresh = np.arange(self.size, self.size + len(winners))
            self.high[fresh], self.low[fresh] = high[winners], low[winners]
            self._table[cells[winners]] = fresh
            self.size += len(winners)

    def _first_cells(self, high: Numbers, low: Numbers) -> Numbers:
        mixed = (low ^ (high.astype(np.uint64) * _MIX_HIGH)) * _MIX_LOW
        mixed ^= mixed >> np.uint64(32)
        mixed *= _MIX_HIGH
        mixed ^= mixed >> np.uint64(29)
        cells: Numbers = (mixed & np.uint64(len(self._table) - 1)).astype(np.int64)
        return cells

    def _make_room(self, more: int) -> None:
        needed = self.size + more
        if needed > len(self.high):
            room = max(needed, int(len(self.high) * _GROWTH))
            self.high = grown(self.high, self.size, room)
            self.low = grown(self.low, self.size, room)
        if needed > _FULLEST * len(self._table):
            length = len(self._table)
            while needed > _FULLEST * length:
                length *= 2
            self._table = np.full(length, _EMPTY, np.int32)
            self._fill_table()

    def _fill_table(self) -> None:
        high, low = self.high[: self.size], self.low[: self.size]
        waiting, step = np.arange(self.size), 0
        cells = self._first_cells(high, low)
        while waiting.size:
            free = waiting[self._table[cells[waiting]] == _EMPTY]
            self._table[cells[free]] = free
            waiting, step = waiting[self._table[cells[waiting]] != waiting], step + 1
            cells[waiting] = (cells[waiting] + step) & (len(self._table) - 1)
