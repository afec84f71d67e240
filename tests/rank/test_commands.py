"""`yaowen ranking` and `yaowen rank verify` on a site."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from rank.scene import Scene
from yaowen.base.errors import BadInput
from yaowen.cli import rank, ranking
from yaowen.rank.models import FrozenRanking
from yaowen.rank.store import live_figures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's database stands open already."""
    for command in (rank, ranking):
        monkeypatch.setattr(command, "open_site", lambda data: None)


def test_the_ranking_is_printed_line_by_line(scene: Scene) -> None:
    scene.file(1, [11], origins=3)
    scene.read((11, 1), (11, 2))
    scene.tick()
    printed = CliRunner().invoke(ranking.app, []).stdout
    assert "2025-03-14 17:31 +0800" in printed
    assert "readers" in printed.splitlines()[-1]


def test_the_ranking_as_json_says_why_each_line_is_there(scene: Scene) -> None:
    scene.file(1, [11])
    scene.file(2, [21], origins=4)
    scene.read((11, 1))
    scene.tick()
    found = json.loads(CliRunner().invoke(ranking.app, ["--json"]).stdout)
    assert found["at"] == "2025-03-14T17:31:00+08:00"
    lines = [(line["rank"], line["story"], line["readers"], line["reason"]) for line in found["ranking"]]
    assert lines == [(1, 1, 1, "readers"), (2, 2, 0, "coverage")]


def test_an_earlier_hour_is_printed_as_it_stood(scene: Scene) -> None:
    scene.file(1, [11])
    for reader in range(3):
        scene.read((11, reader))
        scene.tick()
        scene.forward(minutes=31)
    scene.tick()
    found = json.loads(CliRunner().invoke(ranking.app, ["--json", "--at", "2025-03-14T18:00+08:00"]).stdout)
    assert [line["readers"] for line in found["ranking"]] == [1]


@pytest.mark.parametrize(("at", "said"), [("2019-01-01T00:00Z", "no ranking was kept"), ("soon", "ISO 8601")])
def test_an_instant_without_ranking_is_said(scene: Scene, at: str, said: str) -> None:
    scene.tick()
    problem = CliRunner().invoke(ranking.app, ["--at", at]).exception
    assert isinstance(problem, BadInput)
    assert said in str(problem)


def test_a_site_without_stories_says_that_there_is_no_ranking_yet(scene: Scene) -> None:
    assert "no ranking yet" in CliRunner().invoke(ranking.app, []).stdout


def test_verify_says_equal_for_every_hour_kept_and_now(scene: Scene) -> None:
    scene.file(1, [11])
    for reader in range(4):
        scene.read((11, reader))
        scene.tick()
        scene.forward(minutes=31)
    scene.tick()
    result = CliRunner().invoke(rank.app, ["verify"])
    assert result.exit_code == 0
    assert [line.split()[-1] for line in result.stdout.splitlines()] == ["equal"] * 3


def test_verify_of_an_empty_site_says_so(scene: Scene) -> None:
    assert "no reads" in CliRunner().invoke(rank.app, ["verify"]).stdout


def test_rank_alone_says_what_to_do() -> None:
    problem = CliRunner().invoke(rank.app, []).exception
    assert isinstance(problem, BadInput)
    assert "--replay" in str(problem)


def test_any_minutes_of_the_last_day_can_be_verified_and_the_outcome_is_kept(scene: Scene) -> None:
    scene.file(1, [11])
    for reader in range(4):
        scene.read((11, reader))
        scene.tick()
        scene.forward(minutes=37)
    scene.tick()
    run = CliRunner().invoke
    spaced = run(rank.app, ["verify", "--every", "120"])
    assert (spaced.exit_code, spaced.stdout.count("equal")) == (0, 12)
    chosen = run(rank.app, ["verify", "--at", "2025-03-14T10:00:00Z,2025-03-14T10:17:00Z"])
    assert chosen.stdout.splitlines() == [
        "2025-03-14T10:00:00Z           1 reads  equal", "2025-03-14T10:17:00Z           2 reads  equal",
    ]  # fmt: skip
    found = live_figures().verified
    assert found == ("2025-03-14T10:17:00+00:00", True)


def test_a_minute_that_differs_ends_with_one(scene: Scene) -> None:
    scene.file(1, [11])
    scene.read((11, 1))
    scene.tick()
    FrozenRanking.objects.update(standings=[[1, 5, 1, "readers", None]])
    found = CliRunner().invoke(rank.app, ["verify", "--at", "2025-03-14T09:31:00Z"])
    assert (found.exit_code, "1 places differ" in found.stdout) == (1, True)
    assert live_figures().verified == ("2025-03-14T09:31:00+00:00", False)


def test_minutes_that_the_log_does_not_hold_are_refused(scene: Scene) -> None:
    scene.file(1, [11])
    scene.tick()
    found = CliRunner().invoke(rank.app, ["verify", "--at", "2025-03-12T09:31:00Z"])
    assert isinstance(found.exception, BadInput)
