"""How alike two headlines are written."""

from __future__ import annotations

import pytest

from group.stories import arrival
from yaowen.group.rules.features import Near, measure
from yaowen.group.rules.grouper import Grouper
from yaowen.group.rules.question import ask
from yaowen.group.rules.wording import count_shared


def compare(headline: str, other: str) -> dict[str, float]:
    """The features of two headlines."""
    grouper = Grouper()
    grouper.add(arrival(1, other, ""))
    grouper.add(arrival(2, headline, "", hours=1))
    new, old = grouper.window.articles[2], grouper.window.articles[1]
    return measure(ask(new, grouper.window), Near(grouper.window.stories[old.story], [(0.5, old)], 0.0))


def test_equal_headlines_share_all() -> None:
    found = compare("江陵大桥合龙", "江陵大桥合龙")
    assert found["prefix"] == found["suffix"] == found["pairs"] == found["pairs_in"] == found["subject"] == 1.0


def test_reports_of_one_actor_share_their_beginning_and_their_subject() -> None:
    found = compare("江陵市长视察码头", "江陵市长会见渔民代表")
    assert found["prefix"] == pytest.approx(4 / 8)
    assert found["subject"] == found["subject_in"] == found["subject_there"] == 1.0
    assert found["suffix"] == 0.0


def test_an_actor_named_later_is_found_in_the_other_headline() -> None:
    found = compare("渔民抗议", "江陵渔民上街")
    assert (found["subject"], found["subject_in"]) == (0.0, 1.0)


def test_a_short_headline_inside_a_long_one_has_all_its_pairs_there() -> None:
    found = compare("新桥合龙", "江陵新桥合龙通车")
    assert found["pairs_in"] == 1.0
    assert found["pairs"] < 1.0


def test_words_stand_for_pairs_only_where_both_headlines_have_none() -> None:
    assert compare("Bridgeport opens", "Bridgeport opens again")["pairs_in"] == 1.0
    assert compare("Bridgeport", "Bridgeport 新桥合龙")["pairs_in"] == 0.0
    assert compare("Bridgeport 新桥合龙", "Bridgeport")["pairs_in"] == 0.0


def test_headlines_without_words_share_nothing() -> None:
    found = compare("!?", "……")
    assert {
        name: found[name] for name in ("prefix", "suffix", "subject", "subject_in", "pairs", "length")
    } == dict.fromkeys(("prefix", "suffix", "subject", "subject_in", "pairs", "length"), 0.0)


def test_characters_in_common_are_counted_from_the_beginning_only() -> None:
    assert [count_shared(*pair) for pair in (("abc", "abd"), ("abc", "xbc"), ("ab", "abc"), ("", "a"))] == [2, 0, 2, 0]
