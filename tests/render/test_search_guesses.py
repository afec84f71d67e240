"""What was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.text.syllables import load_syllables, loose_sound
from yaowen.render.rules.search_guesses import count_words, guess_word, is_one_slip

WORDS = {"渡轮": 9, "灯塔": 5, "海事局": 3, "青屿港": 4, "青屿桥": 1, "harbour": 2, "ferry": 6}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("渡伦", "渡轮"),  # sounds alike
        ("度仑", "渡轮"),  # both characters do
        ("登塔", "灯塔"),
        ("海市局", "海事局"),
        ("海风局", "海事局"),  # one of three, whatever its sound
        ("青屿", ""),  # a part of a word is found as it is: it does not come here, and no longer word replaces it
        ("青屿岗", "青屿港"),  # by its sound rather than by its signs
        ("飞机", ""),
        ("渡口", ""),  # one of two is another word
        ("harbor", "harbour"),
        ("ferri", "ferry"),
        ("fery", "ferry"),
        ("frery", "ferry"),
        ("fer", ""),
        ("渡轮", ""),
    ],
)
def test_a_slip_is_understood_and_another_word_is_not(typed: str, meant: str) -> None:
    assert guess_word(typed, {word: count for word, count in WORDS.items() if word != typed}) == meant


def test_of_two_near_words_the_commoner_one_is_meant() -> None:
    assert guess_word("海石", {"海事": 1, "海市": 7}) == "海市"


@given(st.text("ab", max_size=6), st.text("ab", max_size=6))
def test_a_slip_is_one_both_ways(one: str, other: str) -> None:
    assert is_one_slip(one, other) == is_one_slip(other, one)


@given(st.text("abc", min_size=1, max_size=6), st.data())
def test_a_sign_left_out_is_a_slip(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    assert is_one_slip(word, word[:place] + word[place + 1 :])


def test_words_are_counted_once_a_text() -> None:
    assert count_words([["渡轮", "渡轮", "在"], ["渡轮"]]) == {"渡轮": 2}


def test_sounds_that_many_mix_up_are_one() -> None:
    assert loose_sound("是") == loose_sound("四")
    assert loose_sound("林") == loose_sound("宁")
    assert loose_sound("A") == ""
    assert len(load_syllables()) > 6000
