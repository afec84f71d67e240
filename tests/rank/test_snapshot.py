"""The snapshot: what a start from it gives is what a start from the log gives, and where it does not fit it is left."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from rank.scene import Scene
from yaowen.base.store import set_fact
from yaowen.group.store import merge_stories, split_story
from yaowen.rank.models import ReadLog
from yaowen.rank.snapshot import SnapshotFile
from yaowen.rank.store import current_ranking, frozen_minutes, ranking_at
from yaowen.rank.verify import verify, verify_kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(scene: Scene) -> Scene:
    """Two stories, read by three in the last hour, with a snapshot of it; the stage is ended."""
    scene.file(1, [11, 12])
    scene.file(2, [21])
    scene.read((11, 1), (12, 2), (21, 2), (12, 3))
    scene.tick()
    scene.forward(minutes=40)
    scene.read((21, 1))
    scene.tick()
    scene.end()
    return scene


def started_from(caplog: pytest.LogCaptureFixture) -> str:
    """Where the last start came from, by the log."""
    said = [record.getMessage() for record in caplog.records if "snapshot" in record.getMessage()]
    return "snapshot" if said and "goes on from the snapshot" in said[-1] else "log"


def test_a_clean_stop_leaves_a_snapshot_for_its_owner_only(site: Scene) -> None:
    mode = SnapshotFile(site.folder).path.stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert [file.name for file in site.folder.iterdir() if "snapshot" in file.name] == ["ranking-snapshot"]


def test_a_start_goes_on_from_it_with_what_reached_the_log_since(site: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    site.read((11, 4), writer="another")
    site.forward(minutes=25)
    site.read((21, 3), (21, 5))
    site.tick()
    assert started_from(caplog) == "snapshot"
    assert site.listed() == [(1, 4), (2, 4)]
    assert verify(site.minute).differences == ()
    assert all(check.differences == () for check in verify_kept())


def test_it_is_not_counted_from_the_log_again(site: Scene) -> None:
    kept = ReadLog.objects.order_by("writer", "-seq")[:1].values_list("pk", flat=True)
    ReadLog.objects.exclude(pk__in=[*kept]).delete()  # all but the row that was taken last
    site.tick()
    assert site.listed() == [(1, 3), (2, 2)]


def test_stories_that_merged_and_split_meanwhile_are_followed(site: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    made = split_story(1, [12], "another event", at=site.clock.now())
    merge_stories(2, 1, "the same event", at=site.clock.now())
    site.tick()
    assert started_from(caplog) == "snapshot"
    assert site.listed() == [(1, 2), (made, 2)]
    assert verify(site.minute).differences == ()


def test_hours_that_ended_while_nobody_ran_are_frozen(site: Scene) -> None:
    site.forward(hours=3)
    site.tick()
    assert len(frozen_minutes("hour")) == 4
    assert all(check.differences == () for check in verify_kept())


def test_late_reads_found_after_the_start_reach_the_hours_frozen_before(site: Scene) -> None:
    (hour,) = frozen_minutes("hour")
    site.read((11, 9), minute=hour, writer="late")
    site.tick()
    kept = ranking_at(hour)
    assert kept is not None
    assert kept.standings[0].readers == 4
    assert verify(hour).differences == ()


def torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-60] ^= 1
    file.write_bytes(content)


def longer(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


def headless(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:14] + b"\xff" * 8 + content[22:])


def garbled(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[30:40] = b'{"a":1}   '
    file.write_bytes(content)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def of_another_version(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"YAOWEN-RANK 3", b"YAOWEN-RANK 2"))


@pytest.mark.parametrize("damage", [torn, flipped, longer, headless, garbled, empty, of_another_version])
def test_a_damaged_or_older_one_is_left_and_the_log_is_read(
    site: Scene, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    damage(SnapshotFile(site.folder).path)
    site.tick()
    assert "is not used, the log of reads is read instead" in caplog.text
    assert site.listed() == [(1, 3), (2, 2)]
    assert verify(site.minute).differences == ()


def test_one_of_another_database_is_left(site: Scene, caplog: pytest.LogCaptureFixture) -> None:
    set_fact("database", "another")
    site.tick()
    assert "another log" in caplog.text
    assert not SnapshotFile(site.folder).path.exists()


def test_one_of_a_log_that_was_restored_to_an_earlier_state_is_left(site: Scene) -> None:
    ReadLog.objects.filter(minute=site.minute).delete()
    site.tick()
    assert site.listed() == [(1, 3), (2, 1)]


def test_one_of_a_log_whose_last_row_is_another_is_left(site: Scene) -> None:
    ReadLog.objects.filter(minute=site.minute).delete()
    site.restart_writer("w", 1)
    site.read((21, 7), (21, 8))
    site.tick()
    assert site.listed() == [(1, 3), (2, 3)]


def test_one_with_another_k_is_left(site: Scene, caplog: pytest.LogCaptureFixture) -> None:
    site.changed["READERS_PER_NETWORK"] = "1"
    site.tick()
    assert "READERS_PER_NETWORK" in caplog.text


@pytest.mark.parametrize("minutes", [1441, -10])
def test_one_of_another_time_is_left(site: Scene, minutes: int, caplog: pytest.LogCaptureFixture) -> None:
    site.forward(minutes=minutes)
    site.tick()
    assert "another time" in caplog.text
    assert verify(current_ranking().minute).differences == ()


def test_it_does_not_outlive_the_salts_of_its_ids(scene: Scene) -> None:
    scene.file(1, [11])
    scene.read((11, 1))
    scene.salt()
    scene.tick()
    scene.end()
    file = SnapshotFile(scene.folder).path
    scene.salt()
    assert file.exists()
    scene.forward(days=1)
    scene.salt()  # the salt of the day before it was written is destroyed, the window began in that day
    assert not file.exists()


def test_a_running_ranker_renews_it_when_a_salt_is_destroyed(scene: Scene) -> None:
    scene.file(1, [11])
    scene.read((11, 1))
    scene.tick()
    scene.end()
    scene.tick()
    before = SnapshotFile(scene.folder).load()
    scene.forward(days=1)
    scene.tick()
    after = SnapshotFile(scene.folder).load()
    assert before is not None
    assert after is not None
    assert (min(before.tallies), min(after.tallies)) == (before.minute // 1440 - 1, before.minute // 1440)
