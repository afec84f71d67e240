"""Counting from the log alone: a window built afresh, and a recount that shares nothing with the window."""

from __future__ import annotations

import struct
from collections import Counter, defaultdict
from collections.abc import Iterator

from yaowen.base.settings import Settings
from yaowen.base.words import Ranking
from yaowen.rank.log import in_batches, rows_between
from yaowen.rank.rules.order import decide_standings
from yaowen.rank.rules.spans import time_of
from yaowen.rank.rules.window import WINDOW_MINUTES, Window
from yaowen.rank.stories import StoryBook, find_stories, latest_candidates, load_candidates


def build_window(minute: int, per_network: int, book: StoryBook) -> Window:
    """The window that ends at `minute`, from the log."""
    window = Window(per_network, minute)
    for _, minutes, reads in in_batches(rows_between(minute - WINDOW_MINUTES, minute)):
        window.merge(minutes, book.stories_of(reads.page, minutes), reads)
    return window


def rank_window(window: Window, size: int) -> Ranking:
    """The ranking of a window, without movement."""
    now = time_of(window.minute)
    leaders = window.leaders(size)
    stories = load_candidates(story for story, _ in leaders)
    if len(stories) < size:
        stories |= latest_candidates(now)
    return Ranking(window.minute, decide_standings(leaders, stories, size, now))


def replayed_ranking(minute: int, settings: Settings) -> Ranking:
    """The ranking of a minute, counted again from the log."""
    window = build_window(minute, settings.number("READERS_PER_NETWORK"), StoryBook())
    return rank_window(window, settings.number("RANKING_SIZE"))


def recount(minute: int, per_network: int) -> tuple[int, dict[int, int]]:
    """Reads in the window and readers of each story, counted one by one as DESIGN.md words it.

    The readers of a network that count for a story are its distinct ones, at most `per_network`.
    """
    day = (minute - WINDOW_MINUTES) // 1440
    pages: dict[int, set[tuple[int, int]]] = defaultdict(set)
    reads = 0
    for row in rows_between(minute - WINDOW_MINUTES, minute):
        own_day = (row.minute - 1) // 1440 == day
        for page, now, before, network_now, network_before in _iterate(row.data):
            reads += 1
            pages[page].add((now, network_now) if own_day else (before, network_before))
    story_readers: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for page, story in find_stories(pages).items():
        story_readers[story] |= pages[page]
    return reads, {story: _capped(readers, per_network) for story, readers in story_readers.items()}


def _capped(readers: set[tuple[int, int]], per_network: int) -> int:
    crowds = Counter(network for _, network in readers)
    return sum(min(per_network, crowd) for crowd in crowds.values())


def _iterate(data: bytes) -> Iterator[tuple[int, ...]]:
    count = (len(data) - 1) // 32
    columns = struct.unpack_from(f"<{count}q{count}Q{count}Q{count}I{count}I", data, 1)
    return zip(*(columns[start : start + count] for start in range(0, 5 * count, max(count, 1))), strict=True)
