"""Counting from the log alone: a window built afresh, and a recount that shares nothing with the window."""

from __future__ import annotations

import math
import struct
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

from yaowen.base.settings import Settings
from yaowen.base.words import Ranking
from yaowen.rank.hiding import hidden_stories
from yaowen.rank.log import in_batches, rows_between
from yaowen.rank.rules.order import Marks, decide_standings
from yaowen.rank.rules.rings import count_damped
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
    leaders, rings = window.leaders(size), window.rings()
    stories = load_candidates(story for story, _ in leaders)
    if len(stories) < size:
        stories |= latest_candidates(now)
    marks = Marks(count_damped(rings), hidden_stories(now))
    return Ranking(window.minute, decide_standings(leaders, stories, size, now, marks), tuple(rings), window.networks)


def replayed_ranking(minute: int, settings: Settings) -> Ranking:
    """The ranking of a minute, counted again from the log."""
    window = build_window(minute, settings.number("READERS_PER_NETWORK"), StoryBook())
    return rank_window(window, settings.number("RANKING_SIZE"))


@dataclass(frozen=True, slots=True)
class Recount:
    """What the log says of one window.

    Attributes:
        reads: reads in the window.
        votes: story → readers that count.
        removed: stories of a ring → votes of each of them that do not count, in the same order.
    """

    reads: int
    votes: dict[int, int]
    removed: dict[tuple[int, ...], tuple[int, ...]]

    def damped_by(self, removed: Mapping[int, int]) -> dict[int, int]:
        """Story → readers that count where other votes were left out: story → how many."""
        votes = Counter(self.votes)
        for stories, lost in self.removed.items():
            votes.update(dict(zip(stories, lost, strict=True)))
        votes.subtract(removed)
        return {story: left for story, left in votes.items() if left}


def recount(minute: int, per_network: int) -> Recount:
    """Readers of each story in a window, counted one by one as DESIGN.md words it.

    The readers of a network that count for a story are its distinct ones, at most `per_network`; of rings only
    some votes count (rules/rings.py words that rule; it is worked out anew here).
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
    crowds = {
        story: {network: min(crowd, per_network) for network, crowd in Counter(each for _, each in readers).items()}
        for story, readers in story_readers.items()
    }
    votes = Counter({story: sum(crowd.values()) for story, crowd in crowds.items()})
    removed = dict(_recount_rings(crowds))
    for stories, lost in removed.items():
        votes.subtract(dict(zip(stories, lost, strict=True)))
    return Recount(reads, {story: left for story, left in votes.items() if left}, removed)


def _recount_rings(crowds: Mapping[int, Mapping[int, int]]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Stories of each ring, and the votes that each of them loses.

    Args:
        crowds: story → network → its votes for it.
    """
    read_by: dict[int, list[int]] = defaultdict(list)
    for story in sorted(crowds):
        for network in crowds[story]:
            read_by[network].append(story)
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for network, read in read_by.items():
        groups[tuple(read)].append(network)
    sizes = {stories: len(networks) for stories, networks in groups.items()}
    rings = [
        stories
        for stories, size in sizes.items()
        if 2 <= len(stories) <= 5 and size >= 8 and not _is_explained(stories, sizes, crowds, len(read_by))
    ]
    spoken_for = set(rings)
    for stories in sorted(rings, key=lambda ring: (-sizes[ring], ring)):
        networks = list(groups[stories])
        for part in _recount_stragglers(stories, sizes, crowds) - spoken_for:
            spoken_for.add(part)
            networks += groups[part]
        size = len(networks)
        share = 1 - Fraction(min(math.isqrt(size), max(size // 10, 1)), size)
        sums = (sum(crowds[story].get(network, 0) for network in networks) for story in stories)
        yield stories, tuple(math.floor(total * share) for total in sums)


def _recount_stragglers(
    stories: tuple[int, ...], sizes: Mapping[tuple[int, ...], int], crowds: Mapping[int, Mapping[int, int]]
) -> set[tuple[int, ...]]:
    """The parts of a ring's set that its stragglers may have read."""
    within = [part for many in range(1, 6) for part in combinations(stories, many)]
    own = {
        story
        for story in stories
        if len(crowds[story]) - sum(sizes.get(part, 0) for part in within if story in part) < sizes[stories] / 4
    }
    return {
        part
        for part in within
        if len(part) > 1 and own.intersection(part) and part in sizes and sizes[part] <= sizes[stories] / 2
    }


def _is_explained(
    stories: tuple[int, ...],
    sizes: Mapping[tuple[int, ...], int],
    crowds: Mapping[int, Mapping[int, int]],
    everyone: int,
) -> bool:
    """Whether honest reading explains that so many networks have read exactly these stories.

    Args:
        sizes: set of stories → networks that have read exactly these.
        crowds: story → network → its votes for it.
        everyone: networks that have read any story.
    """
    size = sizes[stories]
    within = {part: sizes.get(part, 0) for many in range(1, 6) for part in combinations(stories, many)}
    outside = {
        story: len(crowds[story]) - sum(many for part, many in within.items() if story in part) for story in stories
    }
    alone = min(outside.values()) < size
    if alone or len(stories) == 2:
        expected = Fraction(everyone - size)
        for story in stories:
            expected *= Fraction(len(crowds[story]) - size, everyone - size) if everyone > size else 0
        if size < 10 * expected:
            return True
    fewest = min(within[part] for part in within if len(part) == len(stories) - 1)
    lenient = Fraction(fewest, size) <= Fraction(1, 20) or Fraction(size, everyone) > Fraction(1, 5)
    for last, passed in permutations(stories, 2):
        step = tuple(story for story in stories if story != last)
        on = stopped = Fraction(within[step])
        for part, many in within.items():
            if passed in part and last not in part and part != step:
                stopped += many
                on += within[tuple(sorted((*part, last)))]
        rate = on / stopped if stopped else Fraction(0)
        if size < within[step] * ((5 if lenient else 2) * min(rate, Fraction(1)) if alone else 10 * rate):
            return True
    return False


def _iterate(data: bytes) -> Iterator[tuple[int, ...]]:
    count = (len(data) - 1) // 32
    columns = struct.unpack_from(f"<{count}q{count}Q{count}Q{count}I{count}I", data, 1)
    return zip(*(columns[start : start + count] for start in range(0, 5 * count, max(count, 1))), strict=True)
