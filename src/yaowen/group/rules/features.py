"""What an article and a story have in common, as numbers for the model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from yaowen.group.rules.question import Question
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import UNIT
from yaowen.group.rules.vocabulary import ID_BITS, read_entries
from yaowen.group.rules.window import LiveArticle, Window
from yaowen.group.rules.wording import Headline, compare_wording

HEADS = 4
HALF_DAY_HOURS, DAY_HOURS = 12.0, 24.0
Features = dict[str, float]


@dataclass(slots=True)
class Near:
    """A story that an article may belong to.

    Attributes:
        found: its nearest members with their full cosine, nearest first.
        rival: best full cosine to a member of any other story.
    """

    story: LiveStory
    found: Sequence[tuple[float, LiveArticle]]
    rival: float


def measure(question: Question, near: Near) -> Features:
    """All features of an article and a story; each about 0–1 but for the logarithms."""
    return measure_all(question, [near])[0]


def measure_all(question: Question, nears: Sequence[Near]) -> list[Features]:
    """`measure` for several stories, which is cheaper."""
    question.compare([member for near in nears for _, member in near.found[:HEADS]])
    sides = [_find_sides(question, near) for near in nears]
    headlines = _read_headlines([side.nearest for side in sides], question.window)
    return [_measure(question, side, *headline) for side, headline in zip(sides, headlines, strict=True)]


@dataclass(slots=True)
class Side:
    """A near story beside the article asked about.

    Attributes:
        best: the member nearest by the full vector; `nearest`: by the headline, and `place`: where it is compared.
        highest: the best cosines.
        full, told: of all its members together, as in `Compared`.
    """

    near: Near
    best: LiveArticle
    nearest: LiveArticle
    place: int
    highest: Sequence[float]
    full: float
    told: float


def _find_sides(question: Question, near: Near) -> Side:
    compared, members = question.compared, [member for _, member in near.found[:HEADS]]
    places = [compared.place[member.serial] for member in members]
    products, heads = [compared.full[place] for place in places], [compared.head[place] for place in places]
    best, nearest = products.index(max(products)), heads.index(max(heads))
    whole = question.compare_whole(near.story, places[best])
    highest = sorted(products, reverse=True)[:3]
    return Side(near, members[best], members[nearest], places[nearest], highest, *whole)


def _read_headlines(articles: Sequence[LiveArticle], window: Window) -> list[tuple[list[int], list[float]]]:
    """The words of each article's headline and their idf."""
    ids = read_entries(b"".join([one.head_words for one in articles])) >> ID_BITS
    words, idf = ids.tolist(), window.vocabulary.idf.take(ids).tolist()
    ends = list(accumulate([one.heads for one in articles]))
    return [(words[start:end], idf[start:end]) for start, end in pairwise([0, *ends])]


def _measure(question: Question, side: Side, words: Sequence[int], idf: Sequence[float]) -> Features:
    new, near, nearest, compared = question.article, side.near, side.nearest, question.compared
    story, place = near.story, side.place
    size, length, outlets = len(story.members), math.sqrt(story.square), story.outlets
    features = {
        "best": side.highest[0],
        "top3": sum(side.highest) / min(3, size),
        "centroid": side.full * UNIT / (length or 1.0),
        "cohesion": length / (UNIT * size),
        "head": compared.head[place],
        "margin": near.found[0][0] - near.rival,
        "same_outlet": float(new.outlet in outlets),
        "same_near": float(new.outlet == nearest.outlet),
        "outlet_share": outlets.get(new.outlet, 0) / size,
        "words": math.log1p(new.heads),
        "words_there": math.log1p(nearest.heads),
        "told": compared.told[place] / question.own_mass,
        "told_all": side.told / question.own_mass,
    }
    theirs = Headline(nearest.plain, words, nearest.count_pairs())
    features |= compare_wording(question.headline, theirs, compared.pairs[place])
    features["covered"], affinity, burst = _use(question, story.words)
    features |= _coverage(question, words, idf)
    features |= {"affinity": affinity, "burst": burst}
    features |= _numbers(new.numbers, nearest.numbers)
    features |= _times(new, side.best, story)
    return features


def _coverage(question: Question, words: Sequence[int], idf: Sequence[float]) -> Features:
    """How much of the nearest article's headline the asked one has, and its most telling word of these."""
    own, rarity = question.own, question.rarity
    covers = [its * rarity[word] for word, its in zip(words, idf, strict=True) if word in rarity]
    return {
        "covers": sum(covers) / (sum(idf) or 1.0),
        "shared_best": max([own[word] for word in words if word in own], default=0.0) / 10.0,
    }


def _use(question: Question, held: Mapping[int, int]) -> tuple[float, float, float]:
    """How much of the headline the story's headlines have, and whether its words are this story's own.

    These are their share of live use, and how many use them at all.
    """
    covered = own = burst = 0.0
    for word, weight, idf, live in question.uses:
        if word in held:
            covered += weight
            own += idf * held[word] / live
            burst += idf * math.log1p(live)
    mass = question.mass
    return covered / question.own_mass, own / mass, burst / mass


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
