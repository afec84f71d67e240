"""`yaowen story --link, --unlink, --free`, as a person runs them."""

from __future__ import annotations

import json
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
save_arrival(arrival(2, "Willow Bay Bridge closed over a crack", "Buses go round.", language="en", hours=2))
Group().step(make_context())
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two Chinese stories and one in English."""
    made = migrated_folder(tmp_path_factory)
    environment = {
        **bare_environment(),
        "YAOWEN_DATA": str(made),
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "DJANGO_SETTINGS_MODULE": "yaowen.settings",
    }
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True, timeout=300)
    return made


def find(folder: Path, language: str) -> str:
    """A story of a language."""
    for number in ("1", "2", "3"):
        if json.loads(yaowen(folder, "story", number, "--json").stdout)["language"] == language:
            return number
    raise AssertionError(language)


def test_a_story_is_linked_unlinked_and_freed_with_a_reason_that_the_log_keeps(folder: Path) -> None:
    chinese, english = find(folder, "zh"), find(folder, "en")
    said = yaowen(folder, "story", chinese, "--link", english, "--reason", "one bridge")
    assert said.returncode == 0, said.stderr
    assert f"in en: story {english} (1.00" in said.stdout
    assert f"stories {english} and {chinese} linked (a person's decision) by " in said.stdout
    assert ": one bridge" in said.stdout
    said = yaowen(folder, "story", english, "--unlink", chinese, "--reason", "another bridge")
    assert "in zh:" not in said.stdout
    assert f"stories {english} and {chinese} unlinked (a person's decision) by " in said.stdout
    said = yaowen(folder, "story", english, "--free", chinese, "--reason", "who knows")
    assert "left to the program" in said.stdout


@pytest.mark.parametrize(
    "options",
    [("--link", "2"), ("--link", "2", "--reason", " "), ("--link", "2", "--unlink", "2", "--reason", "both")],
)
def test_without_a_reason_or_with_two_wishes_nothing_is_changed(folder: Path, options: tuple[str, ...]) -> None:
    said = yaowen(folder, "story", "1", *options)
    assert said.returncode == 2
    assert "--link, --unlink, --free, and --reason TEXT; nothing was changed" in said.stderr
    assert len(said.stderr.strip().splitlines()) == 1


def test_what_cannot_be_linked_is_said_in_one_line(folder: Path) -> None:
    chinese = find(folder, "zh")
    said = yaowen(folder, "story", chinese, "--link", "99", "--reason", "one bridge")
    assert (said.returncode, "there is no such story" in said.stderr) == (2, True)
