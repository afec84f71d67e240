"""What an article and a story have in common, as numbers for the model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from yaowen.group.rules.terms import UNIT, Terms, cosine
from yaowen.group.rules.window import LiveArticle, LiveStory, Window

SHOWN_WORDS = 6
HEADS = 6
TELLING_IDF = 6.0
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Near:
    """A story that an article may belong to.

    Attributes:
        found: its nearest members with their full cosine, nearest first.
        rival: best full cosine to a member of any other story.
    """

    story: LiveStory
    found: Sequence[tuple[float, LiveArticle]]
    rival: float


def measure(new: LiveArticle, near: Near, window: Window) -> Features:
    """All features of an article and a story; each about 0–1 but for the logarithms."""
    terms, story, found = new.terms, near.story, near.found
    best_full, best = found[0]
    heads = max((cosine(terms.head, other.terms.head), -place) for place, (_, other) in enumerate(found[:HEADS]))
    nearest = found[-heads[1]][1].terms
    features = {
        "best": best_full,
        "top3": sum(value for value, _ in found[:3]) / min(3, len(story.members)),
        "centroid": _centroid(terms, story),
        "cohesion": _cohesion(story),
        "head": heads[0],
        "pairs": _overlap(terms.pairs, nearest.pairs),
        "rival": near.rival,
        "margin": best_full - near.rival,
    }
    features |= _coverage(terms, nearest, story)
    features |= _affinity(terms, story, window)
    features |= _numbers(terms, nearest)
    features |= _times(new, best, story)
    features["same_outlet"] = float(new.outlet in story.outlets)
    features["bare"] = float(not terms.body)
    features["bare_head"] = features["bare"] * features["head"]
    features["bare_best"] = features["bare"] * features["best"]
    return features


def find_shared(new: Terms, other: Terms) -> tuple[str, ...]:
    """Words that two articles share, the most telling first."""
    products = {word: weight * other.full[word] for word, weight in new.full.items() if word in other.full}
    readable = [word for word in products if not word.startswith("_")]
    return tuple(sorted(readable, key=lambda word: (-products[word], word))[:SHOWN_WORDS])


def _centroid(terms: Terms, story: LiveStory) -> float:
    total = story.total
    dot = sum([weight * total[term] for term, weight in terms.full.items() if term in total])
    return dot / (UNIT * _length(story))


def _length(story: LiveStory) -> float:
    return math.sqrt(story.square) or 1.0


def _cohesion(story: LiveStory) -> float:
    return _length(story) / (UNIT * len(story.members))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _coverage(terms: Terms, nearest: Terms, story: LiveStory) -> Features:
    """How much of the headline, in idf, the story's headlines have, the nearest one has, and the other way round."""
    mass = sum(terms.words.values()) or 1.0
    shared = {word: idf for word, idf in terms.words.items() if word in nearest.words}
    back = sum(nearest.words.values()) or 1.0
    return {
        "covered": sum(idf for word, idf in terms.words.items() if word in story.words) / mass,
        "agreed": sum(idf * story.words.get(word, 0) for word, idf in terms.words.items())
        / (mass * len(story.members)),
        "covers": sum(idf for word, idf in nearest.words.items() if word in terms.full) / back,
        "told": sum(idf for word, idf in terms.words.items() if word in nearest.full) / mass,
        "shared_mass": math.log1p(sum(shared.values())),
        "shared_best": max(shared.values(), default=0.0) / 10.0,
        "shared_telling": math.log1p(sum(idf >= TELLING_IDF for idf in shared.values())),
    }


def _affinity(terms: Terms, story: LiveStory, window: Window) -> Features:
    """Whether the headline's words are this story's own: their share of live use, and how many use them at all."""
    mass = own = burst = 0.0
    for word, idf in terms.words.items():
        live = window.live_with.get(word, 0)
        if live and word in story.words:
            own += idf * story.words[word] / live
            burst += idf * math.log1p(live)
        mass += idf
    return {"affinity": own / (mass or 1.0), "burst": burst / (mass or 1.0)}


def _numbers(terms: Terms, nearest: Terms) -> Features:
    both = bool(terms.numbers and nearest.numbers)
    same = bool(terms.numbers & nearest.numbers)
    return {"same_number": float(same), "other_number": float(both and not same)}


def _times(new: LiveArticle, best: LiveArticle, story: LiveStory) -> Features:
    hours = 3600.0
    return {
        "gap": math.log1p(abs((new.at - best.at).total_seconds()) / hours),
        "age": math.log1p(max(0.0, (new.at - story.first_at).total_seconds()) / hours),
        "size": math.log(len(story.members)),
    }
