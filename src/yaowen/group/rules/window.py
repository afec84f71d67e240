"""The live window: articles of the last 96 hours, their stories, and the inverted index over the last 60.

Everything leaves in the order it came, and what leaves is taken off its story, so that no story lives on
the weight of articles long gone. All sums are of whole numbers: a window rebuilt from its live articles is
equal to one that has run for months.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.article import LiveArticle, make_article
from yaowen.group.rules.board import Board
from yaowen.group.rules.postings import Postings
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import Terms
from yaowen.group.rules.vocabulary import ID_BITS, WEIGHT_MASK, Vocabulary, Whole, pack, read_entries
from yaowen.group.rules.window_clock import AGREEING, WindowClock

__all__ = ["INDEXED", "LIVE", "LiveArticle", "LiveStory", "Window"]

LIVE = timedelta(hours=96)
INDEXED = timedelta(hours=60)
INDEXED_TOGETHER = 5_000
FOUND_BY = 24
"""An article is found by so many of its terms, those with the greatest weights."""


class Window:
    """Live articles, stories and postings.

    Args:
        trusts: whether no article names a time in the future (`WindowClock`).
    """

    def __init__(self, *, trusts: bool = False) -> None:
        self.articles: dict[int, LiveArticle] = {}
        self.stories: dict[int, LiveStory] = {}
        self.vocabulary = Vocabulary()
        self.board = Board(self.vocabulary)
        self._clock = WindowClock(trusts=trusts)
        self._postings = Postings()
        self._indexed: deque[tuple[int, datetime]] = deque()
        self._telling: tuple[int, list[int], Whole] = (0, [], read_entries(b""))

    @property
    def now(self) -> datetime | None:
        """The window's time."""
        return self._clock.now

    @now.setter
    def now(self, at: datetime) -> None:
        self._clock.now = at

    def put_clock(self, at: datetime, now: datetime) -> None:
        """Stand as the window stood after an article of `at`."""
        self._clock.put(at, now)

    def move_clock(self, at: datetime) -> datetime:
        """The window's time after an article of `at`.

        Where it leaps, the articles that ended the silence before it are of their own time, not of that before.
        """
        if self._clock.move(at):
            self._catch_up()
        assert self._clock.now is not None
        return self._clock.now

    def _catch_up(self) -> None:
        now = self._clock.now
        assert now is not None
        for _, article in zip(range(AGREEING - 1), reversed(self.articles.values()), strict=False):
            article.window_at = max(article.window_at, min(article.at, now))
        late = {article.serial: article.window_at for article in list(self.articles.values())[-AGREEING:]}
        self._indexed = deque((serial, late.get(serial, at)) for serial, at in self._indexed)

    def receive(self, serial: int, arrival: Arrival, terms: Terms, window_at: datetime) -> LiveArticle:
        """An article as the window keeps it. It must be added next: its terms are held for it."""
        ids = self.vocabulary.hold(terms.names, terms.idf)
        return make_article(serial, arrival, terms, window_at, pack(ids, terms.weights, terms.head_weights))

    def add(self, article: LiveArticle, first_at: datetime) -> None:
        """Put an article into its story and the index."""
        self.articles[article.serial] = article
        self._indexed.append((article.serial, article.window_at))
        story = self.stories.get(article.story)
        if story is None:
            story = self.stories[article.story] = LiveStory(article.story, first_at)
        story.first_at = min(story.first_at, first_at)
        self.vocabulary.spread[story.add(article)] += 1
        self.vocabulary.live_with[article.words] += 1
        terms, weights = self._find_telling(article)
        self._postings.add(article.serial, terms, weights.tolist(), self._oldest_indexed())

    def index_all(self, find_telling: Callable[[Sequence[LiveArticle]], tuple[Whole, Whole]]) -> None:
        """Index all articles, where none is indexed yet."""
        self._indexed = deque((article.serial, article.window_at) for article in self.articles.values())
        oldest = self._oldest_indexed()
        indexed = [article for article in self.articles.values() if article.serial >= oldest]
        for start in range(0, len(indexed), INDEXED_TOGETHER):
            self._postings.add_all(*find_telling(indexed[start : start + INDEXED_TOGETHER]))

    def drop_expired(self) -> Iterator[LiveArticle]:
        """Take out what was filed more than 96 hours ago, oldest first, and give it."""
        while self.articles and self.now:
            article = next(iter(self.articles.values()))
            if self.now - article.window_at <= LIVE:
                return
            self._take_out(article)
            yield article

    def find_near(self, article: LiveArticle, least: int, most: int) -> list[int]:
        """Serials of the indexed articles nearest by the telling terms, by sums of products of the weights."""
        ids, weights = self._find_telling(article)
        serials, sums = self._postings.find(ids, weights, self._oldest_indexed(), least)
        nearest: list[int] = serials[(-sums).argsort(kind="stable")[:most]].tolist()
        return nearest

    def rename_story(self, key: int, new_key: int) -> None:
        """Give a story its lasting key; nothing where it has joined another by now."""
        if key not in self.stories:
            return
        story = self.stories[new_key] = self.stories.pop(key)
        story.key = new_key
        for serial in story.members:
            self.articles[serial].story = new_key

    def join_stories(self, key: int, into: int) -> None:
        """Put all members of a story into another."""
        gone, story = self.stories.pop(key), self.stories[into]
        self.vocabulary.spread[gone.read_total()[0]] -= 1
        self.vocabulary.spread[story.take_over(gone)] += 1
        for serial in gone.members:
            self.articles[serial].story = into

    def _find_telling(self, article: LiveArticle) -> tuple[list[int], Whole]:
        """The terms that an article is found by and their weights, the greatest first."""
        if self._telling[0] != article.serial:
            entries = read_entries(article.vector)
            weights = entries & WEIGHT_MASK
            first = (-weights).argsort(kind="stable")[:FOUND_BY]
            self._telling = article.serial, (entries[first] >> ID_BITS).tolist(), weights[first]
        return self._telling[1:]

    def _oldest_indexed(self) -> int:
        while self._indexed and self.now and self.now - self._indexed[0][1] > INDEXED:
            self._indexed.popleft()
        return self._indexed[0][0] if self._indexed else 0

    def _take_out(self, article: LiveArticle) -> None:
        del self.articles[article.serial]
        vocabulary, story = self.vocabulary, self.stories[article.story]
        vocabulary.spread[story.drop(article)] -= 1
        vocabulary.live_with[article.words] -= 1
        if not story.members:
            del self.stories[story.key]
        self._postings.clear(vocabulary.release(read_entries(article.vector) >> ID_BITS))
