"""Which story a page belongs to, now: articles by their membership, merged stories by their survivor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np

from yaowen.group import store as groups
from yaowen.rank.rules.fill import Candidate
from yaowen.rank.rules.packing import Numbers

_CHUNK = 500
_MOST_MERGES = 32
_CLOSED = frozenset({"merged", "withdrawn"})
FILL_HOURS = 72
FILL_STORIES = 300
"""The newest stories looked at when the ranking must be filled: five times its length, of the last three days."""


class StoryBook:
    """Page → story, remembered; asked again by `refresh`, because stories merge and split."""

    def __init__(self) -> None:
        self._story: dict[int, int] = {}
        self._read: dict[int, int] = {}

    def stories_of(self, pages: Numbers, minutes: Numbers) -> Numbers:
        """The story of each read's page; 0 for pages that belong to none."""
        distinct, where = np.unique(pages, return_inverse=True)
        asked = distinct.tolist()
        self._read.update(dict.fromkeys(asked, int(minutes.max(initial=0))))
        missing = [page for page in asked if page not in self._story]
        if missing:
            found = find_stories(missing)
            self._story.update({page: found.get(page, 0) for page in missing})
        return np.array([self._story[page] for page in asked], np.int64)[where]

    def refresh(self, after_minute: int) -> set[int]:
        """Ask for every page again that was read after a minute, forget the others.

        Returns:
            The stories that pages have left or joined.
        """
        self._read = {page: minute for page, minute in self._read.items() if minute > after_minute}
        self._story = {page: self._story[page] for page in self._read}
        found = find_stories(self._story)
        moved = {page: found.get(page, 0) for page, story in self._story.items() if found.get(page, 0) != story}
        touched = {self._story[page] for page in moved} | set(moved.values())
        self._story.update(moved)
        return touched - {0}


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
        for story, found in groups.load_stories(some).items()
    }


def load_candidates(stories: Iterable[int]) -> dict[int, Candidate]:
    """What the ranking needs to know of stories; closed and empty ones are left out."""
    return {
        story: Candidate(story, found.first_at, found.last_at, found.origins)
        for some in _chunks(list(stories))
        for story, found in groups.load_stories(some).items()
        if found.state not in _CLOSED and found.articles
    }


def latest_candidates(now: datetime) -> dict[int, Candidate]:
    """The newest stories at news time `now`: what may fill the ranking."""
    newest = load_candidates(groups.latest_stories(FILL_STORIES, now - timedelta(hours=FILL_HOURS)))
    return {story: each for story, each in newest.items() if each.first_at <= now}


def known_pages(pages: Iterable[int]) -> set[int]:
    """Of these pages those whose reads count: articles of a story, and open stories themselves."""
    listed = list(pages)
    found = find_stories(listed)
    return {page for page in found if page > 0 or found[page] == -page}


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
