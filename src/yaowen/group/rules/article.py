"""A live article, as the window keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from sys import intern

from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.terms import Terms
from yaowen.group.rules.vocabulary import ENTRY_BYTES, ID_BITS, Whole, read_entries

_NO_NUMBERS: frozenset[str] = frozenset()


@dataclass(slots=True)
class LiveArticle:
    """An article of the window.

    Attributes:
        serial: counts filings; `origin`: the serial this one is a copy of.
        vector: of headline and lead: the headline's words, the lead's others, the headline's character pairs.
        heads: how many are the headline's words; `pairs`: from which place on they are pairs.
    """

    serial: int
    article_id: int | str
    outlet: str
    at: datetime
    window_at: datetime
    vector: bytes
    heads: int
    pairs: int
    numbers: frozenset[str]
    plain: str
    masked: str
    body: str
    story: int = 0
    origin: int | None = None

    @property
    def head_words(self) -> bytes:
        """The headline's words alone."""
        return self.vector[: ENTRY_BYTES * self.heads]

    @property
    def word_ids(self) -> Whole:
        """Ids of the headline's words, in order."""
        return read_entries(self.head_words) >> ID_BITS

    @property
    def words(self) -> list[int]:
        """The same as a list."""
        words: list[int] = self.word_ids.tolist()
        return words

    @property
    def has_pairs(self) -> bool:
        """Whether the headline has character pairs."""
        return len(self.vector) > ENTRY_BYTES * self.pairs

    def count_pairs(self) -> int:
        """How many character pairs the headline has; words, where it has none."""
        return len(self.vector) // ENTRY_BYTES - self.pairs or self.heads


def make_article(serial: int, arrival: Arrival, terms: Terms, window_at: datetime, vector: bytes) -> LiveArticle:
    """An article of these terms, whose ids stand in the vector."""
    return LiveArticle(
        serial=serial,
        article_id=arrival.id,
        outlet=intern(str(arrival.outlet)),
        at=arrival.published,
        window_at=window_at,
        vector=vector,
        heads=terms.heads,
        pairs=terms.pairs,
        numbers=terms.numbers or _NO_NUMBERS,
        plain=terms.plain,
        masked=terms.plain if terms.masked == terms.plain else terms.masked,
        body=terms.body,
    )
