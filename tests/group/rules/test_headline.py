from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.group.rules.headline import find_lead, find_numbers, fold_headline, fold_text, masked_key, plain_key


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("柳灣大橋發現裂縫", "柳湾大桥发现裂缝"),
        ("柳湾大桥发现裂缝 - 青禾新闻网", "柳湾大桥发现裂缝"),
        ("柳湾大桥发现裂缝 | 青禾日报", "柳湾大桥发现裂缝"),
        ("柳湾大桥发现裂缝_青禾网", "柳湾大桥发现裂缝"),
        ("Bridge closed after crack - Willow Bay Times", "Bridge closed after crack"),
        ("快讯：柳湾大桥封闭", "柳湾大桥封闭"),
        ("【突发】柳湾大桥封闭……", "柳湾大桥封闭"),
        ("ＡＩ大会第３届开幕", "AI大会第3届开幕"),
        ("青禾日报", "青禾日报"),
    ],
)
def test_a_headline_is_bared_of_width_script_and_furniture(printed: str, bare: str) -> None:
    assert fold_headline(printed) == bare


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ("（中央社青禾四日電）柳湾大桥封闭。", "柳湾大桥封闭"),
        ("大桥资料图。\n（晨报青禾4日讯）柳湾大桥封闭。", "柳湾大桥封闭"),
        ("2031-03-04T01:00:00Z\n柳湾大桥封闭。", "柳湾大桥封闭"),
        ("晨报青禾3月4日电 柳湾大桥封闭。", "柳湾大桥封闭"),
        ("柳湾大桥封闭。", "柳湾大桥封闭"),
    ],
)
def test_a_lead_begins_behind_stamp_picture_line_and_dateline(body: str, start: str) -> None:
    assert find_lead(fold_text(body)).startswith(start)


def test_keys_ignore_punctuation_and_the_masked_one_numbers() -> None:
    assert plain_key("大桥封闭:两岸绕行!") == plain_key("大桥封闭 两岸绕行")
    assert masked_key("新增13例") == masked_key("新增7.5例")
    assert plain_key("新增13例") != plain_key("新增7例")


def test_numbers_are_compared_by_value() -> None:
    assert find_numbers("涨2.50% 至300点") == {"2.5", "300"}


@given(st.text(max_size=200))
def test_any_text_can_be_folded_and_a_headline_never_vanishes(text: str) -> None:
    folded = fold_headline(text)
    assert bool(folded) == bool(fold_headline(folded))
    find_lead(fold_text(text))
