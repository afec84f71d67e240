"""`yaowen why` and `yaowen story`, as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.running import bare_environment, migrated_folder, yaowen
from yaowen.cli.why import say_remedy
from yaowen.group.reasons import Reason

FILL = """
import django
django.setup()
from group.stories import BRIDGE, ORCHARD, arrival, make_context, save_arrival
from yaowen.group.stage import Group
from yaowen.group.store import merge_stories, split_story, story_of
ids = [
    save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE)),
    save_arrival(arrival(1, "青禾市柳灣大橋發現裂縫 已全面封閉", BRIDGE, outlet="wanbao", hours=1)),
    save_arrival(arrival(2, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=2)),
    save_arrival(arrival(3, "柳湾大桥封闭 两岸公交绕行", BRIDGE[:170], outlet="shibao", hours=3)),
]
Group().step(make_context())
places = story_of(ids)
made = split_story(places[ids[0]], [ids[3]], "two matters", by="lin")
merge_stories(made, places[ids[2]], "one matter", by="lin")
waiting = save_arrival(arrival(9, "还没有归组"))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Story 1 has article 1 and its copy 2; story 2 has 3, and 4 that was split off story 1 as story 3 and merged."""
    made = migrated_folder(tmp_path_factory)
    tests = str(Path(__file__).resolve().parents[1])
    environment = {
        **bare_environment(),
        "YAOWEN_DATA": str(made),
        "PYTHONPATH": tests,
        "DJANGO_SETTINGS_MODULE": "yaowen.settings",
    }
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True, timeout=300)
    return made


def test_why_tells_layer_rule_score_and_shared_words(folder: Path) -> None:
    said = yaowen(folder, "why", "2")
    assert said.returncode == 0
    assert "layer: a near-copy (转载) of article 1, 青禾市柳湾大桥发现裂缝 已全面封闭" in said.stdout
    assert "rule: copy: its text is nearly the same as the nearest article's" in said.stdout
    assert "; score 1.000" in said.stdout
    assert "wrong here? yaowen story 1 --split 2 --reason TEXT" in said.stdout
    assert "nearest: article 1" in said.stdout
    assert "filed: " in said.stdout


def test_why_takes_an_address_and_tells_what_a_person_has_done_since(folder: Path) -> None:
    said = yaowen(folder, "why", "https://shibao.example/3")
    assert said.returncode == 0, said.stderr
    since = [line for line in said.stdout.splitlines() if line.startswith("since: ")]
    assert len(since) == 2
    assert "split from story 1 into story 3 (a person's decision) by lin: two matters" in since[0]
    assert "story 3 merged into story 2 (a person's decision) by lin: one matter" in since[1]


def test_an_article_that_is_alone_can_only_be_put_into_another_story() -> None:
    reason = Reason(7, 3, "report", None, "alone", 0.0, (), None, (), 3, datetime(2026, 3, 4, tzinfo=UTC), ())
    assert say_remedy(reason, 1) == "yaowen story 3 --merge STORY --reason TEXT"
    assert say_remedy(reason, 2) == "yaowen story 3 --split 7 --reason TEXT (or --move 7 --into STORY)"


def test_why_gives_the_same_as_json(folder: Path) -> None:
    told = json.loads(yaowen(folder, "why", "4", "--json").stdout)
    assert (told["article_id"], told["story_id"], told["filed_in"]) == (4, 2, 1)
    assert [change["kind"] for change in told["since"]] == ["split", "merged"]


def test_a_story_is_shown_with_its_copies_under_their_origin(folder: Path) -> None:
    said = yaowen(folder, "story", "1").stdout
    lines = said.splitlines()
    assert lines[0] == "story 1: 青禾市柳湾大桥发现裂缝 已全面封闭"
    assert "2 outlets, 1 independent source, 2 articles, 1 near-copy among them" in said
    assert lines[3].startswith("03-04 01:00  1  chenbao")
    assert lines[4].startswith("    copy: 03-04 02:00  2  wanbao")
    told = json.loads(yaowen(folder, "story", "1", "--json").stdout)
    assert [(one["article_id"], one["copy_of"]) for one in told["members"]] == [(1, None), (2, 1)]
    assert [one["kind"] for one in told["events"]] == ["split"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("story", "99"), "story 99: there is no such story"),
        (("story", "3"), "story 3: it was merged into story 2 on"),
        (("story", "3"), "person by lin: one matter); ask for that one"),
        (("why", "99"), "99: there is no such article"),
        (("why", "https://nowhere.example/x"), "there is no such article; give the number"),
        (("why", "5"), "article 5: it is not in a story yet (state new)"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(folder: Path, command: tuple[str, ...], said: str) -> None:
    done = yaowen(folder, *command)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_withdrawn_one_says_when_and_why(folder: Path) -> None:
    assert yaowen(folder, "withdraw", "3", "--reason", "court order").returncode == 0
    said = yaowen(folder, "why", "https://wanbao.example/2").stderr
    assert "it was withdrawn on" in said
    assert "(article 3): court order" in said
