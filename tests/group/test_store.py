from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from group.stories import BRIDGE, MORNING, ORCHARD, arrival, make_context, save_arrival
from group.windows import describe
from yaowen.base.errors import BadInput
from yaowen.extract.models import Article
from yaowen.group.models import GroupHead, Membership, Story
from yaowen.group.restoring import restore_grouper
from yaowen.group.stage import Group
from yaowen.group.store import (
    claim_changed,
    finish_story,
    latest_stories,
    load_stories,
    members_of,
    merge_stories,
    merges_since,
    remove_article,
    replay_events,
    split_story,
    story_of,
    touch_stories,
    why,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> list[int]:
    """Two outlets on a bridge (the second and third are copies of the first), one on an orchard; all filed."""
    ids = [
        save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE)),
        save_arrival(arrival(1, "青禾市柳灣大橋發現裂縫 已全面封閉", BRIDGE, outlet="wanbao", hours=1)),
        save_arrival(arrival(2, "柳湾大桥封闭 两岸公交绕行", BRIDGE[:170], outlet="shibao", hours=2)),
        save_arrival(arrival(3, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=3)),
    ]
    Group().step(make_context())
    return ids


def check_ledger(language: str = "zh") -> None:
    """The log replays to the memberships, and every story counts its members."""
    held = dict(Membership.objects.filter(story__language=language).values_list("article_id", "story_id"))
    assert replay_events(language) == held
    for story in Story.objects.all():
        members = Membership.objects.filter(story=story)
        assert story.articles == members.count()
        assert story.outlets == members.values("outlet_id").distinct().count()
        if story.state in {"changed", "rendered"}:
            assert story.headline_article_id is not None
            lead = members.get(article_id=story.headline_article_id)
            assert lead.fitness == max(members.values_list("fitness", flat=True))


def test_a_merge_moves_all_articles_and_leads_to_the_survivor(day: list[int]) -> None:
    bridge, orchard = story_of(day)[day[0]], story_of(day)[day[3]]
    merge_stories(orchard, bridge, "operator: one matter", at=MORNING)
    assert set(story_of(day).values()) == {bridge}
    merged = load_stories([orchard])[orchard]
    assert (merged.state, merged.merged_into, merged.articles) == ("merged", bridge, 0)
    (move,) = merges_since()
    assert (move.kind, move.story_id, move.other_story_id, move.article_ids) == ("merged", orchard, bridge, (day[3],))
    assert (move.reason, move.at) == ("operator: one matter", MORNING)
    assert latest_stories(10) == [bridge]
    check_ledger()


def test_a_merged_storys_own_merged_ones_lead_to_the_last_survivor(day: list[int]) -> None:
    bridge, orchard = story_of(day)[day[0]], story_of(day)[day[3]]
    made = split_story(bridge, [day[2]], "apart")
    merge_stories(made, orchard, "one")
    merge_stories(orchard, bridge, "two")
    assert load_stories([made])[made].merged_into == bridge
    check_ledger()


def test_a_split_opens_a_new_story_and_gives_its_copies_an_origin_there(day: list[int]) -> None:
    bridge = story_of(day)[day[0]]
    made = split_story(bridge, day[1:3], "operator: two matters")
    assert made > bridge
    assert story_of(day)[day[1]] == story_of(day)[day[2]] == made
    first, second = members_of([made])[made]
    assert (first.article_id, first.copy_of, first.rule) == (day[1], None, "moved")
    assert second.copy_of == day[1]
    story = load_stories([made])[made]
    assert (story.first_at, story.articles, story.origins) == (MORNING + timedelta(hours=1), 2, 1)
    check_ledger()


def test_withdrawing_an_origin_makes_its_earliest_copy_the_origin(day: list[int]) -> None:
    bridge = story_of(day)[day[0]]
    assert remove_article(day[0], "court order") == bridge
    assert [member.copy_of for member in members_of([bridge])[bridge]] == [None, day[1]]
    assert load_stories([bridge])[bridge].headline_article_id in day[1:3]
    assert why(day[0]) is None
    assert remove_article(day[0], "court order") is None
    check_ledger()


def test_a_story_without_articles_is_withdrawn(day: list[int]) -> None:
    orchard = story_of(day)[day[3]]
    remove_article(day[3], "court order")
    story = load_stories([orchard])[orchard]
    assert (story.state, story.articles, story.headline_article_id) == ("withdrawn", 0, None)
    assert orchard not in latest_stories(10)
    check_ledger()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda bridge, ids: merge_stories(bridge, bridge, ""),
        lambda bridge, ids: merge_stories(bridge, 99_999, ""),
        lambda bridge, ids: split_story(bridge, [], ""),
        lambda bridge, ids: split_story(bridge, ids[:3], ""),
        lambda bridge, ids: split_story(bridge, [ids[0], ids[3]], ""),
        lambda bridge, ids: split_story(99_999, ids[:1], ""),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(
    wrong: Callable[[int, list[int]], object], day: list[int]
) -> None:
    before = story_of(day)
    with pytest.raises(BadInput):
        wrong(before[day[0]], day)
    assert story_of(day) == before
    assert GroupHead.objects.get(language="zh").version == 4


def test_a_story_touched_while_it_is_rendered_stays_due(day: list[int]) -> None:
    claimed = claim_changed(make_context(), 10)
    assert {one.story.id for one in claimed} == set(story_of(day).values())
    touch_stories([claimed[0].story.id])
    assert not finish_story(claimed[0])
    assert finish_story(claimed[1])
    assert [one.story.id for one in claim_changed(make_context(), 10)] == [claimed[0].story.id]


def test_the_latest_stories_come_first_and_the_old_ones_can_be_left_out(day: list[int]) -> None:
    bridge, orchard = story_of(day)[day[0]], story_of(day)[day[3]]
    assert latest_stories(10) == [orchard, bridge]
    assert latest_stories(1) == [orchard]
    assert latest_stories(10, since=MORNING + timedelta(hours=2.5)) == [orchard]


def test_the_next_article_follows_a_persons_merge_and_split(day: list[int]) -> None:
    stage = Group()
    bridge, orchard = story_of(day)[day[0]], story_of(day)[day[3]]
    late = [save_arrival(arrival(10, "安槐县:雪花梨预计丰收", ORCHARD[:180], outlet="chenbao", hours=4))]
    stage.step(make_context())
    merge_stories(orchard, bridge, "one matter")
    late.append(save_arrival(arrival(11, "安槐县雪花梨装车南下", ORCHARD[20:], outlet="shibao", hours=5)))
    stage.step(make_context())
    assert story_of(late) == dict.fromkeys(late, bridge)
    check_ledger()


def test_a_grouper_read_from_the_database_equals_the_one_that_ran(day: list[int]) -> None:
    stage = Group()
    more = [
        save_arrival(
            arrival(20 + step, f"柳湾大桥检测第{step}天", BRIDGE[step * 9 :], outlet=f"o{step}", hours=5 + step)
        )
        for step in range(6)
    ]
    for _ in more:
        stage.step(make_context())
    ours, theirs = stage._running["zh"].grouper.window, restore_grouper("zh").window
    assert [one.article_id for one in ours.articles.values()] == [one.article_id for one in theirs.articles.values()]
    assert describe(ours) == describe(theirs)


def test_ids_of_stories_are_never_given_twice(day: list[int]) -> None:
    last = max(story_of(day).values())
    Story.objects.filter(pk=last).delete()
    Article.objects.filter(pk=day[3]).update(state="new")
    Group().step(make_context())
    assert story_of(day)[day[3]] > last
