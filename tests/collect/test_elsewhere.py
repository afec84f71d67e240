"""Redirects to other hosts: each host's robots and pause are its own, and the chain is counted as one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from collect.loopback import Loopback, Reply
from collect.scene import Belt, free_hosts, outlet_on, page_of, rss_of, urls
from yaowen.base.clock import real_now
from yaowen.collect.fetcher import Fetcher
from yaowen.collect.hosts import ensure_hosts
from yaowen.collect.models import Feed, Host, Page
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.fetching import Elsewhere, Fetched, FetchFailure, FetchLimits, FetchReason, FetchRequest, Hop

pytestmark = pytest.mark.django_db
OPEN = Reply(b"User-agent: *\nAllow: /\n", kind="text/plain")


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


def lead(server: Loopback, target: str, status: int = 301) -> None:
    server.routes["/robots.txt"] = OPEN
    server.routes["/feed"] = rss_of(server, 1)
    server.routes["/p1"] = Reply(status=status, headers={"Location": target})


def step_once(server: Loopback, request: FetchRequest) -> object:
    fetcher = Fetcher(FetchLimits(timeout_seconds=60))
    fetcher.start(0, request)
    try:
        return fetcher.poll(60)[0][1]
    finally:
        fetcher.close()


def test_a_request_that_stays_is_told_of_another_host_and_asks_nothing_of_it(server: Loopback) -> None:
    server.routes["/a"] = Reply(status=301, headers={"Location": "/b"})
    server.routes["/b"] = Reply(status=308, headers={"Location": "https://lamp.invalid/c#d"})
    result = step_once(server, FetchRequest(server.url("/a"), server.origin, stays=True))
    chain = (server.url("/a"), server.url("/b"))
    assert isinstance(result, Elsewhere)
    assert (result.url, result.hop) == (server.url("/a"), Hop("https://lamp.invalid/c", chain, True))


def test_a_chain_with_one_passing_redirect_is_not_permanent(server: Loopback) -> None:
    server.routes["/a"] = Reply(status=302, headers={"Location": "/b"})
    server.routes["/b"] = Reply(status=301, headers={"Location": "https://lamp.invalid/c"})
    result = step_once(server, FetchRequest(server.url("/a"), server.origin, stays=True))
    assert isinstance(result, Elsewhere)
    assert not result.hop.permanent


def test_a_chain_goes_on_where_it_was_left_and_keeps_its_first_address(server: Loopback) -> None:
    server.routes["/c"] = Reply(b"here")
    hop = Hop(server.url("/c"), ("http://lamp.test/a",), True)
    result = step_once(server, FetchRequest("http://lamp.test/a", server.origin, stays=True, hop=hop))
    assert isinstance(result, Fetched)
    assert (result.url, result.final_url, result.moved) == ("http://lamp.test/a", server.url("/c"), True)


@pytest.mark.parametrize(
    ("left", "reason"),
    [(5, FetchReason.REDIRECTS), (1, FetchReason.REDIRECT_LOOP)],
)
def test_redirects_are_counted_over_the_whole_chain(server: Loopback, left: int, reason: FetchReason) -> None:
    chain = tuple(f"http://lamp.test/{place}" for place in range(left))
    target = "http://lamp.test/0" if reason is FetchReason.REDIRECT_LOOP else "/next"
    server.routes["/c"] = Reply(status=301, headers={"Location": target})
    request = FetchRequest(chain[0], server.origin, stays=True, hop=Hop(server.url("/c"), chain, True))
    result = step_once(server, request)
    assert isinstance(result, FetchFailure)
    assert result.reason is reason
    assert [asked.path for asked in server.asked] == ["/c"]


def test_a_redirect_on_the_host_is_held_against_its_robots(server: Loopback, belt: Belt) -> None:
    lead(server, "/private/1")
    server.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/\n", kind="text/plain")
    server.routes["/private/1"] = page_of("不该读的")
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    assert server.times_asked("/private/1") == 0
    page = Page.objects.get()
    assert (page.state, page.body) == ("fetched", None)
    assert "robots.txt" in page.last_error


def found_page(server: Loopback, host_of: str, url: str) -> Page:
    """A page that was led to an address already."""
    feed = outlet_on(server, "青桐晚报", "/feed")
    Feed.objects.update(due_at=real_now() + timedelta(days=1))
    ensure_hosts([origin_of(host_of)])
    return Page.objects.create(
        state="found", due_at=real_now(), outlet=feed.outlet, feed=feed, url=url, host=origin_of(host_of),
        url_hash=b"0123456789abcdef", found_at=real_now(), item={"url": url, "headline": "渡口"},
        hop={"url": host_of, "chain": [url], "permanent": False},
    )  # fmt: skip


def test_the_other_hosts_robots_are_read_and_obeyed(server: Loopback, belt: Belt) -> None:
    server.routes["/robots.txt"] = Reply(b"User-agent: yaowen\nDisallow: /q\n", kind="text/plain")
    server.routes["/q1"] = page_of("不该读的")
    found_page(server, server.url("/q1"), "http://lamp.test/p1")
    belt.collect()
    assert [asked.path for asked in server.asked] == ["/robots.txt"]
    page = Page.objects.get()
    assert (page.state, page.body, page.hop, page.host) == ("fetched", None, None, "lamp.test:80")
    assert "robots.txt" in page.last_error


def test_the_other_hosts_pause_is_kept(server: Loopback) -> None:
    belt = Belt({"HOST_DELAY_SECONDS": "60"})
    server.routes |= {"/robots.txt": OPEN, "/q1": page_of("渡口")}
    found_page(server, server.url("/q1"), "http://lamp.test/p1")
    Host.objects.update(next_at=real_now() + timedelta(seconds=60), delay_seconds=None)
    for _ in range(5):
        belt.pages.step(belt.context)
    assert server.asked == []
    order = ["/robots.txt", "/.well-known/tdmrep.json", "/q1"]
    for wanted in (order[:1], order[:2], order):
        free_hosts()
        belt.run(lambda: not Host.objects.exclude(holder="").exists() and len(server.asked) == len(wanted))  # noqa: B023
        assert [asked.path for asked in server.asked] == wanted
    belt.close()
    page = Page.objects.get()
    assert (page.state, page.final_url, page.hop) == ("fetched", server.url("/q1"), None)


def test_a_row_that_leads_away_is_queued_for_the_other_host(server: Loopback, belt: Belt) -> None:
    lead(server, "https://lamp.invalid/q1")
    outlet_on(server, "青桐晚报", "/feed")
    Host.objects.create(name="lamp.invalid:443", next_at=real_now() + timedelta(hours=1))
    belt.run(lambda: Page.objects.filter(host="lamp.invalid:443").exists())
    page = Page.objects.get()
    hop = {"url": "https://lamp.invalid/q1", "chain": [server.url("/p1")], "permanent": True}
    assert (page.state, page.holder, page.hop, page.attempts) == ("found", "", hop, 0)
    free_hosts()
    belt.collect()
    page.refresh_from_db()
    assert (page.hop, page.host, page.attempts) == (None, server.origin, 1)
    assert page.last_error.startswith(server.url("/p1"))
    assert urls("found") == {"/p1"}


def test_a_redirect_to_a_private_host_is_refused_before_it_is_queued(server: Loopback, belt: Belt) -> None:
    lead(server, "http://169.254.169.254/latest/")
    outlet_on(server, "青桐晚报", "/feed")
    belt.collect()
    assert Page.objects.get().hop is None
    assert not Host.objects.filter(name__startswith="169").exists()
