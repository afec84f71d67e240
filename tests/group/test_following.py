"""A process follows what another has logged, and stands then as one that has read everything anew."""

from __future__ import annotations

import pytest

from group.stories import BRIDGE, ORCHARD, arrival, make_context, save_arrival
from group.windows import describe
from yaowen.group import stage as group_stage
from yaowen.group.following import follow_events
from yaowen.group.ledger import read_version
from yaowen.group.models import GroupEvent
from yaowen.group.restoring import restore_grouper
from yaowen.group.rules.window import Window
from yaowen.group.stage import Group
from yaowen.group.store import merge_stories, remove_article, split_story, story_of

pytestmark = pytest.mark.django_db


def file_some(stage: Group, first: int, count: int = 6) -> list[int]:
    made = []
    for step in range(first, first + count):
        text, what = (BRIDGE, "柳湾大桥检测") if step % 2 else (ORCHARD, "雪花梨装车南下")
        made.append(
            save_arrival(arrival(step, f"{what}第{step}天", text[step:], outlet=f"o{step % 4}", hours=step / 2))
        )
        stage.step(make_context())
    return made


def find_copies(window: Window) -> dict[int | str, int | str | None]:
    """Article → the one it is a copy of."""
    return {one.article_id: one.origin and window.articles[one.origin].article_id for one in window.articles.values()}


def test_filings_and_merges_of_others_are_followed_to_the_same_window() -> None:
    fast, slow = Group(), Group()
    ids = file_some(slow, 0)
    more = file_some(fast, 6, 9)
    stories = sorted(set(story_of(ids + more).values()))
    if len(stories) > 1:
        merge_stories(stories[1], stories[0], "one matter")
    running = slow._running["zh"]
    version = read_version("zh")
    assert version > running.version
    assert follow_events(running.grouper, "zh", running.version, version)
    assert describe(running.grouper.window) == describe(restore_grouper("zh").window)
    assert find_copies(running.grouper.window) == find_copies(restore_grouper("zh").window)


def test_a_follower_files_what_comes_next_as_one_that_reads_anew_would(monkeypatch: pytest.MonkeyPatch) -> None:
    fast, slow = Group(), Group()
    file_some(slow, 0)
    file_some(fast, 6, 8)
    monkeypatch.setattr(group_stage, "restore_grouper", lambda family: pytest.fail("read anew"))
    (late,) = file_some(slow, 15, 1)
    assert describe(slow._running["zh"].grouper.window) == describe(restore_grouper("zh").window)
    assert story_of([late])


def test_what_takes_articles_out_of_stories_is_not_followed_and_changes_nothing() -> None:
    slow = Group()
    ids = file_some(slow, 0)
    grouper, before = slow._running["zh"].grouper, read_version("zh")
    described = describe(grouper.window)
    home = story_of(ids)[ids[1]]
    split_story(home, [ids[1]], "apart")
    assert not follow_events(grouper, "zh", before, read_version("zh"))
    between = read_version("zh")
    remove_article(ids[0], "court order")
    assert not follow_events(grouper, "zh", between, read_version("zh"))
    assert describe(grouper.window) == described


def test_a_gap_in_the_log_or_too_much_of_it_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, fast = Group(), Group()
    file_some(slow, 0)
    running = slow._running["zh"]
    file_some(fast, 6, 3)
    version = read_version("zh")
    monkeypatch.setattr("yaowen.group.following.MOST_EVENTS", 2)
    assert not follow_events(running.grouper, "zh", running.version, version)
    monkeypatch.undo()
    GroupEvent.objects.filter(version=version).delete()
    assert not follow_events(running.grouper, "zh", running.version, version)
