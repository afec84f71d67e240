"""Recording reads from many threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from rank.scene import Scene, read_of
from yaowen.base.durability import leave_commits_to_the_system
from yaowen.rank import writer
from yaowen.rank.log import append_reads
from yaowen.rank.models import ReadLog
from yaowen.rank.rules.packing import Read
from yaowen.rank.writer import ReadWriter, new_writer_name

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record(scene: Scene) -> Iterator[ReadWriter]:
    """A writer for four threads, of a site with article 11."""
    scene.file(1, [11])
    made = ReadWriter(crowd=4)
    yield made
    made.close()


def test_a_slow_database_holds_half_the_threads_and_no_more(
    record: ReadWriter, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(name: str, seq: int, reads: list[Read]) -> int:
        begun.set()
        assert go_on.wait(60)
        return append_reads(name, seq, reads)

    monkeypatch.setattr(writer, "append_reads", slow)
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", 0.0)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(record.record, read_of(11, scene.minute, 1))]
        assert begun.wait(60)
        waiting.append(pool.submit(record.record, read_of(11, scene.minute, 2)))
        while record.waiting < 2:
            time.sleep(0.01)
        assert record.record(read_of(11, scene.minute, 3)) is False
        go_on.set()
        assert [each.result() for each in waiting] == [True, True]
    assert sum(ReadLog.objects.values_list("n", flat=True)) == 2
    assert record.record(read_of(11, scene.minute, 3)) is True


def test_closing_writes_what_waits_and_a_later_read_begins_anew(record: ReadWriter, scene: Scene) -> None:
    for reader in (1, 2):
        assert record.record(read_of(11, scene.minute, reader))
        record.close()
    assert list(ReadLog.objects.order_by("seq").values_list("seq", flat=True)) == [0, 1]


def test_every_start_of_a_process_has_a_name_of_its_own() -> None:
    names = {new_writer_name() for _ in range(100)}
    assert len(names) == 100
    assert max(map(len, names)) <= 32


def test_an_answer_waits_for_the_disk_also_in_a_process_whose_other_commits_do_not(
    record: ReadWriter, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def noting(name: str, seq: int, reads: list[Read]) -> int:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                asked.append(cursor.execute("PRAGMA synchronous").fetchone()[0])
        return append_reads(name, seq, reads)

    monkeypatch.setattr(writer, "append_reads", noting)

    def lane() -> bool:
        leave_commits_to_the_system()
        try:
            return record.record(read_of(11, scene.minute, 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lane).result()
    assert asked == ([2] if connection.vendor == "sqlite" else [])


def test_many_threads_each_get_their_own_answer(scene: Scene) -> None:
    scene.file(1, [11])
    made = ReadWriter(crowd=16)
    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(lambda reader: made.record(read_of(11, scene.minute, reader)), range(400)))
    made.close()
    assert sum(ReadLog.objects.values_list("n", flat=True)) == 400
