"""Re-filing: a story of one report is judged again 0.5, 2 and 6 hours after it began, by the window of then.

By then later reports have come that it may belong with, and their words are weighed by other live stories. It joins
the other story as a whole, copies and all. (Taking single articles out of stories of two or three, and moving those
stories as a whole, changed no figure on the labelled windows by more than .002: it is left alone.)

Times are the window's, which only articles move: a site started again, or a stream read twice, refiles the same.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from yaowen.group.rules.arrival import Union
from yaowen.group.rules.model import probability
from yaowen.group.rules.window import LiveArticle, LiveStory, Window

if TYPE_CHECKING:
    from yaowen.group.rules.filer import Filer

AFTER = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
SETTLED = AFTER[1]
YOUNG = timedelta(hours=24)
LEAST_OVER = 0.0
"""How far over the bar of filing the other story must be."""


@dataclass(frozen=True, slots=True)
class Due:
    """A story to be filed again.

    Attributes:
        serial: its first article's.
        after: since it began.
        settled: it is now, and was not before, old enough for its earlier stories to be looked for.
    """

    story: int
    serial: int
    after: timedelta
    settled: bool


@dataclass(frozen=True, slots=True)
class Refiled:
    """A story that joined another: why.

    Attributes:
        nearest: id of the article that decided it; `article`: id of the one judged.
        hours: since the story began.
    """

    union: Union
    article: int | str
    nearest: int | str
    hours: float


class Schedule:
    """When which story is due: by its first article, which names it whatever its key becomes."""

    def __init__(self) -> None:
        self._due: list[tuple[datetime, int, timedelta]] = []

    def note(self, window: Window, serial: int) -> None:
        """Note the next time of a story that an article began; nothing for other articles."""
        article = window.articles[serial]
        if window.stories[article.story].members[0] != serial or window.now is None:
            return
        for after in AFTER:
            if article.window_at + after > window.now:
                heapq.heappush(self._due, (article.window_at + after, serial, after))
                return

    def take_due(self, window: Window) -> Iterator[Due]:
        """The stories due by the window's time, in order, each once; their next times are noted."""
        while self._due and window.now is not None and self._due[0][0] <= window.now:
            _, serial, after = heapq.heappop(self._due)
            article = window.articles.get(serial)
            if article is None:
                continue
            story = window.stories[article.story]
            if story.members[0] == serial and window.now - story.first_at <= YOUNG:
                self.note(window, serial)
                settled = after <= SETTLED <= window.now - article.window_at
                yield Due(story.key, serial, after, settled)


def decide_refiling(filer: Filer, due: Due) -> Refiled | None:
    """Whether a story joins another, and why. The larger of the two survives, of equals the earlier."""
    window = filer.window
    story = window.stories[due.story]
    article = _only_report(window, story)
    if article is None:
        return None
    fits = [fit for fit in filer.judge(article) if fit.over >= LEAST_OVER]
    for fit in sorted(fits, key=lambda fit: -fit.over):
        other = fit.near.story
        if filer.pins.are_apart(story.key, other.key) or filer.recurs_in(article, other.key):
            continue
        survivor, merged = sorted((story, other), key=lambda one: (-len(one.members), one.members[0]))
        union = Union(merged.key, survivor.key, probability(fit.logit))
        return Refiled(union, article.article_id, fit.near.found[0][1].article_id, due.after / timedelta(hours=1))
    return None


def _only_report(window: Window, story: LiveStory) -> LiveArticle | None:
    """The one report of a story of one; None where it has several that are not copies of each other."""
    first, *others = (window.articles[serial] for serial in story.members)
    return first if all(other.origin == first.serial for other in others) else None
