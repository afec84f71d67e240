"""Who reads what set of stories, followed as pairs enter and leave a tally; and the rings among them, when asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yaowen.rank.rules.columns import Numbers, distinct
from yaowen.rank.rules.leaves import Leaves
from yaowen.rank.rules.read_sets import ReadSets, mark_stories
from yaowen.rank.rules.ring_finder import find_rings
from yaowen.rank.rules.rings import MOST_STORIES, Ring, Stories, count_kept, count_removed, gather_rings
from yaowen.rank.rules.set_book import SetBook

_NETWORK_BITS = np.uint64(32)
_NETWORK_MASK = np.uint64(0xFFFFFFFF)


class RingWatch:
    """The read sets of a tally, and what it takes to name the stories of a ring.

    Keys are those of the tally's pairs: the number of a story, then a network, 32 bits each.

    Args:
        per_network: K.
        secret: what the marks of stories are made with.

    Attributes:
        readers: by story number: how many networks read it.
        sets: what each network reads.
    """

    def __init__(self, per_network: int, secret: bytes) -> None:
        self.secret = secret
        self.readers: Numbers = np.zeros(0, np.int64)
        self.sets = ReadSets()
        self._per_network = per_network
        self._ids: list[int] = []
        self._marks: Numbers = np.empty(0, np.uint64)
        self._book = SetBook(self._ids, self._look_up, self._have_read)
        self._pairs: Leaves | None = None
        self._horizon = 0

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        return int(self.readers.nbytes + self._marks.nbytes) + self.sets.held_bytes

    def add_stories(self, ids: Sequence[int]) -> None:
        """Stories get the next numbers."""
        self._ids += ids
        self._marks = np.append(self._marks, mark_stories(ids, self.secret))
        self.readers = np.append(self.readers, np.zeros(len(ids), np.int64))

    def thaw(self, ids: Sequence[int], readers: Numbers, sets: tuple[Numbers, Numbers]) -> None:
        """Become, as a new one with the same secret, what another was made of."""
        self.add_stories(ids)
        self.readers = readers
        self.sets = ReadSets.of_columns(*sets)

    def follow(self, keys: Numbers, signs: Numbers) -> None:
        """Networks began (+1) or ceased (−1) to read stories."""
        if not len(keys):
            return
        numbers = (keys >> _NETWORK_BITS).astype(np.int64)
        np.add.at(self.readers, numbers, signs)
        self.sets.change(keys & _NETWORK_MASK, self._marks[numbers], signs)

    def find(self, pairs: Leaves, horizon: int) -> list[Ring]:
        """The rings among pairs later than the horizon, in order of their stories."""
        self._pairs, self._horizon = pairs, horizon
        found = find_rings(self.sets, self._book, self._marks, self.readers)
        named = {tuple(self._ids[number] for number in numbers): group for numbers, group in found.items()}
        numbers_of = {self._ids[number]: number for numbers in found for number in numbers}
        gathered = sorted(gather_rings(named).items())
        if not gathered:
            return []
        votes, networks = self._count_votes(gathered, numbers_of)
        rings = []
        for (stories, _), cast, many in zip(gathered, votes.tolist(), networks.tolist(), strict=True):
            kept = count_kept(many)
            removed = (count_removed(each, many, kept) for each in cast[: len(stories)])
            rings.append(Ring(stories, many, kept, tuple(removed)))
        return rings

    def _count_votes(
        self, gathered: Sequence[tuple[Stories, Sequence[Stories]]], numbers_of: dict[int, int]
    ) -> tuple[Numbers, Numbers]:
        """The votes of rings for each of their stories, a row a ring; and how many networks each has."""
        crews = [(ring, stories, part) for ring, (stories, parts) in enumerate(gathered) for part in parts]
        numbers = np.full((len(crews), MOST_STORIES), -1)
        for row, (_, stories, part) in enumerate(crews):
            numbers[row, : len(stories)] = [numbers_of[story] if story in part else -1 for story in stories]
        totals = np.where(numbers >= 0, self._marks[numbers], np.uint64(0)).sum(axis=1, dtype=np.uint64)
        order = np.argsort(totals)
        members, where = self.sets.members(totals[order])
        numbers, rings = numbers[order[where]], np.array([ring for ring, *_ in crews])[order[where]]
        voters, places = np.nonzero(numbers >= 0)
        keys = (numbers[voters, places].astype(np.uint64) << _NETWORK_BITS) | members[voters]
        ascending = np.argsort(keys)
        crowds = np.minimum(self._count_inside(keys[ascending]), self._per_network)
        votes = np.zeros((len(gathered), MOST_STORIES), np.int64)
        np.add.at(votes, (rings[voters][ascending], places[ascending]), crowds)
        return votes, np.bincount(rings, minlength=len(gathered))

    def _count_inside(self, keys: Numbers) -> Numbers:
        return self._pairs.count_inside(keys, self._horizon) if self._pairs else np.zeros(len(keys), np.int64)

    def _have_read(self, claims: Sequence[tuple[int, Stories]]) -> list[bool]:
        """Whether each of some networks has read all of its stories."""
        listed = [(number << 32 | network, row) for row, (network, numbers) in enumerate(claims) for number in numbers]
        keys, rows = (np.array([each[side] for each in sorted(listed)], np.uint64) for side in (0, 1))
        missed = rows[self._count_inside(keys) == 0]
        sure = np.ones(len(claims), bool)
        sure[missed.astype(np.int64)] = False
        return sure.tolist()

    def _look_up(self, totals: Numbers) -> list[Stories]:
        """The story numbers that ascending sums of sets stand for: all that one network of each has read."""
        members, where = self.sets.members(totals)
        chosen = np.zeros(len(totals), np.uint64)
        chosen[where] = members
        found = self._pairs.keys_inside(np.sort(chosen), self._horizon) if self._pairs else np.empty(0, np.uint64)
        keys = distinct(found)
        numbers, networks = (keys >> _NETWORK_BITS).astype(np.int64), keys & _NETWORK_MASK
        order = np.argsort(networks, kind="stable")
        starts = np.searchsorted(networks[order], chosen, "left").tolist()
        ends = np.searchsorted(networks[order], chosen, "right").tolist()
        return [tuple(numbers[order[start:end]].tolist()) for start, end in zip(starts, ends, strict=True)]
