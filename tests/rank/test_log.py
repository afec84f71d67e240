"""The read log."""

from __future__ import annotations

import pytest

from rank.scene import read_of
from yaowen.rank.log import Position, append_reads, in_batches, prune_log, rows_between, tail
from yaowen.rank.models import ReadLog

pytestmark = pytest.mark.django_db


def taken(positions: dict[str, int], until: int, after: int = 0) -> list[tuple[str, int]]:
    known = {writer: Position(seq) for writer, seq in positions.items()}
    return [(row.writer, row.seq) for row in tail(known, after_minute=after, until_minute=until)]


def test_a_row_holds_one_minute() -> None:
    assert append_reads("w", 5, [read_of(1, 101, 1), read_of(2, 100, 1), read_of(3, 101, 1)]) == 7
    assert list(ReadLog.objects.order_by("seq").values_list("seq", "minute", "n")) == [(5, 100, 1), (6, 101, 2)]


def test_no_reads_make_no_row() -> None:
    assert append_reads("w", 5, []) == 5
    assert ReadLog.objects.count() == 0


def test_appending_the_same_again_changes_nothing() -> None:
    for _ in range(2):
        append_reads("w", 0, [read_of(1, 100, 1)])
    assert ReadLog.objects.count() == 1


def test_each_writer_is_followed_to_its_first_row_from_the_future() -> None:
    for seq, minute in enumerate((100, 105, 101)):
        append_reads("fast", seq, [read_of(1, minute, 1)])
    append_reads("slow", 0, [read_of(1, 102, 1)])
    assert taken({}, 102) == [("fast", 0), ("slow", 0)]
    assert taken({"fast": 0, "slow": 0}, 104) == []
    assert taken({"fast": 0, "slow": 0}, 105) == [("fast", 1), ("fast", 2)]


def test_a_new_reader_passes_over_what_is_older_than_the_window() -> None:
    for seq, minute in enumerate((10, 20, 100, 15)):
        append_reads("w", seq, [read_of(1, minute, 1)])
    append_reads("old", 0, [read_of(1, 10, 1)])
    assert taken({}, 200, after=20) == [("w", 2), ("w", 3)]


def test_more_rows_than_one_query_takes_come_in_order() -> None:
    for seq in range(2500):
        append_reads("w", seq, [read_of(1, 100, seq)])
    assert taken({"w": 99}, 100) == [("w", seq) for seq in range(100, 2500)]
    sizes = [len(rows) for rows, _, _ in in_batches(tail({}, after_minute=0, until_minute=100))]
    assert sizes == [1000, 1000, 500]


def test_rows_between_leave_the_first_minute_out_and_take_the_last() -> None:
    for seq, minute in enumerate(range(90, 200)):
        append_reads("w", seq, [read_of(1, minute, 1)])
    assert [row.minute for row in rows_between(100, 170)] == list(range(101, 171))


def test_what_is_older_than_49_hours_goes() -> None:
    for seq, minute in enumerate((5000, 5001)):
        append_reads("w", seq, [read_of(1, minute, 1)])
    assert prune_log(5000 + 49 * 60) == 1
    assert [row.minute for row in rows_between(4000, 6000)] == [5001]
