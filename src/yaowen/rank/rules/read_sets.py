"""Which stories each network reads, kept as the reads come: how many, and their marks added up.

A mark is 64 bits that stand for a story. Networks with the same set have the same sum of marks, however they came
to it, and what leaves the window is taken off again; so groups are found without looking at any read.
"""

from __future__ import annotations

import numpy as np

from yaowen.rank.rules.columns import Numbers, count_runs, distinct
from yaowen.rank.rules.open_table import OpenTable
from yaowen.rank.rules.rings import FEWEST_STORIES, LEAST_NETWORKS, MOST_STORIES

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class ReadSets:
    """Networks with their sets, and how many networks share each set of 2 to 5 stories.

    Attributes:
        networks: how many read any story now.
    """

    def __init__(self) -> None:
        self.networks = 0
        self._sets = OpenTable("uint32", summing=True)
        self._shared = OpenTable("uint64")

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        return self._sets.held_bytes + self._shared.held_bytes

    def columns(self) -> tuple[Numbers, Numbers, Numbers]:
        """The networks' columns, not copied: name, how many stories, sum of their marks."""
        return self._sets.names, self._sets.counts, self._sets.sums

    @staticmethod
    def of_columns(names: Numbers, counts: Numbers, sums: Numbers) -> ReadSets:
        """Read sets as they were when their columns were given."""
        made = ReadSets()
        made._sets.take(names, counts, sums)
        made.networks = int((counts > 0).sum())
        totals, many = count_runs(np.sort(sums[_are_few(counts)]))
        shared = made._shared.places_of(totals)
        made._shared.counts[shared] = many
        return made

    def change(self, networks: Numbers, marks: Numbers, signs: Numbers) -> None:
        """Networks begin (+1) or cease (−1) to read stories; a network may stand there several times."""
        table = self._sets
        places = table.places_of(networks.astype(np.uint32))
        touched = distinct(places)
        before, sums_before = table.counts[touched], table.sums[touched]
        np.add.at(table.counts, places, signs.astype(np.int32))
        np.add.at(table.sums, places, np.where(signs > 0, marks, np.uint64(0) - marks))
        now, sums_now = table.counts[touched], table.sums[touched]
        self.networks += int((now > 0).sum()) - int((before > 0).sum())
        was, is_now = _are_few(before), _are_few(now)
        totals = np.concatenate((sums_before[was], sums_now[is_now]))
        shared = self._shared.places_of(totals)
        np.add.at(self._shared.counts, shared, np.repeat(np.array([-1, 1], np.int32), [was.sum(), is_now.sum()]))

    def groups(self) -> tuple[Numbers, Numbers]:
        """Sums of the sets of 2 to 5 stories that at least 8 networks have in common, ascending, and how many do."""
        shared = np.flatnonzero(self._shared.counts >= LEAST_NETWORKS)
        totals = self._shared.names[shared]
        order = np.argsort(totals)
        return totals[order], self._shared.counts[shared[order]]

    def members(self, total: int) -> Numbers:
        """The networks whose marks add up to `total`, ascending."""
        found = self._sets.names[(self._sets.sums == np.uint64(total)) & (self._sets.counts > 0)]
        return np.sort(found).astype(np.uint64)

    def any_member(self, totals: Numbers) -> Numbers:
        """One network for each of these ascending sums."""
        few = np.flatnonzero(_are_few(self._sets.counts))
        where = np.minimum(np.searchsorted(totals, self._sets.sums[few]), len(totals) - 1)
        same = totals[where] == self._sets.sums[few]
        chosen = np.empty(len(totals), np.int64)
        chosen[where[same]] = few[same]
        return self._sets.names[chosen].astype(np.uint64)


def mark_stories(stories: Numbers) -> Numbers:
    """64 bits for each story that look random: the finisher of SplitMix64 (Steele, Lea, Flood 2014)."""
    mixed = (stories.astype(np.uint64) + np.uint64(1)) * _SPREAD
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _are_few(counts: Numbers) -> Numbers:
    few: Numbers = (counts >= FEWEST_STORIES) & (counts <= MOST_STORIES)
    return few
