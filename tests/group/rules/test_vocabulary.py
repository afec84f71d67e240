from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from group.stories import MORNING
from yaowen.group.rules.postings import POSTINGS, Postings
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.vocabulary import Vocabulary, Whole, add_up, pack, unpack

VECTORS = st.dictionaries(st.integers(0, 40), st.integers(1, 10_000), min_size=1, max_size=12)


def packed(vector: dict[int, int]) -> tuple[Whole, Whole]:
    return unpack(pack_of(vector))


def pack_of(vector: dict[int, int]) -> bytes:
    return pack(np.array(list(vector), dtype=np.int64), np.array(list(vector.values()), dtype=np.int64))


@given(VECTORS)
def test_a_packed_vector_is_read_back(vector: dict[int, int]) -> None:
    ids, weights = packed(vector)
    assert dict(zip(ids.tolist(), weights.tolist(), strict=True)) == vector


def test_a_term_keeps_its_id_as_long_as_anyone_holds_it_and_an_id_given_back_is_used_again() -> None:
    vocabulary = Vocabulary()
    bridge, quake = vocabulary.hold(["大桥", "地震"]).tolist()
    again = vocabulary.hold(["地震"])
    vocabulary.release(np.array([bridge, quake]))
    assert len(vocabulary) == 1
    assert vocabulary.hold(["梨园"]).tolist() == [bridge]
    assert vocabulary.name([quake]) == ["地震"]
    vocabulary.release(again)
    assert vocabulary.name([bridge]) == ["梨园"]


def test_a_vocabulary_holds_more_terms_than_it_began_with_room_for() -> None:
    vocabulary = Vocabulary()
    room = vocabulary.capacity
    ids = vocabulary.hold([f"词{number}" for number in range(room + 1)])
    assert vocabulary.capacity > room
    assert len(set(ids.tolist())) == room + 1


@given(st.lists(st.lists(st.integers(0, 100), max_size=4), max_size=6))
def test_runs_are_added_up_each_by_itself(runs: list[list[int]]) -> None:
    flat = np.array([number for run in runs for number in run], dtype=np.float64)
    assert add_up(flat, [len(run) for run in runs]).tolist() == [float(sum(run)) for run in runs]


@given(st.lists(VECTORS, min_size=1, max_size=8), st.integers(0, 7))
def test_a_storys_sum_is_that_of_its_members_after_any_have_left(vectors: list[dict[int, int]], leaving: int) -> None:
    story, expected = LiveStory(1, MORNING), Counter[int]()
    for vector in vectors:
        before = set(expected)
        new = story.weigh_in(pack_of(vector))
        assert set(new.tolist()) == set(vector) - before
        expected.update(vector)
    for vector in vectors[:leaving]:
        gone = story.weigh_out(pack_of(vector))
        expected.subtract(vector)
        assert set(gone.tolist()) == {term for term in vector if not expected[term]}
        expected = +expected
    assert dict(zip(story.ids.tolist(), story.weights.tolist(), strict=True)) == dict(expected)
    assert story.square == sum(weight * weight for weight in expected.values())


def test_the_index_finds_the_latest_of_a_term_and_adds_up_products() -> None:
    postings = Postings()
    for serial in range(1, 1001):
        postings.add(serial, 7, 10)
    postings.add(1000, 8, 5)
    serials, sums = postings.find([7, 8, 9], np.array([2, 3, 4]), 1, 1)
    assert serials.tolist() == list(range(1001 - POSTINGS, 1001))
    assert sums.tolist() == [20] * (POSTINGS - 1) + [35]
    assert postings.find([7], np.array([2]), 998, 20)[0].tolist() == [998, 999, 1000]
    assert postings.find([7, 8], np.array([2, 3]), 1, 21)[0].tolist() == [1000]


def test_what_has_left_the_index_is_not_found() -> None:
    postings = Postings()
    for serial in (1, 2, 3):
        postings.add(serial, 7, 10)
    postings.add(1, 8, 10)
    postings.drop(1, [7, 8])
    postings.drop(2, [7])
    serials, _ = postings.find([7, 8], np.array([1, 1]), 1, 1)
    assert serials.tolist() == [3]
    postings.drop(3, [7])
    assert postings.find([7], np.array([1]), 1, 1)[0].tolist() == []
