"""Readers of stories in a sliding window, under one salt: (story, reader) → last minute, merged by max."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from yaowen.rank.rules.pair_index import PairIndex, distinct, grown

Numbers = npt.NDArray[Any]

NEVER = -(2**31)


class Tally:
    """Distinct readers of each story whose latest read is in (minute − span, minute], at most K of a network.

    Because a pair keeps only its greatest minute, reads may come late, doubled and in any order.
    Each minute keeps the pairs that it saw last, so that moving on costs only what runs out.

    Args:
        span_minutes: length of the window.
        per_network: K, readers of one network that count for one story; None: all.
        minute: where the window ends.

    Attributes:
        minute: where the window ends.
        alive: pairs inside the window.
    """

    def __init__(self, span_minutes: int, per_network: int | None, minute: int = 0) -> None:
        self.span_minutes = span_minutes
        self.minute = minute
        self.alive = 0
        self._most = np.iinfo(np.int32).max if per_network is None else per_network
        self._stories: dict[int, int] = {}
        self._story_ids: list[int] = []
        self._scores: Numbers = np.zeros(64, np.int64)
        self._pairs = PairIndex()
        self._last: Numbers = np.empty(0, np.int32)
        self._group: Numbers = np.empty(0, np.int32)
        self._groups = PairIndex()
        self._crowd: Numbers = np.empty(0, np.int32)
        self._ending: dict[int, list[Numbers]] = {}

    @property
    def horizon(self) -> int:
        """The last minute that is outside the window."""
        return self.minute - self.span_minutes

    @property
    def held(self) -> int:
        """Pairs in memory, those run out included."""
        return self._pairs.size

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        columns = self._last.nbytes + self._group.nbytes + self._crowd.nbytes
        return int(columns) + self._pairs.held_bytes + self._groups.held_bytes

    def merge(self, stories: Numbers, readers: Numbers, networks: Numbers, minutes: Numbers) -> None:
        """Take in reads, as columns of equal length; those already outside the window are dropped."""
        inside = minutes > self.horizon
        if not inside.all():
            stories, readers = stories[inside], readers[inside]
            networks, minutes = networks[inside], minutes[inside]
        if not len(stories):
            return
        numbers = self._number_stories(stories)
        pairs = self._place(numbers, readers, networks)
        touched = distinct(pairs)
        before = self._last[touched]
        np.maximum.at(self._last, pairs, minutes.astype(np.int32))
        later = self._last[touched] > before
        self._remember_ends(touched[later])
        self._count(touched[before <= self.horizon], +1)

    def advance(self, minute: int) -> None:
        """Move the end of the window on; pairs whose last minute falls out no longer count. Never moves back."""
        if minute <= self.minute:
            return
        self.minute = minute
        for ended in [key for key in self._ending if key <= self.horizon]:
            pairs = distinct(np.concatenate(self._ending.pop(ended)))
            self._count(pairs[self._last[pairs] == ended], -1)

    def drop_stories(self, ids: Iterable[int]) -> None:
        """Forget all reads of stories, for them to be merged in again."""
        numbers = [self._stories[story] for story in ids if story in self._stories]
        gone = np.isin(self._pairs.high[: self._pairs.size], np.array(numbers, np.uint32))
        held = self._last[: self._pairs.size]
        self.alive -= int((gone & (held > self.horizon)).sum())
        held[gone] = NEVER
        self._crowd[: self._groups.size][np.isin(self._groups.high[: self._groups.size], numbers)] = 0
        self._scores[numbers] = 0

    def leaders(self, size: int) -> list[tuple[int, int]]:
        """(story, readers) of the `size` most read and of all that equal the last of them; unordered."""
        scores = self._scores[: len(self._story_ids)]
        read = np.flatnonzero(scores)
        if size <= 0 or not read.size:
            return []
        if read.size > size:
            least = np.partition(scores[read], read.size - size)[read.size - size]
            read = read[scores[read] >= least]
        return [(self._story_ids[number], int(scores[number])) for number in read.tolist()]

    def readers(self) -> int:
        """Distinct readers inside the window, over all stories."""
        inside = self._last[: self._pairs.size] > self.horizon
        return len(distinct(self._pairs.low[: self._pairs.size][inside]))

    def compacted(self) -> Tally:
        """The same window without the pairs that have run out."""
        fresh = Tally(self.span_minutes, None, self.minute)
        fresh._most = self._most
        inside = np.flatnonzero(self._last[: self._pairs.size] > self.horizon)
        ids = np.array(self._story_ids, np.int64)
        stories = ids[self._pairs.high[inside]] if inside.size else np.empty(0, np.int64)
        networks = self._groups.low[self._group[inside]]
        fresh.merge(stories, self._pairs.low[inside], networks, self._last[inside])
        return fresh

    def living(self) -> tuple[Numbers, Numbers]:
        """Distinct stories and distinct readers inside the window."""
        inside = np.flatnonzero(self._last[: self._pairs.size] > self.horizon)
        numbers = distinct(self._pairs.high[inside])
        return np.array(self._story_ids, np.int64)[numbers], distinct(self._pairs.low[inside])

    def _number_stories(self, stories: Numbers) -> Numbers:
        named, where = np.unique(stories, return_inverse=True)
        for story in named.tolist():
            if story not in self._stories:
                self._stories[story] = len(self._story_ids)
                self._story_ids.append(story)
        if len(self._story_ids) > len(self._scores):
            self._scores = grown(self._scores, len(self._scores), 2 * len(self._story_ids))
        return np.array([self._stories[story] for story in named.tolist()], np.uint32)[where]

    def _place(self, numbers: Numbers, readers: Numbers, networks: Numbers) -> Numbers:
        """Places of the pairs; new ones join the group (story, network) of their first read."""
        known = self._pairs.size
        pairs = self._pairs.place(numbers, readers)
        if self._pairs.size > known:
            self._last = self._fit(self._last, known, len(self._pairs.high))
            self._group = self._fit(self._group, known, len(self._pairs.high))
            self._last[known : self._pairs.size] = NEVER
            new = np.flatnonzero(pairs >= known)
            fresh, first = np.unique(pairs[new], return_index=True)
            of = new[first]
            groups = self._groups.size
            self._group[fresh] = self._groups.place(numbers[of], networks[of].astype(np.uint64))
            self._crowd = self._fit(self._crowd, groups, len(self._groups.high))
        return pairs

    @staticmethod
    def _fit(column: Numbers, used: int, room: int) -> Numbers:
        return column if len(column) == room else grown(column, used, room)

    def _remember_ends(self, pairs: Numbers) -> None:
        last = self._last[pairs]
        order = np.argsort(last, kind="stable")
        minutes, starts = np.unique(last[order], return_index=True)
        for minute, some in zip(minutes.tolist(), np.split(pairs[order], starts[1:]), strict=False):
            self._ending.setdefault(minute, []).append(some.astype(np.int32))

    def _count(self, pairs: Numbers, sign: int) -> None:
        """Pairs enter (+1) or leave (−1) the window: change the crowds, and the scores by what K lets through."""
        if not pairs.size:
            return
        self.alive += sign * len(pairs)
        groups, many = np.unique(self._group[pairs], return_counts=True)
        before = self._crowd[groups]
        after = before + sign * many.astype(np.int32)
        self._crowd[groups] = after
        change = np.minimum(after, self._most).astype(np.int64) - np.minimum(before, self._most)
        np.add.at(self._scores, self._groups.high[groups], change)
