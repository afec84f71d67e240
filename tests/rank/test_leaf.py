"""Rows in order, and the columns they are made of."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from yaowen.rank.rules.columns import count_runs, distinct, order_of, places_of_runs
from yaowen.rank.rules.leaf import Leaf, Rows

numbers = st.lists(st.integers(0, 6) | st.integers(0, 2**64 - 1), max_size=40)
pairs = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 9)), st.integers(1, 99), max_size=40)


def rows_of(known: dict[tuple[int, int], int]) -> Rows:
    listed = sorted((key, reader, last) for (key, reader), last in known.items())
    columns = np.array(listed, np.int64).reshape(-1, 3).T
    return Rows(columns[0].astype(np.uint64), columns[1].astype(np.uint64), columns[2].astype(np.int32))


@given(numbers)
def test_runs_are_the_different_numbers_and_how_often_they_stand(some: list[int]) -> None:
    ordered = np.sort(np.array(some, np.uint64))
    found, many = count_runs(ordered)
    assert found.tolist() == sorted(set(some)) == distinct(np.array(some, np.uint64)).tolist()
    assert many.tolist() == [some.count(number) for number in sorted(set(some))]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4))))
def test_places_of_runs_count_on_from_every_start(runs: list[tuple[int, int]]) -> None:
    starts, lengths = (np.array([run[side] for run in runs], np.int64) for side in (0, 1))
    assert places_of_runs(starts, lengths).tolist() == [start + step for start, many in runs for step in range(many)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 3))))
def test_rows_are_ordered_by_all_three_columns(rows: list[tuple[int, int, int]]) -> None:
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    assert [rows[place] for place in order_of(*columns)] == sorted(rows)


@given(pairs, pairs)
def test_what_stands_in_rows_is_found_and_what_does_not_has_its_place(
    known: dict[tuple[int, int], int], sought: dict[tuple[int, int], int]
) -> None:
    rows, asked = rows_of(known), rows_of(sought)
    places, there = rows.find(asked, rows.runs_of(asked.key))
    assert there.tolist() == [pair in known for pair in sorted(sought)]
    new = {pair: last for pair, last in sought.items() if pair not in known}
    merged = rows.insert(places[~there], asked.where(~there))
    expected = rows_of(known | new)
    for column in ("key", "reader", "last"):
        assert getattr(merged, column).tolist() == getattr(expected, column).tolist()


@given(st.lists(st.tuples(pairs, st.integers(0, 12)), min_size=1, max_size=6), st.lists(st.booleans(), max_size=6))
def test_what_crosses_into_and_out_of_the_window_is_told_with_the_others_of_its_key(
    steps: list[tuple[dict[tuple[int, int], int], int]], settled: list[bool]
) -> None:
    leaf, known, horizon = Leaf(rows_of({})), dict[tuple[int, int], int](), 0

    def inside() -> Counter[int]:
        return Counter(key for (key, _), last in known.items() if last > horizon)

    for (some, further), settles in zip(steps, [*settled, *[False] * 6], strict=False):
        coming = {pair: last for pair, last in some.items() if last > horizon}
        before = inside()
        entering = [pair[0] for pair in sorted(coming) if known.get(pair, 0) <= horizon]
        crossing = leaf.merge(rows_of(coming), horizon)
        known |= {pair: max(last, known.get(pair, 0)) for pair, last in coming.items()}
        assert crossing.keys.tolist() == entering
        assert crossing.others.tolist() == [before[key] for key in entering]
        if settles:
            leaf.settle(horizon)
        left = [(pair[0], last) for pair, last in known.items() if horizon < last <= horizon + further]
        passed, horizon = horizon, horizon + further
        gone = leaf.expire(passed, horizon)
        assert sorted(gone.keys.tolist()) == sorted(key for key, _ in left)
        assert all(
            inside()[key] == others for key, others in zip(gone.keys.tolist(), gone.others.tolist(), strict=True)
        )


def test_a_leaf_is_divided_between_keys_never_within_one() -> None:
    one_key = Leaf(rows_of({(7, reader): 1 for reader in range(10)}))
    assert one_key.halves() is None
    halves = Leaf(rows_of({(7, reader): 1 for reader in range(10)} | {(8, 1): 1})).halves()
    assert halves is not None
    assert [len(half) for half in halves] == [10, 1]
