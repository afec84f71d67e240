"""What a commit waits for on SQLite."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from yaowen.base.durability import leave_commits_to_the_system, on_disk

FULL, NORMAL = 2, 1


def waiting() -> int:
    """PRAGMA synchronous of this thread's connection."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return int(cursor.fetchone()[0])


def in_a_thread(action: Callable[[], None]) -> None:
    """Run with a connection of its own, as a lane does; an assertion that fails fails here."""
    problems: list[BaseException] = []

    def run() -> None:
        try:
            action()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if problems:
        raise problems[0]


@pytest.fixture(autouse=True)
def _sqlite_only(transactional_db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL always waits")


def test_a_commit_waits_for_the_disk_unless_the_thread_says_otherwise() -> None:
    assert waiting() == FULL


def test_a_lane_leaves_its_commits_to_the_system_but_not_what_it_shows() -> None:
    def lane() -> None:
        leave_commits_to_the_system()
        assert waiting() == NORMAL
        with on_disk(), transaction.atomic():
            assert waiting() == FULL
        assert waiting() == NORMAL
        connection.close()
        assert waiting() == NORMAL, "a connection made anew must not fall back"

    in_a_thread(lane)
    assert waiting() == FULL, "other threads keep waiting"


def test_inside_a_transaction_nothing_is_changed() -> None:
    with transaction.atomic(), on_disk():
        assert waiting() == FULL
    with on_disk():
        assert waiting() == FULL
    assert waiting() == FULL
