"""Follow-ups 后续: whether a story goes on from an earlier one, by the words and names of their headlines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from yaowen.group.rules.background import Background
from yaowen.group.rules.headline import find_lead, fold_headline, fold_text, masked_key
from yaowen.group.rules.terms import find_words

KEYS = 8
LEAST_IDF = 3.0
TELLING_IDF = 6.0
LEAD_WEIGHT = 0.5
LEAST_SCORE = 0.3
MOST = 3
EARLIER = timedelta(hours=12)
"""An earlier story began this long before: what came out within it, filing has judged."""
REACH = timedelta(days=30)
SHOWN_WORDS = 6


@dataclass(frozen=True, slots=True)
class Gist:
    """What a story is about.

    Attributes:
        head: word of the headline → idf; `body`: word of headline and lead → idf.
        masked: the headline with its numbers masked.
    """

    head: Mapping[str, float]
    body: Mapping[str, float]
    masked: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two stories share, 0–1, and the words of their headlines that both have, the most telling first."""

    score: float
    shared: tuple[str, ...]


def read_gist(headline: str, text: str, background: Background) -> Gist:
    """The gist of a story by its headline article."""
    folded = fold_headline(headline)
    head = {word: background.weigh(word) for word in find_words(folded)}
    lead = {word: background.weigh(word) for word in find_words(find_lead(fold_text(text)))}
    return Gist(head, {**lead, **head}, masked_key(folded))


def find_keys(gist: Gist) -> list[int]:
    """What a story is found by: its most telling headline words, hashed to 63 bits, at most 8."""
    telling = sorted(((-idf, word) for word, idf in gist.head.items() if idf >= LEAST_IDF))[:KEYS]
    return [int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 1 for _, word in telling]


def compare(gist: Gist, earlier: Gist) -> Likeness | None:
    """How alike two stories are; None where they share too little, or are reports of one series (other numbers)."""
    shared = [word for word in gist.head if word in earlier.head]
    if gist.masked == earlier.masked or len(shared) < 2 or max(gist.head[word] for word in shared) < TELLING_IDF:
        return None
    score = (1 - LEAD_WEIGHT) * _cosine(gist.head, earlier.head) + LEAD_WEIGHT * _cosine(gist.body, earlier.body)
    telling = sorted(shared, key=lambda word: (-gist.head[word], word))[:SHOWN_WORDS]
    return Likeness(round(score, 4), tuple(telling)) if score >= LEAST_SCORE else None


def choose(found: Iterable[tuple[int, Likeness]]) -> Sequence[tuple[int, Likeness]]:
    """The earlier stories to link, the likest first, at most 3."""
    return sorted(found, key=lambda one: (-one[1].score, -one[0]))[:MOST]


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    products = sum(idf * idf for word, idf in one.items() if word in other)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return products / lengths if lengths else 0.0
