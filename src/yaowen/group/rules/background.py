"""How telling a term is: inverse document frequencies from a table that ships with the program."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

TABLE = "background.txt"


@dataclass(frozen=True, slots=True)
class Background:
    """The table. `unknown` is what a term not in it counts: rarer than all that are."""

    idf: Mapping[str, float]
    unknown: float

    def weigh(self, term: str) -> float:
        """ln(articles ÷ articles with the term), from about 1 (everywhere) to `unknown`."""
        return self.idf.get(term, self.unknown)


def parse_background(text: str) -> Background:
    """Read the table: `unknown` on the first line, then `idf TAB term TAB term …`, a line for each tenth of idf."""
    first, *lines = text.splitlines()
    table: dict[str, float] = {}
    for line in lines:
        level, *terms = line.split("\t")
        table.update(dict.fromkeys(terms, float(level)))
    return Background(table, float(first))


@functools.cache
def load_background() -> Background:
    """The table that ships with the program (made by benchmarks/train_group.py)."""
    return parse_background(resources.files("yaowen.group").joinpath(TABLE).read_text("utf-8"))
