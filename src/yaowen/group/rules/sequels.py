"""Follow-ups 后续: whether a story goes on from an earlier one, by the words and names of their headlines.

Chosen by reading 300 pairs of stream_waimei, July to September 2020: what misled were columns of one outlet, reports of
a series, and words that half of a month's stories have.
"""

from __future__ import annotations

import math
import re
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
NAME_IDF = 7.5
LEAST_SCORE = 0.3
SHARED_WORDS = 3
SHARED_WITH_NAME = 2
MOST_ALIKE = 2
"""A story like more earlier ones is one of a series, or of a long matter."""
MOST = 3
EARLIER = timedelta(hours=12)
"""An earlier story began this long before: what came out within it, filing has judged."""
REACH = timedelta(days=30)
SHOWN_WORDS = 6
_LEAST_RARITY = 0.05
_SMOOTHED = 50
_PIECES = re.compile(r"[\s:|\-–—\[\]()《》“”「」【】/]+")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万亿两]+")


@dataclass(frozen=True, slots=True)
class Gist:
    """What a story is about, by its headline article.

    Attributes:
        headline: folded.
        head: word of the headline → idf; `body`: word of headline and lead → idf.
    """

    outlet: int
    headline: str
    head: Mapping[str, float]
    body: Mapping[str, float]

    @property
    def template(self) -> str:
        """The headline with every number, also a Chinese one, as one sign."""
        return _NUMERAL.sub("0", masked_key(self.headline))


@dataclass(frozen=True, slots=True)
class Usage:
    """How many stories of the last 30 days there are, and how many have a word as one of their telling ones."""

    stories: int
    having: Mapping[str, int]

    def weigh(self, word: str, idf: float) -> float:
        """How telling a word is: by the language at large, less the more stories of the last 30 days have it."""
        stories = self.stories + _SMOOTHED
        rarity = math.log(stories / (1 + self.having.get(word, 0))) / math.log(stories / 2)
        return idf * max(_LEAST_RARITY, min(1.0, rarity))

    def is_rare(self, word: str) -> bool:
        """Whether hardly any story has it."""
        return self.having.get(word, 0) <= SHARED_WORDS + self.stories // 2_000


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two stories share, 0–1, and the words of their headlines that both have, the most telling first.

    Attributes:
        of_series: both headlines have numbers, or both are of one outlet: it may be the next report of a series.
    """

    score: float
    shared: tuple[str, ...]
    of_series: bool


def read_gist(outlet: int, headline: str, text: str, background: Background) -> Gist:
    """The gist of a story by its headline article."""
    folded = fold_headline(headline)
    head = {word: background.weigh(word) for word in find_words(folded)}
    lead = {word: background.weigh(word) for word in find_words(find_lead(fold_text(text)))}
    return Gist(outlet, folded, head, {**lead, **head})


def find_telling(gist: Gist) -> list[str]:
    """The most telling words of the headline, at most 8."""
    return [word for _, word in sorted((-idf, word) for word, idf in gist.head.items() if idf >= LEAST_IDF)[:KEYS]]


def hash_word(word: str) -> int:
    """63 bits that stand for a word."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 1


def compare(gist: Gist, earlier: Gist, usage: Usage) -> Likeness | None:
    """How alike two stories are; None where they share too little, or are reports of one series.

    Those are: but for their numbers the same headline, or headlines with numbers of one outlet.
    """
    numbered = bool(_NUMERAL.search(gist.headline) and _NUMERAL.search(earlier.headline))
    same_outlet = gist.outlet == earlier.outlet
    if gist.template == earlier.template or (numbered and same_outlet):
        return None
    label = _find_label(gist, earlier)
    shared = [word for word in gist.head if word in earlier.head and word not in label]
    named = any(gist.head[word] >= NAME_IDF and usage.is_rare(word) for word in shared)
    telling = any(gist.head[word] >= TELLING_IDF for word in shared)
    if not telling or len(shared) < (SHARED_WITH_NAME if named else SHARED_WORDS):
        return None
    heads = _cosine(_weigh(gist.head, label, usage), _weigh(earlier.head, label, usage))
    bodies = _cosine(_weigh(gist.body, label, usage), _weigh(earlier.body, label, usage))
    score = round((heads + bodies) / 2, 4)
    if score < LEAST_SCORE:
        return None
    shown = sorted(shared, key=lambda word: (-usage.weigh(word, gist.head[word]), word))[:SHOWN_WORDS]
    return Likeness(score, tuple(shown), numbered or same_outlet)


def choose(found: Iterable[tuple[int, Likeness]]) -> Sequence[tuple[int, Likeness]]:
    """The earlier stories to link, the likest first, at most 3; of many alike none that may be of a series."""
    alike = sorted(found, key=lambda one: (-one[1].score, -one[0]))
    if len(alike) > MOST_ALIKE:
        alike = [one for one in alike if not one[1].of_series]
    return alike[:MOST]


def _find_label(gist: Gist, earlier: Gist) -> set[str]:
    """The words of what both headlines of one outlet carry as a column's or a programme's name."""
    if gist.outlet != earlier.outlet:
        return set()
    theirs = set(_PIECES.split(earlier.headline))
    return {word for piece in _PIECES.split(gist.headline) if piece in theirs for word in find_words(piece)}


def _weigh(words: Mapping[str, float], label: set[str], usage: Usage) -> dict[str, float]:
    """Squared: what is rare counts for far more than what is not."""
    return {word: usage.weigh(word, idf) ** 2 for word, idf in words.items() if word not in label}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    products = sum(weight * other[word] for word, weight in one.items() if word in other)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return products / lengths if lengths else 0.0
