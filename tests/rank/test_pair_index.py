"""The hash table of pairs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from yaowen.rank.rules.pair_index import PairIndex

few = st.tuples(st.integers(0, 3), st.integers(0, 5))
any_pair = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))


def places_of(index: PairIndex, pairs: list[tuple[int, int]]) -> list[int]:
    high = np.array([pair[0] for pair in pairs], np.uint32)
    low = np.array([pair[1] for pair in pairs], np.uint64)
    return [int(place) for place in index.place(high, low)]


@given(st.lists(st.lists(few | any_pair)))
def test_equal_pairs_have_one_place_and_others_another(batches: list[list[tuple[int, int]]]) -> None:
    index, known = PairIndex(), dict[tuple[int, int], int]()
    for batch in batches:
        for pair, place in zip(batch, places_of(index, batch), strict=True):
            assert known.setdefault(pair, place) == place
    assert sorted(known.values()) == list(range(len(known)))
    assert index.size == len(known)


def test_it_grows_far_beyond_its_first_size_and_keeps_every_place() -> None:
    index, many = PairIndex(), [(number % 7, number * 977) for number in range(20_000)]
    first = [place for start in range(0, 20_000, 999) for place in places_of(index, many[start : start + 999])]
    assert places_of(index, many) == first
    assert len(set(first)) == 20_000


def test_keys_stand_by_place() -> None:
    index = PairIndex()
    (place,) = places_of(index, [(4, 2**63)])
    assert (int(index.high[place]), int(index.low[place])) == (4, 2**63)
