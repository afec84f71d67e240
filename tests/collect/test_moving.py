"""Feeds that move for good, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from collect.loopback import Loopback, Reply
from collect.scene import Belt, make_due, outlet_on, page_of, rss_of
from yaowen.base.clock import real_now
from yaowen.collect.models import Feed
from yaowen.collect.rules.fetching import Fetched
from yaowen.collect.rules.moving import Sighting, has_moved, sight

NOW = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)


def arrived(asked: str, final: str, *, moved: bool = True) -> Fetched:
    return Fetched(asked, final, 200, {}, b"", moved=moved)


@pytest.mark.parametrize(
    ("asked", "final", "moved"),
    [
        ("http://lamp.test/a", "http://lamp.test/b", False),
        ("http://lamp.test/a", "http://lamp.test/a", True),
        ("https://lamp.test/a", "http://lamp.test/b", True),
        ("http://lamp.test/a", "ftp://lamp.test/b", True),
        ("http://lamp.test/a", "http://lamp.test/" + "b" * 3000, True),
    ],
    ids=["not permanent", "the same", "leaves https", "no http", "too long"],
)
def test_these_redirects_are_never_saved(asked: str, final: str, moved: bool) -> None:
    before = Sighting(final, 99, NOW - timedelta(days=9))
    assert sight(before, asked, arrived(asked, final, moved=moved), NOW) == Sighting()


def test_a_move_is_believed_after_three_sightings_and_an_hour() -> None:
    asked, final, seen = "http://lamp.test/a", "https://lamp.test/b", Sighting()
    for minute, believed in ((0, False), (30, False), (50, False), (61, True)):
        now = NOW + timedelta(minutes=minute)
        seen = sight(seen, asked, arrived(asked, final), now)
        assert has_moved(seen, now) is believed
    assert not has_moved(Sighting(final, 2, NOW), NOW + timedelta(days=9))


def test_another_target_begins_the_count_anew() -> None:
    asked = "http://lamp.test/a"
    seen = sight(Sighting("http://lamp.test/b", 9, NOW), asked, arrived(asked, "http://lamp.test/c"), NOW)
    assert seen == Sighting("http://lamp.test/c", 1, NOW)


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


def move(server: Loopback, status: int = 301, reply: Reply | None = None) -> Feed:
    server.routes["/new"] = reply or rss_of(server)
    server.routes["/feed"] = Reply(status=status, headers={"Location": "/new"})
    return outlet_on(server, "青桐晚报", "/feed")


def read_often(belt: Belt, feed: Feed, times: int = 4) -> Feed:
    """Readings half an hour apart."""
    for _ in range(times):
        Feed.objects.filter(moved_since__isnull=False).update(moved_since=real_now() - timedelta(hours=1))
        make_due(feed)
        belt.read_feeds()
    return Feed.objects.get(pk=feed.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_becomes_the_address_and_the_old_one_is_kept(
    server: Loopback, belt: Belt, status: int
) -> None:
    feed = move(server, status)
    assert read_often(belt, feed, 2).url == server.url("/feed")
    feed = read_often(belt, feed, 1)
    assert (feed.url, feed.host, feed.status, feed.moved_url) == (server.url("/new"), server.origin, "fine", "")
    assert [url for url, _ in feed.moved_from] == [server.url("/feed")]
    read_often(belt, feed, 1)
    assert (server.times_asked("/feed"), server.times_asked("/new")) == (3, 4)


@pytest.mark.django_db
@pytest.mark.parametrize("reply", [page_of("我们搬家了"), Reply(b"", 500), Reply(b"", 404)], ids=["html", "500", "404"])
def test_a_feed_never_moves_to_what_is_no_feed(server: Loopback, belt: Belt, reply: Reply) -> None:
    feed = read_often(belt, move(server, reply=reply), 5)
    assert (feed.url, feed.moved_seen, feed.moved_from) == (server.url("/feed"), 0, [])


@pytest.mark.django_db
def test_a_passing_redirect_is_followed_and_never_saved(server: Loopback, belt: Belt) -> None:
    feed = read_often(belt, move(server, 302), 5)
    assert (feed.url, feed.status, feed.moved_seen) == (server.url("/feed"), "fine", 0)


@pytest.mark.django_db
def test_a_feed_that_moves_onto_another_is_retired_with_a_reason(server: Loopback, belt: Belt) -> None:
    feed = move(server)
    other = outlet_on(server, "渡口时报", "/new")
    feed = read_often(belt, feed)
    assert (feed.state, feed.url) == ("retired", server.url("/feed"))
    assert server.url("/new") in feed.last_error
    assert other.outlet.slug in feed.last_error
    other.refresh_from_db()
    assert (other.state, other.status) == ("due", "fine")
