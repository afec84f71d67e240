"""What an outlet asks us to wait holds back its whole host: feeds and pages, also after a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from collect.loopback import Loopback, Reply
from collect.scene import Belt, free_hosts, make_due, outlet_on, page_of, rss_of
from yaowen.base.clock import real_now
from yaowen.collect.models import Feed, Host, Page
from yaowen.collect.rules.fetching import Fetched, FetchFailure, FetchReason, FetchResult
from yaowen.collect.rules.health import host_wait_seconds

NOW = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
URL = "http://lamp.test/feed"


def answer(status: int, retry_after: str = "") -> FetchResult:
    return Fetched(URL, URL, status, {"retry-after": retry_after} if retry_after else {}, b"")


@pytest.mark.parametrize(
    ("result", "attempts", "seconds"),
    [
        (answer(429, "120"), 0, 120),
        (answer(503, "Tue, 06 May 2031 05:00:00 GMT"), 0, 3600),
        (answer(503, "Tue, 06 May 2031 03:00:00 GMT"), 0, 0),
        (answer(429, "999999999999999999999"), 0, 86400),
        (answer(403, "60"), 0, 60),
        (answer(429, "-5"), 0, 30),
        (answer(429, "soon"), 2, 120),
        (answer(429), 0, 30),
        (answer(429), 99, 900),
        (answer(503), 3, 0),
        (answer(500), 3, 0),
        (answer(200, "600"), 0, 0),
        (FetchFailure(URL, FetchReason.CONNECT, ""), 5, 0),
    ],
)
def test_how_long_a_host_is_left_alone(result: FetchResult, attempts: int, seconds: float) -> None:
    assert host_wait_seconds(result, attempts, NOW) == seconds


def site(server: Loopback) -> Belt:
    server.routes |= {"/robots.txt": Reply(b"", 404), "/feed": rss_of(server, 1, 2)}
    server.routes |= {"/p1": page_of("一"), "/p2": page_of("二")}
    outlet_on(server, "青桐晚报", "/feed", delay_seconds=0.01)
    return Belt()


def waits(server: Loopback, seconds: float) -> bool:
    host = Host.objects.get(name=server.origin)
    return seconds - 5 <= (host.next_at - real_now()).total_seconds() <= seconds + 1


@pytest.mark.django_db
@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "600"}, 600), ({}, 30)])
def test_a_page_that_is_too_much_holds_back_feeds_and_pages_also_of_the_next_worker(
    server: Loopback, headers: dict[str, str], seconds: float
) -> None:
    belt = site(server)
    server.routes["/p1"] = server.routes["/p2"] = Reply(b"", 429, headers=headers)
    belt.run(lambda: Page.objects.filter(attempts=1).exists() and waits(server, seconds))
    belt.close()
    asked = len(server.asked)
    make_due(Feed.objects.get())
    Page.objects.update(due_at=real_now() - timedelta(seconds=1))
    other = Belt(holder="another")
    for _ in range(10):
        other.feeds.step(other.context)
        other.pages.step(other.context)
    other.close()
    assert len(server.asked) == asked
    free_hosts()
    other = Belt(holder="a third")
    other.run(lambda: len(server.asked) > asked)
    other.close()


@pytest.mark.django_db
def test_a_robots_txt_that_is_too_much_holds_back_the_host(server: Loopback) -> None:
    belt = site(server)
    server.routes["/robots.txt"] = Reply(b"", 503, headers={"Retry-After": "700"})
    belt.run(lambda: server.times_asked("/robots.txt") == 1 and waits(server, 700))
    belt.close()
    assert server.times_asked("/feed") == 0
