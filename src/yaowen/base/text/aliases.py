"""One spelling for a name: the press of the mainland, Taiwan, Hong Kong and the agencies write many their own way.

Two tables ship: our own, and one made from public lists under a licence of its own (CC BY-SA), kept apart.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from operator import add
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

TABLES = ("aliases.txt", "aliases_wikipedia.txt")
LONG_CHARS = 1_000
"""From so many characters on it pays to look for pairs of characters in arrays."""
PAIR_BITS, PAIR_FACTOR = 17, 40_503
AliasKind = Literal["person", "place", "organisation", "word"]
"""What a line of the table is. `word`: no name of anyone, two words for one thing, or a part of names."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A line of the table: the spelling kept, the others in simplified characters, and the name in Latin letters."""

    kept: str
    kind: AliasKind
    others: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AliasTable:
    """All lines, by the spelling kept; and every Chinese spelling with the one kept.

    Attributes:
        by_pair: the first two characters of a spelling → the spellings that begin so, the longest first. Spellings
            kept are in it too, so that none is taken apart (白俄 in 白俄罗斯).
        others: the first two characters of spellings that are not the one kept.
    """

    lines: Mapping[str, Alias]
    forms: Mapping[str, str]
    by_pair: Mapping[str, tuple[str, ...]]
    others: frozenset[str]
    _likely: NDArray[np.bool_] = field(init=False, repr=False, compare=False)
    """By `_number_pairs`: whether a pair of the table may have that number."""

    def __post_init__(self) -> None:
        """Number the pairs, once."""
        likely = np.zeros(1 << PAIR_BITS, dtype=bool)
        pairs = "".join(pair for pair in self.by_pair if len(pair) == 2)
        likely[_number_pairs(_read_codes(pairs))[::2]] = True
        object.__setattr__(self, "_likely", likely)

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """The spellings in a simplified text, from left to right, the longest first: place and spelling."""
        free = 0
        for place in self._find_places(text):
            if place < free:
                continue
            for form in self.by_pair[text[place : place + 2]]:
                if text.startswith(form, place):
                    free = place + len(form)
                    yield place, form
                    break

    def _find_places(self, text: str) -> list[int]:
        """Where a text has the first two characters of a spelling."""
        by_pair = self.by_pair
        if len(text) < LONG_CHARS:
            return [place for place, pair in enumerate(map(add, text, text[1:])) if pair in by_pair]
        likely = self._likely[_number_pairs(_read_codes(text))].nonzero()[0].tolist()
        return [place for place in likely if text[place : place + 2] in by_pair]


def _read_codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _number_pairs(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A number below 2^17 for every character and the next."""
    return (codes[:-1] * np.uint32(PAIR_FACTOR) + codes[1:]) & np.uint32((1 << PAIR_BITS) - 1)


def fold_names(text: str) -> str:
    """A text in simplified characters with every name of the table in the spelling kept."""
    table = load_aliases()
    if len(text) < LONG_CHARS and table.others.isdisjoint(map(add, text, text[1:])):
        return text
    pieces, at = [], 0
    for place, form in table.find(text):
        pieces += [text[at:place], table.forms[form]]
        at = place + len(form)
    return "".join([*pieces, text[at:]])


@functools.cache
def load_aliases() -> AliasTable:
    """The tables that ship with the program, our own before the others."""
    folder = resources.files("yaowen.base.text")
    return make_table(*(folder.joinpath(name).read_text("utf-8") for name in TABLES))


def make_table(*texts: str) -> AliasTable:
    """Join tables: a spelling that an earlier line has keeps its meaning."""
    lines: dict[str, Alias] = {}
    forms: dict[str, str] = {}
    for line in (line for text in texts for line in parse_aliases(text)):
        if forms.get(line.kept, line.kept) != line.kept:
            continue
        known = lines.get(line.kept, Alias(line.kept, line.kind))
        others = tuple(form for form in line.others if form not in forms and form != line.kept)
        latin = tuple(dict.fromkeys(known.latin + line.latin))
        lines[line.kept] = Alias(known.kept, known.kind, known.others + others, latin)
        forms |= dict.fromkeys(others, line.kept) | {line.kept: line.kept}
    by_pair: dict[str, list[str]] = defaultdict(list)
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        by_pair[form[:2]].append(form)
    changed = frozenset(form[:2] for form, kept in forms.items() if form != kept)
    return AliasTable(lines, forms, {pair: tuple(found) for pair, found in by_pair.items()}, changed)


def parse_aliases(text: str) -> Iterator[Alias]:
    """Read a table: `spelling kept = other, other | Latin, Latin` a line; `## person` begins lines of a kind.

    Lines before the first heading are words; any other line with # is a remark.
    """
    kind: AliasKind = "word"
    for line in text.splitlines():
        if line.startswith("## "):
            kind = next((one for one in get_args(AliasKind) if one == line[3:].strip()), "word")
        if line.startswith("#") or " =" not in line:
            continue
        kept, _, rest = line.partition(" =")
        others, _, latin = rest.partition("|")
        yield Alias(kept.strip(), kind, _listed(others), _listed(latin))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in text.split(",") if form.strip())
