"""Signs of life, burials, duties that one worker has alone, and the database's clock."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from yaowen.base import clock
from yaowen.base.clock import Clock, anchor_real_time, real_now
from yaowen.base.settings import load_settings
from yaowen.belt import conveyor, duty, shared_clock
from yaowen.belt.conveyor import Context, hold_lease
from yaowen.belt.duty import Alone
from yaowen.belt.models import Worker
from yaowen.belt.workers import Heartbeat, Rhythm, find_dead, list_workers, where_we_are
from yaowen.group.models import Story

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    anchor_real_time(None)


def context(holder: str) -> Context:
    return Context(load_settings({}), Clock(), holder, threading.Event())


def worker(name: str, *, pid: int, born: int, place: str = "", beat_at: datetime | None = None) -> Worker:
    now = real_now()
    return Worker.objects.create(
        name=name, machine="lamp", place=place or where_we_are()[0], pid=pid, born=born, lanes="collect",
        started_at=now, beat_at=beat_at or now,
    )  # fmt: skip


def claimed_by(holder: str) -> Story:
    Story.objects.create(state="changed", due_at=LONG_AGO, language="zh", first_at=LONG_AGO, last_at=LONG_AGO)
    (row,) = conveyor.claim(Story, "changed", holder=holder, limit=1)
    return row


def heart(name: str, freed: list[str]) -> Heartbeat:
    return Heartbeat(name, ["collect", "news"], freed.append, Rhythm(beat_seconds=60))


def test_what_a_dead_worker_held_is_due_at_once_and_its_late_result_is_not_written() -> None:
    row = claimed_by("dead")
    hold_lease("render stories", "dead", seconds=600)
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    worker("dead", pid=child.pid, born=123)
    freed: list[str] = []
    heart("alive", freed).beat()
    assert freed == ["dead"]
    assert [one.name for one in Worker.objects.all()] == ["alive"]
    assert hold_lease("render stories", "alive", seconds=1)
    (again,) = conveyor.claim(Story, "changed", holder="alive", limit=1)
    assert again.pk == row.pk
    assert not conveyor.finish(row, state="rendered")


def test_a_worker_that_lives_is_left_alone() -> None:
    _, pid, born = where_we_are()
    claimed_by("neighbour")
    worker("neighbour", pid=pid, born=born)
    worker("far", pid=1, born=1, place="another boot", beat_at=real_now() - timedelta(seconds=20))
    freed: list[str] = []
    heart("alive", freed).beat()
    assert freed == []
    assert conveyor.claim(Story, "changed", holder="alive", limit=1) == []
    assert [one.name for one in list_workers()] == ["alive", "far", "neighbour"]


def test_a_process_that_has_taken_a_dead_workers_number_does_not_pass_for_it() -> None:
    _, pid, born = where_we_are()
    worker("before", pid=pid, born=born - 1)
    assert [one.name for one in find_dead(30.0)] == ["before"]
    assert list_workers() == []


def test_a_worker_of_another_machine_counts_as_dead_after_half_a_minute_of_silence() -> None:
    worker("far", pid=1, born=1, place="another boot", beat_at=real_now() - timedelta(seconds=31))
    assert [one.name for one in find_dead(Rhythm().dead_seconds)] == ["far"]


def test_a_worker_taken_for_dead_that_wakes_up_signs_on_again() -> None:
    mine = heart("sleeper", [])
    mine.beat()
    Worker.objects.all().delete()
    mine.beat()
    assert Worker.objects.get().pid == os.getpid()


def test_rows_of_a_living_worker_are_not_given_back() -> None:
    row = claimed_by("alive")
    assert conveyor.give_back_rows("dead") == 0
    assert conveyor.finish(row, state="rendered")


class Counting:
    """A stage that counts its steps; each one made is a new one."""

    name = "counting"
    lane = "news"
    made = 0

    def __init__(self) -> None:
        type(self).made += 1

    def step(self, context: Context) -> int:
        return 1


def test_a_duty_is_one_workers_until_it_hands_it_on_and_the_next_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duty, "_RENEW_SECONDS", 0.0)
    monkeypatch.setattr(Counting, "made", 0)
    one, two = Alone(Counting), Alone(Counting)
    first, second = context("first"), context("second")
    assert (one.name, one.lane) == ("counting", "news")
    assert [one.step(first), two.step(second), one.step(first)] == [1, 0, 1]
    assert Counting.made == 1
    one.wind_down(first)
    assert two.step(second) == 1
    assert one.step(first) == 0
    assert Counting.made == 2


def test_a_worker_that_lost_its_duty_forgets_what_it_knew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duty, "_RENEW_SECONDS", 0.0)
    monkeypatch.setattr(Counting, "made", 0)
    stage = Alone(Counting)
    stage.step(context("first"))
    conveyor.drop_leases("first")
    assert hold_lease("counting", "second", seconds=60)
    assert stage.step(context("first")) == 0
    conveyor.drop_leases("second")
    assert stage.step(context("first")) == 1
    assert Counting.made == 2


def test_real_time_runs_on_from_what_the_database_showed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yaowen.base.clock.time.monotonic", lambda: 1000.0)
    anchor_real_time(datetime(2031, 5, 6, tzinfo=UTC), 990.5)
    assert real_now() == datetime(2031, 5, 6, 0, 0, 9, 500000, tzinfo=UTC)
    anchor_real_time(None)
    assert abs((real_now() - datetime.now(UTC)).total_seconds()) < 1


def test_a_machine_whose_clock_is_wrong_works_by_the_databases(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    true = datetime.now(UTC)

    class Ahead(datetime):
        """A clock an hour ahead."""

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return true + timedelta(hours=1)

    monkeypatch.setattr(shared_clock, "datetime", Ahead)
    monkeypatch.setattr(clock, "datetime", Ahead)
    skew_seconds = shared_clock.set_by_database()
    shared_clock.say_skew(skew_seconds)
    if connection.vendor == "sqlite":
        assert skew_seconds == 0.0
        assert real_now() == true + timedelta(hours=1), "one machine, one clock"
    else:
        assert abs(skew_seconds - 3600) < 30
        assert abs((real_now() - true).total_seconds()) < 30
        assert "ahead of" in caplog.text


def test_a_worker_that_has_claimed_nothing_yet_gives_back_what_a_dead_one_held() -> None:
    soon = real_now() + timedelta(seconds=60)
    far = real_now() + timedelta(days=1)
    made = [
        Story.objects.create(state=state, due_at=at, holder=holder, language="zh", first_at=LONG_AGO, last_at=LONG_AGO)
        for state, at, holder in (
            ("kind-of-1", soon, "dead"),
            ("kind-of-2", soon, "dead"),
            ("kind-of-1", soon, "other"),
            ("kind-of-1", far, ""),
        )
    ]
    assert conveyor.give_back_rows("dead") == 2
    for row in made:
        row.refresh_from_db()
    assert [row.holder for row in made] == ["", "", "other", ""]
    assert [row.epoch for row in made] == [1, 1, 0, 0]
    assert [row.due_at <= real_now() for row in made] == [True, True, False, False]
