"""A live story: its members, and the sum of their vectors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.vocabulary import Whole, unpack

Short = NDArray[np.int32]
_NOTHING: Short = np.empty(0, dtype=np.int32)
_Key = TypeVar("_Key", str, int)


@dataclass(slots=True)
class LiveStory:
    """A story with live articles.

    Attributes:
        first_at: when its earliest article came out, also where that one has expired.
        members: serials, ascending.
        words: headline word → live members with it; `outlets`: outlet → live members of it.
        ids, weights: the sum of the members' full vectors; `square`: its squared length.
    """

    key: int
    first_at: datetime
    members: list[int] = field(default_factory=list)
    words: dict[int, int] = field(default_factory=dict)
    outlets: dict[str, int] = field(default_factory=dict)
    square: int = 0
    _alone: bytes = b""
    _ids: Short = field(default_factory=lambda: _NOTHING)
    _weights: Short = field(default_factory=lambda: _NOTHING)

    @property
    def ids(self) -> Whole | Short:
        """Terms of the sum."""
        return unpack(self._alone)[0] if self._alone else self._ids

    @property
    def weights(self) -> Whole | Short:
        """Their weights."""
        return unpack(self._alone)[1] if self._alone else self._weights

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

    def weigh_in(self, vector: bytes) -> Whole:
        """Add a vector to the sum; returns the ids that are new in it."""
        ids, weights = unpack(vector)
        if not self.square:
            self._alone, self.square = vector, int(weights @ weights)
            return ids
        return self._add(ids, weights)

    def weigh_in_story(self, other: LiveStory) -> Whole:
        """`weigh_in` for the sum of another story."""
        return self._add(other.ids.astype(np.int64), other.weights.astype(np.int64))

    def weigh_out(self, vector: bytes) -> Whole:
        """Take a vector off the sum; returns the ids that are no more in it."""
        ids, weights = unpack(vector)
        if self._alone:
            self._alone, self.square = b"", 0
            return ids
        self._weights[self._ids.searchsorted(ids)] -= weights.astype(np.int32)
        kept = self._weights != 0
        gone: Whole = self._ids[~kept].astype(np.int64)
        if len(gone):
            self._ids, self._weights = self._ids[kept], self._weights[kept]
        self._measure()
        return gone

    def _add(self, ids: Whole, weights: Whole) -> Whole:
        self._spread_out()
        places = self._ids.searchsorted(ids)
        held = self._ids.take(places, mode="clip") == ids
        self._weights[places[held]] += weights[held].astype(np.int32)
        fresh = ~held
        new: Whole = ids[fresh]
        joined = np.concatenate([self._ids, new.astype(np.int32)])
        order = joined.argsort(kind="stable")
        self._weights = np.concatenate([self._weights, weights[fresh].astype(np.int32)])[order]
        self._ids = joined[order]
        self._measure()
        return new

    def _spread_out(self) -> None:
        if not self._alone:
            return
        ids, weights = unpack(self._alone)
        order = ids.argsort()
        self._ids, self._weights = ids[order].astype(np.int32), weights[order].astype(np.int32)
        self._alone = b""

    def _measure(self) -> None:
        weights = self._weights.astype(np.float64)
        self.square = int(weights @ weights)


def _change(counts: dict[_Key, int], key: _Key, by: int) -> None:
    left = counts.get(key, 0) + by
    if left:
        counts[key] = left
    else:
        del counts[key]
