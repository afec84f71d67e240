"""The article that is being filed, weighed once for all the stories that it is held against."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from yaowen.group.rules.board import Shared
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import UNIT
from yaowen.group.rules.total import Short
from yaowen.group.rules.vocabulary import WEIGHT_BITS, WEIGHT_MASK, Real, read_entries
from yaowen.group.rules.window import LiveArticle, Window
from yaowen.group.rules.wording import Headline

SMOOTHED_STORIES = 50
FIRST_LOGS = 1 << 14
FINE = 1024
WHOLE = FINE * UNIT * UNIT


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
        own: headline word → idf × rarity; `own_mass`: their sum; `mass`: sum of idf alone.
        uses: each headline word, that, its idf, and how many live articles have it in the headline.
        ids: its terms; `full`, `head`: their fine weights; `told`: `own` of the first of them.
    """

    article: LiveArticle
    window: Window
    rarity: Mapping[int, float]
    own: Mapping[int, float]
    own_mass: float
    mass: float
    uses: Sequence[tuple[int, float, float, int]]
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
        full = np.bincount(owners, self.full.take(places) * (shared.entries & WEIGHT_MASK), count) / WHOLE
        head = np.bincount(owners, self.head.take(places) * head_weights, count) / WHOLE
        if self.article.has_pairs:
            pairs = np.bincount(owners.take((places >= self.article.pairs).nonzero()[0]), minlength=count)
        else:  # words stand for pairs where both have none
            pairs = np.bincount(owners[(places < self.article.heads) & (head_weights > 0)], minlength=count)
            pairs[[self.window.articles[serial].has_pairs for serial in serials]] = 0
        compared.full += full.tolist()
        compared.head += head.tolist()
        compared.told += np.bincount(owners, self.told.take(places), count).tolist()
        compared.pairs += pairs.tolist()


class _Logs:
    """Logarithms of 2, 2, 3, 4, …: of how many stories have a term, with one more."""

    known: ClassVar[Real] = np.log(np.maximum(2, np.arange(1, FIRST_LOGS + 1)))


def _read_logs(spread: Short) -> Real:
    try:
        return _Logs.known.take(spread)
    except IndexError:
        _Logs.known = np.log(np.maximum(2, np.arange(1, 2 * int(spread.max()) + 2)))
        return _Logs.known.take(spread)


def ask(article: LiveArticle, window: Window) -> Question:
    """Weigh an article's words by the stories that are live.

    高考 says little on its day, nor does a town's name in the paper of that town.
    """
    board, vocabulary = window.board, window.vocabulary
    board.lay(article.serial, article.vector)
    stories = len(window.stories) + SMOOTHED_STORIES
    top, whole = math.log(stories), math.log(stories / 2)
    entries, ids = read_entries(article.vector), board.ids
    rarity = (top - _read_logs(vocabulary.spread.take(ids))) / whole
    fine = FINE * rarity
    heads = ids[: article.heads]
    idf = vocabulary.idf.take(heads)
    told = np.zeros(len(ids))
    told[: article.heads] = own = idf * rarity[: article.heads]
    words, weights, listed = heads.tolist(), own.tolist(), idf.tolist()
    return Question(
        article=article,
        window=window,
        rarity=dict(zip(ids[: article.pairs].tolist(), rarity[: article.pairs].tolist(), strict=True)),
        own=dict(zip(words, weights, strict=True)),
        own_mass=sum(weights) or 1.0,
        mass=sum(listed) or 1.0,
        uses=list(zip(words, weights, listed, vocabulary.live_with.take(heads).tolist(), strict=True)),
        full=np.rint(fine * (entries & WEIGHT_MASK)),
        head=np.rint(fine * (entries >> WEIGHT_BITS & WEIGHT_MASK)),
        told=told,
        ids=ids.astype(np.int32),
        headline=Headline(article.plain, words, article.count_pairs()),
    )
