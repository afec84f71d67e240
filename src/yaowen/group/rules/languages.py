"""Whether stories in two languages tell one event: names first, then numbers and sentence vectors."""

from __future__ import annotations

import functools
import heapq
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources

from yaowen.group.rules.background import load_background
from yaowen.group.rules.known_names import load_names
from yaowen.group.rules.model import probability
from yaowen.group.rules.sounds import count_consonants, hear, latin_phones, spell
from yaowen.group.rules.telling import LEAST_CONSONANTS, Telling, Vectors

WEIGHTS = "link_weights.json"
FEATURES = ("likeness", "names", "missing", "numbers")
APART = timedelta(hours=48)
"""Stories whose reports lie further apart tell of different days."""
LIKEST, MOST_NAMED, LEAST_NAMED = 16, 8, 5.0
"""How many stories are compared by all they tell: hearing names in a story takes some milliseconds."""
_MASS = 10.0
"""Weight of shared names, of which one counts 3 to 9, at which they count 1 − 1/e."""
_HEARD_WEIGHT, _MOST_WEIGHT = 1.5, 9.0
"""A name known by its sound counts so much for each of its consonants; no name counts more than the rarest word."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one event and against it.

    Attributes:
        likeness: of the vectors, −1–1.
        names: shared names by their weight, 0–1.
        missing: share of the names of the one that tells less, by weight, that the other does not have, 0–1.
        numbers: shared values, 0–1.
        shared: the shared names and numbers as both print them, the most telling first.
    """

    likeness: float
    names: float
    missing: float
    numbers: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkModel:
    """A logistic regression over `Evidence`, and when links are made and kept.

    Attributes:
        join: probability from which a link is made; `keep`: below it a link that was made is taken away.
    """

    version: int
    bias: float
    weights: Mapping[str, float]
    join: float
    keep: float

    def rate(self, evidence: Evidence) -> float:
        """Probability of one event, 0–1."""
        return probability(self.bias + sum(self.weights[name] * getattr(evidence, name) for name in FEATURES))


@functools.cache
def load_link_model() -> LinkModel:
    """The weights that ship with the program (made by benchmarks/cross_language.py)."""
    return LinkModel(**json.loads(resources.files("yaowen.group").joinpath(WEIGHTS).read_text("utf-8")))


def may_be_one(one: Telling, other: Telling) -> bool:
    """Whether two stories may be linked at all: in two languages, and at about one time."""
    if one.family == other.family:
        return False
    return one.first_at - other.last_at <= APART and other.first_at - one.last_at <= APART


def shortlist(one: Telling, others: Sequence[Telling], likeness: Sequence[float]) -> list[int]:
    """Places of the stories that are worth comparing with one: the likest by their vectors, and by names alone.

    Args:
        likeness: of each of the others, in their order.
    """
    by_likeness = heapq.nlargest(LIKEST, range(len(others)), key=lambda place: likeness[place])
    weights = [sum(map(weigh_name, one.names.keys() & other.names.keys())) for other in others]
    by_names = heapq.nlargest(MOST_NAMED, range(len(others)), key=lambda place: weights[place])
    return sorted({*by_likeness, *(place for place in by_names if weights[place] >= LEAST_NAMED)})


def compare_names(one: Telling, other: Telling) -> Mapping[str, float]:
    """Names that two stories share, as both print them → weight; those of the tables only.

    Words in Latin letters (iPhone, OCR) count in a Chinese text; between two Latin texts they would be any words.
    """
    shared = {
        _both(one.names[name], other.names[name]): weigh_name(name) for name in one.names.keys() & other.names.keys()
    }
    if one.chinese or other.chinese:
        known = {form.casefold() for form in one.names.values()}
        shared |= {mark: load_background().weigh(mark) for mark in (one.marks & other.marks) - known}
    return shared


def compare(one: Telling, other: Telling, vectors: tuple[Vectors, Vectors]) -> Evidence:
    """What speaks for one event and against it.

    Args:
        vectors: of either story, a row a report, each of length 1.
    """
    shared = {**compare_names(one, other), **hear_names(one, other), **hear_names(other, one)}
    mass = sum(shared.values())
    asked = min(_asked_weight(one, other), _asked_weight(other, one))
    numbers = find_equal(one.values, other.values)
    return Evidence(
        likeness=measure_likeness(*vectors),
        names=1.0 - math.exp(-mass / _MASS),
        missing=max(0.0, 1.0 - mass / asked) if asked else 0.0,
        numbers=1.0 - 0.5 ** len(numbers),
        shared=(*sorted(shared, key=lambda name: (-shared[name], name)), *map(_say_number, numbers)),
    )


def _asked_weight(one: Telling, other: Telling) -> float:
    """Weight of the names of a story that the other should have too."""
    listed = sum(map(weigh_name, one.names))
    return listed + (sum(map(_weigh_heard, one.unknown)) if other.chinese else 0.0)


def hear_names(one: Telling, other: Telling) -> dict[str, float]:
    """Unknown names of one story that the other spells by sound → weight; each by the best of its parts."""
    if not other.chinese:
        return {}
    heard: dict[str, float] = {}
    spelling = spell(other.chinese)
    for name in one.unknown:
        found = [(part, sound) for part in _parts(name) if (sound := hear(part, spelling))]
        if found:
            part, sound = max(found, key=lambda pair: _weigh_heard(pair[0]) * pair[1].likeness)
            heard[_both(part, sound.text)] = _weigh_heard(part) * (2.0 * sound.likeness - 1.0)
    return heard


def _parts(name: str) -> list[str]:
    """A name whole, and those of its words that are long enough to be told from chance alone."""
    words = [word for word in name.split() if word != name]
    return [name, *(word for word in words if count_consonants(latin_phones(word)) > LEAST_CONSONANTS)]


def _weigh_heard(name: str) -> float:
    return min(_MOST_WEIGHT, _HEARD_WEIGHT * count_consonants(latin_phones(name)))


def _both(one: str, other: str) -> str:
    return one if one == other else f"{one} {other}"


@functools.lru_cache(maxsize=16384)
def weigh_name(name: int) -> float:
    """How telling a name is: ln(articles ÷ articles with its commonest form)."""
    background = load_background()
    forms = [form for form in load_names().forms.get(name, ()) if len(form) > 1]
    return min((background.weigh(form.casefold()) for form in forms), default=background.unknown)


def find_equal(one: Iterable[float], other: Iterable[float]) -> list[float]:
    """Values of one that the other has too, to one in a hundred."""
    matches = tuple(other)
    return [value for value in sorted(one) if any(abs(value - match) <= 0.01 * value for match in matches)]


def _say_number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")


def measure_likeness(one: Vectors, other: Vectors) -> float:
    """How like two stories are by their vectors: half the likest pair of reports, half the mean of all pairs."""
    cosines = one @ other.T
    return float(0.5 * cosines.max() + 0.5 * cosines.mean())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that may tell the same event as another one, rated."""

    story_id: int
    family: str
    score: float
    evidence: Evidence


def choose_partners(candidates: Sequence[Candidate], kept: Iterable[int], model: LinkModel) -> list[Candidate]:
    """The stories that a story is linked to of its own accord: in each language the best one, where it is good enough.

    Args:
        kept: ids that it is linked to already: they need less.
    """
    known = frozenset(kept)
    best: dict[str, Candidate] = {}
    for one in sorted(candidates, key=lambda one: (one.score, one.story_id)):
        if one.score >= (model.keep if one.story_id in known else model.join):
            best[one.family] = one
    return list(best.values())
