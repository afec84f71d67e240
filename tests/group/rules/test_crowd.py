from __future__ import annotations

from datetime import timedelta

import pytest

from group.stories import arrival
from yaowen.group.rules.crowd import FULL_AFTER, crowd_bar, is_full
from yaowen.group.rules.grouper import Grouper

PLACES = list("岭川湾原禾槐水潮柳桥园岛石林沙岩河坡口滩")


def test_only_a_story_with_a_great_share_of_a_full_window_has_a_higher_bar() -> None:
    assert crowd_bar(100, 4_000, 0.0) == crowd_bar(30, 60, 0.0) == 0.0
    assert 0.0 < crowd_bar(160, 4_000, 0.1) < crowd_bar(250, 4_000, 0.1)
    assert crowd_bar(250, 4_000, 0.1) > crowd_bar(250, 4_000, 0.4) > crowd_bar(250, 4_000, 0.7) == 0.0


def test_a_story_is_full_by_its_share_of_a_window_that_reaches_back_four_days() -> None:
    assert is_full(200, 4_000, FULL_AFTER)
    assert not is_full(100, 4_000, FULL_AFTER)
    assert not is_full(200, 4_000, FULL_AFTER - timedelta(hours=1))


def test_in_a_small_window_no_story_is_full_before_it_has_some_dozens() -> None:
    assert not is_full(36, 60, FULL_AFTER)
    assert is_full(37, 60, FULL_AFTER)


@pytest.mark.parametrize(("hours", "most"), [(0, 60), (91, 37)])
def test_a_full_story_takes_no_more_and_what_else_there_is_to_tell_begins_another(hours: int, most: int) -> None:
    grouper = Grouper()
    for number in range(6):
        when = hours if number > 2 else 0
        grouper.add(arrival(-1 - number, f"{PLACES[number]}城今日无事 市民赏花", outlet="wanbao", hours=when))
    placed = []
    for number in range(60):
        one, other = PLACES[number % 20] + "城", PLACES[(number + 1 + number // 20) % 20] + "城"
        headline = f"雾泽岛发生6.1级地震 {one}和{other}房屋倒塌"
        text = f"雾泽岛凌晨发生地震,{one}和{other}的房屋倒塌,救援队已经到达。"
        placed.append(grouper.add(arrival(number, headline, text, outlet=f"报{number}", hours=hours)).story)
    assert placed.count(placed[0]) == most
