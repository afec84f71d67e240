from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from group.stories import BRIDGE, ORCHARD
from yaowen.cli.group import MALFORMED, NO_TIME, NO_TITLE, answer_lines


def line(key: object, title: object, published: object = "2031-03-04T09:00:00+08:00", **more: object) -> bytes:
    return orjson.dumps({"id": key, "outlet": "晨报", "title": title, "published": published, **more})


def test_answers_come_in_order_with_one_story_for_copies_and_another_for_the_rest() -> None:
    rows = [
        line("a", "青禾市柳湾大桥发现裂缝 已全面封闭", text=BRIDGE),
        line("b", "安槐县雪花梨预计丰收十二万吨", text=ORCHARD),
        line("c", "突然封桥 两岸绕行", "2031-03-04T10:00:00+08:00", text=BRIDGE, outlet="晚报"),
    ]
    answers = list(answer_lines(rows))
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert answers[0]["story"] == answers[2]["story"] != answers[1]["story"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"{not json", MALFORMED),
        (b"[1, 2]", MALFORMED),
        (line("x", "", text=""), NO_TITLE),
        (line("x", None), NO_TITLE),
        (line("x", "标题", None), NO_TIME),
        (line("x", "标题", "yesterday"), NO_TIME),
    ],
)
def test_a_line_that_cannot_be_filed_gives_its_reason_and_stops_nothing(row: bytes, reason: str) -> None:
    answers = list(answer_lines([row, line("y", "柳湾大桥封闭")]))
    assert answers[0]["error"] == reason
    assert "story" in answers[1]


def test_outlet_text_and_zone_may_be_missing() -> None:
    row = json.dumps({"id": "a", "title": "柳湾大桥封闭", "published": "2031-03-04T09:00:00"}).encode()
    assert "story" in next(answer_lines([row]))


def test_both_scripts_share_their_stories_and_english_has_its_own() -> None:
    rows = [line(1, "柳湾大桥封闭"), line(2, "柳灣大橋封閉"), line(3, "Bridge at Willow Bay closed")]
    one, other, english = (answer["story"] for answer in answer_lines(rows))
    assert one == other != english


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "outlet", "title", "published", "text"]), JSON), max_size=5))
def test_any_object_is_answered_with_its_own_id(rows: list[dict[str, Any]]) -> None:
    answers = list(answer_lines(json.dumps(row).encode() for row in rows))
    assert [answer["id"] for answer in answers] == [row.get("id") for row in rows]
    assert all(("story" in answer) != ("error" in answer) for answer in answers)
