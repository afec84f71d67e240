"""What a person has put together or apart stays so: through filing, re-filing, restarts; and can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from group.stories import BRIDGE, MORNING, ORCHARD, arrival, make_context, save_arrival
from group.windows import describe
from yaowen.base.errors import BadInput
from yaowen.group.ledger import load_apart
from yaowen.group.models import Apart, GroupEvent, Membership, Story
from yaowen.group.restoring import restore_grouper
from yaowen.group.rules.choice import COPY_COST
from yaowen.group.rules.pins import Pins
from yaowen.group.stage import Group
from yaowen.group.store import (
    load_stories,
    members_of,
    merge_stories,
    merges_since,
    move_articles,
    remove_article,
    replay_events,
    split_story,
    story_of,
    undo_change,
    why,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> list[int]:
    """Three reports of a bridge, two of an orchard, each outlet's own words; all filed."""
    ids = [
        save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE)),
        save_arrival(arrival(1, "柳湾大桥封闭 两岸公交绕行", BRIDGE[:170], outlet="wanbao", hours=0.2)),
        save_arrival(arrival(2, "青禾市柳湾大桥裂缝检测启动", BRIDGE[20:], outlet="shibao", hours=0.3)),
        save_arrival(arrival(3, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=0.4)),
        save_arrival(arrival(4, "安槐县雪花梨采摘提前一周", ORCHARD[:180], outlet="shibao", hours=0.5)),
    ]
    Group().step(make_context())
    places = story_of(ids)
    assert len({places[one] for one in ids[:3]}) == len({places[one] for one in ids[3:]}) == 1
    return ids


def go_on(stage: Group, hours: int = 8) -> list[int]:
    """Hours of further reports of both matters, that would join any two stories which may be joined."""
    made = []
    for step in range(2 * hours):
        text, what = (BRIDGE, "青禾市柳湾大桥裂缝检测") if step % 2 else (ORCHARD, "安槐县雪花梨丰收")
        given = arrival(100 + step, f"{what}第{step}报", text[step:], outlet=f"o{step % 9}", hours=1 + step / 2)
        made.append(save_arrival(given))
        stage.step(make_context())
    return made


def check_log() -> None:
    assert replay_events("zh") == dict(Membership.objects.values_list("article_id", "story_id"))


@pytest.mark.parametrize("restarted", [False, True])
def test_a_split_holds_through_filing_refiling_and_restarts(restarted: bool, day: list[int]) -> None:
    stage = Group()
    stage.step(make_context())
    bridge = story_of(day)[day[0]]
    made = split_story(bridge, [day[1]], "two matters", by="lin")
    go_on(Group() if restarted else stage)
    places = story_of(day)
    assert places[day[0]] == places[day[2]] == bridge
    assert places[day[1]] == made
    assert not [move for move in merges_since() if {move.story_id, move.other_story_id} == {bridge, made}
                and move.kind == "merged"]  # fmt: skip
    check_log()


def test_stories_put_apart_stay_apart_when_one_of_them_becomes_part_of_a_third(day: list[int]) -> None:
    bridge, orchard = story_of(day)[day[0]], story_of(day)[day[3]]
    made = split_story(bridge, [day[1]], "two matters")
    merge_stories(made, orchard, "one matter")
    assert load_apart("zh") == {(bridge, orchard)}
    assert Pins(load_apart("zh")).are_apart(bridge, orchard)
    assert restore_grouper("zh").pins.are_apart(orchard, bridge)


def test_pins_follow_stories_that_join() -> None:
    pins = Pins([(1, 2), (2, 3)])
    pins.join(2, 4)
    assert pins.are_apart(1, 4)
    assert pins.are_apart(4, 3)
    assert not pins.are_apart(1, 2)
    pins.join(1, 4)  # a person's word: the later one counts
    assert not pins.are_apart(1, 4)


def test_a_withdrawn_article_hands_on_what_it_kept_apart(day: list[int]) -> None:
    bridge = story_of(day)[day[0]]
    made = split_story(bridge, [day[1], day[2]], "two matters")
    remove_article(day[1], "court order")
    assert load_apart("zh") == {(bridge, made)}
    remove_article(day[2], "court order")
    assert load_apart("zh") == set()
    assert not Apart.objects.exists()


def test_a_copy_whose_origin_is_withdrawn_is_as_fit_to_lead_as_any_report(day: list[int]) -> None:
    origin, first, other = day[:3]
    before = {row.article_id: row for row in Membership.objects.filter(article_id__in=day[:3])}
    assert [before[one].copy_of for one in day[:3]] == [None, origin, origin]
    own = save_arrival(arrival(9, "柳湾大桥封桥", "柳湾大桥发现裂缝，已封桥。", outlet="ribao", hours=0.6))
    Group().step(make_context())
    assert story_of([own])[own] == story_of([first])[first]
    remove_article(origin, "court order")
    after = {row.article_id: row for row in Membership.objects.filter(article_id__in=day[:3])}
    assert (after[first].copy_of, after[first].fitness) == (None, round(before[first].fitness + COPY_COST, 4))
    assert (after[other].copy_of, after[other].fitness) == (first, before[other].fitness)
    story = story_of([first])[first]
    assert load_stories([story])[story].headline_article_id == first


def test_a_moved_article_stays_in_the_other_story_and_carries_who_and_why(day: list[int]) -> None:
    bridge, orchard = story_of(day)[day[0]], story_of(day)[day[3]]
    move_articles(bridge, [day[2]], orchard, "of the orchard", at=MORNING, by="lin")
    go_on(Group(), 4)
    assert story_of(day)[day[2]] == orchard
    moved = why(day[2])
    assert moved is not None
    assert moved.rule == "moved"
    move = next(one for one in merges_since() if one.kind == "moved")
    assert (move.story_id, move.other_story_id, move.article_ids, move.reason) == (
        bridge, orchard, (day[2],), "of the orchard",
    )  # fmt: skip
    assert GroupEvent.objects.get(pk=move.event_id).reason["by"] == "lin"
    check_log()


def test_moving_all_articles_of_a_story_is_a_merge_and_its_address_leads_on(day: list[int]) -> None:
    bridge, orchard = story_of(day)[day[0]], story_of(day)[day[3]]
    move_articles(orchard, day[3:], bridge, "one matter")
    assert load_stories([orchard])[orchard].merged_into == bridge
    check_log()


def test_a_move_that_makes_no_sense_is_refused(day: list[int]) -> None:
    bridge, orchard = story_of(day)[day[0]], story_of(day)[day[3]]
    for articles, into in (([], orchard), ([day[3]], orchard), ([day[0]], bridge), ([day[0]], 99_999)):
        with pytest.raises(BadInput):
            move_articles(bridge, articles, into, "x")
    merge_stories(orchard, bridge, "one")
    with pytest.raises(BadInput, match=f"merged into story {bridge}"):
        move_articles(orchard, [day[3]], bridge, "x")


def last_event() -> int:
    return GroupEvent.objects.order_by("-version").values_list("pk", flat=True)[0]


def test_an_undone_merge_gives_each_story_its_articles_and_its_address_back(day: list[int]) -> None:
    before = story_of(day)
    bridge, orchard = before[day[0]], before[day[3]]
    made = split_story(orchard, [day[4]], "apart")
    merge_stories(made, orchard, "one")
    merge_stories(orchard, bridge, "one matter")
    merged = last_event()
    late = save_arrival(arrival(9, "柳湾大桥封闭第二天", BRIDGE[9:], outlet="ribao", hours=0.8))
    Group().step(make_context())
    undo_change(merged, "a slip", at=MORNING + timedelta(hours=2), by="lin")
    assert story_of(day) == before
    assert story_of([late])[late] == bridge
    rows = load_stories([orchard, made])
    assert (rows[orchard].state, rows[orchard].merged_into, rows[orchard].articles) == ("changed", None, 2)
    assert rows[made].merged_into == orchard
    assert {member.rule for member in members_of([orchard])[orchard]} <= {"alone", "event", "headline", "copy", "moved"}
    check_log()
    with pytest.raises(BadInput, match="undone already"):
        undo_change(merged, "again")


def test_an_undone_split_puts_the_new_story_back_and_lets_the_two_be_one(day: list[int]) -> None:
    bridge = story_of(day)[day[0]]
    made = split_story(bridge, [day[1]], "apart")
    undo_change(last_event(), "a slip")
    assert story_of(day)[day[1]] == bridge
    assert load_stories([made])[made].merged_into == bridge
    assert load_apart("zh") == set()
    check_log()


def test_an_undone_move_takes_the_article_back_with_the_rule_it_was_filed_by(day: list[int]) -> None:
    before, reason = story_of(day), why(day[1])
    assert reason is not None
    move_articles(before[day[0]], [day[1]], before[day[3]], "x")
    undo_change(last_event(), "a slip")
    assert story_of(day) == before
    after = why(day[1])
    assert after is not None
    assert after.rule == reason.rule != "moved"
    assert not Apart.objects.exists()
    check_log()


def test_the_later_change_is_undone_first_and_what_no_person_did_not_at_all(day: list[int]) -> None:
    before = story_of(day)
    split_story(before[day[0]], [day[1]], "apart")
    first = last_event()
    move_articles(before[day[0]], [day[2]], before[day[3]], "x")
    second = last_event()
    with pytest.raises(BadInput, match=f"event {second} came after"):
        undo_change(first, "x")
    undo_change(second, "x")
    undo_change(first, "x")
    assert story_of(day) == before
    for event, said in ((99_999, "no such event"), (GroupEvent.objects.earliest("version").pk, "by a person")):
        with pytest.raises(BadInput, match=said):
            undo_change(event, "x")


def test_a_window_that_ran_through_a_persons_changes_equals_one_read_anew(day: list[int]) -> None:
    stage = Group()
    go_on(stage, 1)
    before = story_of(day)
    made = split_story(before[day[0]], [day[1]], "apart")
    save_arrival(arrival(50, "柳湾大桥又传新消息", BRIDGE[30:], outlet="ribao", hours=2.2))
    stage.step(make_context())
    merge_stories(made, before[day[3]], "x")
    save_arrival(arrival(51, "雪花梨装车", ORCHARD[30:], outlet="ribao", hours=2.3))
    stage.step(make_context())
    ours, theirs = stage._running["zh"].grouper, restore_grouper("zh")
    assert describe(ours.window) == describe(theirs.window)
    assert Story.objects.filter(state="merged").count() == 1
