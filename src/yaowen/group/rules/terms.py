"""An article as weighted terms: words of headline and lead, and the headline's character pairs."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from yaowen.base.text.aliases import fold_names
from yaowen.base.text.script import is_han
from yaowen.base.text.words import cut
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import Background
from yaowen.group.rules.headline import find_lead, find_numbers, fold_text, masked_key, plain_key, strip_headline
from yaowen.group.rules.vocabulary import Whole

PAIR_MARK = "_"
PAIR_WEIGHT = 0.5
UNIT = 10_000
BODY_CHARS = 4_000
FOUND_BY = 24

_LINES = re.compile(r"[\r\n]+")
_LATIN = re.compile(r"[a-z][a-z0-9'’.&-]*", re.IGNORECASE)
_NUMBER_WORD = re.compile(
    r"two|three|five|ten|eleven|twelve|thirteen|fifteen|eighteen|(?:four|six|seven|nine)(?:teen)?|eight|twenty|thirty"
    r"|forty|fifty|(?:six|seven|nine)ty|eighty|hundred|thousand|[mb]illion|trillion|per|cent|percent"
)
_HAN_RUN = re.compile(r"[㐀-鿿]+")


@dataclass(frozen=True, slots=True)
class Vector:
    """Different terms and their weights × 10,000, of length 10,000.

    Whole numbers, so that adding and taking away again is exact.
    """

    terms: Sequence[str]
    weights: Whole


@dataclass(frozen=True, slots=True)
class Terms:
    """What an article is compared by.

    Attributes:
        full: headline twice and lead, words and pairs; the greatest weights first.
        telling: how many of `full`, at most 24, an article is found by.
        head: headline only.
        words: the headline's words → idf.
        pairs: the headline's character pairs (letters' words where it is not Chinese).
        body: the folded body, at most 4,000 characters.
    """

    full: Vector
    telling: int
    head: Vector
    words: Mapping[str, float]
    pairs: frozenset[str]
    numbers: frozenset[str]
    plain: str
    masked: str
    body: str


def read_terms(arrival: Arrival, background: Background) -> Terms:
    """The terms of an article."""
    headline, _, body = fold_text(f"{_LINES.sub(' ', arrival.headline)}\n{arrival.text[:BODY_CHARS]}").partition("\n")
    headline = fold_names(strip_headline(headline))
    in_head = _leave_out(background.everywhere, find_words(headline))
    in_lead = _leave_out(background.everywhere, find_words(fold_names(find_lead(body))))
    heads, words = Counter(in_head), Counter(in_head)
    words.update(in_head)
    words.update(in_lead)
    pairs = find_pairs(headline)
    terms = [*words, *pairs]
    idf = background.weigh_all(terms)
    head_words = dict(zip(heads, idf, strict=False))
    pair_weights = [PAIR_WEIGHT * weight for weight in idf[len(words) :]]
    full = _unit(terms, [*map(_dampen, words.values(), idf), *pair_weights])
    order = (-full.weights).argsort(kind="stable").tolist()
    return Terms(
        full=Vector([full.terms[place] for place in order], full.weights[order]),
        telling=min(FOUND_BY, len(order)),
        head=_unit([*heads, *pairs], [*map(_dampen, heads.values(), idf), *pair_weights]),
        words=head_words,
        pairs=frozenset(pairs) or frozenset(heads),
        numbers=find_numbers(headline),
        plain=plain_key(headline),
        masked=masked_key(headline),
        body=body,
    )


def _leave_out(everywhere: Set[str], words: Sequence[str]) -> Sequence[str]:
    """Words without those that stand everywhere; all of them where there are no others."""
    return words if everywhere.isdisjoint(words) else [word for word in words if word not in everywhere] or words


def find_words(text: str) -> list[str]:
    """The words of a folded text that can tell something: Chinese of two characters or more, Latin ones stemmed.

    Numbers are compared apart, also those in English words: as terms the dates of a day would join all of that day.
    """
    return list(filter(None, map(_word_of, cut(text))))


@functools.lru_cache(maxsize=65536)
def _word_of(raw: str) -> str:
    raw = raw.strip().casefold()
    if len(raw) < 2 or _NUMBER_WORD.fullmatch(raw) or not any(map(str.isalpha, raw)):
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


def _dampen(count: int, idf: float) -> float:
    """Sublinear term frequency × idf."""
    return idf if count == 1 else (1.0 + math.log(count)) * idf


def _unit(terms: Sequence[str], weights: Sequence[float]) -> Vector:
    """A vector scaled to length 10,000. Every term keeps a weight, so that `full` has all that `head` has."""
    raw = np.array(weights)
    scaled = raw * (UNIT / (math.sqrt(raw @ raw) or 1.0))
    return Vector(terms, np.maximum(1, np.rint(scaled)).astype(np.int64))
