"""A live story: its members, and the sum of their vectors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.vocabulary import Whole

Short = NDArray[np.int32]
_Key = TypeVar("_Key", str, int)


@dataclass(slots=True)
class LiveStory:
    """A story with live articles.

    Attributes:
        first_at: when its earliest article came out, also where that one has expired.
        members: serials, ascending.
        words: headline word → live members with it; `outlets`: outlet → live members of it.
        ids, weights: the sum of the members' full vectors, ids ascending; `square`: its squared length.
    """

    key: int
    first_at: datetime
    members: list[int] = field(default_factory=list)
    words: dict[int, int] = field(default_factory=dict)
    outlets: dict[str, int] = field(default_factory=dict)
    ids: Short = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    weights: Short = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    square: int = 0

    def add(self, serial: int, outlet: str, words: Iterable[int]) -> None:
        """Count a member, later than all others."""
        self.members.append(serial)
        _change(self.outlets, outlet, 1)
        for word in words:
            _change(self.words, word, 1)

    def drop(self, serial: int, outlet: str, words: Iterable[int]) -> None:
        """Count a member no more."""
        self.members.remove(serial)
        _change(self.outlets, outlet, -1)
        for word in words:
            _change(self.words, word, -1)

    def take_over(self, gone: LiveStory) -> None:
        """Count another story's members."""
        self.first_at = min(self.first_at, gone.first_at)
        self.members = sorted(self.members + gone.members)
        for outlet, count in gone.outlets.items():
            _change(self.outlets, outlet, count)
        for word, count in gone.words.items():
            _change(self.words, word, count)

    def weigh_in(self, ids: Whole | Short, weights: Whole | Short) -> Whole:
        """Add a vector to the sum; returns the ids that are new in it."""
        places = np.searchsorted(self.ids, ids)
        held = np.zeros(len(ids), dtype=bool)
        inside = places < len(self.ids)
        held[inside] = self.ids[places[inside]] == ids[inside]
        self.weights[places[held]] += weights[held].astype(np.int32)
        new: Whole = ids[~held].astype(np.int64)
        joined = np.concatenate([self.ids, new.astype(np.int32)])
        order = np.argsort(joined, kind="stable")
        self.weights = np.concatenate([self.weights, weights[~held].astype(np.int32)])[order]
        self.ids = joined[order]
        self._square()
        return new

    def weigh_out(self, ids: Whole, weights: Whole) -> Whole:
        """Take a vector off the sum; returns the ids that are no more in it."""
        places = np.searchsorted(self.ids, ids)
        self.weights[places] -= weights.astype(np.int32)
        kept = self.weights != 0
        gone: Whole = self.ids[~kept].astype(np.int64)
        if len(gone):
            self.ids, self.weights = self.ids[kept], self.weights[kept]
        self._square()
        return gone

    def _square(self) -> None:
        weights = self.weights.astype(np.int64)
        self.square = int(weights @ weights)


def _change(counts: dict[_Key, int], key: _Key, by: int) -> None:
    left = counts.get(key, 0) + by
    if left:
        counts[key] = left
    else:
        del counts[key]
