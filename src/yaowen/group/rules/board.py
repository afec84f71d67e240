"""The article that is being compared, laid out by term id, so that others are compared with it by looking up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yaowen.group.rules.vocabulary import Real, Vocabulary, Whole, add_up, unpack


class Board:
    """Numbers of one article's terms, 0 for all other terms.

    Attributes:
        serial: of the article that is laid out.
        plain: weights of its full vector; `full`: times the term's rarity.
        rarity: of the terms of its full vector; `own`: idf × rarity of its headline's words.
        head: weights of its headline's vector × rarity.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.serial = 0
        self._laid: Whole = unpack(b"")[0]
        self._make()

    def lay(self, serial: int, full: bytes) -> None:
        """Lay out `plain` for an article and clear the rest, if another is laid out."""
        if self.serial == serial:
            return
        if len(self.plain) < self._vocabulary.capacity:
            self._make()
        for column in (self.plain, self.full, self.rarity, self.own, self.head):
            column[self._laid] = 0.0
        self._laid, weights = unpack(full)
        self.plain[self._laid] = weights
        self.serial = serial

    def multiply(self, vectors: Sequence[bytes]) -> tuple[Real, Real]:
        """For each of full vectors its product with `full`, and the sum of `own` over its terms."""
        ids, weights = unpack(b"".join(vectors))
        lengths = [len(vector) // 8 for vector in vectors]
        return add_up(self.full[ids] * weights, lengths), add_up(self.own[ids], lengths)

    def _make(self) -> None:
        capacity = self._vocabulary.capacity
        self.plain, self.full, self.rarity, self.own, self.head = (np.zeros(capacity) for _ in range(5))
        self._laid = unpack(b"")[0]


def multiply(column: Real, vectors: Sequence[bytes]) -> Real:
    """The products of a column and each of the vectors."""
    ids, weights = unpack(b"".join(vectors))
    return add_up(column[ids] * weights, [len(vector) // 8 for vector in vectors])
