from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group.stories import BRIDGE, MORNING, ORCHARD, arrival
from yaowen.group.rules.arrival import Arrival, Filed, decide_family
from yaowen.group.rules.grouper import Grouper, crowd_bar, spread_evenly

QUAKE = (
    "雾泽岛四日凌晨发生六点一级地震，震中位于望潮港以东三十公里的海域，震源深度十二公里。岛防灾厅说，望潮港有十一栋民房倒塌，"
    "目前确认三人受伤。当局一度发布海啸警报，两小时后解除。岛上唯一的核电站在地震后自动停机，没有发现异常。"
)
QUAKE_LATER = (
    "雾泽岛地震的救援工作四日下午仍在继续。防灾厅把受伤人数更新为十七人，望潮港的倒塌民房增至二十六栋。"
    "首相府宣布成立对策本部，派出两艘补给舰。气象厅提醒，一周之内可能发生最大震度相当的余震。"
)
SPEECH_TRADE = (
    "雾泽首相林望川四日在国会表示，该国政府将在下个月同南屿联邦重开渔业谈判，争取在年底前签署新的捕捞协定。"
    "他说，谈判的重点是金枪鱼配额和护渔船只的通报机制。"
)
SPEECH_SCHOOL = (
    "雾泽首相林望川四日走访澄港的一所小学，宣布从明年春季起免除全国小学的午餐费用。"
    "教育厅估计，这项措施每年需要四百亿元，由新设的儿童基金支付。"
)


def test_reports_of_one_event_in_both_scripts_become_one_story() -> None:
    grouper = Grouper()
    first = grouper.add(arrival(1, "雾泽岛凌晨发生6.1级地震 望潮港民房倒塌", QUAKE))
    other = grouper.add(
        arrival(2, "霧澤島清晨強震規模6.1 望潮港十一棟民宅倒塌", QUAKE[30:], outlet="wanbao", language="zh-Hant")
    )
    later = grouper.add(arrival(3, "雾泽岛地震伤者增至17人 望潮港救援继续", QUAKE_LATER, outlet="shibao", hours=9))
    assert first.opened
    assert first.story == other.story == later.story
    assert later.rule == "event"
    assert {"地震"} <= set(later.shared) | {"地震"}
    assert "望潮" in "".join(later.shared)


def test_two_events_of_one_actor_stay_apart() -> None:
    grouper = Grouper()
    trade = grouper.add(arrival(1, "雾泽下月同南屿联邦重开渔业谈判", SPEECH_TRADE))
    school = grouper.add(arrival(2, "明年春季起小学午餐免费 澄港先行", SPEECH_SCHOOL, outlet="wanbao", hours=1))
    assert trade.story != school.story
    assert school.rule == "alone"


def test_a_retitled_copy_is_folded_under_its_origin_and_so_is_a_copy_of_the_copy() -> None:
    grouper = Grouper()
    grouper.add(arrival(1, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE))
    retitled = grouper.add(arrival(2, "突然封桥!两岸市民要绕行多久", BRIDGE, outlet="wanbao", hours=1))
    again = grouper.add(arrival(3, "两岸绕行 柳湾大桥怎么了", BRIDGE[:160], outlet="shibao", hours=2))
    assert retitled.rule == again.rule == "copy"
    assert retitled.copy_of == again.copy_of == 1
    assert retitled.score == pytest.approx(1.0)
    assert 0.5 <= again.score <= 1.0


def test_articles_read_ahead_are_filed_as_those_read_one_by_one() -> None:
    arrivals = [
        arrival(1, "雾泽岛凌晨发生6.1级地震 望潮港民房倒塌", QUAKE),
        arrival(2, "雾泽岛地震伤者增至17人 望潮港救援继续", QUAKE_LATER, outlet="shibao", hours=2),
        arrival(3, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=3),
        arrival(4, "雾泽岛凌晨发生地震", QUAKE, outlet="ribao", hours=4),
    ]
    ahead, alone = Grouper(), Grouper()
    ahead.read_ahead(arrivals)
    assert [ahead.add(one) for one in arrivals] == [alone.add(one) for one in arrivals]


ACTORS, DEEDS = (
    ("雾泽首相", "望潮港渔会", "柳湾大桥", "安槐县果农"),
    ("宣布封闭大桥", "签署捕捞协定", "发布海啸警报", "收购雪花梨"),
)
COMING = st.tuples(
    st.sampled_from(ACTORS), st.sampled_from(DEEDS), st.sampled_from(("", QUAKE, QUAKE_LATER, BRIDGE, ORCHARD)),
    st.sampled_from((0.0, 0.2, 5.0, 40.0, 70.0)), st.sampled_from(("added", "added", "added", "left out", "between")),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.lists(COMING, max_size=8), max_size=6), st.booleans())
def test_whatever_comes_of_those_read_ahead_all_are_filed_as_if_they_were_not(
    batches: list[list[tuple[str, str, str, float, str]]], provisional: bool
) -> None:
    ahead, alone = Grouper(provisional=provisional), Grouper(provisional=provisional)
    hours = 0.0
    for number, batch in enumerate(batches):
        arrivals, fates = [], []
        for place, (actor, deed, text, later, fate) in enumerate(batch):
            hours += later
            outlet = ("ribao", "wanbao", "shibao")[place % 3]
            arrivals.append(arrival(100 * number + place, f"{actor}{deed}", text, outlet=outlet, hours=hours))
            fates.append(fate)
        ahead.read_ahead(arrivals)
        for one, fate in zip(arrivals, fates, strict=True):
            # Those left out never come; what comes between was not read with the others.
            if fate != "left out":
                coming = replace(one) if fate == "between" else one
                assert ahead.add(coming) == alone.add(coming)
    assert {key: story.members for key, story in ahead.window.stories.items()} == {
        key: story.members for key, story in alone.window.stories.items()
    }
    ahead.read_ahead([])
    assert len(ahead.window.vocabulary) == len(alone.window.vocabulary)


def test_after_a_long_silence_words_of_articles_long_gone_find_nothing() -> None:
    grouper = Grouper(provisional=True)
    grouper.add(arrival(1, "青禾市柳湾大桥发现裂缝"))
    grouper.add(arrival(2, "柳湾大桥裂缝修补进展", hours=50))
    # By now the first has left; the second is live, and keeps their words in the index.
    assert grouper.add(arrival(3, "柳湾大桥重新开放通行", hours=112)).rule == "alone"


def test_where_one_of_those_read_ahead_cannot_be_read_only_that_one_fails() -> None:
    grouper = Grouper()
    good, broken = arrival(1, "雾泽岛凌晨发生6.1级地震", QUAKE), arrival(2, "\ud800雾泽岛", QUAKE)
    grouper.read_ahead([good, broken])
    assert grouper.add(good).rule == "alone"
    with pytest.raises(UnicodeEncodeError):
        grouper.add(broken)
    assert grouper.received == 1


def test_an_article_of_the_same_id_read_ahead_is_not_taken_for_another() -> None:
    grouper = Grouper()
    grouper.read_ahead([arrival(1, "雾泽岛凌晨发生6.1级地震", QUAKE)])
    grouper.add(arrival(1, "安槐县雪花梨预计丰收十二万吨", ORCHARD))
    assert next(iter(grouper.window.articles.values())).plain.startswith("安槐县")


def test_equal_headlines_without_bodies_are_copies_of_the_same_day_only() -> None:
    grouper = Grouper()
    first = grouper.add(arrival(1, "雾泽岛发生6.1级地震"))
    same = grouper.add(arrival(2, "霧澤島發生6.1級地震", outlet="wanbao", hours=3))
    assert (same.story, same.rule, same.copy_of) == (first.story, "headline", 1)


def test_nothing_joins_a_story_across_a_gap_of_thirty_six_hours() -> None:
    grouper = Grouper()
    first = grouper.add(arrival(1, "雾泽岛凌晨发生6.1级地震 望潮港民房倒塌", QUAKE))
    late = grouper.add(arrival(2, "雾泽岛地震伤者增至17人 望潮港救援继续", QUAKE_LATER, outlet="shibao", hours=37))
    assert late.story != first.story


def test_a_story_takes_nothing_after_ninety_six_hours() -> None:
    grouper = Grouper()
    stories = []
    for step, told in enumerate(
        ["帐篷", "药品", "毛毯", "饮水", "口粮", "电池", "雨衣", "炉具", "木材", "种子", "书本", "课桌"]
    ):
        text = QUAKE_LATER + f"救援队今天在望潮港分发了{told}。"
        headline = f"雾泽岛地震救援:{told}运抵望潮港"
        stories.append(grouper.add(arrival(step, headline, text, outlet=f"o{step}", hours=step * 10)).story)
    assert stories[0] == stories[5]
    assert stories[0] not in stories[10:]


def test_one_date_in_the_future_expires_nothing() -> None:
    grouper = Grouper()
    first = grouper.add(arrival(1, "雾泽岛凌晨发生6.1级地震 望潮港民房倒塌", QUAKE))
    grouper.add(arrival(2, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=24 * 900))
    later = grouper.add(arrival(3, "雾泽岛地震伤者增至17人 望潮港救援继续", QUAKE_LATER, outlet="shibao", hours=5))
    assert later.story == first.story


def test_expired_articles_leave_their_story_and_the_window_empty() -> None:
    grouper = Grouper()
    for key in range(3):
        grouper.add(arrival(key, f"雾泽岛地震快报之{key}", QUAKE, outlet=f"o{key}", hours=key))
    for key in range(3, 7):
        grouper.add(arrival(key, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet=f"o{key}", hours=24 * 30 + key))
    window = grouper.window
    assert sorted(str(article.article_id) for article in window.articles.values()) == ["3", "4", "5", "6"]
    assert sum(len(story.members) for story in window.stories.values()) == 4
    assert all(len(story.read_total()[0]) for story in window.stories.values())
    assert set(window.vocabulary.spread.tolist()) == {0, 1}
    assert window.vocabulary.live_with.max() <= 4


HEADLINES = [
    ("雾泽岛凌晨发生6.1级地震 望潮港民房倒塌", QUAKE),
    ("雾泽岛地震伤者增至17人 望潮港救援继续", QUAKE_LATER),
    ("青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE),
    ("柳湾大桥封闭 两岸公交绕行新渡桥", BRIDGE[60:]),
    ("安槐县雪花梨预计丰收十二万吨", ORCHARD),
    ("林望川宣布明春起免除小学午餐费", SPEECH_SCHOOL),
    ("林望川:下月重开渔业谈判", SPEECH_TRADE),
    ("雾泽岛地震", ""),
]
STREAMS = st.lists(
    st.tuples(st.integers(0, len(HEADLINES) - 1), st.integers(0, 3), st.integers(0, 30)), min_size=2, max_size=25
)


def make_stream(picks: list[tuple[int, int, int]]) -> list[Arrival]:
    hours, arrivals = 0, []
    for key, (pick, outlet, pause) in enumerate(picks):
        hours += pause
        headline, text = HEADLINES[pick]
        arrivals.append(arrival(key, headline, text, outlet=f"o{outlet}", hours=hours))
    return arrivals


@settings(max_examples=40, deadline=None)
@given(STREAMS, st.integers(1, 24))
def test_a_grouper_rebuilt_at_any_point_files_the_rest_just_the_same(
    picks: list[tuple[int, int, int]], cut: int
) -> None:
    stream = make_stream(picks)
    running = Grouper()
    story_of: dict[int | str, int] = {}
    log = []
    for given_one in stream[:cut]:
        placement = running.add(given_one)
        log.append((given_one, placement, running.window.now))
        story_of[given_one.id] = placement.story
        for union in placement.unions:
            story_of = {key: union.survivor if story == union.merged else story for key, story in story_of.items()}
    first_at = {
        story: min(one.published for one, *_ in log if story_of[one.id] == story) for story in story_of.values()
    }
    now = running.window.now or MORNING
    rebuilt = Grouper(provisional=True)
    rebuilt.restore(
        Filed(one, story_of[one.id], placement.copy_of, at or now, first_at[story_of[one.id]])
        for one, placement, at in log
        if at is not None and now - at <= timedelta(hours=96)
    )
    names = {story: story for story in story_of.values()}
    for given_one in stream[cut:]:
        ours, theirs = running.add(given_one), rebuilt.add(given_one)
        assert names.setdefault(theirs.story, ours.story) == ours.story
        assert replace(theirs, story=0, unions=()) == replace(ours, story=0, unions=())
        assert len(theirs.unions) == len(ours.unions)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=60), st.text(max_size=300), st.datetimes(timezones=st.just(UTC))),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_and_time_can_be_filed(rows: list[tuple[str, str, datetime]]) -> None:
    grouper = Grouper()
    placements = [grouper.add(Arrival(key, "o", headline, text, at)) for key, (headline, text, at) in enumerate(rows)]
    assert all(placement.opened or placement.story < 100 for placement in placements)
    assert placements[0].opened


def test_a_story_opened_provisionally_keeps_its_members_under_its_lasting_key() -> None:
    grouper = Grouper(provisional=True)
    first = grouper.add(arrival(1, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE))
    assert first.story == -1
    grouper.rename_story(-1, 501)
    copy = grouper.add(arrival(2, "柳湾大桥裂缝 全面封闭", BRIDGE, outlet="wanbao", hours=1))
    assert copy.story == 501
    other = grouper.add(arrival(3, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=2))
    assert other.story == -2


@pytest.mark.parametrize(
    ("language", "text", "family"),
    [
        ("zh-Hant", "", "zh"),
        ("zh_CN", "", "zh"),
        ("en-GB", "", "en"),
        ("", "柳湾大桥封闭", "zh"),
        ("", "iPhone 17 Pro Max 发布", "zh"),
        ("", "Bridge closed", "und"),
        ("ja", "橋", "ja"),
    ],
)
def test_both_scripts_are_one_family(language: str, text: str, family: str) -> None:
    assert decide_family(language, text) == family


@given(st.lists(st.integers(), unique=True), st.integers(2, 9))
def test_a_spread_sample_keeps_order_first_and_last(serials: list[int], most: int) -> None:
    sample = spread_evenly(serials, most)
    assert len(sample) == min(most, len(serials))
    assert [serial for serial in serials if serial in sample] == sample
    assert sample[:1] == serials[:1]
    assert sample[-1:] == serials[-1:]


def test_only_a_story_with_a_great_share_of_a_full_window_has_a_higher_bar() -> None:
    assert crowd_bar(100, 4_000, 0.0) == crowd_bar(30, 60, 0.0) == 0.0
    assert 0.0 < crowd_bar(160, 4_000, 0.1) < crowd_bar(250, 4_000, 0.1)
    assert crowd_bar(250, 4_000, 0.1) > crowd_bar(250, 4_000, 0.4) > crowd_bar(250, 4_000, 0.7) == 0.0
