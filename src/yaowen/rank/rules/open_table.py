"""A table of sums by name, for whole columns at once: open places, the next free one where one is taken."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from yaowen.rank.rules.columns import Numbers, distinct

_FIRST_PLACES = 1 << 10
_MOST_TAKEN = 0.85
_TAKEN_AFTER_GROWTH = 0.72
"""Of the places: growing by a sixth each time leaves at most 28 % of the memory unused."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class OpenTable:
    """Names, unsigned numbers, each with a sum.

    Args:
        name_kind, sum_kind: of the columns; a place is as long as both.

    Attributes:
        names: at their places; 0 where a place is free, but for the last place, which is that of the name 0.
        sums: 0 where the place is free, or its name stands for nothing any more.
        growths: how often it has grown: places hold until then.
    """

    growths = 0

    def __init__(self, name_kind: npt.DTypeLike = np.uint32, sum_kind: npt.DTypeLike = np.uint64) -> None:
        self._kinds = name_kind, sum_kind
        self._make(_FIRST_PLACES)

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        return int(self.names.nbytes + self.sums.nbytes)

    def take(self, names: Numbers, sums: Numbers) -> None:
        """Become what another table was made of."""
        self.names, self.sums = names, sums
        self._taken = int(np.count_nonzero(names))

    def places_of(self, names: Numbers) -> Numbers:
        """The place of each name, taken for it where it has none yet. Earlier places hold no longer after this."""
        places = self._find(names)
        new = np.flatnonzero((self.names[places] == 0) & (names != 0))
        if new.size:
            coming = distinct(names[new])
            if self._is_full(len(coming)):
                self._grow(len(coming))
                return self.places_of(names)
            self._add(coming)
            places[new] = self._find(names[new])
        return places

    def _find(self, names: Numbers) -> Numbers:
        """The place of each name, or the free one where it belongs."""
        last = len(self.names) - 1
        spread = names.astype(np.uint64) * _SPREAD >> np.uint64(32)
        places = (spread * np.uint64(last) >> np.uint64(32)).astype(np.int64)
        places[names == 0] = last
        open_rows = np.arange(len(names))
        while open_rows.size:
            there = self.names[places[open_rows]]
            open_rows = open_rows[(there != names[open_rows]) & (there != 0)]
            places[open_rows] = (places[open_rows] + 1) % last
        return places

    def _add(self, names: Numbers) -> None:
        """Take a place for each of different names that have none."""
        self._taken += len(names)
        while names.size:
            places = self._find(names)
            self.names[places] = names
            names = names[self.names[places] != names]

    def _make(self, places: int) -> None:
        name_kind, sum_kind = self._kinds
        self.names = np.zeros(places + 1, name_kind)
        self.sums = np.zeros(places + 1, sum_kind)
        self._taken = 0

    def _is_full(self, coming: int) -> bool:
        return _MOST_TAKEN * (len(self.names) - 1) < self._taken + coming

    def _grow(self, coming: int) -> None:
        """Make room, and let go of names that stand for nothing any more."""
        alive = self.sums != 0
        self.growths += 1
        names, sums = self.names[alive], self.sums[alive]
        self._make(max(_FIRST_PLACES, int((len(names) + coming) / _TAKEN_AFTER_GROWTH)))
        self._add(names[names != 0])
        self.sums[self._find(names)] = sums
