"""A live story: its members, and the sum of their vectors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import numpy as np

from yaowen.group.rules.total import Short, Total
from yaowen.group.rules.vocabulary import Whole, unpack

_Key = TypeVar("_Key", str, int)


@dataclass(slots=True)
class LiveStory:
    """A story with live articles.

    Attributes:
        first_at: when its earliest article came out, also where that one has expired.
        members: serials, ascending.
        words: headline word → live members with it; `outlets`: outlet → live members of it.
        total: the sum of the members' vectors; None where there is one, whose vector is `_alone`.
    """

    key: int
    first_at: datetime
    members: list[int] = field(default_factory=list)
    words: dict[int, int] = field(default_factory=dict)
    outlets: dict[str, int] = field(default_factory=dict)
    total: Total | None = None
    _alone: bytes = b""
    _alone_square: int = 0

    @property
    def square(self) -> int:
        """Squared length of the sum."""
        return self._alone_square if self.total is None else self.total.square

    def read_total(self) -> tuple[Whole | Short, Whole | Short]:
        """Terms of the sum and their weights."""
        return unpack(self._alone) if self.total is None else self.total.read()

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
        if not self._alone and self.total is None:
            ids, weights = unpack(vector)
            self._alone, self._alone_square = vector, int((weights * weights).sum())
            return ids
        return self._make_total().add(*unpack(vector))

    def weigh_in_story(self, other: LiveStory) -> Whole:
        """`weigh_in` for the sum of another story."""
        ids, weights = other.read_total()
        return self._make_total().add(ids.astype(np.int64), weights.astype(np.int64))

    def weigh_out(self, vector: bytes) -> Whole:
        """Take a vector off the sum; returns the ids that are no more in it."""
        if self.total is None:
            self._alone, self._alone_square = b"", 0
            return unpack(vector)[0]
        return self.total.take(*unpack(vector))

    def _make_total(self) -> Total:
        if self.total is None:
            self.total = Total()
            self.total.add(*unpack(self._alone))
            self._alone = b""
        return self.total


def _change(counts: dict[_Key, int], key: _Key, by: int) -> None:
    left = counts.get(key, 0) + by
    if left:
        counts[key] = left
    else:
        del counts[key]
