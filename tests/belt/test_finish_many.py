"""Results of many rows written together: each its own, and none of a row that another worker has claimed since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yaowen.base.clock import real_now
from yaowen.belt.conveyor import finish_many
from yaowen.collect.models import Feed, Outlet

pytestmark = pytest.mark.django_db


def make_feeds(count: int) -> list[Feed]:
    outlet = Outlet.objects.create(slug="lamp", name_hans="灯塔报", name_hant="燈塔報", name_en="Lamp")
    for number in range(count):
        Feed.objects.create(
            outlet=outlet, url=f"http://lamp.test/{number}", host="lamp.test:80", state="due", due_at=real_now(),
            holder="me", epoch=3, attempts=2, last_error="gone wrong",
        )  # fmt: skip
    return list(Feed.objects.order_by("pk"))


def test_every_row_gets_its_own_values_and_columns() -> None:
    one, two, three = make_feeds(3)
    later = real_now() + timedelta(minutes=7)
    finish_many([
        (one, {"state": "due", "due_at": later, "etag": '"a"', "pace": {"minutes": [1, 2]}}),
        (two, {"state": "due", "due_at": later, "etag": '"b"', "pace": {}}),
        (three, {"state": "retired", "last_error": "moved"}),
    ])  # fmt: skip
    for row in (one, two, three):
        row.refresh_from_db()
    assert [(row.state, row.holder, row.attempts) for row in (one, two, three)] == [
        ("due", "", 0), ("due", "", 0), ("retired", "", 0),
    ]  # fmt: skip
    assert (one.due_at, one.etag, one.pace, one.last_error) == (later, '"a"', {"minutes": [1, 2]}, "")
    assert (two.etag, two.pace, three.last_error, three.etag) == ('"b"', {}, "moved", "")


def test_a_row_that_another_worker_has_claimed_since_is_left_alone() -> None:
    mine, lost = make_feeds(2)
    Feed.objects.filter(pk=lost.pk).update(epoch=4, holder="other")
    finish_many([(row, {"state": "due", "title": "written"}) for row in (mine, lost)])
    mine.refresh_from_db()
    lost.refresh_from_db()
    assert (mine.title, mine.holder, lost.title, lost.holder, lost.attempts) == ("written", "", "", "other", 2)


def test_nothing_to_write_is_nothing_written() -> None:
    finish_many([])
