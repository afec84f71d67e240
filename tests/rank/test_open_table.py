"""Sums by name, kept in columns."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from yaowen.rank.rules.open_table import OpenTable

names = st.integers(0, 3) | st.integers(2**32 - 3, 2**32 - 1) | st.integers(0, 2**32 - 1)
batches = st.lists(st.dictionaries(names, st.integers(-3, 3), max_size=40), max_size=8)


def add(table: OpenTable, some: Counter[int]) -> None:
    places = table.places_of(np.array(list(some), np.uint32))
    np.add.at(table.sums, places, np.array(list(some.values()), np.int64).astype(np.uint64))


def sums_of(table: OpenTable) -> dict[int, int]:
    """Name → sum, of all whose sum is not 0."""
    used = np.flatnonzero(table.sums)
    return dict(zip(table.names[used].tolist(), table.sums[used].astype(np.int64).tolist(), strict=True))


@given(batches)
def test_every_name_has_the_sum_of_what_was_added_to_it(some: list[dict[int, int]]) -> None:
    table, expected = OpenTable(), Counter[int]()
    for batch in some:
        add(table, Counter(batch))
        expected.update(batch)
    assert sums_of(table) == {name: total for name, total in expected.items() if total}


def test_it_grows_and_lets_go_of_names_that_stand_for_nothing_any_more() -> None:
    random = np.random.default_rng(11)
    table, expected = OpenTable(), Counter[int]()
    for _ in range(120):
        gone = Counter(dict.fromkeys(random.permutation(np.array([*expected], np.int64))[:350].tolist(), -1))
        coming = Counter({int(name): 1 for name in random.integers(0, 2**32, 400)})
        coming.update(name for name in gone if name % 9 == 0)
        for some in (gone, coming):
            add(table, some)
            expected.update(some)
        expected = +expected
        assert sums_of(table) == expected
    assert table.held_bytes < 12 * len(expected) * 2


def test_many_names_at_once_find_as_many_places() -> None:
    table = OpenTable()
    many = np.arange(0, 400_000, 2, dtype=np.uint32)
    places = table.places_of(many)
    assert len(set(places.tolist())) == len(many)
    assert (table.names[places] == many).all()
    assert (table.places_of(many) == places).all()
