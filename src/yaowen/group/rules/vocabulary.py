"""Terms as numbers: every term of the live articles has an id, and what is counted by term lies in arrays by id.

An id is given back when the last article with the term has left, so the arrays do not grow with the stream.
A vector is bytes: whole numbers of 64 bits, each `id << 14 | weight`. They are joined and multiplied by the hundred.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

WEIGHT_BITS = 14
WEIGHT_MASK = (1 << WEIGHT_BITS) - 1
FIRST_CAPACITY = 1 << 14

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
_NOTHING: Whole = np.empty(0, dtype=np.int64)


def pack(ids: Whole, weights: Whole) -> bytes:
    """A vector of ids and weights from 0 to 10,000."""
    return bytes((ids << WEIGHT_BITS | weights).tobytes())


def unpack(vector: bytes) -> tuple[Whole, Whole]:
    """Ids and weights of a vector, or of several joined."""
    entries: Whole = np.frombuffer(vector, dtype=np.int64) if vector else _NOTHING
    return entries >> WEIGHT_BITS, entries & WEIGHT_MASK


def add_up(products: Real, lengths: Sequence[int]) -> Real:
    """Sums of consecutive runs of so many products; of a run of none: 0."""
    counts = np.array(lengths, dtype=np.int64)
    sums = np.zeros(len(counts))
    filled = counts > 0
    if filled.any():
        starts = np.cumsum(counts) - counts
        sums[filled] = np.add.reduceat(products, starts[filled])
    return sums


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
    """

    def __init__(self) -> None:
        self._ids = _Ids()
        self._holds = np.zeros(FIRST_CAPACITY, dtype=np.int32)
        self.spread = np.zeros(FIRST_CAPACITY, dtype=np.int32)
        self.live_with = np.zeros(FIRST_CAPACITY, dtype=np.int32)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def capacity(self) -> int:
        """How long arrays by id are."""
        return len(self._holds)

    def hold(self, terms: Collection[str]) -> Whole:
        """Ids of different terms, which stay theirs until `release` has been called as often."""
        ids = self.find(terms)
        if len(self._ids.terms) > self.capacity:
            self._grow()
        self._holds[ids] += 1
        return ids

    def find(self, terms: Collection[str]) -> Whole:
        """Ids of terms that are held."""
        return np.fromiter(map(self._ids.__getitem__, terms), dtype=np.int64, count=len(terms))

    def release(self, ids: Whole) -> None:
        """Give up a hold on terms."""
        left = self._holds[ids] - 1
        self._holds[ids] = left
        for gone in ids[left == 0].tolist():
            self._ids.drop(gone)

    def name(self, ids: Iterable[int]) -> list[str]:
        """The terms of ids."""
        terms = self._ids.terms
        return [terms[one] for one in ids]

    def _grow(self) -> None:
        for name in ("_holds", "spread", "live_with"):
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.zeros_like(old)]))
