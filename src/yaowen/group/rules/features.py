"""What an article and a story have in common, as numbers for the model."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from yaowen.group.rules.board import multiply
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import PAIR_MARK, UNIT
from yaowen.group.rules.vocabulary import unpack
from yaowen.group.rules.window import LiveArticle, Window

SHOWN_WORDS = 6
HEADS = 4
TELLING_IDF = 6.0
SMOOTHED_STORIES = 50
FINE = 1024
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
    """An article with all that is the same for every story it is held against. It lies on the window's board.

    Attributes:
        own: headline word → idf × rarity; `own_mass`: their sum.
        mass: idf of all words of the headline; `live_with`: live articles with the word in the headline.
    """

    article: LiveArticle
    window: Window
    own: Mapping[int, float]
    own_mass: float
    idf: Sequence[float]
    mass: float
    live_with: Sequence[int]
    compared: dict[int, tuple[float, float]] = field(default_factory=dict)

    def compare(self, others: Iterable[LiveArticle]) -> list[tuple[float, float]]:
        """Cosines of full vectors and of headlines, what many live stories share counting less.

        To ask for many at once is cheaper.
        """
        asked = list(others)
        new = [other for other in asked if other.serial not in self.compared]
        if new:
            board, whole = self.window.board, FINE * UNIT * UNIT
            full = multiply(board.full, [other.full for other in new]) / whole
            head = multiply(board.head, [other.head for other in new]) / whole
            found = zip(full.tolist(), head.tolist(), strict=True)
            self.compared.update(zip([other.serial for other in new], found, strict=True))
        return [self.compared[other.serial] for other in asked]


def ask(article: LiveArticle, window: Window) -> Question:
    """Weigh an article's words by the stories that are live.

    高考 says little on its day, nor does a town's name in the paper of that town.
    """
    board, vocabulary = window.board, window.vocabulary
    board.lay(article.serial, article.full)
    stories = len(window.stories) + SMOOTHED_STORIES
    top, whole = math.log(stories), math.log(stories / 2)
    ids, weights = unpack(article.full)
    rarity = (top - np.log(1 + np.maximum(1, vocabulary.spread[ids]))) / whole
    board.rarity[ids] = rarity
    board.full[ids] = np.rint(FINE * weights * rarity)
    ids, weights = unpack(article.head)
    board.head[ids] = np.rint(FINE * weights * board.rarity[ids])
    words = np.array(article.words, dtype=np.int64)
    idf = vocabulary.idf[words]
    own = board.own[words] = idf * board.rarity[words]
    return Question(
        article=article,
        window=window,
        own=dict(zip(article.words, own.tolist(), strict=True)),
        own_mass=float(own.sum()) or 1.0,
        idf=idf.tolist(),
        mass=float(idf.sum()) or 1.0,
        live_with=vocabulary.live_with[words].tolist(),
    )


def measure(question: Question, near: Near, window: Window) -> Features:
    """All features of an article and a story; each about 0–1 but for the logarithms."""
    new, story, found = question.article, near.story, near.found
    members = [other for _, other in found[:HEADS]]
    products, heads = zip(*question.compare(members), strict=True)
    best = members[products.index(max(products))]
    nearest = members[heads.index(max(heads))]
    highest = sorted(products, reverse=True)[:3]
    size, length = len(story.members), math.sqrt(story.square)
    centroid = float(window.board.full[story.ids] @ story.weights)
    features = {
        "best": highest[0],
        "top3": sum(highest) / min(3, size),
        "centroid": centroid / (FINE * UNIT * (length or 1.0)),
        "cohesion": length / (UNIT * size),
        "head": max(heads),
        "pairs": _overlap(new.pairs, nearest.pairs),
        "margin": found[0][0] - near.rival,
        "same_outlet": float(new.outlet in story.outlets),
        "words": math.log1p(len(new.words)),
        "words_there": math.log1p(len(nearest.words)),
    }
    features |= _coverage(question, nearest, story)
    features |= _affinity(question, story)
    features |= _numbers(new.numbers, nearest.numbers)
    features |= _times(new, best, story)
    return features


def find_shared(new: LiveArticle, other: LiveArticle, window: Window) -> tuple[str, ...]:
    """Words that two articles share, the most telling first."""
    window.board.lay(new.serial, new.full)
    ids, weights = unpack(other.full)
    products = window.board.plain[ids] * weights
    shared = products > 0
    names = window.vocabulary.name(ids[shared].tolist())
    ranked = sorted(zip((-products[shared]).tolist(), names, strict=True))
    readable = [word for _, word in ranked if not word.startswith(PAIR_MARK)]
    return tuple(readable[:SHOWN_WORDS])


def _overlap(one: Collection[int], other: Collection[int]) -> float:
    shared = len(set(one).intersection(other))
    return shared / (len(one) + len(other) - shared) if one or other else 0.0


def _coverage(question: Question, nearest: LiveArticle, story: LiveStory) -> Features:
    """How much of the headline the story's headlines have, the nearest article has, and the other way round."""
    own, mass, held, size = question.own, question.own_mass, story.words, len(story.members)
    board, vocabulary = question.window.board, question.window.vocabulary
    there = np.array(nearest.words, dtype=np.int64)
    their_idf = vocabulary.idf[there]
    shared = [own[word] for word in nearest.words if word in own]
    covered = [(weight, held[word]) for word, weight in own.items() if word in held]
    told = board.own[unpack(nearest.full)[0]].sum()
    return {
        "covered": sum([weight for weight, _ in covered]) / mass,
        "agreed": sum([weight * count for weight, count in covered]) / (mass * size),
        "covers": float(their_idf @ board.rarity[there]) / (float(their_idf.sum()) or 1.0),
        "told": float(told) / mass,
        "shared_mass": math.log1p(sum(shared)),
        "shared_best": max(shared, default=0.0) / 10.0,
        "shared_telling": math.log1p(len([weight for weight in shared if weight >= TELLING_IDF])),
    }


def _affinity(question: Question, story: LiveStory) -> Features:
    """Whether the headline's words are this story's own: their share of live use, and how many use them at all."""
    own = burst = 0.0
    held = story.words
    for word, idf, live in zip(question.article.words, question.idf, question.live_with, strict=True):
        if word in held:
            own += idf * held[word] / live
            burst += idf * math.log1p(live)
    return {"affinity": own / question.mass, "burst": burst / question.mass}


def _numbers(ours: frozenset[str], theirs: frozenset[str]) -> Features:
    both = bool(ours and theirs)
    same = bool(ours & theirs)
    return {"same_number": float(same), "other_number": float(both and not same)}


def _times(new: LiveArticle, best: LiveArticle, story: LiveStory) -> Features:
    hours = 3600.0
    return {
        "gap": math.log1p(abs((new.at - best.at).total_seconds()) / hours),
        "age": math.log1p(max(0.0, (new.at - story.first_at).total_seconds()) / hours),
        "size": math.log(len(story.members)),
    }
