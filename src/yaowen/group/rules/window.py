"""The live window: articles of the last 96 hours, their stories, and the inverted index over the last 60.

Everything leaves in the order it came, and what leaves is taken off its story, so that no story lives on
the weight of articles long gone. All sums are of whole numbers: a window rebuilt from its live articles is
equal to one that has run for months.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from yaowen.group.rules.terms import Terms

LIVE = timedelta(hours=96)
INDEXED = timedelta(hours=60)
POSTINGS = 300
CLOCK_ARRIVALS = 3


@dataclass(slots=True)
class LiveArticle:
    """An article of the window. `serial` counts filings; `origin` is the serial this one is a copy of."""

    serial: int
    article_id: int | str
    outlet: str
    at: datetime
    window_at: datetime
    terms: Terms
    story: int
    origin: int | None


@dataclass(slots=True)
class LiveStory:
    """A story with live articles.

    Attributes:
        first_at: when its earliest article came out, also where that one has expired.
        total: sum of the members' full vectors.
        square: the squared length of `total`, kept as it changes.
        words: headline word → live members with it.
    """

    key: int
    first_at: datetime
    members: list[int] = field(default_factory=list)
    total: dict[str, int] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    square: int = 0

    def weigh_in(self, terms: Mapping[str, int], sign: int, spread: dict[str, int]) -> None:
        """Add (sign 1) a vector to the sum, or take it away (−1); `spread` counts the stories with a term."""
        total, square = self.total, self.square
        for term, weight in terms.items():
            before = total.get(term, 0)
            after = before + sign * weight
            square += after * after - before * before
            if not before:
                spread[term] = spread.get(term, 0) + 1
            if after:
                total[term] = after
                continue
            total.pop(term, None)
            spread[term] -= 1
            if not spread[term]:
                del spread[term]
        self.square = square


class Window:
    """Live articles, stories and postings.

    Attributes:
        live_with: headline word → live articles with it.
        spread: term → live stories with it.
    """

    def __init__(self) -> None:
        self.articles: dict[int, LiveArticle] = {}
        self.stories: dict[int, LiveStory] = {}
        self.live_with: Counter[str] = Counter()
        self.spread: dict[str, int] = {}
        self.now: datetime | None = None
        self._postings: dict[str, deque[tuple[int, int]]] = {}
        self._indexed: deque[tuple[int, datetime]] = deque()
        self._recent: deque[datetime] = deque(maxlen=CLOCK_ARRIVALS)

    def move_clock(self, at: datetime) -> datetime:
        """The window's time after an article of `at`: the earliest of the last three, where that is later.

        One article with a date in the future moves nothing.
        """
        self._recent.append(at)
        earliest = min(self._recent)
        if self.now is None or (earliest > self.now and len(self._recent) == CLOCK_ARRIVALS):
            self.now = earliest
        return self.now

    def add(self, article: LiveArticle, first_at: datetime) -> None:
        """Put an article into its story and the index."""
        self.articles[article.serial] = article
        self._indexed.append((article.serial, article.window_at))
        story = self.stories.setdefault(article.story, LiveStory(article.story, first_at))
        story.first_at = min(story.first_at, first_at)
        story.members.append(article.serial)
        _change(story.outlets, article.outlet, 1)
        for word in article.terms.words:
            _change(story.words, word, 1)
            _change(self.live_with, word, 1)
        story.weigh_in(article.terms.full, 1, self.spread)
        for term, weight in article.terms.telling.items():
            self._postings.setdefault(term, deque(maxlen=POSTINGS)).append((article.serial, weight))

    def drop_expired(self) -> Iterator[LiveArticle]:
        """Take out what was filed more than 96 hours ago, oldest first, and give it."""
        while self.articles and self.now:
            article = next(iter(self.articles.values()))
            if self.now - article.window_at <= LIVE:
                return
            self._take_out(article)
            yield article

    def find_near(self, terms: Mapping[str, int]) -> dict[int, int]:
        """Serials of indexed articles with any of these terms → sum of products of the weights."""
        oldest = self._oldest_indexed()
        sums: dict[int, int] = {}
        for term, weight in terms.items():
            for serial, other in reversed(self._postings.get(term, ())):
                if serial < oldest:
                    break
                sums[serial] = sums.get(serial, 0) + weight * other
        return sums

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
        gone_total = dict(gone.total)
        gone.weigh_in(gone_total, -1, self.spread)
        story.weigh_in(gone_total, 1, self.spread)
        story.first_at = min(story.first_at, gone.first_at)
        story.members = sorted(story.members + gone.members)
        story.words.update(gone.words)
        story.outlets.update(gone.outlets)
        for serial in gone.members:
            self.articles[serial].story = into

    def _oldest_indexed(self) -> int:
        while self._indexed and self.now and self.now - self._indexed[0][1] > INDEXED:
            self._indexed.popleft()
        return self._indexed[0][0] if self._indexed else 0

    def _take_out(self, article: LiveArticle) -> None:
        del self.articles[article.serial]
        story = self.stories[article.story]
        story.members.remove(article.serial)
        _change(story.outlets, article.outlet, -1)
        for word in article.terms.words:
            _change(story.words, word, -1)
            _change(self.live_with, word, -1)
        story.weigh_in(article.terms.full, -1, self.spread)
        for term in article.terms.telling:
            self._drop_posting(term, article.serial)
        if not story.members:
            del self.stories[story.key]

    def _drop_posting(self, term: str, serial: int) -> None:
        entries = self._postings.get(term)
        if entries and entries[0][0] == serial:
            entries.popleft()
        if not entries:
            self._postings.pop(term, None)


def _change(counts: Counter[str], key: str, by: int) -> None:
    left = counts[key] + by
    if left:
        counts[key] = left
    else:
        del counts[key]
