"""Follow-ups 后续: whether a story goes on from an earlier one, by the words and names of their headlines.

Chosen by reading 300 pairs of stream_waimei, July to September 2020, and 120 of the two months after: what misled
were columns of one outlet, reports of a series, words that half of a month's stories have, and market reports weeks
apart. Several reports of a story are read, for one outlet's headline may name nothing that another's names.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from typing import Literal

from yaowen.group.rules.background import Background
from yaowen.group.rules.headline import find_lead, fold_headline, fold_text, masked_key
from yaowen.group.rules.recurring import counts_by_day
from yaowen.group.rules.terms import find_words

KEYS = 12
REPORTS = 4
"""Reports of a story that are read, its headline article first."""
LEAST_IDF = 3.0
TELLING_IDF = 6.0
NAME_IDF = 7.5
LEAST_SCORE = 0.28
SCORE_PER_DAY = 0.01
SCORE_OF_SERIES = 0.04
"""The longer ago, the more must be alike: market reports of two weeks share words, too. So what may be of a series."""
SHARED_WORDS = 3
SHARED_WITH_NAME = 2
MOST_ALIKE = 2
"""A story like more earlier ones is one of a series, or of a long matter."""
MOST = 3
EARLIER = timedelta(hours=8)
"""An earlier story began this long before: what came out within it, filing has judged, and again after 6 hours."""
REACH = timedelta(days=30)
SHOWN_WORDS = 6
_DAY = timedelta(days=1)
_LEAST_RARITY = 0.05
_SMOOTHED = 50
_PIECES = re.compile(r"[\s:|\-–—\[\]()《》“”「」【】/]+")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千万亿两]+")


@dataclass(frozen=True, slots=True)
class Gist:
    """What one report of a story is about.

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


_NONE = Likeness(0.0, (), of_series=False)


def read_gist(outlet: int, headline: str, text: str, background: Background) -> Gist:
    """The gist of a report."""
    folded = fold_headline(headline)
    head = {word: background.weigh(word) for word in find_words(folded)}
    lead = {word: background.weigh(word) for word in find_words(find_lead(fold_text(text)))}
    return Gist(outlet, folded, head, {**lead, **head})


def find_telling(reports: Iterable[Gist]) -> list[str]:
    """The most telling words of a story's headlines, at most 12; of equals those of most reports."""
    gists = list(reports)
    held = Counter(word for gist in gists for word, idf in gist.head.items() if idf >= LEAST_IDF)
    idf = {word: its for gist in gists for word, its in gist.head.items()}
    return sorted(held, key=lambda word: (-idf[word], -held[word], word))[:KEYS]


def hash_word(word: str) -> int:
    """63 bits that stand for a word."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 1


def compare(
    ours: Sequence[Gist], earlier: Sequence[Gist], usage: Usage, apart: timedelta = timedelta()
) -> Likeness | None:
    """How alike two stories are by their reports; None where they share too little, or are reports of one series.

    Half by the two likest headlines, which must share telling words, half by the two likest beginnings.

    Args:
        apart: how long after the earlier story ours began.
    """
    if {gist.template for gist in ours} & {gist.template for gist in earlier}:
        return None
    pairs = [(one, other) for one in ours for other in earlier if not _is_series(one, other)]
    found = max((_compare_heads(one, other, usage) for one, other in pairs), key=lambda like: like.score, default=_NONE)
    if not found.shared:
        return None
    bodies = max(_cosine(*_weigh_both(one, other, usage, "body")) for one, other in pairs)
    score = round((found.score + bodies) / 2, 4)
    least = LEAST_SCORE + SCORE_PER_DAY * (apart / _DAY) + SCORE_OF_SERIES * found.of_series
    return replace(found, score=score) if score >= least else None


def _is_series(gist: Gist, earlier: Gist) -> bool:
    """Whether both headlines count by the day, or have numbers and are of one outlet."""
    if counts_by_day(gist.headline) and counts_by_day(earlier.headline):
        return True
    return gist.outlet == earlier.outlet and _is_numbered(gist) and _is_numbered(earlier)


def _is_numbered(gist: Gist) -> bool:
    return bool(_NUMERAL.search(gist.headline))


def _compare_heads(gist: Gist, earlier: Gist, usage: Usage) -> Likeness:
    """How alike two headlines are: not at all where they share too few words, or none that tells much."""
    label = _find_label(gist, earlier)
    shared = [word for word in gist.head if word in earlier.head and word not in label]
    named = any(gist.head[word] >= NAME_IDF and usage.is_rare(word) for word in shared)
    telling = any(gist.head[word] >= TELLING_IDF for word in shared)
    if not telling or len(shared) < (SHARED_WITH_NAME if named else SHARED_WORDS):
        return _NONE
    shown = sorted(shared, key=lambda word: (-usage.weigh(word, gist.head[word]), word))[:SHOWN_WORDS]
    of_series = gist.outlet == earlier.outlet or (_is_numbered(gist) and _is_numbered(earlier))
    return Likeness(_cosine(*_weigh_both(gist, earlier, usage, "head")), tuple(shown), of_series)


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


def _weigh_both(gist: Gist, earlier: Gist, usage: Usage, part: Literal["head", "body"]) -> list[dict[str, float]]:
    """Words of both without a column's name, squared: what is rare counts for far more than what is not."""
    label = _find_label(gist, earlier)
    return [
        {word: usage.weigh(word, idf) ** 2 for word, idf in words.items() if word not in label}
        for words in (getattr(gist, part), getattr(earlier, part))
    ]


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    products = sum(weight * other[word] for word, weight in one.items() if word in other)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return products / lengths if lengths else 0.0
