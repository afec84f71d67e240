"""An article as weighted terms: words of headline and lead, and the headline's character pairs."""

from __future__ import annotations

import functools
import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yaowen.base.text.script import is_han
from yaowen.base.text.words import cut
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import Background
from yaowen.group.rules.headline import find_lead, find_numbers, fold_headline, fold_text, masked_key, plain_key

HEADLINE_TIMES = 2
PAIR_MARK = "_"
PAIR_WEIGHT = 0.5
UNIT = 10_000
BODY_CHARS = 4_000
FOUND_BY = 24

_LATIN = re.compile(r"[a-z][a-z0-9'’.&-]*", re.IGNORECASE)
_HAN_RUN = re.compile(r"[㐀-鿿]+")

Vector = Mapping[str, int]
"""Term → weight × 10,000, of length 10,000. Whole numbers, so that adding and taking away again is exact."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an article is compared by.

    Attributes:
        full: headline twice and lead, words and pairs; first those with the greatest weights.
        telling: how many of `full`, at most 24, an article is found by.
        head: headline only.
        words: the headline's words → idf; `mass`: their sum.
        pairs: the headline's character pairs (letters' words where it is not Chinese).
        body: the folded body, at most 4,000 characters.
    """

    full: Vector
    telling: int
    head: Vector
    words: Mapping[str, float]
    mass: float
    pairs: frozenset[str]
    numbers: frozenset[str]
    plain: str
    masked: str
    body: str


def read_terms(arrival: Arrival, background: Background) -> Terms:
    """The terms of an article."""
    headline = fold_headline(arrival.headline)
    body = fold_text(arrival.text[:BODY_CHARS])
    in_head = Counter(find_words(headline))
    pairs = find_pairs(headline)
    words = {word: background.weigh(word) for word in in_head}
    counts = Counter({word: HEADLINE_TIMES * count for word, count in in_head.items()})
    counts.update(find_words(find_lead(body)))
    full = _unit(counts, pairs, background)
    telling = heapq.nlargest(FOUND_BY, [(weight, term) for term, weight in full.items()])
    return Terms(
        full={**{term: weight for weight, term in telling}, **full},
        telling=len(telling),
        head=_unit(in_head, pairs, background),
        words=words,
        mass=sum(words.values()),
        pairs=frozenset(pairs) or frozenset(in_head),
        numbers=find_numbers(headline),
        plain=plain_key(headline),
        masked=masked_key(headline),
        body=body,
    )


def find_words(text: str) -> list[str]:
    """The words of a folded text that can tell something: Chinese of two characters or more, Latin ones stemmed.

    Numbers are compared apart: as terms the dates of a day would join everything of that day.
    """
    return [word for raw in cut(text) if (word := _word_of(raw))]


@functools.lru_cache(maxsize=65536)
def _word_of(raw: str) -> str:
    raw = raw.strip().casefold()
    if len(raw) < 2 or not any(map(str.isalpha, raw)):
        return ""
    return _stem(raw) if _LATIN.fullmatch(raw) else raw if any(map(is_han, raw)) or raw.isalnum() else ""


def _stem(word: str) -> str:
    """English inflections off, lightly: names stay as they are."""
    word = word.removesuffix("'s").removesuffix("’s").strip(".'’-&")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def find_pairs(headline: str) -> set[str]:
    """Neighbouring Chinese characters of a folded headline, each marked `_`."""
    return {PAIR_MARK + run[place : place + 2] for run in _HAN_RUN.findall(headline) for place in range(len(run) - 1)}


def _unit(counts: Mapping[str, int], pairs: Iterable[str], background: Background) -> Vector:
    """Sublinear term frequency × idf, scaled to length 10,000."""
    weights = {term: (1.0 + math.log(count)) * background.weigh(term) for term, count in counts.items()}
    weights.update((pair, PAIR_WEIGHT * background.weigh(pair)) for pair in pairs)
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: whole for term, weight in weights.items() if (whole := round(UNIT * weight / length))}
