"""The learned judge and its file."""

from __future__ import annotations

import pytest

from group.stories import BRIDGE, arrival
from yaowen.group.rules.features import Near, measure
from yaowen.group.rules.grouper import Grouper
from yaowen.group.rules.model import Part, load_model, parse_name
from yaowen.group.rules.question import ask


def test_a_logit_is_the_sum_of_plain_features_products_and_what_is_above_a_value() -> None:
    part = Part(-1.0, {"best": 2.0, "best*size": 3.0, "size>0.5": 10.0}, 0.0, 0.1)
    assert part.judge({"best": 0.5, "size": 1.0}) == pytest.approx(-1.0 + 1.0 + 1.5 + 5.0)


def test_what_is_not_above_its_value_counts_nothing() -> None:
    part = Part(0.0, {"size>0.5": 10.0}, 0.0, 0.1)
    assert part.judge({"size": 0.5}) == part.judge({"size": 0.0}) == 0.0


def test_a_bar_rises_with_every_doubling_of_the_story() -> None:
    part = Part(0.0, {}, -0.5, 0.25)
    assert [part.bar(size) for size in (1, 2, 8)] == pytest.approx([-0.5, -0.25, 0.25])


def test_a_name_of_a_weight_says_what_it_is_made_of() -> None:
    assert parse_name("best") == ("best", "", "")
    assert parse_name("best*size") == ("best", "*", "size")
    assert parse_name("best>0.5") == ("best", ">", "0.5")


def test_the_weights_that_ship_ask_for_features_that_are_measured() -> None:
    grouper = Grouper()
    grouper.add(arrival(1, "江陵新桥合龙 年底通车", BRIDGE))
    grouper.add(arrival(2, "江陵新桥昨日合龙", BRIDGE[20:], hours=1))
    new = grouper.window.articles[2]
    near = Near(grouper.window.stories[1], [(0.5, grouper.window.articles[1])], 0.0)
    measured = measure(ask(new, grouper.window), near)
    model = load_model()
    weights = [*model.text.weights, *model.bare.weights]
    assert [name for name in weights if not set(names_of(name)) <= set(measured)] == []


def names_of(name: str) -> list[str]:
    """The features that a weight is made of."""
    first, sign, second = parse_name(name)
    return [first, second] if sign == "*" else [first]
