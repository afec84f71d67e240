"""Scripts 简/繁."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.text.script import (
    convert_for,
    detect_script,
    fold_marks,
    fold_script,
    han_share,
    to_simplified,
    to_traditional,
)

chinese = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=200)


def test_the_script_of_a_text_is_told_by_its_characters() -> None:
    assert detect_script("云港跨海大桥主塔合龙") == "zh-Hans"
    assert detect_script("雲港跨海大橋主塔合龍") == "zh-Hant"
    assert detect_script("Harbour bridge") == ""


def test_conversion_goes_phrase_by_phrase() -> None:
    assert to_traditional("头发发展") == "頭髮發展"
    assert to_simplified("頭髮發展") == "头发发展"


def test_the_english_interface_leaves_texts_in_their_own_script() -> None:
    assert convert_for("en", "雲港") == "雲港"
    assert convert_for("zh-hans", "雲港") == "云港"
    assert convert_for("zh-hant", "云港") == "雲港"


def test_full_width_marks_fold_to_ascii() -> None:
    assert fold_marks("１月１７日（週五）：ＯＫ") == "1月17日(周五):OK"


def test_the_share_of_chinese_ignores_digits_and_marks() -> None:
    assert han_share("2025 年，ok") == 1 / 3
    assert han_share("123") == 0.0


@given(chinese | st.text(max_size=200))
def test_folds_keep_the_length_so_that_offsets_hold(text: str) -> None:
    assert len(fold_script(text)) == len(text)
    assert len(fold_marks(text)) == len(text)


@given(chinese)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold_script(fold_script(text)) == fold_script(text)
