"""How telling a term is: inverse document frequencies from a table that ships with the program."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.tokens import find_word
from yaowen.group.rules.vocabulary import Real

TABLE = "background.txt"
LEAST_TELLING = 0.5
MOST_KNOWN = 1 << 15


class KnownWords(dict[str, int]):
    """Piece of a text → the number of its word; 0 for one that tells nothing. Made as asked for.

    Attributes:
        words: by number; `idf`: how much each counts; `everywhere`: whether it is a function word.
    """

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()
        self.words = [""]
        self.idf: Real = np.zeros(MOST_KNOWN)
        self.everywhere: NDArray[np.bool_] = np.zeros(MOST_KNOWN, dtype=bool)

    @property
    def is_full(self) -> bool:
        """Whether it should be forgotten."""
        return len(self) >= MOST_KNOWN

    def __missing__(self, token: str) -> int:
        word = find_word(token)
        with self._lock:
            number = self._numbers.get(word) or self._add(word) if word else 0
        self[token] = number
        return number

    def _add(self, word: str) -> int:
        number = len(self.words)
        if number == len(self.idf):
            self.idf = np.concatenate((self.idf, np.zeros_like(self.idf)))
            self.everywhere = np.concatenate((self.everywhere, np.zeros_like(self.everywhere)))
        self.idf[number] = self._background.weigh(word)
        self.everywhere[number] = word in self._background.everywhere
        self.words.append(word)
        self._numbers[word] = number
        return number


@dataclass(frozen=True, slots=True)
class Background:
    """The table.

    Attributes:
        unknown: what a term counts that is not in it: rarer than most that are; `unknown_latin`: a Latin word.
        everywhere: function words (the, of, in), which tell nothing of what an article is about.
    """

    idf: Mapping[str, float]
    unknown: float
    unknown_latin: float
    everywhere: frozenset[str] = frozenset()
    _known: list[KnownWords] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def known(self) -> KnownWords:
        """The words of pieces met lately. Whoever holds it may go on with it when it is forgotten here."""
        if not self._known or self._known[0].is_full:
            self._known[:] = [KnownWords(self)]
        return self._known[0]

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
