from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from group.stories import MORNING
from yaowen.group.rules.story import LiveStory
from yaowen.group.rules.total import FEW, Total
from yaowen.group.rules.vocabulary import (
    ID_BITS,
    WEIGHT_BITS,
    WEIGHT_MASK,
    Vocabulary,
    Whole,
    pack,
    read_entries,
    unpack,
)

VECTORS = st.dictionaries(st.integers(0, 40), st.integers(1, 10_000), min_size=1, max_size=12)


def packed(vector: dict[int, int]) -> tuple[Whole, Whole]:
    return unpack(pack_of(vector))


def pack_of(vector: dict[int, int]) -> bytes:
    weights = np.array(list(vector.values()), dtype=np.int64)
    return pack(np.array(list(vector), dtype=np.int64), weights, weights // 2)


@given(VECTORS)
def test_a_packed_vector_is_read_back(vector: dict[int, int]) -> None:
    ids, weights = packed(vector)
    assert dict(zip(ids.tolist(), weights.tolist(), strict=True)) == vector
    entries = read_entries(pack_of(vector))
    assert (entries >> WEIGHT_BITS & WEIGHT_MASK).tolist() == [weight // 2 for weight in vector.values()]


def test_a_vector_holds_the_greatest_weights_beside_an_id_of_any_size() -> None:
    packed_vector = pack(np.array([2**30]), np.array([10_000]), np.array([10_000]))
    assert (read_entries(packed_vector) >> ID_BITS).tolist() == [2**30]
    assert [part.tolist() for part in unpack(packed_vector)] == [[2**30], [10_000]]


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
    ids, weights = story.read_total()
    assert dict(zip(ids.tolist(), weights.tolist(), strict=True)) == dict(expected)
    assert story.square == sum(weight * weight for weight in expected.values())


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400), st.integers(1, 60)), max_size=40))
def test_a_great_sum_changed_in_place_is_that_of_what_came_and_has_not_gone(
    changes: list[tuple[bool, int, int]],
) -> None:
    total, expected, there = Total(), Counter[int](), list[tuple[Whole, Whole]]()
    # Long enough to have a second layer from the beginning.
    changes = [(True, start * FEW // 8, FEW // 8) for start in range(10)] + [
        (comes, start * 97 % (3 * FEW), length) for comes, start, length in changes
    ]
    for comes, start, length in changes:
        if comes or not there:
            ids = np.arange(start, start + length)
            there.append((ids, ids % 50 + 1))
            new = total.add(*there[-1])
            assert set(new.tolist()) == {term for term in ids.tolist() if not expected[term]}
            expected.update(dict(zip(ids.tolist(), there[-1][1].tolist(), strict=True)))
        else:
            vector = there.pop(start % len(there))
            gone = total.take(*vector)
            expected.subtract(dict(zip(vector[0].tolist(), vector[1].tolist(), strict=True)))
            assert set(gone.tolist()) == {term for term in vector[0].tolist() if not expected[term]}
    asked = np.arange(0, 4 * FEW, dtype=np.int32)
    assert total.find(asked).tolist() == [expected[term] for term in asked.tolist()]
    assert total.square == sum(weight * weight for weight in expected.values())
    assert dict(zip(*(part.tolist() for part in total.read()), strict=True)) == +expected
