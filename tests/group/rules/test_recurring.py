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


def test_the_count_of_another_day_is_a_story_of_its_own_whatever_its_words() -> None:
    grouper = Grouper()
    texts = (
        "青禾市卫健委公布新增病例，患者都在隔离点发现，密切接触者已经安排隔离观察。" * 3,
        "通报全文见本报今日要闻版。" * 8,
    )
    placed = [
        grouper.add(arrival(1, "青禾新增7例确诊 累计120例", texts[0], outlet="chenbao")),
        grouper.add(arrival(2, "青禾今新增7例確診 均為隔離者", texts[0][:80] + texts[1], outlet="wanbao", hours=3)),
        grouper.add(arrival(3, "青禾再增9例确诊病例 累计129例", texts[0][5:] + texts[1], outlet="shibao", hours=24)),
        grouper.add(arrival(4, "青禾市昨日新增9例确诊", texts[0][:90] + texts[1], outlet="ribao", hours=26)),
    ]
    stories = [one.story for one in placed]
    assert stories[0] == stories[1] != stories[2]
    assert stories[2] == stories[3]


def test_a_toll_that_rises_from_day_to_day_stays_in_its_story() -> None:
    grouper = Grouper()
    text = (
        "雾泽岛凌晨发生地震，望潮港多处民房倒塌，救援人员连夜进港，伤者被送往岛上的两家医院，余震不断，渡轮停航。" * 2
    )
    first = grouper.add(arrival(1, "雾泽岛地震已致17人死亡", text, outlet="chenbao"))
    later = grouper.add(
        arrival(2, "雾泽岛地震死亡人数升至26人", text[9:] + "救援仍在继续。", outlet="wanbao", hours=20)
    )
    assert first.story == later.story


def test_notices_of_two_companies_in_the_words_of_a_template_are_two_stories() -> None:
    grouper = Grouper()
    placed = [
        grouper.add(arrival(1, "澜水电力：预计2031年净利润同比增长133%左右", outlet="caijing")),
        grouper.add(arrival(2, "望潮化工：预计2031年度净利润同比下降64.8%", outlet="wanbao", hours=0.1)),
        grouper.add(arrival(3, "澜水电力预计净利润同比增长133%", outlet="shibao", hours=0.2)),
    ]
    assert placed[0].story == placed[2].story != placed[1].story
