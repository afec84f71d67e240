"""Grouping again: what older rules did is put right; persons' decisions, addresses and what came since stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from group.stories import BRIDGE, MORNING, ORCHARD, arrival, make_context, save_arrival
from group.windows import describe
from yaowen.group.desk import change
from yaowen.group.filing import GROUP_VERSION
from yaowen.group.ledger import Event, move_members, open_stories, recount_stories
from yaowen.group.models import GroupEvent, Membership, Story
from yaowen.group.regrouped import RULE, Author, apply_change
from yaowen.group.regrouping import find_change, find_scope, make_plan
from yaowen.group.restoring import restore_grouper
from yaowen.group.stage import Group
from yaowen.group.store import (
    load_standing,
    merge_stories,
    move_articles,
    remove_article,
    replay_events,
    split_story,
    story_of,
    undo_change,
)

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=2)


NEWS = ("现场直击", "有了新消息", "记者走访", "官方回应", "最新进展", "引来关注", "再传消息")


class Broken(Exception):
    """What stops a run in its middle."""


@pytest.fixture
def day() -> list[int]:
    """Three reports of a bridge (0–2), two of an orchard (3, 4), one of a fair; each outlet's own words; all filed."""
    ids = [
        save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE)),
        save_arrival(arrival(1, "柳湾大桥封闭 两岸公交绕行", BRIDGE[:170], outlet="wanbao", hours=0.2)),
        save_arrival(arrival(2, "青禾市柳湾大桥裂缝检测启动", BRIDGE[20:], outlet="shibao", hours=0.3)),
        save_arrival(arrival(3, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=0.4)),
        save_arrival(arrival(4, "安槐县雪花梨采摘提前一周", ORCHARD[:180], outlet="shibao", hours=0.5)),
        save_arrival(
            arrival(5, "云岭镇灯会今晚开幕", "云岭镇的灯会今晚开幕，三百盏花灯沿河点亮。", outlet="chenbao", hours=0.6)
        ),
    ]
    Group().step(make_context())
    places = story_of(ids)
    assert len({places[one] for one in ids[:3]}) == len({places[one] for one in ids[3:5]}) == 1
    return ids


def part(articles: Sequence[int]) -> int:
    """Put articles of one story into a story of their own, as an older version of the rules would have."""
    (home,) = set(story_of(articles).values())

    def act(_version: int) -> Event:
        (made,) = open_stories("zh", [MORNING])
        Membership.objects.filter(article_id__in=articles).update(story_id=made)
        recount_stories([home, made])
        return Event("split", home, other_story_id=made, reason={"rule": "old", "articles": list(articles)})

    made = change("zh", act, MORNING).other_story_id
    assert made is not None
    return made


def unite(story: int, into: int) -> None:
    """Make two stories one, as an older version of the rules would have."""

    def act(_version: int) -> Event:
        event = move_members(story, into, {"rule": "old"})
        recount_stories([into])
        return event

    change("zh", act, MORNING)


def grow_old() -> None:
    """Let all have been grouped by older rules."""
    Membership.objects.update(group_version=GROUP_VERSION - 1)


def regroup(file: Path, *, dry: bool = False) -> tuple[int, int]:
    """Run it once; returns the steps, and how many of them were not taken."""
    scope = find_scope("zh")
    assert scope is not None
    plan = make_plan(scope, file, lambda *_: None)
    found = find_change(scope, plan)
    left = 0 if dry else apply_change(scope, plan, found, Author(LATER, "lin"), lambda *_: None)
    return len(found.steps), left


def check_whole() -> None:
    assert replay_events("zh") == dict(Membership.objects.values_list("article_id", "story_id"))
    for story in Story.objects.filter(state__in=("changed", "rendered")):
        assert story.articles == Membership.objects.filter(story=story).count() > 0


def snapshot() -> list[tuple[object, ...]]:
    return list(
        Membership.objects.order_by("pk").values_list("article_id", "story_id", "group_version", "copy_of", "rule")
    )


def test_what_the_rules_would_do_today_is_left_as_it_is(day: list[int], tmp_path: Path) -> None:
    grow_old()
    before = story_of(day)
    assert regroup(tmp_path / "plan") == (0, 0)
    assert story_of(day) == before
    assert set(Membership.objects.values_list("group_version", flat=True)) == {GROUP_VERSION}
    assert find_scope("zh") is None
    check_whole()


def test_a_story_that_was_taken_apart_is_one_again_and_its_address_leads_there(day: list[int], tmp_path: Path) -> None:
    before = story_of(day)
    made = part(day[1:2])
    grow_old()
    assert regroup(tmp_path / "plan") == (1, 0)
    assert story_of(day) == before
    assert load_standing([made])[made].id == before[day[0]]
    event = GroupEvent.objects.get(kind="merged", story_id=made)
    assert (event.reason["rule"], event.reason["by"], event.at) == (RULE, "lin", LATER)
    check_whole()


def test_stories_that_were_put_together_are_two_again_and_the_larger_keeps_the_address(
    day: list[int], tmp_path: Path
) -> None:
    before = story_of(day)
    unite(before[day[0]], before[day[3]])
    grow_old()
    regroup(tmp_path / "plan")
    after = story_of(day)
    assert {after[one] for one in day[:3]} == {before[day[3]]}
    assert len({after[one] for one in day[3:5]}) == 1
    assert after[day[3]] not in before.values()
    assert set(Story.objects.filter(pk__in=after.values()).values_list("state", flat=True)) == {"changed"}
    check_whole()


def test_what_a_person_split_moved_and_merged_survives(day: list[int], tmp_path: Path) -> None:
    before = story_of(day)
    made = split_story(before[day[0]], [day[1]], "two matters", by="mei")
    merge_stories(before[day[5]], before[day[3]], "one fair", by="mei")
    grow_old()
    decided = story_of(day)
    assert regroup(tmp_path / "plan") == (0, 0)
    assert story_of(day) == decided
    assert decided[day[1]] == made
    assert decided[day[5]] == before[day[3]]
    check_whole()


def test_what_a_person_moved_and_took_back_stands_as_the_person_left_it(day: list[int], tmp_path: Path) -> None:
    before = story_of(day)
    move_articles(before[day[0]], [day[1]], before[day[3]], "of the orchard", by="mei")
    undo_change(GroupEvent.objects.get(kind="moved").pk, "a slip", by="mei")
    grow_old()
    regroup(tmp_path / "plan")
    assert story_of(day) == before
    check_whole()


def test_articles_near_to_a_story_that_a_person_decided_on_may_join_it(day: list[int], tmp_path: Path) -> None:
    before = story_of(day)
    merge_stories(before[day[5]], before[day[3]], "one fair", by="mei")
    late = save_arrival(arrival(9, "安槐县雪花梨首批八千箱装车", ORCHARD[30:], outlet="ribao", hours=1))
    Group().step(make_context())
    assert story_of([late])[late] == before[day[3]]
    part([late])
    Membership.objects.filter(article_id=late).update(group_version=GROUP_VERSION - 1)
    regroup(tmp_path / "plan")
    assert story_of([late])[late] == before[day[3]]
    check_whole()


def test_a_dry_run_changes_nothing_and_the_run_after_it_uses_its_judgements(day: list[int], tmp_path: Path) -> None:
    part(day[1:2])
    grow_old()
    before, version = snapshot(), GroupEvent.objects.count()
    assert regroup(tmp_path / "plan", dry=True)[0] == 1
    assert snapshot() == before
    assert GroupEvent.objects.count() == version
    judged = (tmp_path / "plan").read_text("utf-8")
    assert regroup(tmp_path / "plan") == (1, 0)
    assert (tmp_path / "plan").read_text("utf-8") == judged


def many_days() -> list[int]:
    """Five days with a report of each matter every two hours."""
    stage, ids = Group(), []
    for step in range(60):
        text, what = (BRIDGE, "青禾市柳湾大桥裂缝检测") if step % 2 else (ORCHARD, "安槐县雪花梨丰收")
        headline = f"{what}{NEWS[step % len(NEWS)]}"
        given = arrival(100 + step, headline, text[step % 7 : 120 + step], outlet=f"o{step}", hours=step * 2)
        ids.append(save_arrival(given))
        if step % 10 == 9:
            stage.step(make_context())
    stage.step(make_context())
    return ids


def of_one_story(articles: Sequence[int]) -> list[int]:
    """Those that stand in the story of the first."""
    places = story_of(articles)
    return [one for one in articles if places[one] == places[articles[0]]]


@pytest.mark.parametrize("kept_lines", [1, 8, 31, 60])
def test_a_run_broken_off_while_judging_goes_on_and_ends_the_same(kept_lines: int, tmp_path: Path) -> None:
    ids = many_days()
    part(of_one_story(ids[5:20])[1:])
    grow_old()
    regroup(tmp_path / "whole", dry=True)
    lines = (tmp_path / "whole").read_bytes().splitlines(keepends=True)
    assert len(lines) == 61
    (tmp_path / "broken").write_bytes(b"".join(lines[:kept_lines]) + lines[-1][:9])
    regroup(tmp_path / "broken", dry=True)
    assert (tmp_path / "broken").read_bytes() == (tmp_path / "whole").read_bytes()


def test_a_run_broken_off_while_putting_right_is_taken_up(
    day: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yaowen.group.regrouped.STEPS_AT_ONCE", 1)
    before = story_of(day)
    part(day[1:2])
    part(day[4:5])
    grow_old()
    scope = find_scope("zh")
    assert scope is not None
    plan = make_plan(scope, tmp_path / "plan", lambda *_: None)

    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Broken

    with pytest.raises(Broken):
        apply_change(scope, plan, find_change(scope, plan), Author(LATER), stop)
    assert story_of(day) != before
    check_whole()
    assert regroup(tmp_path / "plan") == (1, 0)
    assert story_of(day) == before
    check_whole()


def test_judgements_made_before_a_person_decided_otherwise_are_made_anew(day: list[int], tmp_path: Path) -> None:
    before = story_of(day)
    made = part(day[1:2])
    grow_old()
    regroup(tmp_path / "plan", dry=True)
    judged = (tmp_path / "plan").read_text("utf-8")
    merge_stories(before[day[5]], made, "one matter", by="mei")
    regroup(tmp_path / "plan")
    assert (tmp_path / "plan").read_text("utf-8").splitlines()[0] != judged.splitlines()[0]
    assert story_of(day)[day[1]] == story_of(day)[day[5]] == made
    check_whole()


def test_steps_overtaken_by_what_came_meanwhile_are_left_out_and_said(day: list[int], tmp_path: Path) -> None:
    before = story_of(day)
    part(day[1:2])
    grow_old()
    scope = find_scope("zh")
    assert scope is not None
    plan = make_plan(scope, tmp_path / "plan", lambda *_: None)
    found = find_change(scope, plan)
    remove_article(day[1], "asked for")
    assert apply_change(scope, plan, found, Author(LATER), lambda *_: None) == 1
    assert story_of(day[2:]) == {one: before[one] for one in day[2:]}
    check_whole()


def test_a_grouper_that_runs_stands_as_one_that_starts_after_it(day: list[int], tmp_path: Path) -> None:
    stage = Group()
    save_arrival(arrival(20, "云岭镇灯会迎来首批游客", "云岭镇灯会迎来首批游客。", hours=1))
    stage.step(make_context())
    part(day[1:2])
    grow_old()
    regroup(tmp_path / "plan")
    save_arrival(arrival(21, "云岭镇灯会延长三天", "云岭镇灯会延长三天。", hours=2))
    stage.step(make_context())
    assert describe(stage._running["zh"].grouper.window) == describe(restore_grouper("zh").window)
    check_whole()


def test_from_a_day_on_all_is_judged_whatever_rules_have_grouped_it(day: list[int], tmp_path: Path) -> None:
    before = story_of(day)
    part(day[1:2])
    assert find_scope("zh") is None
    assert find_scope("zh", LATER) is None
    scope = find_scope("zh", MORNING)
    assert scope is not None
    plan = make_plan(scope, tmp_path / "plan", lambda *_: None)
    apply_change(scope, plan, find_change(scope, plan), Author(LATER), lambda *_: None)
    assert story_of(day) == before


def test_what_is_older_than_the_beginning_is_what_the_rest_is_judged_by(tmp_path: Path) -> None:
    ids = many_days()
    before = story_of(ids)
    parted = of_one_story(ids[40:])[1:]
    made = part(parted)
    Membership.objects.filter(article_id__in=ids[40:]).update(group_version=GROUP_VERSION - 1)
    regroup(tmp_path / "plan")
    assert made not in story_of(parted).values()
    assert {one: story_of(ids)[one] for one in ids[:40]} == {one: before[one] for one in ids[:40]}
    check_whole()
