"""前情 and 后续: found when a story is two hours old, logged, shown from both sides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from group.stories import BRIDGE, MORNING, ORCHARD, arrival, make_context, save_arrival
from yaowen.group.follow_ups import drop_old_words
from yaowen.group.models import FollowUp, GroupEvent, Membership, Story, StoryWord
from yaowen.group.rules.background import load_background
from yaowen.group.rules.sequels import (
    LEAST_SCORE,
    SCORE_PER_DAY,
    Gist,
    Likeness,
    Usage,
    choose,
    compare,
    find_telling,
    read_gist,
)
from yaowen.group.stage import Group
from yaowen.group.store import load_related, merge_stories, remove_article, replay_events, story_of

LATER = "柳湾大桥裂缝修复完工 今天恢复通车"
REOPENED = "经过十天抢修，横跨澜水河的柳湾大桥今天上午恢复通车。青禾市住建局说，三号桥墩的裂缝已经加固。"
NO_USE = Usage(1_000, {})


def gist(headline: str, text: str = "", outlet: int = 1) -> Gist:
    return read_gist(outlet, headline, text, load_background())


def test_what_goes_on_from_an_earlier_story_shares_its_rare_words() -> None:
    like = compare([gist(LATER, REOPENED)], [gist("青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE, 2)], NO_USE)
    assert like is not None
    assert "柳湾" in like.shared
    assert not like.of_series
    assert compare([gist(LATER, REOPENED)], [gist("安槐县雪花梨预计丰收十二万吨", ORCHARD)], NO_USE) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("澜水河水位升至12.5米", "澜水河水位升至12.9米"),
        ("安槐县史话第三章：盐道", "安槐县史话第七章：盐道"),
    ],
)
def test_the_same_headline_with_other_numbers_is_no_follow_up(one: str, other: str) -> None:
    assert compare([gist(one)], [gist(other, outlet=2)], NO_USE) is None


def test_the_name_of_one_outlets_column_makes_no_follow_up() -> None:
    assert compare([gist("澜水夜谈：白鹭归来")], [gist("澜水夜谈：灯会开幕")], NO_USE) is None


def test_a_word_that_half_of_the_month_has_counts_for_little() -> None:
    one, other = gist(LATER, REOPENED), gist("青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE, 2)
    rare = compare([one], [other], NO_USE)
    worn = compare([one], [other], Usage(1_000, dict.fromkeys(one.body, 600)))
    assert rare is not None
    assert worn is None or worn.score < rare.score


def test_a_report_that_is_not_the_headline_may_show_what_a_story_goes_on_from() -> None:
    earlier = [gist("青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE, 2)]
    silent, speaking = gist("十天之后，司机们又能过河了", REOPENED), gist(LATER, REOPENED, 3)
    assert compare([silent], earlier, NO_USE) is None
    like = compare([silent, speaking], earlier, NO_USE)
    assert like is not None
    assert "柳湾" in like.shared


def test_the_longer_ago_the_more_must_be_alike() -> None:
    ours, earlier = [gist(LATER, REOPENED)], [gist("青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE, 2)]
    like = compare(ours, earlier, NO_USE, timedelta(days=1))
    assert like is not None
    days = (like.score - LEAST_SCORE) / SCORE_PER_DAY
    assert compare(ours, earlier, NO_USE, timedelta(days=days - 0.5)) == like
    assert compare(ours, earlier, NO_USE, timedelta(days=days + 0.5)) is None


def test_one_days_count_is_no_follow_up_of_anothers_in_any_outlet() -> None:
    one, other = gist("青禾市新增三例柳湾热确诊病例"), gist("青禾市今日新增柳湾热病例七例", outlet=2)
    assert compare([one], [other], NO_USE) is None


def test_of_many_alike_only_those_count_that_cannot_be_of_a_series() -> None:
    series = [(key, Likeness(0.5 + key / 100, ("甲",), of_series=True)) for key in range(3)]
    other = (9, Likeness(0.4, ("甲",), of_series=False))
    assert choose(series[:2]) == [series[1], series[0]]
    assert choose([*series, other]) == [other]
    assert len(choose((key, Likeness(0.5, (), of_series=False)) for key in range(9))) == 3


def test_a_story_is_found_by_its_most_telling_words() -> None:
    found = find_telling([gist("青禾市柳湾大桥发现裂缝 已全面封闭")])
    assert "柳湾" in found
    assert len(found) <= 12


def save_sequel(days: float = 10) -> tuple[int, int]:
    """A story, ten days later other news and what follows it, and three hours more; the ids of the two articles."""
    stage = Group()
    first = save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE))
    for step in range(3):
        save_arrival(arrival(1 + step, f"安槐县第{step}届梨花节", ORCHARD, outlet=f"o{step}", hours=3 + step))
    while stage.step(make_context()):
        pass
    for step in range(3):
        save_arrival(arrival(10 + step, f"{'东西南'[step]}门早市搬迁", outlet=f"o{step}", hours=24 * days - 3 + step))
    second = save_arrival(arrival(9, LATER, REOPENED, outlet="wanbao", hours=24 * days))
    for step in range(4):
        name = "春夏秋冬"[step]
        save_arrival(arrival(20 + step, f"{name}季招考公告发布", outlet=f"o{step}", hours=24 * days + 3 + step))
    while stage.step(make_context()):
        pass
    return first, second


@pytest.mark.django_db
def test_a_story_of_two_hours_is_linked_to_what_went_before_and_both_are_rendered_again() -> None:
    first, second = save_sequel()
    places = story_of([first, second])
    earlier, later = places[first], places[second]
    assert earlier != later
    (link,) = FollowUp.objects.all()
    assert (link.story_id, link.earlier_id) == (later, earlier)
    event = GroupEvent.objects.get(kind="follows")
    assert (event.story_id, event.other_story_id, event.version) == (later, earlier, link.version)
    assert event.reason["score"] == link.score > 0.3
    assert "柳湾" in event.reason["shared"]
    related = load_related([earlier, later])
    assert [(one.story.id, one.later) for one in related[earlier]] == [(later, True)]
    assert [(one.story.id, one.later) for one in related[later]] == [(earlier, False)]
    assert set(Story.objects.filter(pk__in=[earlier, later]).values_list("state", flat=True)) == {"changed"}
    assert replay_events("zh") == dict(Membership.objects.values_list("article_id", "story_id"))
    versions = list(GroupEvent.objects.order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, len(versions) + 1))


@pytest.mark.django_db
def test_what_lies_further_back_than_thirty_days_is_not_linked_and_is_forgotten() -> None:
    save_sequel(days=34)
    assert not FollowUp.objects.exists()
    noted = StoryWord.objects.count()
    assert noted
    drop_old_words(MORNING + timedelta(days=200))
    assert not StoryWord.objects.exists()


@pytest.mark.django_db
def test_links_of_a_merged_story_are_its_survivors_and_none_leads_to_itself() -> None:
    first, second = save_sequel()
    places = story_of([first, second])
    third = save_arrival(arrival(40, "澜水夜谈今晚开讲", ORCHARD, hours=24 * 10 + 8))
    Group().step(make_context())
    survivor = story_of([third])[third]
    merge_stories(places[second], survivor, "one")
    related = load_related([survivor, places[first]])
    assert [(one.story.id, one.later) for one in related[survivor]] == [(places[first], False)]
    assert [(one.story.id, one.later) for one in related[places[first]]] == [(survivor, True)]
    merge_stories(places[first], survivor, "all one")
    assert load_related([survivor]) == {}


@pytest.mark.django_db
def test_a_withdrawn_articles_words_leave_links_and_log() -> None:
    first, _ = save_sequel()
    remove_article(first, "court order")
    assert FollowUp.objects.get().shared == []
    assert GroupEvent.objects.get(kind="follows").reason["shared"] == []
    assert load_related([FollowUp.objects.get().story_id]) == {}
