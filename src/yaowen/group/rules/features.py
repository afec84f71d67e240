"""What an article and a story have in common, as numbers for the model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from yaowen.group.rules.board import multiply
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import PAIR_MARK, UNIT
from yaowen.group.rules.vocabulary import unpack
from yaowen.group.rules.window import LiveArticle, Window
from yaowen.group.rules.wording import compare_wording

SHOWN_WORDS = 6
HEADS = 4
SMOOTHED_STORIES = 50
FINE = 1024
HALF_DAY_HOURS, DAY_HOURS = 12.0, 24.0
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
class Compared:
    """An article of the window beside the one asked about.

    Attributes:
        full, head: cosines of the full vectors and of the headlines', what many live stories share counting less.
        told: idf × rarity of the asked headline's words that stand in it.
    """

    full: float
    head: float
    told: float


@dataclass(slots=True)
class Question:
    """An article with all that is the same for every story it is held against. It lies on the window's board.

    Attributes:
        rarity: term → how little the live stories share it: 1 in one story alone, towards 0 in all of them.
        own: headline word → idf × rarity; `own_mass`: their sum; `mass`: sum of idf alone.
        live_with: for each headline word the live articles with it in the headline.
    """

    article: LiveArticle
    window: Window
    rarity: Mapping[int, float]
    own: Mapping[int, float]
    own_mass: float
    mass: float
    live_with: Sequence[int]
    compared: dict[int, Compared] = field(default_factory=dict)

    def compare(self, others: Sequence[LiveArticle]) -> list[Compared]:
        """Compare with articles. To ask for many at once is cheaper."""
        new = [other for other in others if other.serial not in self.compared]
        if new:
            board, whole = self.window.board, FINE * UNIT * UNIT
            full, told = board.multiply([other.full for other in new])
            head = multiply(board.head, [other.head for other in new])
            for other, *found in zip(new, (full / whole).tolist(), (head / whole).tolist(), told.tolist(), strict=True):
                self.compared[other.serial] = Compared(*found)
        return [self.compared[other.serial] for other in others]


def ask(article: LiveArticle, window: Window) -> Question:
    """Weigh an article's words by the stories that are live.

    高考 says little on its day, nor does a town's name in the paper of that town.
    """
    board, vocabulary = window.board, window.vocabulary
    board.lay(article.serial, article.full)
    stories = len(window.stories) + SMOOTHED_STORIES
    top, whole = math.log(stories), math.log(stories / 2)
    ids, weights = unpack(article.full)
    rarity = (top - np.log(np.maximum(2, vocabulary.spread[ids] + 1))) / whole
    board.rarity[ids] = rarity
    board.full[ids] = np.rint(FINE * weights * rarity)
    heads, weights = unpack(article.head)
    board.head[heads] = np.rint(FINE * weights * board.rarity[heads])
    of = dict(zip(ids.tolist(), rarity.tolist(), strict=True))
    own = {word: idf * of[word] for word, idf in zip(article.words, article.idf, strict=True)}
    words = list(article.words)
    board.own[words] = list(own.values())
    return Question(
        article=article,
        window=window,
        rarity=of,
        own=own,
        own_mass=sum(own.values()) or 1.0,
        mass=sum(article.idf) or 1.0,
        live_with=vocabulary.live_with[words].tolist(),
    )


def measure(question: Question, near: Near) -> Features:
    """All features of an article and a story; each about 0–1 but for the logarithms."""
    new, story, found = question.article, near.story, near.found
    members = [other for _, other in found[:HEADS]]
    compared = question.compare(members)
    products = [one.full for one in compared]
    heads = [one.head for one in compared]
    best = members[products.index(max(products))]
    place = heads.index(max(heads))
    nearest = members[place]
    highest = sorted(products, reverse=True)[:3]
    size, length = len(story.members), math.sqrt(story.square)
    features = {
        "best": highest[0],
        "top3": sum(highest) / min(3, size),
        "centroid": _compare_sum(question, story, products) * UNIT / length,
        "cohesion": length / (UNIT * size),
        "head": heads[place],
        "margin": found[0][0] - near.rival,
        "same_outlet": float(new.outlet in story.outlets),
        "same_near": float(new.outlet == nearest.outlet),
        "outlet_share": story.outlets.get(new.outlet, 0) / size,
        "words": math.log1p(len(new.words)),
        "words_there": math.log1p(len(nearest.words)),
        "told": compared[place].told / question.own_mass,
        "told_all": _tell_all(question, story, compared) / question.own_mass,
    }
    features |= compare_wording(question.own, new, nearest)
    features |= _coverage(question, nearest, story)
    features |= _affinity(question, story)
    features |= _numbers(new.numbers, nearest.numbers)
    features |= _times(new, best, story)
    return features


def _compare_sum(question: Question, story: LiveStory, products: Sequence[float]) -> float:
    """`Compared.full` for the sum of a story's vectors."""
    if len(story.members) == 1:
        return products[0]
    return float(question.window.board.full[story.ids] @ story.weights) / (FINE * UNIT * UNIT)


def _tell_all(question: Question, story: LiveStory, compared: Sequence[Compared]) -> float:
    """`Compared.told` for all articles of a story together."""
    if len(story.members) == 1:
        return compared[0].told
    return float(question.window.board.own[story.ids].sum())


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


def _coverage(question: Question, nearest: LiveArticle, story: LiveStory) -> Features:
    """How much of the headline the story's headlines have, the nearest article has, and the other way round."""
    own, mass, held = question.own, question.own_mass, story.words
    rarity = question.rarity
    covers = [idf * rarity[word] for word, idf in zip(nearest.words, nearest.idf, strict=True) if word in rarity]
    shared = [own[word] for word in nearest.words if word in own]
    return {
        "covered": sum([weight for word, weight in own.items() if word in held]) / mass,
        "covers": sum(covers) / (sum(nearest.idf) or 1.0),
        "shared_best": max(shared, default=0.0) / 10.0,
    }


def _affinity(question: Question, story: LiveStory) -> Features:
    """Whether the headline's words are this story's own: their share of live use, and how many use them at all."""
    own = burst = 0.0
    held = story.words
    for word, idf, live in zip(question.article.words, question.article.idf, question.live_with, strict=True):
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
    gap_hours = abs((new.at - best.at).total_seconds()) / hours
    return {
        "gap": math.log1p(gap_hours),
        "far": max(0.0, gap_hours - HALF_DAY_HOURS) / DAY_HOURS,
        "age": math.log1p(max(0.0, (new.at - story.first_at).total_seconds()) / hours),
        "size": math.log(len(story.members)),
    }
