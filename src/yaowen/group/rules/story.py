"""A live story: its members, and the sum of their vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import numpy as np

from yaowen.group.rules.article import LiveArticle
from yaowen.group.rules.total import Short, Total
from yaowen.group.rules.vocabulary import ENTRY_BYTES, ID_BITS, Whole, read_entries, unpack

_Key = TypeVar("_Key", str, int)


@dataclass(slots=True)
class LiveStory:
    """A story with live articles. One that has had one article counts nothing: all is read off that.

    Attributes:
        first_at: when its earliest article came out, also where that one has expired.
        members: serials, ascending.
        total: the sum of the members' vectors; None where there is one, whose vector is `_alone`.
    """

    key: int
    first_at: datetime
    members: list[int] = field(default_factory=list)
    total: Total | None = None
    _words: dict[int, int] | None = None
    _outlets: dict[str, int] | None = None
    _alone: bytes = b""
    _alone_square: int = 0
    _heads: int = 0
    _outlet: str = ""

    @classmethod
    def of_one(cls, key: int, first_at: datetime, article: LiveArticle, square: int) -> LiveStory:
        """A story of one article, the squared length of whose vector is known."""
        story = cls(key, first_at, [article.serial])
        story._heads, story._outlet = article.heads, article.outlet
        story._alone, story._alone_square = article.vector, square
        return story

    @classmethod
    def of(cls, key: int, first_at: datetime, members: Sequence[LiveArticle]) -> LiveStory:
        """A story of several articles in the order in which they came."""
        story = cls(key, first_at, [article.serial for article in members])
        story._count_all(members)
        story.total = Total.of(*unpack(b"".join([article.vector for article in members])))
        return story

    @property
    def words(self) -> Mapping[int, int]:
        """Headline word → live members with it."""
        if self._words is None:
            return dict.fromkeys(_read_words(self._alone, self._heads), 1)
        return self._words

    @property
    def outlets(self) -> Mapping[str, int]:
        """Outlet → live members of it."""
        return {self._outlet: 1} if self._outlets is None else self._outlets

    @property
    def square(self) -> int:
        """Squared length of the sum."""
        return self._alone_square if self.total is None else self.total.square

    def read_total(self) -> tuple[Whole | Short, Whole | Short]:
        """Terms of the sum and their weights."""
        return unpack(self._alone) if self.total is None else self.total.read()

    def add(self, article: LiveArticle) -> Whole:
        """Count a member, later than all others; returns the ids that are new in the sum."""
        self.members.append(article.serial)
        if len(self.members) == 1 and self.total is None:
            self._heads, self._outlet = article.heads, article.outlet
        else:
            words, outlets = self._open_counts()
            count(outlets, article.outlet, 1)
            for word in article.words:
                count(words, word, 1)
        return self.weigh_in(article.vector)

    def drop(self, article: LiveArticle) -> Whole:
        """Count a member no more; returns the ids that are no more in the sum."""
        self.members.remove(article.serial)
        if self.members:
            words, outlets = self._open_counts()
            count(outlets, article.outlet, -1)
            for word in article.words:
                count(words, word, -1)
        return self.weigh_out(article.vector)

    def take_over(self, gone: LiveStory) -> Whole:
        """Count another story's members; returns the ids that are new in the sum."""
        self.first_at = min(self.first_at, gone.first_at)
        self.members = sorted(self.members + gone.members)
        words, outlets = self._open_counts()
        for outlet, times in gone.outlets.items():
            count(outlets, outlet, times)
        for word, times in gone.words.items():
            count(words, word, times)
        ids, weights = gone.read_total()
        return self._make_total().add(ids.astype(np.int64), weights.astype(np.int64))

    def _open_counts(self) -> tuple[dict[int, int], dict[str, int]]:
        if self._words is None or self._outlets is None:
            self._words, self._outlets = dict(self.words), dict(self.outlets)
        return self._words, self._outlets

    def _count_all(self, members: Sequence[LiveArticle]) -> None:
        self._outlets = dict(Counter([article.outlet for article in members]))
        words = read_entries(b"".join([article.head_words for article in members])) >> ID_BITS
        self._words = dict(Counter(words.tolist()))

    def weigh_in(self, vector: bytes) -> Whole:
        """Add a vector to the sum; returns the ids that are new in it."""
        if not self._alone and self.total is None:
            ids, weights = unpack(vector)
            self._alone, self._alone_square = vector, int((weights * weights).sum())
            return ids
        return self._make_total().add(*unpack(vector))

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


def count(counts: dict[_Key, int], key: _Key, by: int) -> None:
    """Change a count; none of 0 is kept."""
    left = counts.get(key, 0) + by
    if left:
        counts[key] = left
    else:
        del counts[key]


def _read_words(vector: bytes, heads: int) -> list[int]:
    words: list[int] = (read_entries(vector[: ENTRY_BYTES * heads]) >> ID_BITS).tolist()
    return words
