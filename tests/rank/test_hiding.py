"""Hiding stories from the ranking, and what is kept of rings."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from typer.testing import CliRunner

from rank.scene import Scene, read_of
from yaowen.base.errors import BadInput
from yaowen.cli import rank
from yaowen.group.models import Story
from yaowen.rank.hiding import hidden_stories, hide_story, show_story
from yaowen.rank.log import append_reads
from yaowen.rank.models import HiddenStory, RankDamping
from yaowen.rank.store import current_ranking, live_figures, ranking_at
from yaowen.rank.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(scene: Scene) -> Scene:
    """Three stories with three, two and one reader."""
    for story in (1, 2, 3):
        scene.file(story, [story * 10])
    scene.read((10, 1), (10, 2), (10, 3), (20, 4), (20, 5), (30, 6))
    scene.tick()
    return scene


def marked() -> list[tuple[int, int, bool]]:
    return [(each.story_id, each.readers, each.hidden) for each in current_ranking().standings]


def test_a_hidden_story_keeps_its_place_and_nothing_moves(read: Scene) -> None:
    hide_story(1, by="mei", reason="an invented event", at=read.clock.at)
    read.forward(minutes=1)
    read.tick()
    assert marked() == [(1, 3, True), (2, 2, False), (3, 1, False)]
    row = HiddenStory.objects.get()
    assert (row.story_id, row.hidden_by, row.reason) == (1, "mei", "an invented event")


def test_shown_again_it_stands_as_before_and_the_log_says_who_did_it(read: Scene) -> None:
    hide_story(1, by="mei", reason="a doubt", at=read.clock.at)
    read.forward(minutes=5)
    show_story(1, by="an", at=read.clock.at)
    read.tick()
    assert marked()[0] == (1, 3, False)
    assert HiddenStory.objects.get().shown_by == "an"


def test_a_merge_carries_it_along(read: Scene) -> None:
    hide_story(1, by="mei", reason="a doubt", at=read.clock.at)
    Story.objects.filter(pk=1).update(state="merged", merged_into=2)
    assert hidden_stories(read.clock.at) == {2}
    show_story(2, by="mei", at=read.clock.at)
    assert hidden_stories(read.clock.at) == frozenset()


def test_kept_rankings_show_it_as_it_was_then(read: Scene) -> None:
    read.forward(minutes=40)
    read.tick()
    hide_story(1, by="mei", reason="a doubt", at=read.clock.at)
    before = read.minute - read.minute % 60
    read.forward(minutes=60)
    read.tick()
    earlier, later = ranking_at(before), ranking_at(before + 60)
    assert earlier is not None
    assert later is not None
    assert [each.standings[0].hidden for each in (earlier, later)] == [False, True]
    assert verify(before + 60).differences == ()


def test_a_hidden_story_fills_no_place(scene: Scene) -> None:
    scene.file(1, [10])
    scene.file(2, [20])
    hide_story(1, by="mei", reason="a doubt", at=scene.clock.at)
    scene.tick()
    assert [each.story_id for each in current_ranking().standings] == [2]


@pytest.mark.parametrize(("story", "reason"), [(9, "why"), (1, "  ")])
def test_an_unknown_story_or_no_reason_is_refused(read: Scene, story: int, reason: str) -> None:
    with pytest.raises(BadInput):
        hide_story(story, by="mei", reason=reason, at=read.clock.at)


def test_hiding_twice_or_showing_what_is_not_hidden_is_refused(read: Scene) -> None:
    with pytest.raises(BadInput, match="not hidden"):
        show_story(1, by="mei", at=read.clock.at)
    hide_story(1, by="mei", reason="a doubt", at=read.clock.at)
    with pytest.raises(BadInput, match="already"):
        hide_story(1, by="mei", reason="a doubt", at=read.clock.at)


def test_the_commands_hide_list_and_show(read: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank, "open_site", lambda data: None)
    run = CliRunner().invoke
    assert run(rank.app, ["hide", "2", "--reason", "a doubt"]).exit_code == 0
    assert "a doubt" in run(rank.app, ["hidden"]).stdout
    assert run(rank.app, ["unhide", "2"]).exit_code == 0
    assert run(rank.app, ["hidden"]).stdout == "No story is hidden.\n"


def test_the_desk_hides_with_a_reason_and_shows_again(read: Scene, client: Client) -> None:
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    chosen = {"action": "hide", "_selected_action": ["1"]}
    assert "Reason" in client.post("/desk/group/story/", chosen).content.decode()
    assert HiddenStory.objects.count() == 0
    client.post("/desk/group/story/", {**chosen, "confirmed": "yes", "reason": "a doubt"})
    row = HiddenStory.objects.get()
    assert (row.story_id, row.hidden_by) == (1, "mei")
    assert "a doubt" in client.get("/desk/rank/hiddenstory/").content.decode()
    client.post("/desk/rank/hiddenstory/", {"action": "show_again", "_selected_action": [str(row.pk)]})
    assert HiddenStory.objects.get().shown_by == "mei"


def test_a_ring_is_damped_noted_shown_at_the_desk_and_verified(scene: Scene, client: Client) -> None:
    """40 networks of three readers each read the same two stories; 30 others read what they like."""
    for story in (1, 2, 3, 4):
        scene.file(story, [story * 10])
    ring = [read_of(page, scene.minute, 1000 + net * 3 + one, net) for net in range(40) for one in range(3)
            for page in (10, 20)]  # fmt: skip
    honest = [read_of(30 + 10 * (reader % 2), scene.minute, reader, 5000 + reader) for reader in range(30)]
    append_reads("w", 0, [*ring, *honest])
    scene.tick()
    assert scene.listed() == [(3, 15), (4, 15), (1, 12), (2, 12)]
    assert [each.removed for each in current_ranking().standings] == [0, 0, 108, 108]
    row = RankDamping.objects.get()
    assert (row.stories, row.networks, row.kept, row.removed) == ("1,2", 40, 4, 216)
    found = live_figures()
    assert (found.readers, found.networks, found.rings, found.removed) == (150, 70, 1, 216)
    assert verify(scene.minute).differences == ()
    client.force_login(User.objects.create(username="mei", is_staff=True, is_superuser=True))
    shown = client.get("/desk/rank/rankdamping/").content.decode()
    assert "40 networks read these stories and nothing else" in shown
