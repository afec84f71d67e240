"""A window put back at a start: all its articles at once, over arrays, equal to one that took them one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from yaowen.group.rules.ahead import count_entries
from yaowen.group.rules.arrival import Filed
from yaowen.group.rules.article import LiveArticle, make_article
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import Terms
from yaowen.group.rules.vocabulary import ID_BITS, read_entries, unpack
from yaowen.group.rules.window import Window

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
        single = [some[0] for some in members.values() if len(some) == 1]
        for start in range(0, len(single), TOGETHER):
            self._add_single(single[start : start + TOGETHER])
        for key, some in members.items():
            if len(some) > 1:
                story = window.stories[key] = LiveStory.of(key, self._first_at[key], some)
                window.vocabulary.spread[story.read_total()[0]] += 1
        words = [article.head_words for article in window.articles.values()]
        np.add.at(window.vocabulary.live_with, read_entries(b"".join(words)) >> ID_BITS, 1)
        window.index_all()

    def _add_single(self, articles: Sequence[LiveArticle]) -> None:
        """Make stories of one article each."""
        vectors = [article.vector for article in articles]
        ids, weights = unpack(b"".join(vectors))
        np.add.at(self._window.vocabulary.spread, ids, 1)
        squares, ends = np.concatenate(([0], (weights * weights).cumsum())), count_entries(vectors).cumsum()
        sums = np.diff(squares[ends], prepend=0).tolist()
        for article, square in zip(articles, sums, strict=True):
            key = article.story
            self._window.stories[key] = LiveStory.of_one(key, self._first_at[key], article, square)

    def _give_vectors(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        vectors = self._window.hold_all([terms for _, terms in waiting])
        for (article, _), vector in zip(waiting, vectors, strict=True):
            article.vector = vector
