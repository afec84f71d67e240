"""What an article and a story have in common, as numbers for the model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yaowen.group.rules.terms import UNIT, Terms, Vector
from yaowen.group.rules.window import LiveArticle, LiveStory, Window

SHOWN_WORDS = 6
HEADS = 4
TELLING_IDF = 6.0
SMOOTHED_STORIES = 50
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
        rarity: live term → how little the live stories share it: 1 in one story alone, towards 0 in all of them.
        full: the live terms of the full vector × rarity; `head`: the headline's.
        own: headline word → idf × rarity; `own_mass`: their sum.
    """

    article: LiveArticle
    mass: float
    rarity: Mapping[str, float]
    full: Mapping[str, float]
    head: Mapping[str, float]
    own: Mapping[str, float]
    own_mass: float

    def compare(self, other: Vector) -> float:
        """Cosine with a full vector, what many live stories share counting less."""
        return sum([weight * other[term] for term, weight in self.full.items() if term in other]) / (UNIT * UNIT)

    def compare_head(self, other: Vector) -> float:
        """`compare` for headlines."""
        return sum([weight * other[term] for term, weight in self.head.items() if term in other]) / (UNIT * UNIT)


def ask(article: LiveArticle, window: Window) -> Question:
    """Weigh an article's words by the stories that are live.

    高考 says little on its day, nor does a town's name in the paper of that town.
    """
    terms, spread = article.terms, window.spread
    stories = len(window.stories) + SMOOTHED_STORIES
    top, whole = math.log(stories), math.log(stories / 2)
    held = [(term, weight, spread[term]) for term, weight in terms.full.items() if term in spread]
    rarity = {term: (top - math.log(1 + count)) / whole if count > 1 else 1.0 for term, _, count in held}
    own = {word: idf * rarity.get(word, 1.0) for word, idf in terms.words.items()}
    full = {term: weight * rarity[term] for term, weight, _ in held}
    head = {term: weight * rarity[term] for term, weight in terms.head.items() if term in rarity}
    return Question(article, terms.mass or 1.0, rarity, full, head, own, sum(own.values()) or 1.0)


def measure(question: Question, near: Near, window: Window) -> Features:
    """All features of an article and a story; each about 0–1 but for the logarithms."""
    new = question.article
    terms, story, found = new.terms, near.story, near.found
    products = [(question.compare(other.terms.full), -place) for place, (_, other) in enumerate(found[:HEADS])]
    best = found[-max(products)[1]][1]
    heads = [(question.compare_head(other.terms.head), -place) for place, (_, other) in enumerate(found[:HEADS])]
    nearest = found[-max(heads)[1]][1].terms
    highest = sorted(products, reverse=True)[:3]
    features = {
        "best": highest[0][0],
        "top3": sum([value for value, _ in highest]) / min(3, len(story.members)),
        "centroid": question.compare(story.total) * UNIT / (math.sqrt(story.square) or 1.0),
        "cohesion": math.sqrt(story.square) / (UNIT * len(story.members)),
        "head": max(heads)[0],
        "pairs": _overlap(terms.pairs, nearest.pairs),
        "margin": found[0][0] - near.rival,
        "same_outlet": float(new.outlet in story.outlets),
        "words": math.log1p(len(terms.words)),
        "words_there": math.log1p(len(nearest.words)),
    }
    features |= _coverage(question, nearest, story)
    features |= _affinity(question, story, window)
    features |= _numbers(terms, nearest)
    features |= _times(new, best, story)
    return features


def find_shared(new: Terms, other: Terms) -> tuple[str, ...]:
    """Words that two articles share, the most telling first."""
    products = {word: weight * other.full[word] for word, weight in new.full.items() if word in other.full}
    readable = [word for word in products if not word.startswith("_")]
    return tuple(sorted(readable, key=lambda word: (-products[word], word))[:SHOWN_WORDS])


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _coverage(question: Question, nearest: Terms, story: LiveStory) -> Features:
    """How much of the headline the story's headlines have, the nearest article has, and the other way round."""
    own, mass, held, size = question.own, question.own_mass, story.words, len(story.members)
    shared = [weight for word, weight in own.items() if word in nearest.words]
    covered = [(weight, held[word]) for word, weight in own.items() if word in held]
    full, rarity = question.article.terms.full, question.rarity
    covers = [idf * rarity[word] for word, idf in nearest.words.items() if word in full]
    return {
        "covered": sum([weight for weight, _ in covered]) / mass,
        "agreed": sum([weight * count for weight, count in covered]) / (mass * size),
        "covers": sum(covers) / (nearest.mass or 1.0),
        "told": sum([weight for word, weight in own.items() if word in nearest.full]) / mass,
        "shared_mass": math.log1p(sum(shared)),
        "shared_best": max(shared, default=0.0) / 10.0,
        "shared_telling": math.log1p(len([weight for weight in shared if weight >= TELLING_IDF])),
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
