from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group.stories import BRIDGE, arrival
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import load_background
from yaowen.group.rules.grouper import Grouper
from yaowen.group.rules.headline_copies import (
    Said,
    are_headline_copies,
    compare_headlines,
    judge_copies,
    load_weights,
    measure_alike,
)
from yaowen.group.rules.terms import read_terms


def read(headline: str) -> Said:
    terms = read_terms(Arrival(0, "", headline, "", datetime(2026, 3, 1, tzinfo=UTC), "zh"), load_background())
    return Said(terms.plain, terms.numbers, dict(zip(terms.names[: terms.heads], terms.idf, strict=True)))


def copies(one: str, other: str) -> bool:
    return are_headline_copies(read(one), read(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("柳湾大桥发现裂缝 已全面封闭", "柳灣大橋發現裂縫已全面封閉"),
        ("青禾市长林望川辞职", "林望川辞去青禾市长职务"),
        ("渡轮停航 载有242人", "渡轮停航，船上载有242人"),
        ("青禾市长林望川辞职", "青禾市长林望川今天辞职，称要多陪家人"),
    ],
)
def test_headlines_that_say_the_same_are_copies(one: str, other: str) -> None:
    assert copies(one, other)
    assert copies(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("柳湾大桥发现裂缝 已全面封闭", "柳湾大桥封闭首日 两岸公交绕行新渡桥"),
        ("青禾新增2例 累计720例", "青禾新增4例 累计724例"),
        ("青禾市长林望川辞职", "林望川为何辞职"),
        ("Willow Bay bridge closed", "Willow Bay bridge opened again"),
        ("快讯", "快讯"),
    ],
)
def test_headlines_that_say_more_or_ask_or_give_other_counts_or_little_are_not(one: str, other: str) -> None:
    assert not copies(one, other)


@settings(deadline=None)
@given(st.text(), st.text())
def test_likeness_lies_between_nothing_and_all_and_goes_both_ways(one: str, other: str) -> None:
    alike = measure_alike(one, other)
    assert 0.0 <= alike <= 1.0
    assert alike == measure_alike(other, one)


@settings(deadline=None)
@given(st.text("柳湾大桥封闭不回应如何12", max_size=30), st.text("柳湾大桥封闭不回应如何12", max_size=30))
def test_what_two_headlines_have_in_common_is_the_same_both_ways(one: str, other: str) -> None:
    ours, theirs = read(one), read(other)
    assert compare_headlines(ours, theirs) == compare_headlines(theirs, ours)
    assert set(compare_headlines(ours, theirs)) == set(load_weights().weights)


@settings(deadline=None)
@given(st.text("柳湾大桥封闭开通青禾市长辞职渡轮停航", min_size=12, max_size=24))
def test_a_headline_is_a_likelier_copy_of_itself_than_of_one_that_tells_of_something_else(headline: str) -> None:
    assert judge_copies(read(headline), read(headline)) > judge_copies(read(headline), read("山火逼近古寺僧人撤离"))


def test_an_article_known_by_its_headline_alone_is_folded_under_the_one_that_it_repeats() -> None:
    grouper = Grouper()
    grouper.add(arrival(1, "青禾市柳湾大桥发现裂缝", outlet="chenbao"))
    again = grouper.add(arrival(2, "青禾柳湾大桥被发现有裂缝", outlet="wanbao", hours=1))
    third = grouper.add(arrival(3, "柳湾大桥发现裂缝 青禾市通报", outlet="shibao", hours=2))
    assert (again.rule, again.copy_of) == ("event", 1)
    assert third.copy_of == 1


def test_articles_with_texts_of_their_own_are_not_folded_by_their_headlines() -> None:
    grouper = Grouper()
    grouper.add(arrival(1, "青禾市柳湾大桥发现裂缝", BRIDGE, outlet="chenbao"))
    other = (
        "记者傍晚来到桥头，看见桥面空无一人，护栏外拉起了警戒线。附近的居民说，早上六点就听见了警笛声，公交改从新渡桥走。"
        * 2
    )
    own = grouper.add(arrival(2, "青禾柳湾大桥被发现有裂缝", other, outlet="wanbao", hours=1))
    assert own.copy_of is None
