"""`yaowen story --merge, --split, --move, --take-back`, as a person runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.running import bare_environment, migrated_folder, yaowen

FILL = """
import django
django.setup()
from group.stories import BRIDGE, ORCHARD, arrival, make_context, save_arrival
from yaowen.group.stage import Group
save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE))
save_arrival(arrival(1, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=1))
save_arrival(arrival(2, "柳湾大桥封闭 两岸公交绕行", BRIDGE[:170], outlet="shibao", hours=2))
Group().step(make_context())
"""


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Story 1 has articles 1 and 3, story 2 has article 2."""
    made = migrated_folder(tmp_path_factory)
    environment = {
        **bare_environment(),
        "YAOWEN_DATA": str(made),
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "DJANGO_SETTINGS_MODULE": "yaowen.settings",
    }
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True, timeout=300)
    return made


def members(folder: Path, story: str) -> list[int]:
    """The articles of a story."""
    told = json.loads(yaowen(folder, "story", story, "--json").stdout)
    return sorted(one["article_id"] for one in told["members"])


def test_a_person_splits_moves_merges_and_takes_back_in_the_terminal(folder: Path) -> None:
    assert members(folder, "1") == [1, 3]
    said = yaowen(folder, "story", "1", "--split", "3", "--reason", "buses are another matter")
    assert said.returncode == 0, said.stderr
    found = re.match(r"1 of the articles of story 1 are story (\d+) now\.", said.stdout)
    assert found is not None
    made = found[1]
    assert "put here by a person" in said.stdout
    assert f"split from story 1 into story {made} (a person's decision) by " in said.stdout
    yaowen(folder, "story", made, "--merge", "2", "--reason", "pears travel by bus")
    assert members(folder, "2") == [2, 3]
    said = yaowen(folder, "story", "2", "--move", "3", "--into", "1", "--reason", "after all the bridge")
    assert "1 of the articles of story 2 are in story 1 now." in said.stdout
    assert (members(folder, "1"), members(folder, "2")) == ([1, 3], [2])
    event = re.search(r"event (\d+): moved from story 2 into story 1", said.stdout)
    assert event is not None
    said = yaowen(folder, "story", "2", "--take-back", event[1], "--reason", "a slip")
    assert f"Event {event[1]} is taken back." in said.stdout
    assert members(folder, "2") == [2, 3]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--merge", "2"), "give one of --merge, --split, --move with --into, --take-back, --link, --unlink, --free"),
        (("--move", "3", "--reason", "why"), "nothing was changed"),
        (("--split", "3", "--into", "2", "--reason", "why"), "nothing was changed"),
        (("--split", "3, x", "--reason", "why"), "give the articles' numbers, parted by commas"),
        (("--split", "1,3", "--reason", "why"), "name some of its articles, not all"),
        (("--merge", "99", "--reason", "why"), "there is no such story"),
        (("--take-back", "1", "--reason", "why"), "only those can be undone"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_changes_nothing(
    folder: Path, options: tuple[str, ...], said: str
) -> None:
    done = yaowen(folder, "story", "1", *options)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
    assert said in done.stderr
    assert members(folder, "1") == [1, 3]
