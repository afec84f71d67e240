"""A window put back at a start: all its articles at once, over arrays, equal to one that took them one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate, pairwise

import numpy as np

from yaowen.group.rules.arrival import Filed
from yaowen.group.rules.article import LiveArticle, make_article
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import Terms
from yaowen.group.rules.vocabulary import ENTRY_BYTES, ID_BITS, WEIGHT_BITS, WEIGHT_MASK, Whole, pack, read_entries
from yaowen.group.rules.window import FOUND_BY, Window

TOGETHER = 500


class Restoring:
    """Fills an empty window. Articles are complete once `finish` has been called."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._waiting: list[tuple[LiveArticle, Terms]] = []
        self._first_at: dict[int, datetime] = {}

    def add(self, serial: int, past: Filed, terms: Terms) -> LiveArticle:
        """Take an article, later than all others."""
        article = make_article(serial, past.arrival, terms, past.window_at, b"")
        article.story = past.story
        first_at = min(past.story_first_at, self._first_at.get(past.story, past.story_first_at))
        self._first_at[past.story] = first_at
        self._window.articles[serial] = article
        self._window.put_clock(past.arrival.published, past.window_at)
        self._waiting.append((article, terms))
        if len(self._waiting) == TOGETHER:
            self._give_vectors()
        return article

    def finish(self) -> None:
        """Make stories, counts and the index."""
        self._give_vectors()
        window, members = self._window, defaultdict[int, list[LiveArticle]](list)
        for article in window.articles.values():
            members[article.story].append(article)
        for key, some in members.items():
            story = window.stories[key] = LiveStory.of(key, self._first_at[key], some)
            window.vocabulary.spread[story.read_total()[0]] += 1
        words = [article.head_words for article in window.articles.values()]
        np.add.at(window.vocabulary.live_with, read_entries(b"".join(words)) >> ID_BITS, 1)
        window.index_all(find_telling)

    def _give_vectors(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        ids = self._window.vocabulary.hold_all([(terms.names, terms.idf) for _, terms in waiting])
        weights = np.concatenate([terms.weights for _, terms in waiting])
        packed = pack(ids, weights, np.concatenate([terms.head_weights for _, terms in waiting]))
        ends = accumulate([ENTRY_BYTES * len(terms.names) for _, terms in waiting], initial=0)
        for (article, _), (start, end) in zip(waiting, pairwise(ends), strict=True):
            article.vector = packed[start:end]


def find_telling(articles: Sequence[LiveArticle]) -> tuple[Whole, Whole]:
    """The terms by which each article is found, and `serial << 14 | weight` there; articles in their order."""
    lengths = np.array([len(article.vector) // ENTRY_BYTES for article in articles], dtype=np.int64)
    entries = read_entries(b"".join([article.vector for article in articles]))
    weights, owners = entries & WEIGHT_MASK, np.arange(len(articles)).repeat(lengths)
    order = (owners << WEIGHT_BITS | (WEIGHT_MASK - weights)).argsort(kind="stable")
    starts = np.cumsum(lengths) - lengths
    first = order[np.arange(len(order)) - starts.repeat(lengths) < FOUND_BY]
    serials = np.array([article.serial for article in articles], dtype=np.int64)
    return entries[first] >> ID_BITS, serials[owners[first]] << WEIGHT_BITS | weights[first]
