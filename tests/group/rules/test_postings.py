from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.group.rules.postings import FIRST_CAPACITY, POSTINGS, Postings
from yaowen.group.rules.vocabulary import WEIGHT_BITS

ARTICLES = st.lists(st.dictionaries(st.integers(0, 6), st.integers(1, 9_000), min_size=1, max_size=4), max_size=12)


def put(postings: Postings, serial: int, terms: dict[int, int], oldest: int = 0) -> None:
    postings.reach(max(terms) + 1)
    postings.add(serial, np.array(list(terms)), np.array(list(terms.values())), oldest)


def look(postings: Postings, asked: dict[int, int], oldest: int, least: int) -> list[tuple[int, float]]:
    postings.reach(max(asked) + 1)
    serials, sums = postings.find(np.array(list(asked)), np.array(list(asked.values())), oldest, least)
    return list(zip(serials.tolist(), sums.tolist(), strict=True))


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=1_200), st.integers(1, 400), st.integers(1, 200))
def test_the_index_finds_what_a_list_of_each_terms_articles_would(terms: list[int], kept: int, cleared: int) -> None:
    postings, expected = Postings(), dict[int, list[int]]()
    for serial, term in enumerate(terms, 1):
        put(postings, serial, {term: 1 + serial % 50}, max(0, serial - kept))
        expected.setdefault(term, []).append(serial)
        if serial % cleared == 0:
            postings.clear(np.array([term]))
            del expected[term]
    oldest = max(1, len(terms) - kept)
    postings.reach(4)
    for term in range(4):
        serials, sums = postings.find(np.array([term]), np.array([3]), oldest, 1)
        assert serials.tolist() == [one for one in expected.get(term, ())[-300:] if one >= oldest]
        assert sums.tolist() == [3 * (1 + serial % 50) for serial in serials.tolist()]


@settings(deadline=None)
@given(ARTICLES, ARTICLES, ARTICLES, st.integers(1, 12))
def test_articles_put_in_at_once_are_found_like_those_put_in_one_by_one(
    first: list[dict[int, int]], second: list[dict[int, int]], later: list[dict[int, int]], oldest: int
) -> None:
    steps, together = Postings(), Postings()
    for serial, terms in enumerate([*first, *second, *later], 1):
        put(steps, serial, terms)
    for start, some in ((1, first), (1 + len(first), second)):
        each = [
            (term, serial << WEIGHT_BITS | weight)
            for serial, terms in enumerate(some, start)
            for term, weight in terms.items()
        ]
        together.add_all(np.array([term for term, _ in each], dtype=np.int64), np.array([e for _, e in each], np.int64))
    for serial, terms in enumerate(later, 1 + len(first) + len(second)):
        put(together, serial, terms)
    asked, weights = np.arange(7), np.arange(1, 8)
    steps.reach(7)
    together.reach(7)
    ours, theirs = steps.find(asked, weights, oldest, 1), together.find(asked, weights, oldest, 1)
    assert [part.tolist() for part in ours] == [part.tolist() for part in theirs]


def test_of_a_common_term_the_latest_three_hundred_are_found_however_they_were_put_in() -> None:
    postings = Postings()
    postings.add_all(np.zeros(400, dtype=np.int64), np.arange(1, 401) << WEIGHT_BITS | 5)
    serials, _ = postings.find(np.array([0]), np.array([7]), 0, 1)
    assert serials.tolist() == list(range(101, 401))


def test_the_index_finds_the_latest_of_a_term_and_adds_up_products() -> None:
    postings = Postings()
    for serial in range(1, 1001):
        put(postings, serial, {7: 10}, 1)
    put(postings, 1001, {8: 5, 7: 10}, 1)
    found = look(postings, {7: 2, 8: 3, 9: 4}, 1, 1)
    assert [serial for serial, _ in found] == list(range(1002 - POSTINGS, 1002))
    assert [total for _, total in found] == [20] * (POSTINGS - 1) + [35]
    assert [serial for serial, _ in look(postings, {7: 2}, 999, 20)] == [999, 1000, 1001]
    assert [serial for serial, _ in look(postings, {7: 2, 8: 3}, 1, 21)] == [1001]


def test_what_has_left_the_index_is_not_found_though_its_term_goes_on() -> None:
    postings = Postings()
    for serial in (1, 2, 3):
        put(postings, serial, {7: 10, 8: 10}, 1)
    put(postings, 4, {7: 10}, 3)
    assert [serial for serial, _ in look(postings, {7: 1, 8: 1}, 3, 1)] == [3, 4]
    assert [serial for serial, _ in look(postings, {7: 1}, 5, 1)] == []


def test_a_term_given_up_is_found_nowhere_and_may_come_to_mean_another() -> None:
    postings = Postings()
    put(postings, 1, {7: 10, 8: 10}, 1)
    postings.clear(np.array([7, 8]))
    assert [serial for serial, _ in look(postings, {7: 1}, 1, 1)] == []
    put(postings, 2, {7: 10}, 1)
    assert [serial for serial, _ in look(postings, {7: 1}, 1, 1)] == [2]


def test_the_index_forgets_what_is_too_old_so_that_it_does_not_grow_with_the_stream() -> None:
    postings = Postings()
    for serial in range(1, 5_000):
        put(postings, serial, {7: 10, 10 + serial % 3: 10}, max(1, serial - 20))
    assert len(postings._pool) == FIRST_CAPACITY
    assert postings._room.max() <= 64
