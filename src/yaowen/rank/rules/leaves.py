"""Rows in leaves: many millions of them, changed a batch at a time at the cost of what the batch brings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yaowen.rank.rules.columns import Numbers
from yaowen.rank.rules.leaf import Crossing, Leaf, Rows

LEAF_ROWS = 1 << 18
"""Rows of a leaf before it is divided: settling one takes some 10 ms, and 1e7 rows are 40 to 80 leaves."""
_FEW_SHARE = 128
_SETTLED_AT_ONCE = 2
_OVERFULL = 2.0


class Leaves:
    """Rows that keep the greatest minute of each (key, reader), ascending from leaf to leaf; no key is in two.

    Args:
        none: no rows, of the kinds of column that it will hold.
        leaf_rows: rows of a leaf before it is divided.
    """

    def __init__(self, none: Rows, leaf_rows: int = LEAF_ROWS) -> None:
        self._leaf_rows = leaf_rows
        self._leaves = [Leaf(none)]
        self.first_keys: Numbers = np.zeros(1, none.key.dtype)

    def __len__(self) -> int:
        return sum(map(len, self._leaves))

    @property
    def parts(self) -> list[Rows]:
        """The settled and the fresh rows of each leaf in turn, not copied."""
        return [part for leaf in self._leaves for part in leaf.parts]

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        return sum(part.held_bytes for part in self.parts)

    def take(self, first_keys: Numbers, parts: Sequence[Rows]) -> None:
        """Become what other leaves of the same kinds were made of."""
        self.first_keys = first_keys
        self._leaves = [Leaf(settled, fresh) for settled, fresh in zip(parts[::2], parts[1::2], strict=True)]

    def merge(self, rows: Rows, horizon: int) -> Crossing:
        """Take in rows that are all later than the horizon.

        Returns:
            those that were not inside the window before, ascending.
        """
        entering = [leaf.merge(rows.where(slice(start, end)), horizon) for leaf, start, end in self._cut(rows.key)]
        self._settle(horizon)
        return _join(entering)

    def expire(self, before: int, horizon: int) -> Crossing:
        """The rows that the window loses when its horizon moves on, ascending."""
        return _join([leaf.expire(before, horizon) for leaf in self._leaves])

    def drop(self, first_key: np.uint64, end_key: np.uint64, horizon: int) -> Numbers:
        """Take the rows of keys in [first, end) out; returns the keys of those that were inside the window."""
        places = np.searchsorted(self.first_keys, np.array([first_key, end_key - np.uint64(1)]), "right") - 1
        return np.concatenate([
            leaf.drop(first_key, end_key, horizon) for leaf in self._leaves[places[0] : places[1] + 1]
        ])  # fmt: skip

    def count_inside(self, keys: Numbers, horizon: int) -> Numbers:
        """How many rows inside the window each of the ascending keys has."""
        counts = [leaf.count_inside(keys[start:end], horizon) for leaf, start, end in self._cut(keys)]
        return np.concatenate(counts) if counts else np.zeros(0, np.int64)

    def keys_inside(self, networks: Numbers, horizon: int) -> Numbers:
        """The keys of these networks (ascending) that have a row inside the window; some may stand twice."""
        return np.concatenate([leaf.keys_inside(networks, horizon) for leaf in self._leaves])

    def _cut(self, keys: Numbers) -> list[tuple[Leaf, int, int]]:
        """Each leaf that any of the ascending keys belong to, with where they begin and end."""
        cuts = np.searchsorted(keys, self.first_keys[1:]).tolist()
        ends = zip(self._leaves, [0, *cuts], [*cuts, len(keys)], strict=True)
        return [(leaf, start, end) for leaf, start, end in ends if end > start]

    def _settle(self, horizon: int) -> None:
        """Settle the fullest leaves, few at a time so that no batch waits for all, and divide what has grown large."""
        few_rows = max(1, self._leaf_rows // _FEW_SHARE)
        fullness = {leaf: leaf.fullness(few_rows) for leaf in self._leaves}
        full = sorted((leaf for leaf in self._leaves if fullness[leaf] >= 1), key=lambda leaf: -fullness[leaf])
        for place, leaf in enumerate(full):
            if place < _SETTLED_AT_ONCE or fullness[leaf] >= _OVERFULL:
                leaf.settle(horizon)
                self._divide(leaf)

    def _divide(self, leaf: Leaf) -> None:
        waiting = [leaf]
        while waiting:
            large = waiting.pop()
            halves = large.halves() if len(large) > self._leaf_rows else None
            if halves is None:
                continue
            place = next(place for place, each in enumerate(self._leaves) if each is large)
            self._leaves[place : place + 1] = halves
            self.first_keys = np.insert(self.first_keys, place + 1, halves[1].parts[0].key[0])
            waiting += halves


def _join(crossings: Sequence[Crossing]) -> Crossing:
    keys = np.concatenate([each.keys for each in crossings])
    others = np.concatenate([each.others for each in crossings])
    order = np.argsort(keys)
    return Crossing(keys[order], others[order])
