from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from group.stories import BRIDGE, ORCHARD, arrival
from yaowen.group.rules.arrival import Arrival, Placement
from yaowen.group.rules.grouper import Grouper

DAY = [
    arrival(1, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE, hours=0),
    arrival(2, "柳灣大橋發現裂縫 兩岸公車改道", BRIDGE[:150], outlet="wanbao", hours=1),
    arrival(3, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=2),
    arrival(4, "柳湾大桥裂缝检测结论三天内公布", BRIDGE[40:], outlet="shibao", hours=7),
    arrival(5, "青禾元中间价报6.8821 较前一日上调35个基点", "", outlet="caijing", hours=8),
]


def file_all(grouper: Grouper, arrivals: Sequence[Arrival]) -> dict[int | str, Placement]:
    return {given.id: grouper.add(given) for given in arrivals}


def next_day(days: int) -> list[Arrival]:
    return [replace(given, id=f"{given.id}+{days}", published=given.published + timedelta(days=days)) for given in DAY]


def test_a_day_published_again_gives_stories_of_its_own_day_by_day() -> None:
    grouper = Grouper()
    days = [file_all(grouper, next_day(day)) for day in range(5)]
    stories = [[placement.story for placement in day.values()] for day in days]
    for day in stories:
        assert day[0] == day[1] == day[3]
        assert len(set(day)) == 3
    assert len({story for day in stories for story in day}) == 15
    assert not any(placement.unions for day in days for placement in day.values())


def test_a_copy_of_the_new_day_is_folded_under_the_new_days_origin() -> None:
    grouper = Grouper()
    file_all(grouper, next_day(0))
    again = file_all(grouper, next_day(1))
    assert again["2+1"].copy_of == "1+1"
    assert again["1+1"].rule == "recurring"


def test_a_fixing_with_other_numbers_is_a_story_of_its_own_also_at_another_outlet() -> None:
    grouper = Grouper()
    first = grouper.add(arrival(1, "青禾元中间价报6.8821 较前一日上调35个基点", outlet="caijing"))
    same_day = grouper.add(arrival(2, "青禾元中间价报6.8821 较前一日上调35个基点", outlet="wanbao", hours=2))
    later = grouper.add(arrival(3, "青禾元中间价报6.8790 较前一日上调31个基点", outlet="shibao", hours=24))
    assert first.story == same_day.story
    assert same_day.rule == "headline"
    assert later.story != first.story


def test_an_outlets_update_within_the_day_stays_in_its_story() -> None:
    grouper = Grouper()
    first = grouper.add(arrival(1, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE))
    update = grouper.add(arrival(2, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE + "专家组四日傍晚抵达现场。", hours=9))
    assert update.story == first.story
    assert update.copy_of == 1
