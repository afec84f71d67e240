"""Terms as numbers: every term of the live articles has an id, and what is counted by term lies in arrays by id.

An id is given back when the last article with the term has left, so the arrays do not grow with the stream.
An article's vectors are bytes: whole numbers of 64 bits, each `id << 28 | weight in the headline << 14 | weight`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import cast

import numpy as np
from numpy.typing import NDArray

WEIGHT_BITS = 14
WEIGHT_MASK = (1 << WEIGHT_BITS) - 1
ID_BITS = 2 * WEIGHT_BITS
ENTRY_BYTES = 8
FIRST_CAPACITY = 1 << 14
_LARGER = 1.125

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


def pack(ids: Whole, weights: Whole, head_weights: Whole) -> bytes:
    """A vector of ids and weights from 0 to 10,000."""
    return bytes((ids << ID_BITS | head_weights << WEIGHT_BITS | weights).tobytes())


def read_entries(vector: bytes) -> Whole:
    """The entries of a vector, or of several joined."""
    entries: Whole = np.frombuffer(vector, dtype=np.int64)
    return entries


def unpack(vector: bytes) -> tuple[Whole, Whole]:
    """Ids and weights of a vector, or of several joined."""
    entries = read_entries(vector)
    return entries >> ID_BITS, entries & WEIGHT_MASK


def rank_in_runs(ordered: Whole) -> Whole:
    """How many equal ones stand before each of some sorted numbers."""
    places = np.arange(len(ordered))
    starts = np.where(np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)], places, 0)
    ranks: Whole = places - np.maximum.accumulate(starts)
    return ranks


class _Ids(dict[str, int]):
    """Term → id."""

    def __init__(self) -> None:
        super().__init__()
        self.free = array("q")
        self.terms: list[str] = []

    def give(self, terms: Sequence[str]) -> list[int]:
        """The ids of terms; those that have none are given one."""
        found = list(map(self.get, terms))
        if None not in found:
            return cast("list[int]", found)
        fresh = list(dict.fromkeys([term for term, one in zip(terms, found, strict=True) if one is None]))
        again = min(len(fresh), len(self.free))
        if again:
            ids = self.free[-again:].tolist()[::-1]
            del self.free[-again:]
            for one, term in zip(ids, fresh, strict=False):
                self.terms[one] = term
            self.update(zip(fresh, ids, strict=False))
        if again < len(fresh):
            self.update(zip(fresh[again:], count(len(self.terms))))
            self.terms += fresh[again:]
        return list(map(self.__getitem__, terms))

    def drop(self, gone: Sequence[int]) -> None:
        """Give ids back."""
        terms = self.terms
        for one in gone:
            del self[terms[one]]
            terms[one] = ""
        self.free.extend(gone)


class Vocabulary:
    """The terms of the live articles.

    Attributes:
        spread: live stories with a term, by id.
        live_with: live articles with a word in the headline, by id.
        idf: of the words of headlines, by id.
    """

    def __init__(self) -> None:
        self._ids = _Ids()
        self._holds = np.zeros(FIRST_CAPACITY, dtype=np.int32)
        self.spread = np.zeros(FIRST_CAPACITY, dtype=np.int32)
        self.live_with = np.zeros(FIRST_CAPACITY, dtype=np.int32)
        self.idf = np.zeros(FIRST_CAPACITY)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def capacity(self) -> int:
        """How long arrays by id are."""
        return len(self._holds)

    def hold(self, terms: Sequence[str], idf: Sequence[float] = ()) -> Whole:
        """Ids of different terms, which stay theirs until `release` has been called as often.

        Args:
            idf: of as many of the terms, the first ones, as are words of a headline.
        """
        ids: Whole = np.array(self._ids.give(terms), dtype=np.int64)
        if len(self._ids.terms) > self.capacity:
            self._grow()
        self._holds[ids] += 1
        self.idf[ids[: len(idf)]] = idf
        return ids

    def hold_all(self, articles: Sequence[tuple[Sequence[str], Sequence[float]]]) -> Whole:
        """`hold` for terms and idf of several articles: the ids of all, in order."""
        every = list(chain.from_iterable([terms for terms, _ in articles]))
        ids: Whole = np.array(self._ids.give(every), dtype=np.int64)
        if len(self._ids.terms) > self.capacity:
            self._grow()
        self._holds += np.bincount(ids, minlength=self.capacity).astype(np.int32)
        parts = [(len(idf), len(terms) - len(idf)) for terms, idf in articles]
        in_head = np.array([True, False] * len(parts)).repeat(list(chain.from_iterable(parts)))
        self.idf[ids[in_head]] = list(chain.from_iterable([idf for _, idf in articles]))
        return ids

    def release(self, ids: Whole) -> Whole:
        """Give up holds on terms, one for each time that a term stands here; returns the ids that nobody holds now."""
        np.subtract.at(self._holds, ids, 1)
        free: Whole = np.unique(ids.take((self._holds.take(ids) == 0).nonzero()[0]))
        self._ids.drop(free.tolist())
        return free

    def name(self, ids: Iterable[int]) -> list[str]:
        """The terms of ids."""
        terms = self._ids.terms
        return [terms[one] for one in ids]

    def _grow(self) -> None:
        room = max(len(self._ids.terms), int(_LARGER * self.capacity))
        for name in ("_holds", "spread", "live_with", "idf"):
            old = getattr(self, name)
            made = np.zeros(room, dtype=old.dtype)
            made[: len(old)] = old
            setattr(self, name, made)
