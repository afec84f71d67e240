"""What the sums of read sets stand for: the stories of each, worked out once and remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from yaowen.rank.rules.columns import Numbers
from yaowen.rank.rules.read_sets import Arrivals, ReadSets, sum_parts
from yaowen.rank.rules.rings import FEWEST_STORIES, LEAST_NETWORKS, MOST_STORIES, Stories

_LEAST_REMEMBERED = 50_000
_MOST_DERIVED = 200

LookUp = Callable[[Numbers], list[Stories]]
HaveRead = Callable[[Sequence[tuple[int, Stories]]], list[bool]]


class SetBook:
    """Sums and the numbers of their stories.

    Most are worked out from the step by which a network came to them, from a set that is known already. Where that
    does not work, all that one of its networks has read is looked up, which takes a pass over all pairs.

    Args:
        story_ids: by story number; it grows.
        look_up: the stories that each of some ascending sums stands for.
        have_read: of some networks whether each has read all of its stories.

    Attributes:
        stories: by row: the numbers of its stories in order of their ids, then zeros.
        sizes: by row: how many they are; 0 where they are none of 2 to 5.
    """

    def __init__(self, story_ids: Sequence[int], look_up: LookUp, have_read: HaveRead) -> None:
        self._ids = story_ids
        self._look_up, self._have_read = look_up, have_read
        self._totals: Numbers = np.empty(0, np.uint64)
        self.stories: Numbers = np.empty((0, MOST_STORIES), np.int64)
        self.sizes: Numbers = np.empty(0, np.int64)
        self._places: Numbers = np.empty((0, 1 << MOST_STORIES), np.int32)
        self._generation = -1
        self._marks: Numbers = np.empty(0, np.uint64)
        self._order: Numbers = np.empty(0, np.int64)
        self._likely: Numbers = np.empty(0, np.uint64)

    def rows_of(self, totals: Numbers, marks: Numbers, readers: Numbers, arrivals: Arrivals) -> Numbers:
        """The row of each of these ascending sums.

        Args:
            marks, readers: by story number: its mark, and how many networks read it.
            arrivals: the networks that came to their sets since the last time.
        """
        unknown = totals[~self._knows(totals)]
        if len(unknown):
            self._learn_marks(marks, readers)
            found = self._derive(unknown, arrivals) if len(unknown) <= _MOST_DERIVED else {}
            left = np.array([total for total in unknown.tolist() if total not in found], np.uint64)
            if len(left):
                found |= dict(zip(left.tolist(), self._look_up(left), strict=True))
            self._forget(totals)
            self._add(found)
        rows: Numbers = np.searchsorted(self._totals, totals)
        return rows

    def places_of(self, rows: Numbers, size: int, marks: Numbers, sets: ReadSets) -> Numbers:
        """Where the read sets count each part of some sets of this size: a row a set, bit i standing for its story i.

        Part 0, nothing, has no place.
        """
        while True:
            if self._generation != sets.generation:
                self._places[:] = -1
                self._generation = sets.generation
            new = rows[self._places[rows, 1] < 0]
            if not len(new):
                return self._places[rows, : 1 << size]
            parts = sum_parts(marks[self.stories[new, :size]])[:, 1:]
            self._places[new, 1 : 1 << size] = sets.places_of(parts.ravel()).reshape(parts.shape)

    def _knows(self, totals: Numbers) -> Numbers:
        if not len(self._totals):
            return np.zeros(len(totals), bool)
        at = np.minimum(np.searchsorted(self._totals, totals), len(self._totals) - 1)
        known: Numbers = self._totals[at] == totals
        return known

    def _learn_marks(self, marks: Numbers, readers: Numbers) -> None:
        if len(marks) != len(self._order):
            self._order = np.argsort(marks)
            self._marks = marks[self._order]
        self._likely = self._marks[readers[self._order] >= LEAST_NETWORKS]

    def _derive(self, unknown: Numbers, arrivals: Arrivals) -> dict[int, Stories]:
        steps = arrivals.find(unknown)
        guessed = {total: self._step(total, before) for total, (_, before) in steps.items()}
        found = {total: stories for total, stories in guessed.items() if stories is not None}
        certain = self._have_read([(steps[total][0], stories) for total, stories in found.items()])
        return {total: stories for (total, stories), sure in zip(found.items(), certain, strict=True) if sure}

    def _step(self, total: int, before: int) -> Stories | None:
        """The stories of a set that one step has led to from another."""
        base = self._stories_of(before)
        if base is None:
            return self._split(total)
        came, left = self._number_of(total - before), self._number_of(before - total)
        if came is not None:
            return tuple(sorted((*base, came)))
        return tuple(story for story in base if story != left) if left in base else self._split(total)

    def _stories_of(self, total: int) -> Stories | None:
        if not total:
            return ()
        alone = self._number_of(total)
        return self._known(np.uint64(total)) or self._split(total) if alone is None else (alone,)

    def _known(self, total: np.uint64) -> Stories | None:
        row = int(np.searchsorted(self._totals, total))
        if row == len(self._totals) or self._totals[row] != total or not self.sizes[row]:
            return None
        return tuple(self.stories[row, : self.sizes[row]].tolist())

    def _split(self, total: int) -> Stories | None:
        """The stories of a set that is another known one and one story more, by trying all that many networks read."""
        size = total & 0xFF
        known = self._marks if size == FEWEST_STORIES else self._totals
        if not len(known) or not FEWEST_STORIES <= size <= MOST_STORIES:
            return None
        others = np.uint64(total) - self._likely
        hits = np.flatnonzero(known[np.minimum(np.searchsorted(known, others), len(known) - 1)] == others)
        for hit in hits[:1]:
            one, other = self._number_of(int(self._likely[hit])), self._number_of(int(others[hit]))
            base = self._known(others[hit]) if other is None else (other,)
            if one is not None and base is not None and one not in base:
                return tuple(sorted((*base, one)))
        return None

    def _number_of(self, mark: int) -> int | None:
        """The story of a mark."""
        mark %= 1 << 64
        at = int(np.searchsorted(self._marks, np.uint64(mark)))
        return int(self._order[at]) if at < len(self._marks) and self._marks[at] == mark else None

    def _forget(self, totals: Numbers) -> None:
        """Where far more is remembered than groups there are, only these."""
        if len(self._totals) > _LEAST_REMEMBERED + 2 * len(totals):
            self._keep(np.flatnonzero(np.isin(self._totals, totals)))

    def _add(self, found: dict[int, Stories]) -> None:
        sizes = [len(each) if FEWEST_STORIES <= len(each) <= MOST_STORIES else 0 for each in found.values()]
        ordered = [sorted(each[:MOST_STORIES], key=self._ids.__getitem__) for each in found.values()]
        padded = [(*each, *[0] * (MOST_STORIES - len(each))) for each in ordered]
        self._totals = np.concatenate((self._totals, np.array(list(found), np.uint64)))
        self.stories = np.concatenate((self.stories, np.array(padded, np.int64)))
        self.sizes = np.concatenate((self.sizes, np.array(sizes, np.int64)))
        coming = np.full((len(found), 1 << MOST_STORIES), -1, np.int32)
        self._places = np.concatenate((self._places, coming))
        self._keep(np.argsort(self._totals))

    def _keep(self, rows: Numbers) -> None:
        self._totals, self.stories, self.sizes = self._totals[rows], self.stories[rows], self.sizes[rows]
        self._places = self._places[rows]
