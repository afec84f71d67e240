"""Terms as numbers: every term of the live articles has an id, and what is counted by term lies in arrays by id.

An id is given back when the last article with the term has left, so the arrays do not grow with the stream.
An article's vectors are bytes: whole numbers of 64 bits, each `id << 28 | weight in the headline << 14 | weight`.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

WEIGHT_BITS = 14
WEIGHT_MASK = (1 << WEIGHT_BITS) - 1
ID_BITS = 2 * WEIGHT_BITS
ENTRY_BYTES = 8
FIRST_CAPACITY = 1 << 14

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


class _Ids(dict[str, int]):
    """Term → id; a term that is looked up and not there is given one."""

    def __init__(self) -> None:
        super().__init__()
        self.free = array("q")
        self.terms: list[str] = []

    def __missing__(self, term: str) -> int:
        if self.free:
            made = self.free.pop()
            self.terms[made] = term
        else:
            made = len(self.terms)
            self.terms.append(term)
        self[term] = made
        return made

    def drop(self, gone: int) -> None:
        """Give an id back."""
        del self[self.terms[gone]]
        self.terms[gone] = ""
        self.free.append(gone)


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

    def hold(self, terms: Collection[str], idf: Sequence[float] = ()) -> Whole:
        """Ids of different terms, which stay theirs until `release` has been called as often.

        Args:
            idf: of as many of the terms, the first ones, as are words of a headline.
        """
        ids: Whole = np.array(list(map(self._ids.__getitem__, terms)), dtype=np.int64)
        if len(self._ids.terms) > self.capacity:
            self._grow()
        self._holds[ids] += 1
        self.idf[ids[: len(idf)]] = idf
        return ids

    def hold_all(self, articles: Sequence[tuple[Sequence[str], Sequence[float]]]) -> Whole:
        """`hold` for terms and idf of several articles: the ids of all, in order."""
        every = chain.from_iterable([terms for terms, _ in articles])
        ids: Whole = np.array(list(map(self._ids.__getitem__, every)), dtype=np.int64)
        if len(self._ids.terms) > self.capacity:
            self._grow()
        np.add.at(self._holds, ids, 1)
        start = 0
        for terms, idf in articles:
            self.idf[ids[start : start + len(idf)]] = idf
            start += len(terms)
        return ids

    def release(self, ids: Whole) -> list[int]:
        """Give up a hold on terms; returns the ids that nobody holds any more."""
        left = self._holds[ids] - 1
        self._holds[ids] = left
        free: list[int] = ids[left == 0].tolist()
        for gone in free:
            self._ids.drop(gone)
        return free

    def name(self, ids: Iterable[int]) -> list[str]:
        """The terms of ids."""
        terms = self._ids.terms
        return [terms[one] for one in ids]

    def _grow(self) -> None:
        room = 1 << (len(self._ids.terms) - 1).bit_length()
        for name in ("_holds", "spread", "live_with", "idf"):
            old = getattr(self, name)
            made = np.zeros(room, dtype=old.dtype)
            made[: len(old)] = old
            setattr(self, name, made)
