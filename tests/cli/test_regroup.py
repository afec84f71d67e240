"""`yaowen regroup`, as a person runs it."""

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
from group.stories import BRIDGE, ORCHARD, MORNING, arrival, make_context, save_arrival
from yaowen.group.desk import change
from yaowen.group.ledger import Event, open_stories, recount_stories
from yaowen.group.models import Membership
from yaowen.group.stage import Group
ids = [
    save_arrival(arrival(0, "青禾市柳湾大桥发现裂缝 已全面封闭", BRIDGE)),
    save_arrival(arrival(1, "青禾市柳湾大桥裂缝检测启动", BRIDGE[20:], outlet="wanbao", hours=1)),
    save_arrival(arrival(2, "安槐县雪花梨预计丰收十二万吨", ORCHARD, outlet="wanbao", hours=2)),
]
Group().step(make_context())
def act(_version):
    (made,) = open_stories("zh", [MORNING])
    home = Membership.objects.get(article_id=ids[1]).story_id
    Membership.objects.filter(article_id=ids[1]).update(story_id=made)
    recount_stories([home, made])
    return Event("split", home, other_story_id=made, reason={"rule": "old", "articles": [ids[1]]})
change("zh", act, MORNING)
Membership.objects.update(group_version=0)
"""


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Article 2 was taken out of story 1 into story 3 by rules of an older version."""
    made = migrated_folder(tmp_path_factory)
    environment = {
        **bare_environment(),
        "YAOWEN_DATA": str(made),
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "DJANGO_SETTINGS_MODULE": "yaowen.settings",
    }
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True, timeout=300)
    return made


def test_a_dry_run_tells_what_would_change_and_the_run_changes_it(folder: Path) -> None:
    said = yaowen(folder, "regroup", "--dry-run")
    assert said.returncode == 0, said.stderr
    assert "zh: 3 articles judged; 0 stories stay as a person left them." in said.stdout
    assert "1 articles go to another story; 1 stories become part of another" in said.stdout
    assert "- story 3 (青禾市柳湾大桥裂缝检测启动) becomes part of story 1 (青禾市柳湾大桥发现裂缝" in said.stdout
    assert "Nothing was changed" in said.stdout
    assert (folder / "regroup-zh.jsonl").exists()
    said = yaowen(folder, "regroup")
    assert "Done: 1 steps taken" in said.stdout
    assert not (folder / "regroup-zh.jsonl").exists()
    told = json.loads(yaowen(folder, "why", "2", "--json").stdout)
    assert (told["story_id"], told["rule"]) == (1, "copy")
    assert [one["rule"] for one in told["since"]] == ["old", "regrouped"]
    assert "it was merged into story 1 on" in yaowen(folder, "story", "3").stderr
    again = yaowen(folder, "regroup")
    assert "Everything is grouped by the rules of this version" in again.stdout, again


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--since", "yesterday"), "yesterday: is no day; give it as 2025-01-17"),
        (("--language", "fr"), "fr: there are no stories in it; there are some in: zh"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(folder: Path, options: tuple[str, ...], said: str) -> None:
    done = yaowen(folder, "regroup", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
