from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from yaowen.group.rules.copies import FIRST_ROOM, CopyIndex, jaccard, read_shingles, sign, sign_all

SIGNS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"


def pieces(text: str) -> set[str]:
    joined = "".join(text.split())
    return {joined[place : place + 5] for place in range(len(joined) - 4)}


@given(st.text(alphabet=SIGNS, max_size=80), st.text(alphabet=SIGNS, max_size=80))
def test_jaccard_of_hashes_is_jaccard_of_the_pieces(one: str, other: str) -> None:
    ours = jaccard(read_shingles(one), read_shingles(other))
    both = pieces(one) | pieces(other)
    true = len(pieces(one) & pieces(other)) / len(both) if pieces(one) and pieces(other) else 0.0
    assert abs(ours - true) < 1e-9


def test_white_space_makes_no_difference() -> None:
    assert jaccard(read_shingles("大桥 已经\n全面封闭"), read_shingles("大桥已经全面封闭")) == 1.0


def test_nearly_all_pairs_at_half_jaccard_are_found() -> None:
    rng = random.Random(5)
    found = 0
    for _ in range(300):
        shared, mine, theirs = ("".join(rng.choices(SIGNS, k=count)) for count in (300, 130, 130))
        one, other = read_shingles(shared + mine), read_shingles(shared + theirs)
        assert 0.5 <= jaccard(one, other) < 0.6
        index = CopyIndex()
        index.add(1, sign(one))
        found += 1 in index.find(sign(other))
    assert found >= 297


def test_what_is_dropped_is_not_found() -> None:
    signature = sign(read_shingles(SIGNS))
    index = CopyIndex()
    index.add(1, signature)
    index.add(4, signature)
    index.drop(1)
    assert index.find(signature) == [4]
    index.drop(2)
    assert index.find(signature) == [4]
    index.drop(4)
    assert index.find(signature) == []


def test_texts_are_found_after_many_have_come_and_gone() -> None:
    rng = random.Random(7)
    signatures = {serial: sign(read_shingles("".join(rng.choices(SIGNS, k=60)))) for serial in range(1, 5 * FIRST_ROOM)}
    index, kept = CopyIndex(), 3 * FIRST_ROOM
    for serial, signature in signatures.items():
        index.add(serial, signature)
        if serial > kept:
            index.drop(serial - kept)
    last = max(signatures)
    assert [index.find(signatures[serial]) for serial in (1, last - kept)] == [[], []]
    for serial in (last - kept + 1, last - FIRST_ROOM, last):
        assert index.find(signatures[serial]) == [serial]


def test_texts_that_share_little_are_not_given() -> None:
    rng = random.Random(3)
    index, shared = CopyIndex(), "".join(rng.choices(SIGNS, k=40))
    for serial in range(1, 200):
        index.add(serial, sign(read_shingles(shared + "".join(rng.choices(SIGNS, k=400)))))
    assert len(index.find(sign(read_shingles(shared + "".join(rng.choices(SIGNS, k=400)))))) <= 2


def test_a_text_too_short_for_a_piece_is_found_nowhere() -> None:
    index = CopyIndex()
    index.add(1, sign(read_shingles("四个字呀")))
    assert sign(read_shingles("四个字呀")) is None
    assert index.find(None) == []


def test_signatures_of_many_texts_are_those_of_each_alone() -> None:
    rng = random.Random(5)
    lengths = (0, 3, 4, 5, 6, 80, 0, 300, 7, 4)
    texts = ["".join(rng.choices(SIGNS + " \n", k=length)) for length in lengths]
    for one, text in zip(sign_all(texts), texts, strict=True):
        alone = sign(read_shingles(text))
        assert (one is None) == (alone is None)
        if one and alone:
            assert (one.rows.tolist(), one.buckets.tolist()) == (alone.rows.tolist(), alone.buckets.tolist())
    assert sign_all([]) == []
    assert sign_all(["短", ""]) == [None, None]


def test_the_index_stays_right_while_texts_come_and_go_and_it_grows() -> None:
    rng = random.Random(8)
    texts = ["".join(rng.choices(SIGNS, k=90)) for _ in range(4 * FIRST_ROOM)]
    signatures, index = sign_all(texts), CopyIndex()
    for serial, signature in enumerate(signatures, 1):
        index.add(serial, signature)
        if serial % 3 == 0:
            index.drop(serial // 3)
    gone = len(signatures) // 3
    for serial in (1, gone, gone + 1, gone + FIRST_ROOM, len(signatures)):
        assert (serial in index.find(signatures[serial - 1])) == (serial > gone)
