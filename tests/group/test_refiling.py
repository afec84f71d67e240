"""Small young stories are filed again, by the window's time: purely, and as events of the log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from group.stories import BRIDGE, MORNING, ORCHARD, arrival, make_context, save_arrival
from group.windows import describe
from yaowen.group.models import GroupEvent, Membership, Story
from yaowen.group.restoring import restore_grouper
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.filer import Decision, Filer
from yaowen.group.rules.pins import Pins
from yaowen.group.rules.refiling import AFTER, Due, Schedule, decide_refiling
from yaowen.group.stage import Group
from yaowen.group.store import load_stories, merges_since, replay_events, story_of

FIRST = "澜水河大桥出现险情"


def stream(count: int = 60) -> list[Arrival]:
    """A morning's news: a bare headline, full reports of the same matter later, other news all along."""
    made = [arrival(0, "安槐县雪花梨预计丰收十二万吨", ORCHARD), arrival(1, FIRST, outlet="kuaixun", hours=0.1)]
    for step in range(2, count):
        hours = step / 6
        if step % 7 == 3:
            text = BRIDGE[step % 5 :] + f"第{step}次通报。"
            made.append(arrival(step, f"青禾市澜水河柳湾大桥险情通报{step}", text, outlet=f"b{step}", hours=hours))
        else:
            name = chr(0x7530 + 31 * step) + chr(0x5B89 + 17 * step)
            made.append(arrival(step, f"{name}镇集市开张", f"{name}镇今天开集。" * 9, outlet=f"m{step}", hours=hours))
    return made


def file_all(arrivals: list[Arrival], filer: Filer | None = None) -> tuple[Filer, list[Decision]]:
    filer = filer or Filer()
    return filer, [filer.file(one) for one in arrivals]


def test_a_story_is_due_half_an_hour_two_hours_and_six_hours_after_it_began_and_never_again() -> None:
    filer, schedule, seen = Filer(), Schedule(), []
    filer.file(arrival(0, FIRST))
    schedule.note(filer.window, 1)
    for minutes in range(0, 600, 10):
        filer.window.now = MORNING + timedelta(minutes=minutes)
        seen += [(minutes, due.after, due.settled) for due in schedule.take_due(filer.window)]
    assert seen == [(30, AFTER[0], False), (120, AFTER[1], True), (360, AFTER[2], False)]


def test_after_a_silence_a_story_is_due_once_and_settled_once() -> None:
    filer, schedule = Filer(), Schedule()
    filer.file(arrival(0, FIRST))
    schedule.note(filer.window, 1)
    filer.window.now = MORNING + timedelta(hours=3)
    assert [due.settled for due in schedule.take_due(filer.window)] == [True]
    filer.window.now = MORNING + timedelta(hours=7)
    assert [due.settled for due in schedule.take_due(filer.window)] == [False]
    assert list(schedule.take_due(filer.window)) == []


def split_twice() -> Filer:
    """Two stories of one matter: what came between has left the second no way to join at once."""
    filer = Filer()
    filer.file(arrival(1, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE))
    filer.file(arrival(2, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao"))
    article = filer.window.receive(
        3, arrival(3, "柳湾大桥发现裂缝封闭", BRIDGE[:160], outlet="shibao"),
        filer.read(arrival(3, "柳湾大桥发现裂缝封闭", BRIDGE[:160])), MORNING,
    )  # fmt: skip
    article.story = 3
    filer._serial = 3
    filer._remember(article, MORNING)
    return filer


def test_a_story_of_one_report_joins_the_story_that_it_fits_by_now_and_says_why() -> None:
    filer = split_twice()
    refiled = decide_refiling(filer, Due(3, 3, AFTER[0], settled=False))
    assert refiled is not None
    assert (refiled.union.merged, refiled.union.survivor) == (3, 1)
    assert (refiled.article, refiled.nearest, refiled.hours) == (3, 1, 0.5)
    assert refiled.union.score > 0.5


def test_a_story_that_fits_none_or_has_two_reports_stays() -> None:
    filer = split_twice()
    assert decide_refiling(filer, Due(2, 2, AFTER[0], settled=False)) is None
    filer.window.join_stories(3, 1)
    assert decide_refiling(filer, Due(1, 1, AFTER[0], settled=False)) is None


def test_what_a_person_put_apart_is_not_put_together_by_refiling() -> None:
    filer = split_twice()
    filer.pins = Pins([(1, 3)])
    assert decide_refiling(filer, Due(3, 3, AFTER[0], settled=False)) is None


def test_a_stream_filed_twice_gives_the_same_decisions() -> None:
    assert file_all(stream())[1] == file_all(stream())[1]


def test_every_story_of_two_hours_is_told_once_whatever_the_batches() -> None:
    decisions = file_all(stream())[1]
    settled = [story for one in decisions for story in one.settled]
    assert len(settled) == len(set(settled))
    gone = {one.union.merged for each in decisions for one in each.refiled} | {
        union.merged for each in decisions for union in each.placement.unions
    }
    due = {
        one.placement.story
        for one, given in zip(decisions, stream(), strict=True)
        if one.placement.opened and given.published <= MORNING + timedelta(hours=7)
    }
    assert due - gone <= set(settled)


@pytest.mark.django_db
def test_in_the_database_a_refiled_story_leads_to_its_survivor_and_the_log_says_why_and_replays() -> None:
    """The stage meets what `split_twice` makes by hand: two stories of one matter, put apart by what is filed first."""
    first = save_arrival(arrival(1, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE))
    second = save_arrival(arrival(2, "柳湾大桥发现裂缝封闭", BRIDGE[:160], outlet="shibao", hours=0.1))
    stage = Group()
    stage.step(make_context())
    filed_apart(first, second)
    stage = Group()
    for step in range(4):
        save_arrival(
            arrival(10 + step, f"安槐县第{step}届梨花节开幕", ORCHARD[step * 9 :], outlet=f"o{step}", hours=1 + step)
        )
        stage.step(make_context())
    stories = story_of([first, second])
    assert stories[first] == stories[second]
    (event,) = GroupEvent.objects.filter(kind="merged")
    assert event.reason["rule"] == "refiled"
    assert (event.reason["hours"], event.reason["score"] > 0.5) == (0.5, True)
    merged = load_stories([event.story_id])[event.story_id]
    assert (merged.state, merged.merged_into) == ("merged", stories[first])
    assert [move.kind for move in merges_since()] == ["merged"]
    held = dict(Membership.objects.values_list("article_id", "story_id"))
    assert replay_events("zh") == held
    assert describe(stage._running["zh"].grouper.window) == describe(restore_grouper("zh").window)


def filed_apart(first: int, second: int) -> None:
    """Rewrite rows and log as if the second article had opened a story of its own."""
    made = Story.objects.create(
        state="rendered", due_at=MORNING, language="zh", first_at=MORNING, last_at=MORNING, headline_article_id=second,
        articles=1, outlets=1, origins=1,
    )  # fmt: skip
    Membership.objects.filter(article_id=second).update(story=made, copy_of=None, rule="alone")
    GroupEvent.objects.filter(article_id=second).update(story_id=made.pk)
    Story.objects.filter(headline_article_id=first).update(articles=1, outlets=1, origins=1)


@pytest.mark.django_db
def test_batches_of_any_size_give_the_same_stories_and_a_restart_between_them_too() -> None:
    ids = [save_arrival(one) for one in stream(40)]
    stage = Group()
    while stage.step(make_context()):
        pass
    whole = story_of(ids)
    decisions = file_all(stream(40))[1]
    place = {one.placement.article_id: one.placement.story for one in decisions}
    joined = {union.merged: union.survivor for each in decisions for union in each.placement.unions}
    joined |= {one.union.merged: one.union.survivor for each in decisions for one in each.refiled}

    def end(story: int) -> int:
        while story in joined:
            story = joined[story]
        return story

    pure = {ids[int(key)]: end(story) for key, story in place.items()}
    for one in ids:
        for other in ids:
            assert (whole[one] == whole[other]) == (pure[one] == pure[other])
