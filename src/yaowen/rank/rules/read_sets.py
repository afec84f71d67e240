"""Which stories each network reads, kept as the reads come: their marks added up.

A mark is 64 bits that stand for a story: 56 that look random, and a one in the lowest 8, so that a sum also says of how
many stories it is (modulo 256; what that confuses is told apart when a ring's stories are looked up). Networks with
the same set have the same sum, however they came to it, and what leaves the window is taken off again; so groups are
found without looking at any read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yaowen.rank.rules.columns import Numbers, count_runs, distinct
from yaowen.rank.rules.open_table import OpenTable
from yaowen.rank.rules.rings import FEWEST_STORIES, LEAST_NETWORKS, MOST_STORIES

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_COUNT_MASK = np.uint64(0xFF)
_BIN_BITS = 20
"""Of two million sums 2 in a bin: those that stand in no bin of 8 are not sorted, which took most of a tick."""


class ReadSets:
    """Networks with their sets.

    Attributes:
        networks: how many read any story now.
    """

    def __init__(self) -> None:
        self.networks = 0
        self._sets = OpenTable()

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        return self._sets.held_bytes

    def columns(self) -> tuple[Numbers, Numbers]:
        """The networks and the sums of their marks, not copied."""
        return self._sets.names, self._sets.sums

    @staticmethod
    def of_columns(names: Numbers, sums: Numbers) -> ReadSets:
        """Read sets as they were when their columns were given."""
        made = ReadSets()
        made._sets.take(names, sums)
        made.networks = int(np.count_nonzero(sums))
        return made

    def change(self, networks: Numbers, marks: Numbers, signs: Numbers) -> None:
        """Networks begin (+1) or cease (−1) to read stories; a network may stand there several times."""
        table = self._sets
        places = table.places_of(networks.astype(np.uint32))
        touched = distinct(places)
        before = int(np.count_nonzero(table.sums[touched]))
        np.add.at(table.sums, places, np.where(signs > 0, marks, np.uint64(0) - marks))
        self.networks += int(np.count_nonzero(table.sums[touched])) - before

    def few(self) -> FewRead:
        """The sets of 1 to 5 stories as they are now."""
        sizes = self._sets.sums.astype(np.uint8)
        return FewRead(self._sets.sums[sizes - np.uint8(1) < MOST_STORIES])

    def members(self, total: int) -> Numbers:
        """The networks whose marks add up to `total`, ascending."""
        found = self._sets.names[self._sets.sums == np.uint64(total)]
        return np.sort(found).astype(np.uint64)

    def any_member(self, totals: Numbers) -> Numbers:
        """One network for each of these ascending sums."""
        few = np.flatnonzero(_are_few(self._sets.sums))
        where = np.minimum(np.searchsorted(totals, self._sets.sums[few]), len(totals) - 1)
        same = totals[where] == self._sets.sums[few]
        chosen = np.empty(len(totals), np.int64)
        chosen[where[same]] = few[same]
        return self._sets.names[chosen].astype(np.uint64)


class FewRead:
    """Sums of sets of 1 to 5 stories, one for each network that has such a set.

    They are counted by their upper bits first: only what may be wanted is sorted.
    """

    def __init__(self, sums: Numbers) -> None:
        self._sums = sums
        self._bins = _bins_of(sums)

    def groups(self) -> Numbers:
        """Sums of the sets of 2 to 5 stories that at least 8 networks have in common, ascending."""
        likely = np.bincount(self._bins, minlength=1 << _BIN_BITS) >= LEAST_NETWORKS
        sums = self._sums[likely[self._bins]]
        totals, counts = count_runs(np.sort(sums[_are_few(sums)]))
        return totals[counts >= LEAST_NETWORKS]

    def count_exactly(self, totals: Numbers) -> Numbers:
        """How many networks have each of these ascending, different sums."""
        wanted = np.full(1 << _BIN_BITS, -1, np.int32)
        wanted[_bins_of(totals)] = np.arange(len(totals))
        where = wanted[self._bins]
        hit = np.flatnonzero(where >= 0)
        where, sums = where[hit], self._sums[hit]
        same = totals[where] == sums
        counts = np.bincount(where[same], minlength=len(totals))
        others, many = count_runs(np.sort(sums[~same]))
        if len(others):
            at = np.minimum(np.searchsorted(totals, others), len(totals) - 1)
            shares_bin = totals[at] == others
            counts[at[shares_bin]] += many[shares_bin]
        return counts


def mark_stories(stories: Numbers) -> Numbers:
    """The mark of each story: the finisher of SplitMix64 (Steele, Lea, Flood 2014), its lowest 8 bits a one."""
    mixed = (stories.astype(np.uint64) + np.uint64(1)) * _SPREAD
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) & ~_COUNT_MASK) | np.uint64(1)


def sum_parts(marks: Sequence[int]) -> list[int]:
    """The sum of the marks of each part of a set, bit i of its place standing for story i."""
    sums = [0]
    for mark in marks:
        sums += [(each + mark) % (1 << 64) for each in sums]
    return sums


def _bins_of(sums: Numbers) -> Numbers:
    bins: Numbers = (sums >> np.uint64(64 - _BIN_BITS)).astype(np.int64)
    return bins


def _are_few(sums: Numbers) -> Numbers:
    counts = sums & _COUNT_MASK
    few: Numbers = (counts >= FEWEST_STORIES) & (counts <= MOST_STORIES)
    return few
