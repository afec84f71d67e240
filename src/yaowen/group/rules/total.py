"""The sum of a story's vectors. On a day of one great event it has tens of thousands of terms, and changes each minute.

So it is changed in place where it can be: sorted terms with their weights, of which 0 is none; terms that came lately
wait in a second, short layer until it has grown to an eighth of the first. Squares are counted as whole numbers: they
come out the same whatever has come and gone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Short = NDArray[np.int32]
FEW = 2_000
"""With so few terms it is kept in one layer, without terms of weight 0."""
_SHARE_LATE = 8
_NOTHING: Short = np.empty(0, dtype=np.int32)


class _Layer:
    """Sorted terms and their weights."""

    __slots__ = ("ids", "weights")

    def __init__(self, ids: Short = _NOTHING, weights: Short = _NOTHING) -> None:
        self.ids, self.weights = ids, weights

    def find(self, ids: Short) -> tuple[Whole, NDArray[np.bool_]]:
        """For each term a place, and whether it stands there."""
        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.int64), np.zeros(len(ids), dtype=bool)
        places = self.ids.searchsorted(ids)
        return places, self.ids.take(places, mode="clip") == ids

    def weigh(self, ids: Short) -> Short:
        """The weights of terms, 0 for those that do not stand in it."""
        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.int32)
        places = self.ids.searchsorted(ids)
        weights: Short = self.weights.take(places, mode="clip")
        weights *= self.ids.take(places, mode="clip") == ids
        return weights

    def change(self, ids: Short, by: Short) -> tuple[Short, NDArray[np.bool_]]:
        """Add to the weights of the terms that stand in it; what they were (0 for others), and which they are."""
        places, stands = self.find(ids)
        if stands.all():
            held: Short = self.weights.take(places)
            self.weights[places] = held + by
            return held, stands
        held = np.zeros(len(ids), dtype=np.int32)
        places = places[stands]
        held[stands] = before = self.weights[places]
        self.weights[places] = before + by[stands]
        return held, stands

    def join(self, ids: Short, weights: Short) -> _Layer:
        """A layer with other terms besides, and without those of weight 0."""
        ids, weights = np.concatenate((self.ids, ids)), np.concatenate((self.weights, weights))
        order = ids.argsort(kind="stable")
        if not weights.all():
            order = order[weights[order] != 0]
        return _Layer(ids.take(order), weights.take(order))


class Total:
    """A sum of vectors; a term stands in one of two layers.

    Attributes:
        square: its squared length.
    """

    __slots__ = ("_first", "_late", "square")

    def __init__(self) -> None:
        self._first, self._late = _Layer(), _Layer()
        self.square = 0

    @classmethod
    def of(cls, ids: Whole, weights: Whole) -> Total:
        """The sum of several vectors, joined."""
        order = ids.argsort(kind="stable")
        ordered = ids[order]
        starts = np.concatenate(([True], ordered[1:] != ordered[:-1])).nonzero()[0]
        sums = np.add.reduceat(weights[order], starts)
        total = cls()
        total._first = _Layer(ordered[starts].astype(np.int32), sums.astype(np.int32))
        total.square = int((sums * sums).sum())
        return total

    def read(self) -> tuple[Short, Short]:
        """Its terms, ascending, and their weights."""
        self._tidy()
        return self._first.ids, self._first.weights

    def find(self, ids: Short) -> Short:
        """The weight of each of some terms."""
        found = self._first.weigh(ids)
        return found + self._late.weigh(ids) if len(self._late.ids) else found

    def add(self, ids: Whole, weights: Whole) -> Whole:
        """Add a vector of different terms; returns those that were none of the sum's."""
        held = self._change(ids.astype(np.int32), weights.astype(np.int32))
        self.square += int((weights * (2 * held + weights)).sum())
        new: Whole = ids[held == 0]
        return new

    def take(self, ids: Whole, weights: Whole) -> Whole:
        """Take a vector that was added off again; returns the terms that are none of the sum's any more."""
        held = self._change(ids.astype(np.int32), -weights.astype(np.int32))
        self.square -= int((weights * (2 * held - weights)).sum())
        gone: Whole = ids[held == weights]
        return gone

    def _change(self, ids: Short, by: Short) -> Whole:
        """Change weights; returns what they were."""
        if len(self._first.ids) < FEW and not len(self._late.ids):
            return self._change_few(ids, by)
        held, stands = self._first.change(ids, by)
        if not stands.all():
            late = ~stands
            held[late] = self._change_late(ids[late], by[late])
        if len(self._first.ids) < FEW or len(self._late.ids) * _SHARE_LATE > len(self._first.ids):
            self._tidy()
        return held.astype(np.int64)

    def _change_few(self, ids: Short, by: Short) -> Whole:
        """`_change` of a sum of one layer, which stays one, sorted once."""
        layer = self._first
        held, stands = layer.change(ids, by)
        fresh = (~stands).nonzero()[0]
        if len(fresh):
            self._first = layer.join(ids.take(fresh), by.take(fresh))
        elif not layer.weights.all():
            left = layer.weights.nonzero()[0]
            self._first = _Layer(layer.ids.take(left), layer.weights.take(left))
        return held.astype(np.int64)

    def _change_late(self, ids: Short, by: Short) -> Short:
        held, stands = self._late.change(ids, by)
        if not stands.all():
            self._late = self._late.join(ids[~stands], by[~stands])
        return held

    def _tidy(self) -> None:
        if len(self._late.ids) or not self._first.weights.all():
            self._first, self._late = self._first.join(self._late.ids, self._late.weights), _Layer()
