"""When feeds come due: after a reading, after an import of thousands, after a standstill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from collect.loopback import Loopback, Reply
from collect.scene import Belt, make_due, outlet_on, rss_of
from yaowen.base.clock import Clock, Reading, real_now
from yaowen.base.settings import load_settings
from yaowen.collect.models import Feed, Outlet
from yaowen.collect.pacing import FIRST_AT_ONCE, bounds_of, first_dues, spread_backlog
from yaowen.collect.register import NewFeed, add_feed
from yaowen.collect.rules.interval import IntervalBounds

pytestmark = pytest.mark.django_db
SETTINGS = load_settings({"YAOWEN_MIN_INTERVAL_SECONDS": "300"})


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


def many_feeds(count: int, minutes_ago: float = 0.0) -> None:
    outlet = Outlet.objects.create(slug="many", name_hans="众", name_hant="眾", name_en="Many")
    at = real_now() - timedelta(minutes=minutes_ago)
    Feed.objects.bulk_create(
        Feed(outlet=outlet, url=f"http://lamp.invalid/{place}", host="lamp.invalid:80", state="due", due_at=at)
        for place in range(count)
    )


def test_the_first_feeds_of_an_import_come_at_once_and_the_rest_spread_over_an_interval() -> None:
    many_feeds(FIRST_AT_ONCE - 1)
    assert first_dues(SETTINGS, 2)[0] <= real_now()
    many = Outlet.objects.get()
    Feed.objects.create(
        outlet=many, url="http://lamp.invalid/x", host="lamp.invalid:80", state="due", due_at=real_now()
    )
    pauses = [(due - real_now()).total_seconds() for due in first_dues(SETTINGS, 200)]
    assert all(-1 <= pause <= 300 for pause in pauses)
    assert max(pauses) - min(pauses) > 150


def test_a_feed_added_to_a_large_site_that_reads_its_feeds_is_read_at_once() -> None:
    many_feeds(FIRST_AT_ONCE * 2)
    Feed.objects.update(status="fine")
    add_feed(NewFeed("http://fresh.invalid/feed", "新报"))
    assert Feed.objects.get(url="http://fresh.invalid/feed").due_at <= real_now()


def test_after_a_standstill_those_due_longest_come_first_and_the_others_are_spread() -> None:
    many_feeds(FIRST_AT_ONCE + 150, minutes_ago=60)
    assert spread_backlog(SETTINGS) == 150
    now = real_now()
    waiting = [
        (due - now).total_seconds() for due in Feed.objects.filter(due_at__gt=now).values_list("due_at", flat=True)
    ]
    assert 100 < len(waiting) <= 150
    assert max(waiting) <= 300
    assert spread_backlog(SETTINGS) == 0


def test_a_site_that_was_working_has_no_backlog() -> None:
    many_feeds(FIRST_AT_ONCE + 150)
    assert spread_backlog(SETTINGS) == 0


def test_first_intervals_differ_so_that_feeds_added_together_part(server: Loopback, belt: Belt) -> None:
    server.routes["/robots.txt"] = Reply(b"", kind="text/plain")
    for place in range(12):
        server.routes[f"/f{place}"] = rss_of(server)
        outlet_on(server, f"{place}报", f"/f{place}")
    belt.read_feeds()
    due = sorted(Feed.objects.values_list("due_at", flat=True))
    assert due[0] >= real_now() + timedelta(seconds=290)
    assert due[-1] - due[0] > timedelta(seconds=60)


def test_a_reading_keeps_what_the_feed_shows_of_its_rhythm(server: Loopback, belt: Belt) -> None:
    server.routes["/robots.txt"] = Reply(b"", kind="text/plain")
    reply = rss_of(server, *range(8))
    body = reply.body.replace(b"<channel>", b"<channel><ttl>40</ttl>")
    server.routes["/feed"] = Reply(body, kind=reply.kind, headers={"Cache-Control": "max-age=900"})
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.read_feeds()
    feed.refresh_from_db()
    assert feed.pace["every_seconds"] == 2400
    assert feed.pace["fresh_seconds"] == 900
    server.routes["/feed"] = Reply(status=304)
    make_due(feed)
    belt.read_feeds()
    feed.refresh_from_db()
    assert feed.pace["every_seconds"] == 2400
    assert feed.interval_seconds >= 900


def test_the_clock_tells_its_speed() -> None:
    assert Clock().speed == 1.0
    assert Clock(lambda: Reading(real_now(), 1800.0, 0.0)).speed == 1800.0


@pytest.mark.parametrize(("speed", "longest"), [(0.0, 86400.0), (1.0, 86400.0), (1800.0, 48.0), (1e6, 5.0)])
def test_the_longest_pause_is_one_of_news_time(speed: float, longest: float) -> None:
    settings = load_settings({"YAOWEN_MIN_INTERVAL_SECONDS": "5", "YAOWEN_MAX_INTERVAL_SECONDS": "86400"})
    assert bounds_of(settings, speed) == IntervalBounds(5.0, longest)
