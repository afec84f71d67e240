"""The live window: articles of the last 96 hours, their stories, and the inverted index over the last 60.

Everything leaves in the order it came, and what leaves is taken off its story, so that no story lives on
the weight of articles long gone. All sums are of whole numbers: a window rebuilt from its live articles is
equal to one that has run for months.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

import numpy as np

from yaowen.group.rules.ahead import (
    FOUND_BY,
    LEAST_PRODUCT,
    NEAR_ARTICLES,
    Coming,
    Prospect,
    count_entries,
    find_all,
    pick_telling,
)
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.article import LiveArticle, make_article
from yaowen.group.rules.board import Board, Shared, Short
from yaowen.group.rules.postings import Postings
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.terms import Terms
from yaowen.group.rules.vocabulary import (
    ENTRY_BYTES,
    ID_BITS,
    WEIGHT_BITS,
    WEIGHT_MASK,
    Vocabulary,
    Whole,
    pack,
    read_entries,
)
from yaowen.group.rules.window_clock import AGREEING, WindowClock

__all__ = ["INDEXED", "LIVE", "LiveArticle", "LiveStory", "Window"]

LIVE = timedelta(hours=96)
INDEXED = timedelta(hours=60)
INDEXED_TOGETHER = 5_000


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
        self._left: list[bytes] = []
        self._prospect: Prospect | None = None
        self._telling: tuple[int, Whole, Whole] = (0, read_entries(b""), read_entries(b""))

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

    def hold_all(self, terms: Sequence[Terms]) -> list[bytes]:
        """The vectors of several articles, whose terms are held until each is added and has left, or is given up."""
        self.give_up()
        ids = self.vocabulary.hold_all([(one.names, one.idf) for one in terms])
        weights = np.concatenate([one.weights for one in terms])
        packed = pack(ids, weights, np.concatenate([one.head_weights for one in terms]))
        ends = accumulate([ENTRY_BYTES * len(one.names) for one in terms], initial=0)
        return [packed[start:end] for start, end in pairwise(ends)]

    def give_up(self, vectors: Sequence[bytes] = ()) -> None:
        """Hold the terms of some articles no more, nor those of articles that have left since."""
        vectors, self._left = [*self._left, *vectors], []
        if vectors:
            self._postings.clear(self.vocabulary.release(read_entries(b"".join(vectors)) >> ID_BITS))

    def look_ahead(self, first: int, vectors: Sequence[bytes], times: Sequence[datetime]) -> list[Prospect | None]:
        """What articles of these times will find when nothing but they is added; None where it cannot be told yet."""
        self._postings.reach(self.vocabulary.capacity)
        oldest = self._foresee_oldest(first, times)
        unknown: list[Prospect | None] = [None] * (len(times) - len(oldest))
        if not oldest:
            return unknown
        coming = Coming(first, vectors[: len(oldest)], oldest)
        found = find_all(coming, self._postings, lambda serial: self.articles[serial].vector, self.board)
        return [*found, *unknown]

    def _foresee_oldest(self, first: int, times: Sequence[datetime]) -> list[int]:
        """Where the index will begin for each of the articles that come next, up to where the window's time leaps."""
        clock, indexed, coming, place = self._clock.copy(), self._indexed, list[tuple[int, datetime]](), 0
        found = list[int]()
        for serial, at in enumerate(times, first):
            if clock.move(at):
                break
            now = clock.now
            assert now is not None
            begin: tuple[int, datetime] | None = None
            while place < len(indexed) + len(coming):
                begin = indexed[place] if place < len(indexed) else coming[place - len(indexed)]
                if now - begin[1] <= INDEXED:
                    break
                begin, place = None, place + 1
            found.append(begin[0] if begin else next(iter(self.articles), serial))
            coming.append((serial, now))
        return found

    def receive(
        self, serial: int, arrival: Arrival, terms: Terms, window_at: datetime, vector: bytes | None = None
    ) -> LiveArticle:
        """An article as the window keeps it. It must be added next: its terms are held for it.

        Args:
            vector: as `hold_all` gave it, if it did.
        """
        return make_article(serial, arrival, terms, window_at, self.hold_all([terms])[0] if vector is None else vector)

    def expect(self, prospect: Prospect | None) -> None:
        """Take what the article received last will find as given, where the index begins as foreseen."""
        self._prospect = prospect

    def add(self, article: LiveArticle, first_at: datetime) -> None:
        """Put an article into its story and the index."""
        self.articles[article.serial] = article
        self._indexed.append((article.serial, article.window_at))
        story = self.stories.get(article.story)
        if story is None:
            story = self.stories[article.story] = LiveStory(article.story, first_at)
        story.first_at = min(story.first_at, first_at)
        self.vocabulary.spread[story.add(article)] += 1
        self.vocabulary.live_with[article.word_ids] += 1
        terms, weights = self._find_telling(article)
        self._postings.reach(self.vocabulary.capacity)
        self._postings.add(article.serial, terms, weights, self._oldest_indexed(article.serial))
        self._prospect = None

    def index_all(self) -> None:
        """Index all articles, where none is indexed yet."""
        self._indexed = deque((article.serial, article.window_at) for article in self.articles.values())
        oldest = self._oldest_indexed(0)
        indexed = [article for article in self.articles.values() if article.serial >= oldest]
        parts = [
            _find_telling_all(indexed[start : start + INDEXED_TOGETHER])
            for start in range(0, len(indexed), INDEXED_TOGETHER)
        ]
        if parts:
            self._postings.reserve(np.concatenate([terms for terms, _ in parts]))
        for terms, entries in parts:
            self._postings.add_all(terms, entries)

    def drop_expired(self) -> Iterator[LiveArticle]:
        """Take out what was filed more than 96 hours ago, oldest first, and give it."""
        while self.articles and self.now:
            article = next(iter(self.articles.values()))
            if self.now - article.window_at <= LIVE:
                return
            self._take_out(article)
            yield article

    def find_near(self, article: LiveArticle) -> tuple[Sequence[int], Shared]:
        """Serials of the indexed articles nearest by the telling terms, and what they share: it lies on the board."""
        self.board.lay(article.serial, article.vector)
        oldest, prospect = self._oldest_indexed(article.serial), self._prospect
        if prospect and prospect.serial == article.serial and prospect.oldest == oldest:
            self.board.keep(prospect.near, prospect.shared)
            return prospect.near, prospect.shared
        terms, weights = self._find_telling(article)
        self._postings.reach(self.vocabulary.capacity)
        serials, sums = self._postings.find(terms, weights, oldest, LEAST_PRODUCT)
        nearest: list[int] = serials[(-sums).argsort(kind="stable")[:NEAR_ARTICLES]].tolist()
        return nearest, self.board.find_shared(nearest, [self.articles[serial].vector for serial in nearest])

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

    def _find_telling(self, article: LiveArticle) -> tuple[Whole, Whole]:
        """The terms that an article is found by and their weights, the greatest first."""
        if self._prospect and self._prospect.serial == article.serial:
            return self._prospect.telling
        if self._telling[0] != article.serial:
            entries = read_entries(article.vector)
            weights = entries & WEIGHT_MASK
            first = (-weights).argsort(kind="stable")[:FOUND_BY]
            self._telling = article.serial, entries[first] >> ID_BITS, weights[first]
        return self._telling[1:]

    def _oldest_indexed(self, newest: int) -> int:
        """From which serial on articles are found; after a silence all live ones are."""
        while self._indexed and self.now and self.now - self._indexed[0][1] > INDEXED:
            self._indexed.popleft()
        return self._indexed[0][0] if self._indexed else next(iter(self.articles), newest)

    def _take_out(self, article: LiveArticle) -> None:
        del self.articles[article.serial]
        vocabulary, story = self.vocabulary, self.stories[article.story]
        vocabulary.spread[story.drop(article)] -= 1
        vocabulary.live_with[article.word_ids] -= 1
        if not story.members:
            del self.stories[story.key]
        self._left.append(article.vector)


def _find_telling_all(articles: Sequence[LiveArticle]) -> tuple[Short, Whole]:
    """The terms by which each article is found, and `serial << 14 | weight` there; articles in their order."""
    vectors = [article.vector for article in articles]
    entries, counts = read_entries(b"".join(vectors)), count_entries(vectors)
    first = pick_telling(entries, counts)
    serials = np.array([article.serial for article in articles], dtype=np.int64).repeat(np.minimum(counts, FOUND_BY))
    return (entries[first] >> ID_BITS).astype(np.int32), serials << WEIGHT_BITS | (entries[first] & WEIGHT_MASK)
