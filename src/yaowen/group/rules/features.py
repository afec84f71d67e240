"""What an article and a story have in common, as numbers for the model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import numpy as np

from yaowen.group.rules.board import Shared
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import PAIR_MARK, UNIT
from yaowen.group.rules.total import Short
from yaowen.group.rules.vocabulary import ID_BITS, WEIGHT_BITS, WEIGHT_MASK, Real, read_entries
from yaowen.group.rules.window import LiveArticle, Window
from yaowen.group.rules.wording import Headline, compare_wording

SHOWN_WORDS = 6
HEADS = 4
SMOOTHED_STORIES = 50
FINE = 1024
WHOLE = FINE * UNIT * UNIT
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


@dataclass(slots=True)
class Compared:
    """Articles of the window beside the one asked about, a place in each list for an article.

    Attributes:
        place: serial → where it stands.
        full, head: cosines of the full vectors and of the headlines', what many live stories share counting less.
        told: idf × rarity of the asked headline's words that stand in it.
        pairs: how many character pairs the headlines share.
    """

    place: dict[int, int] = field(default_factory=dict)
    full: list[float] = field(default_factory=list)
    head: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)
    pairs: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Question:
    """An article with all that is the same for every story it is held against. It lies on the window's board.

    Attributes:
        rarity: term → how little the live stories share it: 1 in one story alone, towards 0 in all of them.
        own: headline word → idf × rarity; `own_mass`: their sum; `idf` of each; `mass`: sum of idf alone.
        live_with: for each headline word the live articles with it in the headline.
        ids: its terms; `full`, `head`: their fine weights; `told`: `own` of the first of them.
    """

    article: LiveArticle
    window: Window
    rarity: Mapping[int, float]
    own: Mapping[int, float]
    own_mass: float
    idf: Sequence[float]
    mass: float
    live_with: Sequence[int]
    ids: Short
    full: Real
    head: Real
    told: Real
    headline: Headline
    compared: Compared = field(default_factory=Compared)

    def compare(self, members: Sequence[LiveArticle]) -> None:
        """Compare with articles, if that is not done."""
        place, board = self.compared.place, self.window.board
        if not place:
            self._weigh(board.found, board.shared)
        new = [member for member in members if member.serial not in place]
        if new:
            self._weigh([member.serial for member in new], board.look_up([member.vector for member in new]))

    def compare_whole(self, story: LiveStory, place: int) -> tuple[float, float]:
        """`Compared.full` and `.told` for all articles of a story together; `place`: of its nearest, maybe only one."""
        if story.total is None or len(story.members) == 1:
            return self.compared.full[place], self.compared.told[place]
        weights = story.total.find(self.ids)
        there = zip(self.own.values(), weights[: len(self.own)].tolist(), strict=True)
        return float(self.full.dot(weights)) / WHOLE, sum([weight for weight, held in there if held])

    def _weigh(self, serials: Sequence[int], shared: Shared) -> None:
        compared, count, places, owners = self.compared, len(serials), shared.places, shared.owners
        compared.place |= zip(serials, range(len(compared.place), len(compared.place) + count), strict=True)
        head_weights = shared.entries >> WEIGHT_BITS & WEIGHT_MASK
        full = np.bincount(owners, self.full[places] * (shared.entries & WEIGHT_MASK), count) / WHOLE
        head = np.bincount(owners, self.head[places] * head_weights, count) / WHOLE
        if self.article.has_pairs:
            pairs = np.bincount(owners[places >= self.article.pairs], minlength=count)
        else:  # words stand for pairs where both have none
            pairs = np.bincount(owners[(places < self.article.heads) & (head_weights > 0)], minlength=count)
            pairs[[self.window.articles[serial].has_pairs for serial in serials]] = 0
        compared.full += full.tolist()
        compared.head += head.tolist()
        compared.told += np.bincount(owners, self.told[places], count).tolist()
        compared.pairs += pairs.tolist()


def ask(article: LiveArticle, window: Window) -> Question:
    """Weigh an article's words by the stories that are live.

    高考 says little on its day, nor does a town's name in the paper of that town.
    """
    board, vocabulary = window.board, window.vocabulary
    board.lay(article.serial, article.vector)
    stories = len(window.stories) + SMOOTHED_STORIES
    top, whole = math.log(stories), math.log(stories / 2)
    entries, ids = read_entries(article.vector), board.ids
    rarity = (top - np.log(np.maximum(2, vocabulary.spread[ids] + 1))) / whole
    fine = FINE * rarity
    heads = ids[: article.heads]
    idf = vocabulary.idf[heads]
    told = np.zeros(len(ids))
    told[: article.heads] = own = idf * rarity[: article.heads]
    words, weights, listed = heads.tolist(), own.tolist(), idf.tolist()
    return Question(
        article=article,
        window=window,
        rarity=dict(zip(ids[: article.pairs].tolist(), rarity[: article.pairs].tolist(), strict=True)),
        own=dict(zip(words, weights, strict=True)),
        idf=listed,
        own_mass=sum(weights) or 1.0,
        mass=sum(listed) or 1.0,
        live_with=vocabulary.live_with[heads].tolist(),
        full=np.rint(fine * (entries & WEIGHT_MASK)),
        head=np.rint(fine * (entries >> WEIGHT_BITS & WEIGHT_MASK)),
        told=told,
        ids=ids.astype(np.int32),
        headline=Headline(article.plain, words, article.count_pairs()),
    )


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
    words, idf = ids.tolist(), window.vocabulary.idf[ids].tolist()
    ends = list(accumulate([one.heads for one in articles]))
    return [(words[start:end], idf[start:end]) for start, end in pairwise([0, *ends])]


def _measure(question: Question, side: Side, words: Sequence[int], idf: Sequence[float]) -> Features:
    new, near, nearest, compared = question.article, side.near, side.nearest, question.compared
    story, place = near.story, side.place
    size, length = len(story.members), math.sqrt(story.square)
    features = {
        "best": side.highest[0],
        "top3": sum(side.highest) / min(3, size),
        "centroid": side.full * UNIT / (length or 1.0),
        "cohesion": length / (UNIT * size),
        "head": compared.head[place],
        "margin": near.found[0][0] - near.rival,
        "same_outlet": float(new.outlet in story.outlets),
        "same_near": float(new.outlet == nearest.outlet),
        "outlet_share": story.outlets.get(new.outlet, 0) / size,
        "words": math.log1p(new.heads),
        "words_there": math.log1p(nearest.heads),
        "told": compared.told[place] / question.own_mass,
        "told_all": side.told / question.own_mass,
    }
    theirs = Headline(nearest.plain, words, nearest.count_pairs())
    features |= compare_wording(question.headline, theirs, compared.pairs[place])
    features |= _coverage(question, story, words, idf)
    features |= _affinity(question, story)
    features |= _numbers(new.numbers, nearest.numbers)
    features |= _times(new, side.best, story)
    return features


def find_shared(new: LiveArticle, other: LiveArticle, window: Window) -> tuple[str, ...]:
    """Words that two articles share, the most telling first."""
    window.board.lay(new.serial, new.vector)
    shared = window.board.look_up([other.vector])
    ids = shared.entries >> ID_BITS
    products = (read_entries(new.vector)[shared.places] & WEIGHT_MASK) * (shared.entries & WEIGHT_MASK)
    names = window.vocabulary.name(ids.tolist())
    ranked = sorted(zip((-products).tolist(), names, strict=True))
    readable = [word for _, word in ranked if not word.startswith(PAIR_MARK)]
    return tuple(readable[:SHOWN_WORDS])


def _coverage(question: Question, story: LiveStory, words: Sequence[int], idf: Sequence[float]) -> Features:
    """How much of the headline the story's headlines have, the nearest article has, and the other way round."""
    own, mass, held = question.own, question.own_mass, story.words
    rarity = question.rarity
    covers = [its * rarity[word] for word, its in zip(words, idf, strict=True) if word in rarity]
    return {
        "covered": sum([weight for word, weight in own.items() if word in held]) / mass,
        "covers": sum(covers) / (sum(idf) or 1.0),
        "shared_best": max([own[word] for word in words if word in own], default=0.0) / 10.0,
    }


def _affinity(question: Question, story: LiveStory) -> Features:
    """Whether the headline's words are this story's own: their share of live use, and how many use them at all."""
    own = burst = 0.0
    held = story.words
    for word, idf, live in zip(question.own, question.idf, question.live_with, strict=True):
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
