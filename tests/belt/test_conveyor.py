"""The conveyor: claims, fences, retries, leases, lanes."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import load_settings
from yaowen.belt import conveyor
from yaowen.belt.conveyor import Context
from yaowen.group.models import Story

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_rows(count: int, state: str = "changed", due_at: datetime = LONG_AGO) -> list[Story]:
    return [
        Story.objects.create(state=state, due_at=due_at, language="zh", first_at=LONG_AGO, last_at=LONG_AGO)
        for _ in range(count)
    ]


def claim(holder: str = "one", limit: int = 10, lease: timedelta = conveyor.LEASE) -> list[Story]:
    return conveyor.claim(Story, "changed", holder=holder, limit=limit, lease=lease)


@pytest.mark.django_db
def test_a_claimed_row_is_not_claimed_again_before_its_lease_ends() -> None:
    make_rows(3)
    assert len(claim()) == 3
    assert claim("two") == []


@pytest.mark.django_db
def test_a_row_whose_worker_died_comes_due_again() -> None:
    make_rows(1)
    (lost,) = claim(lease=timedelta(seconds=-1))
    (again,) = claim("two")
    assert again.epoch == lost.epoch + 1


@pytest.mark.django_db
def test_the_result_of_a_worker_that_lost_its_row_is_not_written() -> None:
    make_rows(1)
    (lost,) = claim(lease=timedelta(seconds=-1))
    (again,) = claim("two")
    assert not conveyor.finish(lost, state="rendered")
    assert not conveyor.retry(lost, "late")
    assert conveyor.finish(again, state="rendered", articles=4)
    row = Story.objects.get()
    assert (row.state, row.articles, row.holder, row.last_error) == ("rendered", 4, "", "")


@pytest.mark.django_db
def test_rows_that_are_not_due_yet_are_left() -> None:
    make_rows(1, due_at=real_now() + timedelta(hours=1))
    make_rows(1, state="rendered")
    assert claim() == []


@pytest.mark.django_db
def test_a_batch_is_no_larger_than_asked_and_comes_in_order() -> None:
    rows = make_rows(5)
    assert [row.pk for row in conveyor.claim(Story, "changed", holder="one", limit=2, order="-id")] == [
        rows[4].pk,
        rows[3].pk,
    ]


@pytest.mark.django_db
def test_a_claim_keeps_its_limit_under_a_plan_that_runs_its_inner_query_once_a_row() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite runs an inner query once")
    make_rows(20)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        for way in ("hashjoin", "mergejoin", "material", "memoize", "hashagg", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        assert len(claim(limit=2)) == 2
        (sent,) = [each["sql"] for each in queries if "RETURNING id" in each["sql"]]
        inner, outer = re.fullmatch(r"WITH chosen AS MATERIALIZED \((.+)\) (UPDATE .+)", sent).groups()  # type: ignore[union-attr]
        cursor.execute(outer.replace("SELECT id FROM chosen", inner))
        assert len(cursor.fetchall()) == 18, "the settings no longer bring about the plan that this test is for"


@pytest.mark.django_db
def test_a_retry_waits_longer_each_time_and_says_why() -> None:
    make_rows(1)
    (row,) = claim()
    assert conveyor.retry(row, "x" * 9999, pause_seconds=-1)
    (row,) = claim()
    assert row.attempts == 1
    assert len(row.last_error) == conveyor.ERROR_CHARS
    assert conveyor.retry(row, "again")
    assert claim() == []


def test_pauses_double_and_are_capped() -> None:
    assert [conveyor.pause_after(attempts) for attempts in (1, 2, 3)] == [30.0, 60.0, 120.0]
    assert conveyor.pause_after(10_000) == conveyor.LONGEST_PAUSE_SECONDS


@pytest.mark.django_db
def test_a_lease_has_one_holder() -> None:
    assert conveyor.hold_lease("publisher", "one", seconds=60)
    assert not conveyor.hold_lease("publisher", "two", seconds=60)
    assert conveyor.hold_lease("publisher", "one", seconds=-1)
    assert conveyor.hold_lease("publisher", "two", seconds=60)


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_once_never_share_a_row() -> None:
    make_rows(40)
    claimed: list[int] = []
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def work(name: str) -> None:
        try:
            start.wait()
            while rows := claim(name, limit=3):
                claimed.extend(row.pk for row in rows)
        except BaseException as problem:
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(claimed) == len(set(claimed)) == 40


class Counting:
    """A stage that fails a few times, then works, then ends the lane."""

    name = "counting"
    lane = "test"

    def __init__(self, failures: int) -> None:
        self.calls = 0
        self._failures = failures

    def step(self, context: Context) -> int:
        self.calls += 1
        if self.calls <= self._failures:
            raise RuntimeError("broken on purpose")
        context.stopping.set()
        return 1


class Steady:
    """A stage that counts its turns and ends the lane after enough of them."""

    name = "steady"
    lane = "test"

    def __init__(self, turns: int) -> None:
        self.calls = 0
        self._turns = turns

    def step(self, context: Context) -> int:
        self.calls += 1
        if self.calls == self._turns:
            context.stopping.set()
        return 0


def test_a_failing_stage_rests_while_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    context = Context(load_settings({}), Clock(), "test", threading.Event())
    failing, steady = Counting(failures=1), Steady(turns=5)
    conveyor.run_lane([failing, steady], context, idle=lambda _: None)
    assert steady.calls == 5
    assert failing.calls == 1
    assert "counting failed" in caplog.text
