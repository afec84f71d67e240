"""The tick: from the log to the saved ranking."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from rank.scene import Scene, read_of
from yaowen.base.clock import minute_of
from yaowen.belt.conveyor import hold_lease
from yaowen.belt.models import Lease
from yaowen.group.store import merge_stories, remove_article, split_story
from yaowen.rank.log import append_reads
from yaowen.rank.models import FrozenRanking, ReadLog
from yaowen.rank.stage import LEASE_NAME, RankTick
from yaowen.rank.store import current_ranking, frozen_minutes, ranking_at, ranking_of_day, readers_24h
from yaowen.rank.verify import verify, verify_kept

pytestmark = pytest.mark.django_db


def test_nothing_to_rank_is_an_empty_ranking_and_then_nothing_to_do(scene: Scene) -> None:
    assert scene.tick() == 1
    assert current_ranking().standings == ()
    assert scene.tick() == 0


def test_stories_stand_by_distinct_readers_of_all_their_pages(scene: Scene) -> None:
    scene.file(1, [11])
    scene.file(2, [21, 22])
    scene.read((11, 1), (21, 1), (22, 1), (-2, 2), (22, 2))
    scene.tick()
    assert scene.listed() == [(2, 2), (1, 1)]
    assert readers_24h() == 2


def test_on_a_clock_that_stands_still_new_readers_are_counted_too(scene: Scene) -> None:
    scene.file(1, [11])
    scene.tick()
    assert readers_24h() == 0
    scene.read((11, 1))
    scene.tick()
    assert readers_24h() == 1
    assert scene.listed() == [(1, 1)]


def test_equal_readers_stand_by_the_newer_story_then_by_id(scene: Scene) -> None:
    for story, hours in ((3, 5), (4, 1), (5, 1), (6, 9)):
        scene.file(story, [story * 10], hours_ago=hours)
    scene.read((30, 1), (40, 1), (50, 1), (60, 1))
    scene.tick()
    assert [story for story, _ in scene.listed()] == [4, 5, 3, 6]


def test_a_network_counts_for_at_most_k_readers(scene: Scene) -> None:
    scene.file(1, [11])
    append_reads("w", 0, [read_of(11, scene.minute, reader, network=7) for reader in range(50)])
    RankTick().step(scene.context(READERS_PER_NETWORK="5"))
    assert scene.listed() == [(1, 5)]


def test_the_ranking_is_as_long_as_the_setting(scene: Scene) -> None:
    for story in range(1, 10):
        scene.file(story, [story * 10])
    scene.read(*((story * 10, reader) for story in range(1, 6) for reader in range(story)))
    RankTick().step(scene.context(RANKING_SIZE="3"))
    assert scene.listed() == [(5, 5), (4, 4), (3, 3)]


def test_where_readers_are_too_few_coverage_fills_and_says_so(scene: Scene) -> None:
    scene.file(1, [11], origins=1, hours_ago=3)
    scene.file(2, [21], origins=9, hours_ago=40)
    scene.file(3, [31], origins=4, hours_ago=1)
    scene.read((11, 1))
    scene.tick()
    lines = [(each.story_id, each.reason, each.outlets) for each in current_ranking().standings]
    assert lines == [(1, "readers", 1), (3, "coverage", 4), (2, "coverage", 9)]


def test_readers_run_out_after_24_hours_to_the_minute(scene: Scene) -> None:
    scene.file(1, [11])
    scene.read((11, 1))
    scene.tick()
    scene.forward(minutes=1439)
    scene.tick()
    assert scene.listed() == [(1, 1)]
    scene.forward(minutes=1)
    scene.tick()
    assert scene.listed() == [(1, 0)]


def test_a_reader_on_both_sides_of_midnight_counts_once(scene: Scene) -> None:
    scene.file(1, [11])
    for _ in range(30):
        scene.read((11, 1), (11, 2))
        scene.tick()
        assert scene.listed() == [(1, 2)]
        scene.forward(minutes=73)


def test_a_row_from_the_future_waits_for_its_minute(scene: Scene) -> None:
    scene.file(1, [11])
    scene.read((11, 1), minute=scene.minute + 1)
    scene.read((11, 2), writer="other")
    scene.tick()
    assert scene.listed() == [(1, 1)]
    scene.forward(minutes=1)
    scene.tick()
    assert scene.listed() == [(1, 2)]


def test_hours_and_days_freeze_as_they_stood(scene: Scene) -> None:
    scene.file(1, [11])
    first = scene.minute
    for reader in range(24 * 4):
        scene.read((11, reader))
        scene.tick()
        scene.forward(minutes=15)
    scene.tick()
    assert frozen_minutes("hour") == [first - first % 60 + 60 * hour for hour in range(1, 25)]
    assert frozen_minutes("day") == [minute_of(datetime(2025, 3, 14, 16, tzinfo=UTC))]  # midnight in Asia/Shanghai
    day = ranking_of_day(date(2025, 3, 14))
    assert day is not None
    assert day.standings[0].readers == 26  # 09:31, 09:46, … 15:46
    assert all(check.differences == () for check in verify_kept())


def test_reads_that_reach_the_log_after_their_hour_was_frozen_are_counted_in_it(scene: Scene) -> None:
    scene.file(1, [11])
    scene.read((11, 1))
    scene.tick()
    scene.forward(minutes=30)
    scene.tick()
    (hour,) = frozen_minutes("hour")
    scene.read((11, 2), minute=hour, writer="late")
    scene.read((11, 3), minute=hour + 1, writer="late")
    scene.tick()
    kept = ranking_at(hour)
    assert kept is not None
    assert kept.standings[0].readers == 2
    assert verify(hour).differences == ()


def test_a_new_process_counts_late_reads_that_lie_behind_later_ones_into_their_hour(scene: Scene) -> None:
    scene.file(1, [11])
    scene.tick()
    scene.read((11, 1))
    scene.read((11, 2), minute=scene.minute - 59)
    scene.tick()
    scene.start_again()
    scene.tick()
    assert len(verify_kept()) == 2
    assert all(check.differences == () for check in verify_kept())


def test_a_new_process_goes_on_from_the_log_alone_and_freezes_the_hours_it_missed(scene: Scene) -> None:
    scene.file(1, [11])
    for reader in range(5):
        scene.read((11, reader))
        if reader < 2:
            scene.tick()
        scene.forward(minutes=55)
    scene.start_again()
    scene.tick()
    assert scene.listed() == [(1, 5)]
    kept = [ranking_at(hour) for hour in frozen_minutes("hour")]
    assert [each.standings[0].readers for each in kept if each] == [1, 2, 3, 4, 5]
    assert all(check.differences == () for check in verify_kept())


def test_merged_stories_bring_their_readers_along_once(scene: Scene) -> None:
    for story in (1, 2, 3):
        scene.file(story, [story * 10 + 1])
    scene.read((11, 1), (21, 1), (-2, 2), (31, 9))
    scene.tick()
    assert scene.listed() == [(2, 2), (1, 1), (3, 1)]
    merge_stories(2, 1, "the same event", at=scene.clock.now())
    scene.forward(minutes=1)
    scene.tick()
    assert scene.listed() == [(1, 2), (3, 1)]
    assert verify(scene.minute).differences == ()


def test_a_split_takes_the_readers_of_its_articles(scene: Scene) -> None:
    scene.file(1, [11, 12])
    scene.read((11, 1), (12, 1), (12, 2))
    scene.tick()
    assert scene.listed() == [(1, 2)]
    made = split_story(1, [12], "another event", at=scene.clock.now())
    scene.forward(minutes=1)
    scene.tick()
    assert scene.listed() == [(made, 2), (1, 1)]
    assert verify(scene.minute).differences == ()


def test_each_line_knows_its_rank_an_hour_ago(scene: Scene) -> None:
    scene.file(1, [11])
    scene.file(2, [21])
    scene.read((11, 1))
    scene.tick()
    scene.forward(minutes=60)
    scene.file(3, [31])
    scene.read((21, 2), (21, 3), (31, 4), (31, 5))
    scene.tick()
    moved = {each.story_id: (each.rank_before, each.rank) for each in current_ranking().standings}
    assert moved == {3: (None, 1), 2: (2, 2), 1: (1, 3)}


def test_only_the_holder_of_the_lease_publishes(scene: Scene) -> None:
    assert hold_lease(LEASE_NAME, "another", seconds=60)
    assert scene.tick() == 0
    assert current_ranking().minute == 0
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert scene.tick() == 1


def test_a_clock_set_back_starts_over_from_the_log(scene: Scene) -> None:
    scene.file(1, [11], hours_ago=70)
    scene.read((11, 1), minute=scene.minute - 1500)
    scene.read((11, 2), (11, 3), writer="other")
    scene.tick()
    assert scene.listed() == [(1, 2)]
    scene.forward(minutes=-1490)
    scene.tick()
    assert scene.listed() == [(1, 1)]
    assert current_ranking().minute == scene.minute


def test_old_rows_and_old_running_rankings_go(scene: Scene) -> None:
    scene.file(1, [11])
    scene.read((11, 1))
    for _ in range(51):
        scene.tick()
        scene.forward(hours=1)
    assert ReadLog.objects.count() == 0
    assert FrozenRanking.objects.filter(span="now").count() <= 4
    assert FrozenRanking.objects.filter(span="hour").count() >= 45


def test_a_withdrawn_story_leaves_the_ranking(scene: Scene) -> None:
    scene.file(1, [11])
    scene.read((11, 1))
    scene.tick()
    remove_article(11, "on request", at=scene.clock.now())
    scene.forward(minutes=1)
    scene.tick()
    assert scene.listed() == []


def test_a_minute_that_was_not_kept_is_counted_again_while_the_log_reaches_it(scene: Scene) -> None:
    scene.file(1, [11])
    minute = scene.minute
    scene.read((11, 1))
    scene.read((11, 2), minute=minute + 300)
    scene.forward(minutes=310)
    scene.tick()
    then = ranking_at(minute + 7)
    assert then is not None
    assert [each.readers for each in then.standings] == [1]
    assert ranking_at(minute + 311) is None
    assert ranking_at(minute - 1440) is None


def test_verify_names_what_was_changed_by_hand(scene: Scene) -> None:
    scene.file(1, [11])
    scene.file(2, [21])
    scene.read((11, 1), (21, 1), (21, 2))
    scene.tick()
    assert verify(scene.minute).differences == ()
    row = FrozenRanking.objects.get(span="now")
    row.standings = [[1, 77, 1, "readers", None]]
    row.save()
    assert verify(scene.minute).differences == (
        "story 1: 1 readers in the log, 77 kept",
        "story 2: 2 readers in the log, not in the ranking kept",
    )


def test_an_hour_kept_before_a_merge_is_history_and_no_difference(scene: Scene) -> None:
    for story in (1, 2, 3):
        scene.file(story, [story * 10 + 1])
    scene.read((11, 1), (21, 2), (21, 3), (31, 1))
    scene.tick()
    scene.forward(minutes=31)
    scene.tick()
    merge_stories(2, 1, "the same event", at=scene.clock.now())
    scene.forward(minutes=5)
    scene.tick()
    assert scene.listed() == [(1, 3), (3, 1)]
    assert [check.differences for check in verify_kept()] == [(), ()]


def test_damaged_salts_do_not_stop_the_ranking(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    (scene.context().settings.data / "salts").write_text("nonsense")
    scene.file(1, [11])
    scene.read((11, 1))
    scene.tick()
    assert scene.listed() == [(1, 1)]
    assert "delete it" in caplog.text


def test_a_damaged_row_of_the_log_counts_for_nothing_and_stops_nobody(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.file(1, [11])
    scene.read((11, 1), writer="a")
    scene.read((11, 2), writer="b")
    ReadLog.objects.filter(writer="a").update(data=b"\x07 no reads at all")
    scene.read((11, 3), writer="a")
    scene.tick()
    assert scene.listed() == [(1, 2)]
    assert "row (a, 0) of the read log is left out" in caplog.text
    assert verify(scene.minute).differences == ()
