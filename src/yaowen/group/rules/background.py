"""How telling a term is: inverse document frequencies from a table that ships with the program."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources

from yaowen.group.rules.tokens import find_word

TABLE = "background.txt"
LEAST_TELLING = 0.5
MOST_KNOWN = 1 << 16
Weighed = tuple[str, float]
"""A word and how much it counts."""


class KnownWords(dict[str, Weighed | None]):
    """Piece of a text → its word, weighed; None for one that tells nothing. Made as asked for, forgotten when full."""

    def __init__(self, weigh: Callable[[str], float]) -> None:
        super().__init__()
        self._weigh = weigh

    def __missing__(self, token: str) -> Weighed | None:
        if len(self) >= MOST_KNOWN:
            self.clear()
        word = find_word(token)
        found = self[token] = (word, self._weigh(word)) if word else None
        return found


@dataclass(frozen=True, slots=True)
class Background:
    """The table.

    Attributes:
        unknown: what a term counts that is not in it: rarer than most that are; `unknown_latin`: a Latin word.
        everywhere: function words (the, of, in), which tell nothing of what an article is about.
        known: the words of pieces met lately.
    """

    idf: Mapping[str, float]
    unknown: float
    unknown_latin: float
    everywhere: frozenset[str] = frozenset()
    known: KnownWords = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with no words."""
        object.__setattr__(self, "known", KnownWords(self.weigh))

    def weigh(self, term: str) -> float:
        """ln(articles ÷ articles with the term), from about 1 (everywhere) to `unknown`."""
        idf = self.idf.get(term)
        return idf if idf is not None else self.unknown_latin if term.isascii() else self.unknown

    def weigh_all(self, terms: Iterable[str]) -> list[float]:
        """`weigh` for each of many."""
        get, unknown, latin = self.idf.get, self.unknown, self.unknown_latin
        return [idf if (idf := get(term)) is not None else latin if term.isascii() else unknown for term in terms]


def parse_background(text: str) -> Background:
    """Read the table: both `unknown` on the first line, then `idf TAB term TAB term …`, a line a tenth of idf."""
    first, *lines = text.splitlines()
    table: dict[str, float] = {}
    for line in lines:
        level, *terms = line.split("\t")
        table.update(dict.fromkeys(terms, float(level)))
    unknown, unknown_latin = map(float, first.split("\t"))
    everywhere = frozenset(term for term, idf in table.items() if idf < LEAST_TELLING)
    return Background(table, unknown, unknown_latin, everywhere)


@functools.cache
def load_background() -> Background:
    """The table that ships with the program (made by benchmarks/train_group.py)."""
    return parse_background(resources.files("yaowen.group").joinpath(TABLE).read_text("utf-8"))
