"""A leaf of the tally: rows (key, reader, last minute) in order of key and reader, nothing beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yaowen.rank.rules.columns import Numbers, number_runs, places_of_runs

_FRESH_SHARE = 16


@dataclass(slots=True)
class Rows:
    """Columns of equal length, ascending by (key, reader); no pair stands twice.

    Attributes:
        key, reader: unsigned numbers; rows that are put together have columns of the same kind.
        last: minutes, of 16 bits where those of a tally lie close together, else of 32.
    """

    key: Numbers
    reader: Numbers
    last: Numbers

    @staticmethod
    def none(kind: npt.DTypeLike, minute_kind: npt.DTypeLike) -> Rows:
        """No rows, with keys and readers of a kind."""
        return Rows(np.empty(0, kind), np.empty(0, kind), np.empty(0, minute_kind))

    def __len__(self) -> int:
        return len(self.key)

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        return int(self.key.nbytes + self.reader.nbytes + self.last.nbytes)

    def where(self, chosen: Numbers | slice) -> Rows:
        """Some of the rows: a mask, or places in ascending order."""
        return Rows(self.key[chosen], self.reader[chosen], self.last[chosen])

    def part(self, start: int, end: int) -> Rows:
        """The rows from a place up to another, copied: a view would keep the whole column in memory."""
        return Rows(self.key[start:end].copy(), self.reader[start:end].copy(), self.last[start:end].copy())

    def find(self, sought: Rows, runs: Runs) -> tuple[Numbers, Numbers]:
        """For each of the sought rows: its place, or the place where it belongs; and whether it is there.

        Args:
            runs: of the key of each.
        """
        low, high = runs.starts.copy(), runs.starts + runs.lengths
        while (open_rows := np.flatnonzero(low < high)).size:
            middle = (low[open_rows] + high[open_rows]) // 2
            less = self.reader[middle] < sought.reader[open_rows]
            low[open_rows[less]] = middle[less] + 1
            high[open_rows[~less]] = middle[~less]
        there = low < len(self.key)
        there[there] = (self.key[low[there]] == sought.key[there]) & (self.reader[low[there]] == sought.reader[there])
        return low, there

    def insert(self, places: Numbers, rows: Rows) -> Rows:
        """These rows and others, each of which belongs before the row at its place."""
        filled = places + np.arange(len(rows))
        kept = np.ones(len(self) + len(rows), bool)
        kept[filled] = False
        merged = []
        for old, new in zip((self.key, self.reader, self.last), (rows.key, rows.reader, rows.last), strict=True):
            column = np.empty(len(kept), old.dtype)
            column[kept], column[filled] = old, new
            merged.append(column)
        return Rows(*merged)

    def count_inside(self, runs: Runs, horizon: int) -> Numbers:
        """How many rows of each run are later than the horizon."""
        if not len(self.last) or not len(runs.starts):
            return np.zeros(len(runs.starts), np.int64)
        inside = self.last[places_of_runs(runs.starts, runs.lengths)] > horizon
        whose = np.repeat(np.arange(len(runs.starts)), runs.lengths)
        return np.bincount(whose[inside], minlength=len(runs.starts))

    def runs_of(self, keys: Numbers) -> Runs:
        """The rows of each key; most keys have one row or none."""
        if not len(keys) or not len(self.key):
            return Runs(np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64))
        starts = np.searchsorted(self.key, keys)
        lengths = np.zeros(len(keys), np.int64)
        there = np.flatnonzero(starts < len(self.key))
        there = there[self.key[starts[there]] == keys[there]]
        lengths[there] = 1
        ends = starts[there] + 1
        several = there[(ends < len(self.key)) & (self.key[np.minimum(ends, len(self.key) - 1)] == keys[there])]
        if len(several):
            lengths[several] = np.searchsorted(self.key, keys[several], "right") - starts[several]
        return Runs(starts, lengths)

    def stand_alone(self, rows: Numbers) -> Numbers:
        """Which of the rows at these places are the only ones of their keys."""
        keys = self.key[rows]
        before = self.key[np.maximum(rows - 1, 0)] == keys
        after = self.key[np.minimum(rows + 1, len(self.key) - 1)] == keys
        alone: Numbers = ~((before & (rows > 0)) | (after & (rows < len(self.key) - 1)))
        return alone


@dataclass(frozen=True, slots=True)
class Runs:
    """Where the rows of some keys begin and how many there are; where there are none, where they belong."""

    starts: Numbers
    lengths: Numbers

    def at(self, places: Numbers) -> Runs:
        """Some of them."""
        return Runs(self.starts[places], self.lengths[places])


@dataclass(frozen=True, slots=True)
class Crossing:
    """Rows that enter or leave the window.

    Attributes:
        keys: of the rows.
        others: by row: how many other rows of its key are inside the window, neither entering nor leaving.
    """

    keys: Numbers
    others: Numbers


class Leaf:
    """Rows of neighbouring keys: many settled ones, and few fresh ones that are settled from time to time.

    Settling copies the leaf; between two settlings a batch costs what it brings.
    """

    __slots__ = ("_fresh", "_settled")

    def __init__(self, settled: Rows, fresh: Rows | None = None) -> None:
        self._settled = settled
        self._fresh = settled.part(0, 0) if fresh is None else fresh

    def __len__(self) -> int:
        return len(self._settled) + len(self._fresh)

    @property
    def parts(self) -> tuple[Rows, Rows]:
        """Its rows: each part is in order, the two together are not."""
        return self._settled, self._fresh

    def fullness(self, few_rows: int) -> float:
        """Fresh rows beside the number that may wait: a few, and a sixteenth of the settled ones."""
        return len(self._fresh) / (few_rows + len(self._settled) // _FRESH_SHARE)

    def merge(self, rows: Rows, horizon: int) -> Crossing:
        """Take in rows that are all later than the horizon; a pair keeps its greatest minute.

        Returns:
            those that were not inside the window before.
        """
        keys, whose = number_runs(rows.key)
        runs = [part.runs_of(keys) for part in self.parts]
        found = [part.find(rows, run.at(whose)) for part, run in zip(self.parts, runs, strict=True)]
        entering = np.ones(len(rows), bool)
        for part, (places, there) in zip(self.parts, found, strict=True):
            entering[there] = part.last[places[there]] <= horizon
        crossing = Crossing(rows.key[entering], self._count_inside(runs, horizon)[whose[entering]])
        for part, (places, there) in zip(self.parts, found, strict=True):
            part.last[places[there]] = np.maximum(part.last[places[there]], rows.last[there])
        (_, settled), (fresh_places, fresh) = found
        if not (settled | fresh).all():
            new = ~(settled | fresh)
            self._fresh = self._fresh.insert(fresh_places[new], rows.where(new))
        return crossing

    def expire(self, before: int, horizon: int) -> Crossing:
        """The rows that the window loses when its horizon moves on; they stay until they are settled."""
        ended = [self._expire(*parts, before, horizon) for parts in (self.parts, self.parts[::-1])]
        return Crossing(*(np.concatenate(columns) for columns in zip(*ended, strict=True)))

    @staticmethod
    def _expire(part: Rows, other: Rows, before: int, horizon: int) -> tuple[Numbers, Numbers]:
        rows = np.flatnonzero(_ended(part.last, before, horizon))
        keys, whose = number_runs(part.key[rows])
        left = other.count_inside(other.runs_of(keys), horizon)
        crowded = np.zeros(len(keys), bool)
        crowded[whose[~part.stand_alone(rows)]] = True
        left[crowded] += part.count_inside(part.runs_of(keys[crowded]), horizon)
        return part.key[rows], left[whose]

    def drop(self, first_key: np.uint64, end_key: np.uint64, horizon: int) -> Numbers:
        """Take the rows of keys in [first, end) out; returns the keys of those that were inside the window."""
        lost, kept = [], []
        for part in self.parts:
            start, end = np.searchsorted(part.key, np.array([first_key, end_key], np.uint64))
            lost.append(part.key[start:end][part.last[start:end] > horizon])
            stays = np.ones(len(part), bool)
            stays[start:end] = False
            kept.append(part.where(stays) if end > start else part)
        self._settled, self._fresh = kept
        return np.concatenate(lost)

    def count_inside(self, keys: Numbers, horizon: int) -> Numbers:
        """How many readers inside the window each of the ascending keys has."""
        return self._count_inside([part.runs_of(keys) for part in self.parts], horizon)

    def _count_inside(self, runs: Sequence[Runs], horizon: int) -> Numbers:
        settled, fresh = (part.count_inside(run, horizon) for part, run in zip(self.parts, runs, strict=True))
        both: Numbers = settled + fresh
        return both

    def keys_inside(self, networks: Numbers, horizon: int) -> Numbers:
        """The keys of these networks (ascending) that have a reader inside the window; some may stand twice.

        One pass over the low 16 bits of all keys finds the few that are looked at.
        """
        likely = np.zeros(1 << 16, bool)
        likely[networks.astype(np.uint16)] = True
        found = [np.empty(0, np.uint64)]
        for part in self.parts:
            rows = np.flatnonzero(likely[part.key.astype(np.uint16)])
            own = part.key[rows] & np.uint64(0xFFFFFFFF)
            at = np.minimum(np.searchsorted(networks, own), len(networks) - 1)
            found.append(part.key[rows[(networks[at] == own) & (part.last[rows] > horizon)]])
        return np.concatenate(found)

    def settle(self, horizon: int) -> None:
        """Put the fresh rows among the settled ones, and let go of what has run out."""
        places, _ = self._settled.find(self._fresh, self._settled.runs_of(self._fresh.key))
        merged = self._settled.insert(places, self._fresh)
        inside = merged.last > horizon
        self._settled, self._fresh = merged if inside.all() else merged.where(inside), merged.part(0, 0)

    def halves(self) -> tuple[Leaf, Leaf] | None:
        """Two leaves of about half its settled rows each; None where all have one key, which is never divided."""
        rows = self._settled
        middle = rows.key[len(rows) // 2]
        cut = int(np.searchsorted(rows.key, middle, "left")) or int(np.searchsorted(rows.key, middle, "right"))
        return (Leaf(rows.part(0, cut)), Leaf(rows.part(cut, len(rows)))) if cut < len(rows) else None


def _ended(last: Numbers, before: int, horizon: int) -> Numbers:
    ended: Numbers = last == horizon if horizon == before + 1 else (last > before) & (last <= horizon)
    return ended
