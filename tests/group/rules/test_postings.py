from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.group.rules.postings import Postings
from yaowen.group.rules.vocabulary import WEIGHT_BITS

ARTICLES = st.lists(st.dictionaries(st.integers(0, 6), st.integers(1, 9_000), min_size=1, max_size=4), max_size=12)


@settings(deadline=None)
@given(ARTICLES, ARTICLES, ARTICLES, st.integers(1, 12))
def test_articles_put_in_at_once_are_found_like_those_put_in_one_by_one(
    first: list[dict[int, int]], second: list[dict[int, int]], later: list[dict[int, int]], oldest: int
) -> None:
    steps, together = Postings(), Postings()
    for serial, terms in enumerate([*first, *second, *later], 1):
        steps.add(serial, list(terms), list(terms.values()), 0)
    for start, some in ((1, first), (1 + len(first), second)):
        each = [
            (term, serial << WEIGHT_BITS | weight)
            for serial, terms in enumerate(some, start)
            for term, weight in terms.items()
        ]
        together.add_all(np.array([term for term, _ in each], dtype=np.int64), np.array([e for _, e in each], np.int64))
    for serial, terms in enumerate(later, 1 + len(first) + len(second)):
        together.add(serial, list(terms), list(terms.values()), 0)
    asked, weights = list(range(7)), np.arange(1, 8)
    ours, theirs = steps.find(asked, weights, oldest, 1), together.find(asked, weights, oldest, 1)
    assert [part.tolist() for part in ours] == [part.tolist() for part in theirs]


def test_of_a_common_term_the_latest_three_hundred_are_found_however_they_were_put_in() -> None:
    postings = Postings()
    postings.add_all(np.zeros(400, dtype=np.int64), np.arange(1, 401) << WEIGHT_BITS | 5)
    serials, _ = postings.find([0], np.array([7]), 0, 1)
    assert serials.tolist() == list(range(101, 401))
