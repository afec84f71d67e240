"""Readers made up for tests and measurements of the ring rule: honest crowds of many kinds, and rings.

Every maker returns reads as rows of (story, reader, network, minute), minutes 1 to 1440. A reader has a network of
their own unless the maker says otherwise.
"""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Reads = npt.NDArray[np.int64]
Random = np.random.Generator
MINUTES = 1440
_RINGS_FROM = 1_000_000_000


def make_reads(stories: Any, readers: Any, networks: Any, minutes: Any) -> Reads:
    """Columns as rows."""
    return np.stack([np.asarray(each, np.int64) for each in (stories, readers, networks, minutes)], axis=1)


def join_crowds(*crowds: Reads) -> Reads:
    """Crowds beside each other, nobody of one in another."""
    shifted, first = [], 0
    for crowd in crowds:
        moved = crowd + np.array([0, first, first, 0])
        first = int(moved[:, 1:3].max(initial=0)) + 1
        shifted.append(moved)
    return np.concatenate(shifted)


def share_networks(random: Random, crowd: Reads, readers_each: float) -> Reads:
    """The same readers, in networks of so many on average."""
    readers, where = np.unique(crowd[:, 1], return_inverse=True)
    networks = random.integers(0, max(1, int(len(readers) / readers_each)), len(readers))
    return make_reads(crowd[:, 0], crowd[:, 1], networks[where], crowd[:, 3])


def zipf_readers(random: Random, readers: int, stories: int, mean: float, exponent: float = 1.0) -> Reads:
    """Each takes some stories, so many on average, story s with a chance like 1 / s^exponent, at any time."""
    chances = 1 / np.arange(1, stories + 1) ** exponent
    who = np.repeat(np.arange(readers), random.geometric(1 / mean, readers))
    what = random.choice(stories, len(who), p=chances / chances.sum()) + 1
    return make_reads(what, who, who, random.integers(1, MINUTES + 1, len(who)))


def link_followers(random: Random, readers: int, steps: Sequence[Sequence[int]], go_on: float) -> Reads:
    """Come for one story within an hour; at each step so many go on to one of the stories that stand there."""
    begun = random.integers(600, 660, readers)
    rows, here = [], np.arange(readers)
    for step, choices in enumerate(steps):
        if step:
            here = here[random.random(len(here)) < go_on]
        rows.append(make_reads(random.choice(choices, len(here)), here, here, begun[here] + 2 * step))
    return np.concatenate(rows)


def take_each(random: Random, readers: int, chances: dict[int, float], minutes: tuple[int, int] = (1, 1441)) -> Reads:
    """Each takes each story with its chance, whatever else: a front page, a newsletter, a small town's paper."""
    taken = random.random((readers, len(chances))) < np.array(list(chances.values()))
    who, which = np.nonzero(taken)
    what = np.array(list(chances))[which]
    return make_reads(what, who, who, random.integers(*minutes, len(who)))


def topic_readers(random: Random, readers: int, topics: int, stories_each: int, mean: float) -> Reads:
    """Each has one topic and reads only of that."""
    crowd = zipf_readers(random, readers, stories_each, mean, 0.7)
    topic = random.integers(0, topics, readers)
    return make_reads(crowd[:, 0] + topic[crowd[:, 1]] * stories_each, crowd[:, 1], crowd[:, 2], crowd[:, 3])


def list_readers(random: Random, readers: int, stories: int, go_on: float) -> Reads:
    """Read a list from its top, each next story with the same chance, and stop."""
    many = np.minimum(random.geometric(1 - go_on, readers), stories)
    who = np.repeat(np.arange(readers), many)
    what = np.concatenate([np.arange(1, n + 1) for n in many])
    return make_reads(what, who, who, random.integers(1, MINUTES + 1, len(who)))


def office_readers(random: Random, offices: int, stories: int) -> Reads:
    """Offices of 2 to 30 colleagues each, who read one to four stories between noon and half past."""
    colleagues = random.integers(2, 31, offices)
    network = np.repeat(np.arange(offices), colleagues)
    many = random.integers(1, 5, len(network))
    who = np.repeat(np.arange(len(network)), many)
    chances = 1 / np.arange(1, stories + 1) ** 1.1
    what = random.choice(stories, len(who), p=chances / chances.sum()) + 1
    return make_reads(what, who, network[who], 720 + random.integers(0, 30, len(who)))


def read_day(path: Path) -> Reads:
    """A day of clicks_globo, every user in a network of their own."""
    users: dict[str, int] = {}
    rows = []
    with lzma.open(path, "rt") as source:
        for at, article, user, *_ in (row.split("\t") for row in source):
            if at.isdecimal():
                who = users.setdefault(user, len(users))
                rows.append((int(article), who, who, int(at) // 60 % MINUTES + 1))
    return np.array(rows, np.int64)


def ring(
    stories: Sequence[int],
    networks: int = 200,
    readers: int = 1,
    *,
    minutes: tuple[int, int] = (700, 760),
    number: int = 0,
) -> Reads:
    """Networks that read these stories and nothing else. `number`: rings of other numbers have other networks."""
    net = np.repeat(np.arange(networks), readers * len(stories)) + number * 1_000_000
    reader = np.tile(np.repeat(np.arange(readers), len(stories)), networks)
    what = np.tile(np.asarray(stories), networks * readers)
    at = np.random.default_rng(number).integers(*minutes, len(what))
    return make_reads(what, _RINGS_FROM + net * 100 + reader, _RINGS_FROM + net, at)
