"""Words of a region, for display."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.text.regional import load_pairs
from yaowen.base.text.script import convert_for, to_simplified, to_traditional


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("新西兰的网络公司", "紐西蘭的網路公司"),
        ("短视频里的人工智能芯片", "短影音裡的人工智慧晶片"),
        ("黑客攻击意大利服务器", "駭客攻擊義大利伺服器"),
    ],
)
def test_words_of_a_region_are_shown_in_its_pages_both_ways(simplified: str, traditional: str) -> None:
    assert convert_for("zh-hant", simplified) == traditional
    assert convert_for("zh-hans", traditional) == simplified


def test_words_with_a_second_meaning_keep_it() -> None:
    said = "发言人支持联合声明，司法程序的文件已发布，高级官员通报项目进程"
    assert convert_for("zh-hant", said) == to_traditional(said)
    assert convert_for("zh-hans", "這部影片在喬治亞州上映") == "这部影片在乔治亚州上映"


def test_every_line_of_the_table_has_the_scripts_it_says() -> None:
    pairs = load_pairs()
    assert len(pairs) > 60
    for mainland, taiwan, _ in pairs:
        assert to_simplified(mainland) == mainland
        assert to_traditional(to_simplified(taiwan)) in {taiwan, to_traditional(taiwan)}
    assert len({mainland for mainland, _, _ in pairs}) == len({taiwan for _, taiwan, _ in pairs}) == len(pairs)


WORDS = st.lists(st.sampled_from([word for pair in load_pairs() for word in pair[:2]] + list("港口，灯塔")), max_size=6)


@given(WORDS.map("".join))
def test_what_was_converted_stays_as_it_is(text: str) -> None:
    once = convert_for("zh-hant", text)
    assert convert_for("zh-hant", once) == once
