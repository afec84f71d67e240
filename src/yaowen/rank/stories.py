"""Which story a page belongs to, now: articles by their membership, merged stories by their survivor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np

from yaowen.group import store as groups
from yaowen.group.store import StoryMove
from yaowen.rank.rules.fill import Candidate
from yaowen.rank.rules.packing import Numbers

_CHUNK = 500
_MOST_MERGES = 32
_CLOSED = frozenset({"merged", "withdrawn"})
FILL_HOURS = 72
FILL_STORIES = 300
"""The newest stories looked at when the ranking must be filled: five times its length, of the last three days."""


class StoryBook:
    """Page → story, remembered; asked again by `follow`, because stories merge and split."""

    def __init__(self) -> None:
        self._story: dict[int, int] = {}
        self._read: dict[int, int] = {}

    def stories_of(self, pages: Numbers, minutes: Numbers) -> Numbers:
        """The story of each read's page; 0 for pages that belong to none."""
        distinct, where = np.unique(pages, return_inverse=True)
        asked = distinct.tolist()
        latest = int(minutes.max(initial=0))
        self._read.update({page: max(latest, self._read.get(page, 0)) for page in asked})
        missing = [page for page in asked if page not in self._story]
        if missing:
            found = find_stories(missing)
            self._story.update({page: found.get(page, 0) for page in missing})
        return np.array([self._story[page] for page in asked], np.int64)[where]

    def follow(self, moves: Iterable[StoryMove]) -> set[int]:
        """Ask again for the pages of stories that merged, split or lost an article.

        Returns:
            The stories that pages have left or joined.
        """
        heard: set[int] = {0}
        named: set[int] = set()
        for move in moves:
            heard |= {move.story_id, move.other_story_id or 0}
            named |= {*move.article_ids, -move.story_id}
        asked = [page for page, story in self._story.items() if story in heard or page in named]
        found = find_stories(asked)
        moved = {page: found.get(page, 0) for page in asked if found.get(page, 0) != self._story[page]}
        touched = {self._story[page] for page in moved} | set(moved.values())
        self._story.update(moved)
        return touched - {0}

    def forget(self, until_minute: int) -> None:
        """Forget pages that were last read at a minute or before."""
        self._read = {page: minute for page, minute in self._read.items() if minute > until_minute}
        self._story = {page: self._story[page] for page in self._read}

    def columns(self) -> tuple[Numbers, Numbers, Numbers]:
        """Pages, the story of each, and the minute of a read of it."""
        pages = list(self._story)
        stories, minutes = ([known[page] for page in pages] for known in (self._story, self._read))
        return np.array(pages, np.int64), np.array(stories, np.int64), np.array(minutes, np.int64)

    @staticmethod
    def of_columns(pages: Numbers, stories: Numbers, minutes: Numbers) -> StoryBook:
        """A book as it was when its columns were given."""
        book = StoryBook()
        book._story = dict(zip(pages.tolist(), stories.tolist(), strict=True))
        book._read = dict(zip(pages.tolist(), minutes.tolist(), strict=True))
        return book


def find_stories(pages: Iterable[int]) -> dict[int, int]:
    """Page → story, for pages that belong to an open one; merges are followed to the survivor."""
    listed = list(pages)
    articles = [page for page in listed if page > 0]
    home = {page: -page for page in listed if page < 0}
    for some in _chunks(articles):
        home |= groups.story_of(some)
    survivors = find_survivors(set(home.values()))
    return {page: survivors[story] for page, story in home.items() if story in survivors}


def find_survivors(stories: Iterable[int]) -> dict[int, int]:
    """Story → the open story it lives on in; withdrawn and unknown ones are left out."""
    end = {story: story for story in stories}
    states: dict[int, tuple[str, int | None]] = {}
    for _ in range(_MOST_MERGES):
        states = load_states(set(end.values()))
        ahead = {story: into for story, now in end.items() if (into := states.get(now, ("", None))[1]) is not None}
        if not ahead:
            break
        end |= ahead
    return {story: now for story, now in end.items() if now in states and states[now][0] not in _CLOSED}


def load_states(stories: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """Story → its state and, where it was merged, into which story."""
    return {
        story: (found.state, found.merged_into if found.state == "merged" else None)
        for some in _chunks(list(stories))
        for story, found in groups.load_outlines(some).items()
    }


def load_candidates(stories: Iterable[int]) -> dict[int, Candidate]:
    """What the ranking needs to know of stories; closed and empty ones are left out."""
    found: dict[int, Candidate] = {}
    for some in _chunks(list(stories)):
        found |= _candidates(groups.load_outlines(some).values())
    return found


def latest_candidates(now: datetime) -> dict[int, Candidate]:
    """The newest stories at news time `now`: what may fill the ranking."""
    newest = _candidates(groups.latest_outlines(FILL_STORIES, now - timedelta(hours=FILL_HOURS)).values())
    return {story: each for story, each in newest.items() if each.first_at <= now}


def _candidates(outlines: Iterable[groups.StoryOutline]) -> dict[int, Candidate]:
    return {
        each.id: Candidate(each.id, each.first_at, each.last_at, each.origins)
        for each in outlines
        if each.state not in _CLOSED and each.articles
    }


def known_pages(pages: Iterable[int]) -> set[int]:
    """Of these pages those whose reads count: articles of a story, and open stories themselves."""
    listed = list(pages)
    found = find_stories(listed)
    return {page for page in found if page > 0 or found[page] == -page}


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
