"""Looking for rings among all groups at once: most are explained at a glance, the others are judged one by one."""

from __future__ import annotations

from functools import reduce

import numpy as np

from yaowen.rank.rules.columns import Numbers
from yaowen.rank.rules.read_sets import ReadSets, sum_parts
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
        stories = book.stories[rows[chosen], :size]
        doubtful, exactly = _describe(sets, marks[stories], readers[stories], networks[chosen])
        for row, parts in zip(doubtful.tolist(), exactly.tolist(), strict=True):
            group = Group(parts, readers[stories[row]].tolist(), sets.networks)
            if is_ring(group):
                found[tuple(stories[row].tolist())] = group
    return found


def _describe(sets: ReadSets, marks: Numbers, readers: Numbers, networks: Numbers) -> tuple[Numbers, Numbers]:
    """The groups that may be rings.

    Args:
        marks, readers: of the stories of each group, a row a group.
        networks: of each group.

    Returns:
        their rows; and for each how many networks read exactly each part of its set.
    """
    rows = np.arange(len(marks))
    if marks.shape[1] == FEWEST_STORIES:
        rows = np.flatnonzero(~_are_chance(readers, networks, sets.networks))
    parts = sum_parts(marks[rows])
    exactly = np.zeros(parts.shape, np.int64)
    exactly[:, 1:] = sets.count_exactly(parts[:, 1:].ravel()).reshape(len(rows), parts.shape[1] - 1)
    left = ~are_explained(exactly, readers[rows], sets.networks)
    return rows[left], exactly[left]


def are_explained(exactly: Numbers, readers: Numbers, all_networks: int) -> Numbers:
    """Which groups are surely no rings: a row a group, columns as in `Group`. Of the others few are."""
    columns, networks = list(np.ascontiguousarray(exactly.T)), exactly[:, -1]
    places = range(readers.shape[1])
    inside = [sum(columns[part] for part in range(len(columns)) if part >> place & 1) for place in places]
    fewest_others = reduce(np.minimum, [readers[:, place] - inside[place] for place in places])
    alone = fewest_others < networks
    explained: Numbers = _are_chance(readers, networks, all_networks) & (alone | (len(places) == FEWEST_STORIES))
    lift = np.where(alone, LIFT_NO_ENTRANCE, LIFT)
    for before, went_on, stopped in iterate_trails(columns):
        led = np.where(alone, np.minimum(went_on, stopped), went_on)
        explained |= lift * before * led > networks * stopped
    return explained


def _are_chance(readers: Numbers, networks: Numbers, all_networks: int) -> Numbers:
    others = (all_networks - networks).astype(np.float64)
    together = np.prod((readers - networks[:, None]).astype(np.float64), axis=1)
    found: Numbers = LIFT * together > networks * others ** (readers.shape[1] - 1) * _SAFELY
    return found
