"""A table of counts by name, for whole columns at once: open places, the next free one where one is taken."""

from __future__ import annotations

import numpy as np

from yaowen.rank.rules.columns import Numbers, distinct

_FIRST_PLACES = 1 << 10
_MOST_TAKEN = 0.8
_TAKEN_AFTER_GROWTH = 0.6
"""Of the places: growing by a third each time leaves at most two fifths of the memory unused."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class OpenTable:
    """Names, each with a count and perhaps a sum.

    Args:
        kind: of the names, `uint32` or `uint64`.
        summing: whether each name has a sum of 64 bits too.

    Attributes:
        names: at their places; `counts`: −1 where the place is free; `sums`: 0 there.
    """

    def __init__(self, kind: str, *, summing: bool = False) -> None:
        self._summing = summing
        self._make(kind, _FIRST_PLACES)

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        return int(self.names.nbytes + self.counts.nbytes + self.sums.nbytes)

    def take(self, names: Numbers, counts: Numbers, sums: Numbers) -> None:
        """Become what another table of the same kind was made of."""
        self.names, self.counts, self.sums = names, counts, sums
        self._taken = int((counts >= 0).sum())

    def places_of(self, names: Numbers) -> Numbers:
        """The place of each name, taken for it where it has none yet. Earlier places hold no longer after this."""
        if self._is_full(len(names)) and self._is_full(coming := len(distinct(names))):
            self._grow(coming)
        spread = names.astype(np.uint64) * _SPREAD >> np.uint64(32)
        places = (spread * np.uint64(len(self.names)) >> np.uint64(32)).astype(np.int64)
        open_rows = np.arange(len(names))
        while open_rows.size:
            here = places[open_rows]
            free = self.counts[here] < 0
            if free.any():
                self.names[here[free]] = names[open_rows[free]]
                self.counts[here[free]] = 0
                self._taken += len(distinct(here[free]))
            open_rows = open_rows[self.names[here] != names[open_rows]]
            places[open_rows] = (places[open_rows] + 1) % len(self.names)
        return places

    def _make(self, kind: str, places: int) -> None:
        self.names = np.zeros(places, kind)
        self.counts = np.full(places, -1, np.int32)
        self.sums = np.zeros(places if self._summing else 0, np.uint64)
        self._taken = 0

    def _is_full(self, coming: int) -> bool:
        return _MOST_TAKEN * len(self.names) < self._taken + coming

    def _grow(self, coming: int) -> None:
        """Make room, and let go of names that count nothing any more."""
        alive = self.counts > 0
        names, counts = self.names[alive], self.counts[alive]
        sums = self.sums[alive] if self._summing else self.sums
        places = max(_FIRST_PLACES, int((len(names) + coming) / _TAKEN_AFTER_GROWTH))
        self._make(self.names.dtype.name, places)
        at = self.places_of(names)
        self.counts[at] = counts
        if self._summing:
            self.sums[at] = sums
