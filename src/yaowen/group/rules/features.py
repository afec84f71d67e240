"""What an article and a story have in common, as numbers for the model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yaowen.group.rules.terms import UNIT, Terms, cosine
from yaowen.group.rules.window import LiveArticle, LiveStory, Window

SHOWN_WORDS = 6
HEADS = 6
TELLING_IDF = 6.0
SMOOTHED_STORIES = 200
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


@dataclass(frozen=True, slots=True)
class Question:
    """An article with all that is the same for every story it is held against.

    Attributes:
        mass: idf of all words of the headline.
        rarity: term → how little the live stories share it: 1 in one story alone, towards 0 in all of them.
        own: headline word → idf × rarity; `own_mass`: their sum.
    """

    article: LiveArticle
    mass: float
    rarity: Mapping[str, float]
    own: Mapping[str, float]
    own_mass: float


def ask(article: LiveArticle, window: Window) -> Question:
    """Weigh an article's words by the stories that are live: 高考 says little on its day."""
    terms, spread = article.terms, window.spread
    stories = len(window.stories) + SMOOTHED_STORIES
    top, whole = math.log(stories), math.log(stories / 2)
    rarity = {term: (top - math.log(1 + max(1, spread.get(term, 0)))) / whole for term in terms.full}
    own = {word: idf * rarity[word] for word, idf in terms.words.items()}
    return Question(article, sum(terms.words.values()) or 1.0, rarity, own, sum(own.values()) or 1.0)


def measure(question: Question, near: Near, window: Window) -> Features:
    """All features of an article and a story; each about 0–1 but for the logarithms."""
    new = question.article
    terms, story, found = new.terms, near.story, near.found
    best_full, best = found[0]
    heads = max([(cosine(terms.head, other.terms.head), -place) for place, (_, other) in enumerate(found[:HEADS])])
    nearest = found[-heads[1]][1].terms
    features = {
        "best": best_full,
        "top3": sum([value for value, _ in found[:3]]) / min(3, len(story.members)),
        "centroid": _centroid(terms, story),
        "cohesion": _cohesion(story),
        "head": heads[0],
        "pairs": _overlap(terms.pairs, nearest.pairs),
        "rival": near.rival,
        "margin": best_full - near.rival,
        "same_outlet": float(new.outlet in story.outlets),
    }
    features |= _coverage(question, nearest, story)
    features |= _affinity(question, story, window)
    features |= _own(question, best.terms, nearest, story)
    features |= _numbers(terms, nearest)
    features |= _times(new, best, story)
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


def _coverage(question: Question, nearest: Terms, story: LiveStory) -> Features:
    """How much of the headline, in idf, the story's headlines have, the nearest one has, and the other way round."""
    terms, mass, held, size = question.article.terms, question.mass, story.words, len(story.members)
    shared = [idf for word, idf in terms.words.items() if word in nearest.words]
    covered = [(idf, held[word]) for word, idf in terms.words.items() if word in held]
    full = terms.full
    return {
        "covered": sum([idf for idf, _ in covered]) / mass,
        "agreed": sum([idf * count for idf, count in covered]) / (mass * size),
        "covers": sum([idf for word, idf in nearest.words.items() if word in full]) / (nearest.mass or 1.0),
        "told": sum([idf for word, idf in terms.words.items() if word in nearest.full]) / mass,
        "shared_mass": math.log1p(sum(shared)),
        "shared_best": max(shared, default=0.0) / 10.0,
        "shared_telling": math.log1p(len([idf for idf in shared if idf >= TELLING_IDF])),
    }


def _affinity(question: Question, story: LiveStory, window: Window) -> Features:
    """Whether the headline's words are this story's own: their share of live use, and how many use them at all."""
    own = burst = 0.0
    held, live_with = story.words, window.live_with
    for word, idf in question.article.terms.words.items():
        if word in held:
            live = live_with[word]
            own += idf * held[word] / live
            burst += idf * math.log1p(live)
    return {"affinity": own / question.mass, "burst": burst / question.mass}


def _own(question: Question, best: Terms, nearest: Terms, story: LiveStory) -> Features:
    """Coverage again, every word counting less the more live stories share it."""
    own, rarity, other, held = question.own, question.rarity, best.full, story.words
    full = question.article.terms.full
    products = [weight * other[term] * rarity[term] for term, weight in full.items() if term in other]
    kept = [weight for word, weight in own.items() if word in held]
    return {
        "own_best": sum(products) / (UNIT * UNIT),
        "own_covered": sum(kept) / question.own_mass,
        "own_told": sum([weight for word, weight in own.items() if word in nearest.full]) / question.own_mass,
        "own_mass": math.log1p(sum([weight for word, weight in own.items() if word in nearest.words])),
        "own_top": max(kept, default=0.0) / 10.0,
    }


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
