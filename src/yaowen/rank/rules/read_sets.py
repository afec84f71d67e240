"""Which stories each network reads, kept as the reads come: their marks added up.

A mark is 64 bits that stand for a story: 56 that look random, and a one in the lowest 8, so that a sum also says of how
many stories it is (modulo 256; what that confuses is told apart when a ring's stories are looked up). Networks with
the same set have the same sum, however they came to it, and what leaves the window is taken off again. How many
networks have each sum of few stories is kept beside it, so that a tick costs what has changed since the last.

Marks are made with a secret: who knew them could choose stories whose sums are alike.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable

import numpy as np

from yaowen.rank.rules.columns import Numbers, count_runs, distinct
from yaowen.rank.rules.open_table import OpenTable
from yaowen.rank.rules.rings import FEWEST_STORIES, LEAST_NETWORKS, MOST_STORIES

_COUNT_MASK = np.uint64(0xFF)
_HIGHEST = 3 if sys.byteorder == "little" else 0
"""Where the highest 16 of 64 bits stand among their quarters."""
_MOST_ARRIVALS = 200_000


class Arrivals:
    """Networks that have come to sets of few stories, since they were asked for; forgotten when they are too many."""

    def __init__(self) -> None:
        self._columns: list[tuple[Numbers, Numbers, Numbers]] = []
        self._many = 0

    def add(self, networks: Numbers, before: Numbers, after: Numbers) -> None:
        """Networks whose sums have changed."""
        came = np.flatnonzero(_are_few(after) & (before != after))
        self._many += len(came)
        if self._many > _MOST_ARRIVALS:
            self._columns, self._many = [], len(came)
        self._columns.append((after[came], networks[came], before[came]))

    def find(self, totals: Numbers) -> dict[int, tuple[int, int]]:
        """Of these ascending sums those that a network has come to: such a network, and the sum that it had before."""
        found: dict[int, tuple[int, int]] = {}
        for after, networks, before in self._columns:
            chosen = np.flatnonzero(np.isin(after, totals, kind="sort"))
            steps = zip(networks[chosen].tolist(), before[chosen].tolist(), strict=True)
            found.update(zip(after[chosen].tolist(), steps, strict=True))
        return found

    def clear(self) -> None:
        """Forget them."""
        self._columns, self._many = [], 0


class ReadSets:
    """Networks with their sets. How many have each is counted from when groups are asked for first.

    Attributes:
        networks: how many read any story now.
        arrivals: those that have come to sets of few stories.
    """

    def __init__(self) -> None:
        self.networks = 0
        self._sets = OpenTable()
        self._sizes: OpenTable | None = None
        self.arrivals = Arrivals()

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        return self._sets.held_bytes + (self._sizes.held_bytes if self._sizes else 0)

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
        before = table.sums[touched]
        np.add.at(table.sums, places, np.where(signs > 0, marks, np.uint64(0) - marks))
        after = table.sums[touched]
        self.networks += int(np.count_nonzero(after)) - int(np.count_nonzero(before))
        if self._sizes is not None:
            self.arrivals.add(table.names[touched], before, after)
            signs = np.repeat(np.array([-1, 1], np.int32), len(touched))
            _count(self._sizes, np.concatenate((before, after)), signs)

    def groups(self) -> tuple[Numbers, Numbers]:
        """Sums of the sets of 2 to 5 stories that at least 8 networks have in common, ascending; and how many."""
        sizes = self._counted()
        at = np.flatnonzero(sizes.sums >= LEAST_NETWORKS)
        totals, many = sizes.names[at], sizes.sums[at]
        chosen = np.flatnonzero((totals & _COUNT_MASK) >= FEWEST_STORIES)
        order = chosen[np.argsort(totals[chosen])]
        return totals[order], many[order].astype(np.int64)

    def places_of(self, totals: Numbers) -> Numbers:
        """Where it is kept how many networks have each of these sums, of 1 to 5 stories; holds for a generation."""
        return self._counted().places_of(totals)

    @property
    def generation(self) -> int:
        """How often all places have changed."""
        return self._counted().growths

    def count_at(self, places: Numbers) -> Numbers:
        """How many networks have the sums of these places."""
        return self._counted().sums[places].astype(np.int64)

    def members(self, totals: Numbers) -> tuple[Numbers, Numbers]:
        """The networks that have any of these ascending sums, in no order, and the place of the sum of each."""
        likely = np.zeros(1 << 16, bool)
        likely[totals.view(np.uint16)[_HIGHEST::4]] = True
        rows = np.flatnonzero(likely[self._sets.sums.view(np.uint16)[_HIGHEST::4]])
        sums = self._sets.sums[rows]
        where = np.minimum(np.searchsorted(totals, sums), len(totals) - 1)
        same = totals[where] == sums
        return self._sets.names[rows[same]].astype(np.uint64), where[same]

    def _counted(self) -> OpenTable:
        """How many networks have each sum of few stories."""
        if self._sizes is None:
            self._sizes = OpenTable(np.uint64, np.int32)
            _count(self._sizes, self._sets.sums, np.ones(len(self._sets.sums), np.int32))
        return self._sizes


def _count(sizes: OpenTable, sums: Numbers, signs: Numbers) -> None:
    """So many networks more (or fewer) have each of the sums."""
    few = np.flatnonzero(_are_few(sums))
    order = few[np.argsort(sums[few])]
    totals, many = count_runs(sums[order])
    if not len(totals):
        return
    changes = np.add.reduceat(signs[order], np.cumsum(many) - many, dtype=np.int32)
    totals, changes = totals[changes != 0], changes[changes != 0]
    places = sizes.places_of(totals)
    sizes.sums[places] += changes


def mark_stories(stories: Iterable[int], secret: bytes) -> Numbers:
    """The mark of each story: a keyed hash of its id, the lowest 8 bits a one."""
    marks = [
        int.from_bytes(hashlib.blake2b(story.to_bytes(8, "little", signed=True), key=secret, digest_size=8).digest())
        for story in stories
    ]
    return (np.array(marks, np.uint64) & ~_COUNT_MASK) | np.uint64(1)


def sum_parts(marks: Numbers) -> Numbers:
    """The sums of the marks of each part of sets, a row a set; bit i of the column stands for its story i."""
    sums = np.zeros((len(marks), 1), np.uint64)
    for place in range(marks.shape[1]):
        sums = np.concatenate((sums, sums + marks[:, place : place + 1]), axis=1)
    return sums


def _are_few(sums: Numbers) -> Numbers:
    few: Numbers = (sums & _COUNT_MASK) - np.uint64(1) < MOST_STORIES
    return few
