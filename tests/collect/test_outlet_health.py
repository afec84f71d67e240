"""Outlets' states: each made by a real server that answers that way, and recovered when it answers well."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collect.loopback import Loopback, Reply, running
from collect.scene import NEWS_TIME, Belt, make_due, make_pages_due, outlet_on, page_of, rss_of
from yaowen.base.clock import real_now
from yaowen.collect.hosts import ensure_hosts
from yaowen.collect.kept_bytes import last_bytes_of
from yaowen.collect.models import Feed, HealthEvent, Host, Outlet, OutletHealth, Page
from yaowen.collect.outlets_health import (
    EVENTS_KEPT,
    OutletReport,
    history_of,
    recovered_since,
    report_outlets,
    review_outlets,
)
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.health import FeedStatus, hide_secrets
from yaowen.collect.rules.health_words import STATE_WORDS, WORDS_LANGUAGES, words_of
from yaowen.collect.rules.outlet_state import PASSING
from yaowen.collect.store import erase_page
from yaowen.extract.stage import Extract

pytestmark = pytest.mark.django_db

NAME = "渡口时报"
CLOUDFLARE = b"<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>"
ARTICLE = "<html><title>第{0}次航班</title><body><h1>第{0}次航班</h1>" + 4 * (
    "<p>澜水河上的渡口今天恢复通行，第一班渡船早上六点离岸，船上有三十多名赶早班的乘客和两辆运菜的三轮车。</p>"
)
ROBOTS = Reply(b"User-agent: *\nAllow: /\n", kind="text/plain")


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


@pytest.fixture
def reader() -> Iterator[Extract]:
    made = Extract()
    yield made
    made.wind_down()


def serve_well(server: Loopback, pages: int = 0) -> None:
    server.routes |= {"/robots.txt": ROBOTS, "/feed": rss_of(server, *range(pages or 1))}
    server.routes |= {f"/p{place}": Reply(ARTICLE.format(place).encode()) for place in range(pages or 1)}


def look(belt: Belt) -> OutletReport:
    """Review, and see that what is kept is what would be found now."""
    review_outlets(real_now(), belt.context.clock.now())
    kept, fresh = (report_outlets(real_now(), news)[0] for news in (None, belt.context.clock.now()))
    assert (kept.state, kept.message, kept.since) == (fresh.state, fresh.message, fresh.since)
    return kept


def read_again(belt: Belt, feed: Feed, times: int = 1) -> None:
    for _ in range(times):
        make_due(feed)
        belt.read_feeds()


def states(outlet_id: int) -> list[str]:
    return [event.state for event in reversed(history_of(outlet_id))]


TROUBLES = {
    "blocked": Reply(b"no", 403, "text/plain"),
    "challenge": Reply(CLOUDFLARE, 503),
    "too_many": Reply(b"slow down", 429, "text/plain", {"Retry-After": "3600"}),
    "not_found": Reply(b"no", 404, "text/plain"),
    "server_error": Reply(b"oops", 500, "text/plain"),
    "html": page_of("本站改版公告"),
    "empty": Reply(b"", kind="application/rss+xml"),
    "not_a_feed": Reply(b"%PDF-1.7", kind="application/pdf"),
    "redirects": Reply(status=301, headers={"Location": "/feed"}),
    "denied": Reply(status=302, headers={"Location": "http://169.254.169.254/latest/"}),
    "too_large": Reply(gzip.compress(bytes(6_000_000)), headers={"Content-Encoding": "gzip"}),
    "slow": Reply(b"<rss>" + b" " * 9999, drip_seconds=0.05),
    "truncated": Reply(b"<rss><channel><item>", announced=10_000),
}


@pytest.mark.parametrize("state", TROUBLES)
def test_a_trouble_has_its_state_its_sentence_and_ends_by_itself(server: Loopback, state: str) -> None:
    with closing(Belt({"FETCH_TIMEOUT_SECONDS": "2" if state == "slow" else "60"})) as belt:
        see_a_trouble_through(server, belt, state)


def see_a_trouble_through(server: Loopback, belt: Belt, state: str) -> None:
    """The outlet is fine, in trouble at two readings, and fine again."""
    serve_well(server)
    feed = outlet_on(server, NAME, "/feed")
    read_again(belt, feed)
    assert look(belt).state == "fine"
    server.routes["/feed"] = TROUBLES[state]
    read_again(belt, feed)
    assert look(belt).state == ("fine" if FeedStatus(state) in PASSING else state)
    read_again(belt, feed)
    found = look(belt)
    assert (found.state, found.was) == (state, "fine")
    assert found.since is not None
    assert found.message.startswith(f"{NAME}: http://127.0.0.1:")
    assert ";" in found.message or "it is" in found.message or "check" in found.message or "limit" in found.message
    serve_well(server)
    read_again(belt, feed)
    found = look(belt)
    assert (found.state, found.was, found.message) == ("fine", state, "")
    assert states(found.id) == ["fine", state, "fine"]
    (recovery,) = recovered_since(real_now() - timedelta(hours=1))
    assert (recovery.was, recovery.outlet.name_hans) == (state, NAME)


def lead_to(url: str) -> None:
    """The feed has another address, on a host that needs no pause."""
    origin = origin_of(url)
    ensure_hosts([origin])
    Host.objects.update(delay_seconds=0.0)
    Outlet.objects.update(private_origin=origin)
    Feed.objects.update(url=url, host=origin)


def test_a_host_that_is_not_there_and_one_without_a_certificate(server: Loopback, belt: Belt) -> None:
    serve_well(server)
    feed = outlet_on(server, NAME, "/feed")
    with running() as gone:
        nowhere = gone.url("/feed")
    lead_to(nowhere)
    read_again(belt, feed, 2)
    assert look(belt).state == "unreachable"
    lead_to(server.url("/feed").replace("http:", "https:"))
    read_again(belt, feed, 2)
    found = look(belt)
    assert found.state == "tls"
    assert "certificate" in found.message
    lead_to(server.url("/feed"))
    read_again(belt, feed)
    assert look(belt).state == "fine"


def test_robots_that_forbid_and_allow_again(server: Loopback, belt: Belt) -> None:
    serve_well(server)
    server.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n", kind="text/plain")
    feed = outlet_on(server, NAME, "/feed", delay_seconds=0.01)
    read_again(belt, feed)
    found = look(belt)
    assert found.state == "robots"
    assert "robots.txt" in found.message
    server.routes["/robots.txt"] = ROBOTS
    Host.objects.update(robots_until=real_now() - timedelta(seconds=1))
    belt.run(lambda: _read_well(feed))
    assert look(belt).state == "fine"


def _read_well(feed: Feed) -> bool:
    if Feed.objects.get(pk=feed.pk).status == "fine":
        return True
    if Feed.objects.filter(pk=feed.pk, holder="").exists():
        make_due(feed)
    return False


def test_a_feed_that_has_ended_is_gone_and_stays_so(server: Loopback, belt: Belt) -> None:
    server.routes["/feed"] = Reply(b"", 410)
    feed = outlet_on(server, NAME, "/feed")
    read_again(belt, feed, 3)
    assert Feed.objects.get().state == "retired"
    assert look(belt).state == "gone"


def test_a_feed_that_moves_says_where_to(server: Loopback, belt: Belt) -> None:
    serve_well(server)
    server.routes["/new"] = server.routes["/feed"]
    server.routes["/feed"] = Reply(status=301, headers={"Location": "/new"})
    feed = outlet_on(server, NAME, "/feed")
    read_again(belt, feed)
    assert look(belt).state == "fine"
    read_again(belt, feed)
    found = look(belt)
    assert found.state == "moved"
    assert server.url("/new") in found.message
    Feed.objects.update(moved_since=real_now() - timedelta(days=1))
    read_again(belt, feed)
    assert Feed.objects.get().url == server.url("/new")
    assert look(belt).state == "fine"


def old_list(server: Loopback, *days_ago: int) -> Reply:
    items = "".join(
        f"<item><title>渡口第{days}号公告</title><link>{server.url(f'/p{days}')}</link>"
        f"<pubDate>{NEWS_TIME - timedelta(days=days):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for days in days_ago
    )
    return Reply(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), kind="application/rss+xml")


def test_a_feed_that_brings_nothing_new_is_stale_until_it_does(server: Loopback, belt: Belt) -> None:
    serve_well(server)
    server.routes["/feed"] = old_list(server, 700, 701, 702, 703)
    feed = outlet_on(server, NAME, "/feed")
    read_again(belt, feed)
    found = look(belt)
    assert found.state == "stale"
    assert found.since == NEWS_TIME.replace(microsecond=0) - timedelta(days=700)
    assert "has brought nothing new since" in found.message
    server.routes["/feed"] = old_list(server, 0, 700, 701)
    read_again(belt, feed)
    assert look(belt).state == "fine"


def test_a_weekly_magazine_and_a_replay_are_not_stale(server: Loopback, belt: Belt) -> None:
    serve_well(server)
    server.routes["/feed"] = old_list(server, 13, 20, 27, 34, 41)
    feed = outlet_on(server, NAME, "/feed")
    read_again(belt, feed)
    assert look(belt).state == "fine"
    server.routes["/feed"] = rss_of(server, 1, 2, 3)
    read_again(belt, feed)
    Outlet.objects.update(added_at=real_now() - timedelta(hours=3))
    review_outlets(real_now(), belt.context.clock.now() + timedelta(days=300))
    assert OutletHealth.objects.get().state == "fine"


def test_a_feed_that_is_fine_with_pages_that_are_checks_is_blocked_on_pages(
    server: Loopback, belt: Belt, reader: Extract
) -> None:
    serve_well(server, 6)
    server.routes |= {f"/p{place}": Reply(CLOUDFLARE, 403) for place in range(6)}
    outlet_on(server, NAME, "/feed")
    belt.collect()
    found = look(belt)
    assert (found.state, found.pages) == ("pages_challenge", "cccccc")
    assert "6 of its last 6 pages show a check for people" in found.message
    (kept,) = last_bytes_of(found.id)
    assert kept.what == "page"
    assert kept.text == CLOUDFLARE.decode()
    serve_well(server, 6)
    make_pages_due()
    belt.collect()
    assert reader.step(belt.context) == 6
    found = look(belt)
    assert (found.state, found.pages, found.was) == ("fine", "cccccc......", "pages_challenge")
    erase_page(Page.objects.first().url)  # type: ignore[union-attr]
    assert last_bytes_of(found.id) == []


@pytest.mark.parametrize(("reply", "state"), [
    (Reply(b"no", 403), "pages_blocked"),
    (Reply(b"<html><body><div id='app'></div></body></html>"), "pages_empty"),
])  # fmt: skip
def test_pages_refused_and_pages_without_text_are_told_apart(
    server: Loopback, belt: Belt, reader: Extract, reply: Reply, state: str
) -> None:
    serve_well(server, 6)
    server.routes |= {f"/p{place}": reply for place in range(6)}
    outlet_on(server, NAME, "/feed")
    belt.collect()
    reader.step(belt.context)
    assert look(belt).state == state
    serve_well(server, 6)
    Page.objects.update(state="found", due_at=real_now(), visit="")
    belt.collect()
    reader.step(belt.context)
    assert look(belt).state == "fine"


def test_one_missing_page_is_not_the_outlets_trouble(server: Loopback, belt: Belt, reader: Extract) -> None:
    serve_well(server, 6)
    server.routes["/p0"] = Reply(b"gone", 404)
    outlet_on(server, NAME, "/feed")
    belt.collect()
    reader.step(belt.context)
    assert look(belt).state == "fine"


def test_an_outlet_of_which_some_feeds_fail_fails_partly(server: Loopback, belt: Belt) -> None:
    serve_well(server)
    first = outlet_on(server, NAME, "/feed")
    server.routes["/second"] = Reply(b"no", 403)
    second = outlet_on(server, "另一家", "/second")
    Feed.objects.filter(pk=second.pk).update(outlet=first.outlet_id)
    Outlet.objects.filter(pk=second.outlet_id).delete()
    read_again(belt, first)
    found = look(belt)
    assert found.state == "partly"
    assert found.message.startswith("1 of 2 feeds fail;")
    assert server.url("/second") in found.message


def test_no_secret_of_an_address_stands_in_a_message(server: Loopback, belt: Belt) -> None:
    path = "/feed?api_key=geheim1&lang=zh&token=geheim2"
    server.routes[path] = Reply(b"no", 403)
    feed = outlet_on(server, NAME, path)
    read_again(belt, feed)
    found = look(belt)
    assert "lang=zh" in found.message
    assert "geheim" not in found.message + "".join(event.reason for event in history_of(found.id))
    assert hide_secrets("see https://mei:geheim@a.example/x") == "see https://…@a.example/x"


def test_the_history_has_an_end_and_the_review_few_queries(server: Loopback, belt: Belt) -> None:
    feeds = [outlet_on(server, f"第{number}报", f"/feed{number}") for number in range(12)]
    for turn in range(EVENTS_KEPT + 20):
        Feed.objects.update(status="blocked" if turn % 2 else "fine", last_error="no; ask", last_new_at=real_now())
        review_outlets(real_now() + timedelta(minutes=turn), belt.context.clock.now())
    assert HealthEvent.objects.filter(outlet_id=feeds[0].outlet_id).count() == EVENTS_KEPT
    with CaptureQueriesContext(connection) as seen:
        assert review_outlets(real_now(), belt.context.clock.now()) == 0
    assert len(seen) == 3
    with CaptureQueriesContext(connection) as seen:
        report_outlets(real_now(), None)
    assert len(seen) == 4


def test_an_outlet_not_collected_any_more_is_not_reviewed(server: Loopback, belt: Belt) -> None:
    feed = outlet_on(server, NAME, "/feed")
    Outlet.objects.filter(pk=feed.outlet_id).update(active=False)
    assert review_outlets(real_now(), belt.context.clock.now()) == 0
    assert report_outlets(real_now(), None) == []


@pytest.mark.parametrize("state", FeedStatus)
def test_every_state_is_said_in_three_languages_with_what_to_do(state: FeedStatus) -> None:
    said = [STATE_WORDS[state].said(language) for language in WORDS_LANGUAGES]
    assert all(one.label and one.sentence and one.step for one in said)
    assert said[0].sentence.isascii() is False
    assert said[0].label != said[2].label
    assert all(part.endswith(("。", ".")) for one in said for part in (one.sentence, one.step))


def test_a_state_of_a_newer_version_is_named_as_it_is() -> None:
    assert words_of("brand_new").english.label == "brand_new"
