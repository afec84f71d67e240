"""Both stages against a real server: what comes in, what is kept, and that nobody is disturbed by another."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from collect.loopback import Asked, Held, Loopback, Reply, running
from collect.scene import (
    NEWS_TIME,
    Belt,
    free_hosts,
    make_due,
    make_pages_due,
    outlet_on,
    page_of,
    rss_of,
    urls,
)
from yaowen.base.clock import real_now
from yaowen.collect.hosts import set_delay
from yaowen.collect.models import Feed, Host, Page
from yaowen.collect.packing import unpack
from yaowen.collect.pages import prune_bodies
from yaowen.collect.store import (
    any_feed_answered,
    bury,
    claim_fetched,
    finish_page,
    outlet_health,
    pages_count,
    retry_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


def serve(server: Loopback, *places: object) -> None:
    server.routes["/robots.txt"] = Reply(b"User-agent: *\nAllow: /\n", kind="text/plain")
    server.routes["/feed"] = rss_of(server, *places)
    server.routes |= {f"/p{place}": page_of(f"第{place}次") for place in places}


def test_every_article_of_a_feed_is_fetched_once_and_its_bytes_kept(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2, 3)
    server.routes["/p2"] = Reply("<html><p>灯塔".encode("gb18030"), kind="text/html; charset=GBK")
    outlet_on(server, "青桐晚报", "/feed")
    assert not any_feed_answered()
    belt.collect()
    assert urls("fetched") == {"/p1", "/p2", "/p3"}
    assert [server.times_asked(f"/p{n}") for n in (1, 2, 3)] == [1, 1, 1]
    page = Page.objects.get(url=server.url("/p2"))
    assert unpack(page.body or b"") == "<html><p>灯塔".encode("gb18030")
    assert (page.http_status, page.content_type, page.final_url) == (200, "text/html; charset=GBK", server.url("/p2"))
    assert page.fetched_at is not None
    assert abs(page.fetched_at - NEWS_TIME) < timedelta(minutes=5)
    feed = Feed.objects.get()
    assert (feed.status, feed.kind, feed.title, feed.last_error) == ("fine", "rss", "青桐晚报", "")
    assert feed.due_at > real_now() + timedelta(seconds=200)
    assert any_feed_answered()
    assert pages_count() == 3


def test_a_second_reading_is_conditional_and_brings_only_what_is_new(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2)
    first = rss_of(server, 1, 2)

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"one"':
            return Reply(status=304)
        return Reply(first.body, kind=first.kind, headers={"ETag": '"one"'})

    server.routes["/feed"] = answer
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    make_due(feed)
    belt.collect()
    assert server.times_asked("/feed") == 2
    assert pages_count() == 2
    server.routes["/feed"] = rss_of(server, 3, 1, 2)
    server.routes["/p3"] = page_of("第3次")
    make_due(feed)
    belt.collect()
    assert urls("fetched") == {"/p1", "/p2", "/p3"}
    assert server.times_asked("/p1") == 1


def test_a_feed_that_renews_its_guids_brings_nothing_new(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2, 3)
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    server.routes["/feed"] = rss_of(server, 1, 2, 3, guid="tag:lamp.test,2031:another")
    make_due(feed)
    belt.collect()
    assert pages_count() == 3


def test_a_feed_that_moves_its_addresses_but_keeps_its_guids_brings_nothing_new(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2)
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    moved = rss_of(server, 1, 2).body.replace(b"/p", b"/moved/p")
    server.routes["/feed"] = Reply(moved, kind="application/rss+xml")
    make_due(feed)
    belt.collect()
    assert pages_count() == 2


HOSTILE_FEEDS = {
    "html": page_of("您的访问被拒绝"),
    "empty": Reply(b"", kind="application/rss+xml"),
    "not_a_feed": Reply(b"%PDF-1.7", kind="application/pdf"),
    "server_error": Reply(b"oops", 500, "text/plain"),
    "not_found": Reply(b"no", 404, "text/plain"),
    "blocked": Reply(b"no", 403, "text/plain"),
    "too_many": Reply(b"slow down", 429, "text/plain", {"Retry-After": "3600"}),
    "redirects": Reply(status=301, headers={"Location": "/feed"}),
    "denied": Reply(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
    "too_large": Reply(gzip.compress(bytes(60_000_000)), headers={"Content-Encoding": "gzip"}),
    "slow": Reply(b"<rss>" + b" " * 9999, drip_seconds=0.05),
    "truncated": Reply(b"<rss><channel><item>", announced=10_000),
}


@pytest.mark.parametrize("status", HOSTILE_FEEDS)
def test_a_feed_in_trouble_has_a_state_a_sentence_and_disturbs_nobody(server: Loopback, status: str) -> None:
    seconds = "2" if status == "slow" else "60"
    with running() as bad, closing(Belt({"FETCH_TIMEOUT_SECONDS": seconds})) as belt:
        bad.routes["/feed"] = HOSTILE_FEEDS[status]
        troubled = outlet_on(bad, "渡口时报", "/feed")
        serve(server, *range(12))
        outlet_on(server, "青桐晚报", "/feed")
        belt.run(lambda: len(urls("fetched")) == 12)
        belt.collect()
    troubled.refresh_from_db()
    assert troubled.status == status
    assert troubled.status_since is not None
    assert troubled.last_error.startswith("渡口时报: http://127.0.0.1:")
    assert troubled.due_at > real_now() + timedelta(seconds=200)
    assert (troubled.state, troubled.attempts, troubled.last_ok_at) == ("due", 1, None)
    assert len(unpack(troubled.failed_body or b"")) <= 65536
    health = {line.status: line for line in outlet_health()}
    assert health[status].message == troubled.last_error
    assert health["fine"].message == ""


def test_a_recovered_feed_is_fine_again_by_itself(server: Loopback, belt: Belt) -> None:
    serve(server, 1)
    server.routes["/feed"] = Reply(b"", 500)
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    serve(server, 1)
    make_due(feed)
    belt.collect()
    feed.refresh_from_db()
    assert (feed.status, feed.attempts, feed.last_error) == ("fine", 0, "")


def test_retry_after_is_never_undercut(server: Loopback, belt: Belt) -> None:
    server.routes["/feed"] = Reply(b"", 503, headers={"Retry-After": "7200"})
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    feed.refresh_from_db()
    assert feed.due_at >= real_now() + timedelta(seconds=7100)


def test_a_feed_that_is_gone_is_retired_after_three_sightings(server: Loopback, belt: Belt) -> None:
    server.routes["/feed"] = Reply(b"", 410)
    feed = outlet_on(server, "青桐晚报", "/feed")
    for state in ("due", "due", "retired"):
        make_due(feed)
        belt.collect()
        feed.refresh_from_db()
        assert (feed.state, feed.status) == (state, "gone")


def test_a_truncated_feed_still_gives_the_items_that_came_whole(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2, 3)
    whole = rss_of(server, 1, 2, 3)
    server.routes["/feed"] = Reply(whole.body[:-60], kind=whole.kind, announced=len(whole.body))
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    assert urls("fetched") == {"/p1", "/p2"}


WORDLESS_PAGES = {
    "application/pdf": Reply(b"%PDF-1.7 ...", kind="application/pdf"),
    "leads to the front page": Reply(status=302, headers={"Location": "/"}),
    "private": Reply(status=302, headers={"Location": "http://10.0.0.1/"}),
    "more than the size limit": Reply(b"<html>" + b"x" * 400_000),
}


@pytest.mark.parametrize("reason", WORDLESS_PAGES)
def test_a_page_that_cannot_be_had_keeps_the_feeds_words(server: Loopback, belt: Belt, reason: str) -> None:
    serve(server, 1)
    server.routes |= {"/p1": WORDLESS_PAGES[reason], "/": page_of("首页")}
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    page = claim_fetched(belt.context, 5)[0]
    assert page.body is None
    assert reason in page.reason
    assert page.item.headline == "青桐渡口第1次航班恢复通行"
    assert finish_page(page)
    assert Page.objects.get().last_error == page.reason


@pytest.mark.parametrize(
    ("reply", "tries", "end"),
    [
        (Reply(b"", 404), 3, "gone"),
        (Reply(b"", 410), 3, "gone"),
        (Reply(b"", 500), 5, "fetched"),
        (Reply(b"<html>half", announced=9000), 5, "fetched"),
        (Reply(b""), 5, "fetched"),
    ],
    ids=["404", "410", "500", "truncated", "empty"],
)
def test_a_failing_page_is_tried_again_with_pauses_and_then_let_go(
    server: Loopback, belt: Belt, reply: Reply, tries: int, end: str
) -> None:
    serve(server, 1)
    server.routes["/p1"] = reply
    outlet_on(server, "青桐晚报", "/feed")
    for attempt in range(1, tries):
        belt.collect()
        page = Page.objects.get()
        assert (page.state, page.attempts) == ("found", attempt)
        assert page.due_at > real_now() + timedelta(seconds=10)
        make_pages_due()
    belt.collect()
    page = Page.objects.get()
    assert (page.state, page.body) == (end, None)
    assert server.url("/p1") in page.last_error
    assert server.times_asked("/p1") == tries


def test_a_withdrawn_address_is_never_fetched_nor_reached_by_a_redirect(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2, 3)
    bury(server.url("/p1"), None, "asked for", NEWS_TIME)
    bury(server.url("/secret"), None, "asked for", NEWS_TIME)
    server.routes |= {"/p2": Reply(status=302, headers={"Location": "/secret"}), "/secret": page_of("撤下的")}
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    assert server.times_asked("/p1") == 0
    assert urls("fetched") == {"/p3"}
    assert urls("gone") == {"/p2"}
    assert Page.objects.get(state="gone").body is None


@pytest.mark.parametrize(
    ("name", "value", "opted_out"),
    [("X-Robots-Tag", "noarchive", True), ("X-Robots-Tag", "examplebot: nosnippet", False),
     ("TDM-Reservation", "1", True), ("TDM-Reservation", "0", False)],
)  # fmt: skip
def test_an_opt_out_in_the_headers_is_kept_with_the_page(
    server: Loopback, belt: Belt, name: str, value: str, opted_out: bool
) -> None:
    serve(server, 1)
    server.routes["/p1"] = replace(page_of("渡口恢复通行"), headers={name: value})
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    (page,) = claim_fetched(belt.context, 5)
    assert page.opted_out is opted_out


def test_a_feed_that_still_names_a_withdrawn_address_is_not_kept(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2)
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    assert Feed.objects.get().body is not None
    bury(server.url("/p1"), None, "asked for", NEWS_TIME)
    assert Feed.objects.get().body is None
    Feed.objects.update(due_at=real_now(), etag="", last_modified="")
    belt.collect()
    assert server.times_asked("/feed") == 2
    assert Feed.objects.get().body is None


def test_one_request_at_a_time_and_a_pause_between_two(server: Loopback) -> None:
    belt = Belt({"HOST_DELAY_SECONDS": "0.3"})
    serve(server, 1, 2, 3)
    outlet_on(server, "青桐晚报", "/feed", delay_seconds=None)
    belt.run(lambda: len(urls("fetched")) == 1)
    asked = [line.path for line in server.asked]
    belt.close()
    assert asked[:4] == ["/robots.txt", "/feed", "/.well-known/tdmrep.json", "/p1"]
    assert server.most_at_once == 1
    host = Host.objects.get(name=server.origin)
    assert (host.holder, host.next_at > real_now() - timedelta(seconds=0.3)) == ("", True)


def test_two_workers_share_a_hosts_pause(server: Loopback) -> None:
    one, other = Belt({"HOST_DELAY_SECONDS": "60"}, "one"), Belt({"HOST_DELAY_SECONDS": "60"}, "other")
    serve(server, 1, 2)
    outlet_on(server, "青桐晚报", "/feed", delay_seconds=None)

    def asked_and_released(times: int) -> bool:
        return len(server.asked) == times and not Host.objects.exclude(holder="").exists()

    for wanted in (1, 2, 3):
        one.run(partial(asked_and_released, wanted))
        for _ in range(5):
            other.feeds.step(other.context)
            other.pages.step(other.context)
        assert len(server.asked) == wanted
        free_hosts()
    one.close()
    other.close()


def test_without_delay_a_host_is_asked_up_to_four_times_at_once(server: Loopback, belt: Belt) -> None:
    serve(server)
    for name in "甲乙丙":
        path = f"/{ord(name)}"
        server.routes[path] = rss_of(server, *(f"{ord(name)}-{n}" for n in range(6)))
        server.routes |= {f"/p{ord(name)}-{n}": Reply(page_of("x").body, wait_seconds=0.05) for n in range(6)}
        outlet_on(server, f"{name}报", path)
    belt.collect()
    assert len(urls("fetched")) == 18
    assert 2 <= server.most_at_once <= 8


def test_robots_are_obeyed_and_asked_for_once(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2)
    server.routes["/robots.txt"] = Reply(
        b"User-agent: *\nDisallow: /p2\n\nUser-agent: other\nDisallow: /", kind="text/plain"
    )
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    assert server.times_asked("/robots.txt") == 1
    assert server.times_asked("/p2") == 0
    kept = Page.objects.get(url=server.url("/p2"))
    assert (kept.state, kept.body) == ("fetched", None)
    assert "robots.txt" in kept.last_error


def test_robots_that_answer_500_close_the_host_and_404_opens_it(server: Loopback, belt: Belt) -> None:
    serve(server, 1)
    server.routes["/robots.txt"] = Reply(b"", 503)
    feed = outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    feed.refresh_from_db()
    assert (feed.status, server.times_asked("/feed")) == ("robots", 0)
    del server.routes["/robots.txt"]
    Host.objects.update(robots_until=None)
    make_due(feed)
    belt.collect()
    assert urls("fetched") == {"/p1"}


def test_old_bytes_are_let_go_but_never_those_not_read_yet(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2)
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    Page.objects.filter(url=server.url("/p1")).update(state="extracted")
    assert prune_bodies(NEWS_TIME - timedelta(days=1)) == 0
    assert prune_bodies(NEWS_TIME + timedelta(days=1)) == 1
    kept = {page.url: (page.body is None, page.body_hash is None) for page in Page.objects.all()}
    assert kept == {server.url("/p1"): (True, False), server.url("/p2"): (False, False)}


def test_a_page_that_cannot_be_read_is_set_aside_after_five_attempts(server: Loopback, belt: Belt) -> None:
    serve(server, 1)
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    for attempt in range(5):
        Page.objects.update(due_at=real_now())
        page = claim_fetched(belt.context, 5)[0]
        assert page.attempts == attempt
        assert retry_page(page, "the extractor stumbled")
    assert (Page.objects.get().state, claim_fetched(belt.context, 5)) == ("failed", [])


def test_what_another_worker_took_over_is_not_written(server: Loopback, belt: Belt) -> None:
    serve(server, 1)
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    page = claim_fetched(belt.context, 5)[0]
    Page.objects.update(epoch=99)
    assert not finish_page(page)


def test_stopping_gives_everything_back_at_once(server: Loopback) -> None:
    serve(server, 1)
    held = Held(Reply(page_of("x").body))
    server.routes["/p1"] = held
    belt = Belt()
    outlet_on(server, "青桐晚报", "/feed")
    belt.run(lambda: server.times_asked("/p1") == 1)
    belt.close()
    held.release()
    assert not Page.objects.exclude(holder="").exists()
    assert Page.objects.filter(state="found", due_at__lte=real_now()).count() == 1


def test_the_first_headlines_tell_the_language_of_an_imported_outlet(server: Loopback, belt: Belt) -> None:
    serve(server, 1, 2)
    feed = outlet_on(server, "Qingtong Post", "/feed")
    assert feed.outlet.language == "en"
    belt.collect()
    feed.outlet.refresh_from_db()
    assert feed.outlet.language == "zh-Hans"


def test_a_host_keeps_the_delay_that_the_operator_set(server: Loopback) -> None:
    set_delay(server.origin, 0.5)
    set_delay(server.origin, 0.25)
    assert Host.objects.get().delay_seconds == 0.25
