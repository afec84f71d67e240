"""Looking for rings among all groups at once: most are explained at a glance, the others are judged one by one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from yaowen.rank.rules.columns import Numbers
from yaowen.rank.rules.read_sets import ReadSets
from yaowen.rank.rules.rings import (
    FEWEST_STORIES,
    LIFT,
    LIFT_NO_ENTRANCE,
    MOST_STORIES,
    Group,
    Stories,
    is_ring,
    iterate_trails,
)
from yaowen.rank.rules.set_book import SetBook

_SAFELY = 1 + 1e-9
"""The product of five numbers of networks is rounded: what lies so close is left to whole numbers."""


def find_rings(sets: ReadSets, book: SetBook, marks: Numbers, readers: Numbers) -> dict[Stories, Group]:
    """The rings of now.

    Args:
        marks, readers: by story number: its mark, and how many networks read it.

    Returns:
        the numbers of its stories, in order of their ids → the group.
    """
    found: dict[Stories, Group] = {}
    totals, networks = sets.groups()
    rows = book.rows_of(totals, marks, readers, sets.arrivals)
    sets.arrivals.clear()
    for size in range(FEWEST_STORIES, MOST_STORIES + 1):
        chosen = np.flatnonzero(book.sizes[rows] == size)
        of_stories = readers[book.stories[rows[chosen], :size]]
        if size == FEWEST_STORIES:
            left = np.flatnonzero(~_are_chance(of_stories, networks[chosen], sets.networks))
            chosen, of_stories = chosen[left], of_stories[left]
        places = book.places_of(rows[chosen], size, marks, sets)
        exactly = [np.zeros(len(chosen), np.int64), *(sets.count_at(places[:, part]) for part in range(1, 1 << size))]
        for row in np.flatnonzero(~are_explained(exactly, of_stories, sets.networks)).tolist():
            group = Group([int(part[row]) for part in exactly], of_stories[row].tolist(), sets.networks)
            if is_ring(group):
                found[tuple(book.stories[rows[chosen[row]], :size].tolist())] = group
    return found


def are_explained(exactly: Sequence[Numbers], readers: Numbers, all_networks: int) -> Numbers:
    """Which groups are surely no rings: `exactly` and `readers` as in `Group`, a row a group. Of the others few are."""
    networks = exactly[-1]
    places = range(readers.shape[1])
    inside = [sum(many for part, many in enumerate(exactly) if part >> place & 1) for place in places]
    fewest_others = reduce(np.minimum, [readers[:, place] - inside[place] for place in places])
    alone = fewest_others < networks
    explained: Numbers = _are_chance(readers, networks, all_networks) & (alone | (len(places) == FEWEST_STORIES))
    lift = np.where(alone, LIFT_NO_ENTRANCE, LIFT)
    for before, went_on, stopped in iterate_trails(exactly):
        led = np.where(alone, np.minimum(went_on, stopped), went_on)
        explained |= lift * before * led > networks * stopped
    return explained


def _are_chance(readers: Numbers, networks: Numbers, all_networks: int) -> Numbers:
    others = (all_networks - networks).astype(np.float64)
    together = np.prod((readers - networks[:, None]).astype(np.float64), axis=1)
    found: Numbers = LIFT * together > networks * others ** (readers.shape[1] - 1) * _SAFELY
    return found
