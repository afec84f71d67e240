"""robots.txt by RFC 9309: groups, matching, answers, and what is kept of it for a host."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.loopback import Loopback, Reply, running
from collect.scene import Belt, make_due, outlet_on, page_of, rss_of, urls
from yaowen.base.clock import real_now
from yaowen.collect.hosts import SILENT_FOR, find_free_hosts
from yaowen.collect.models import Feed, Host
from yaowen.collect.rules.fetching import Fetched, FetchFailure, FetchReason
from yaowen.collect.rules.robots import (
    CLOSED,
    MAX_BYTES,
    crawl_delay_seconds,
    is_allowed,
    read_answer,
    robots_address,
)

URL = "https://lamp.test/robots.txt"


def answer(status: int, body: bytes) -> Fetched:
    return Fetched(URL, URL, status, {}, body)


ROBOTS = """
# a comment
User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /find?q=*secret

User-agent: OtherBot
User-agent: Yaowen/2.0
Disallow: /news/
Allow: /news/today$
"""


@pytest.mark.parametrize(
    ("product", "path", "allowed"),
    [
        ("other", "/private/x", False),
        ("other", "/private/open/x", True),
        ("other", "/x.pdf", False),
        ("other", "/x.pdf?y", True),
        ("other", "/find?q=a-secret-b", False),
        ("other", "/find?q=a", True),
        ("other", "/", True),
        ("other", "/robots.txt", True),
        ("yaowen", "/private/x", True),
        ("yaowen", "/news/x", False),
        ("yaowen", "/news/today", True),
        ("yaowen", "/news/today/x", False),
        ("otherbot", "/news/x", False),
    ],
)
def test_robots_rules_are_matched_as_rfc_9309_says(product: str, path: str, allowed: bool) -> None:
    assert is_allowed(ROBOTS, f"https://lamp.test{path}", product) is allowed


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("Disallow: /", True),
        ("user-agent:*\r\ndisallow:/\r\n", False),
        ("\ufeffUser-agent: *\nDisallow: /a", False),
        ("User-agent: *\n\nDisallow: /a", False),
        (CLOSED, False),
        ("User-agent: *\nDisallow: /\nAllow: /a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", True),
        ("User-agent: *\nDisallow: /%61", False),
        ("User-agent: *\rDisallow: /\r", False),
        ("User-agent: *\u2028Disallow: /", True),
        ("User agent: *\nDisallow: /", False),
        ("User-agent: yaowen\nDisallow: /a\n\nUser-agent: *\nAllow: /\n\nUser-agent: YAOWEN\nDisallow: /b", False),
        ("User-agent: a\nCrawl-delay: 5\nUser-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /a # and why", False),
        ("User-agent: *\nSitemap: https://lamp.test/x\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\nUser-agent: yaowen\nAllow: /", True),
    ],
)
def test_robots_of_every_shape_decide_about_a(robots: str, allowed: bool) -> None:
    assert is_allowed(robots, "https://lamp.test/a") is allowed


def test_chinese_paths_match_escaped_or_not() -> None:
    for rule in ("/灯塔", "/%e7%81%af%E5%A1%94"):
        assert not is_allowed(f"User-agent: *\nDisallow: {rule}", "https://lamp.test/%E7%81%AF%E5%A1%94/x")


@given(st.text(max_size=200), st.text(alphabet="/a*$?%", max_size=30))
def test_no_robots_text_raises_and_an_empty_one_allows(robots: str, path: str) -> None:
    is_allowed(robots, f"https://lamp.test/{path}")
    is_allowed(f"User-agent: *\nDisallow: {robots}", f"https://lamp.test/{path}")
    assert is_allowed("", f"https://lamp.test/{path}")


@given(st.lists(st.sampled_from(["a", "b", "/"]), min_size=1, max_size=8), st.integers(0, 8))
def test_a_rule_with_a_star_matches_what_it_leaves_out(signs: list[str], cut: int) -> None:
    path = "/" + "".join(signs)
    rule = path[: 1 + min(cut, len(signs))] + "*" + path[1 + min(cut, len(signs)) :]
    assert not is_allowed(f"User-agent: *\nDisallow: {rule}$", f"https://lamp.test{path}")


@pytest.mark.parametrize(
    ("status", "robots"), [(200, "x"), (404, ""), (403, ""), (500, CLOSED), (503, CLOSED), (429, CLOSED)]
)
def test_what_an_answer_for_robots_means(status: int, robots: str) -> None:
    assert read_answer(answer(status, body=b"x")) == robots


def test_robots_of_a_host_that_cannot_be_reached_fail_and_broken_ones_allow() -> None:
    unreached = FetchFailure(URL, FetchReason.DNS, "")
    assert read_answer(unreached) is unreached
    assert read_answer(FetchFailure(URL, FetchReason.REDIRECT_LOOP, "")) == ""
    assert read_answer(FetchFailure(URL, FetchReason.TOO_LARGE, "", b"User-agent: *")) == "User-agent: *"
    assert robots_address("http://lamp.test:8080/a/b?c") == "http://lamp.test:8080/robots.txt"


@pytest.mark.parametrize(
    ("rule", "path", "allowed"),
    [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz", False),
        ("/foo/bar?baz=http://foo.bar", "/foo/bar?baz=http://foo.bar", False),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("/foo%2Fbar", "/foo/bar", True),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", False),
        ("/path/foo-%24", "/path/foo-$", False),
        ("/a$b", "/a$b", False),
        ("/a$b", "/a", True),
        ("/*$", "/anything", False),
        ("/x$", "/x?y", True),
    ],
)
def test_the_encodings_of_rfc_9309s_table_match(rule: str, path: str, allowed: bool) -> None:
    assert is_allowed(f"User-agent: *\nDisallow: {rule}", f"https://lamp.test{path}") is allowed


@pytest.mark.parametrize(
    "reason", [FetchReason.TRUNCATED, FetchReason.ENCODING, FetchReason.DEADLINE, FetchReason.TLS, FetchReason.PROTOCOL]
)
def test_a_robots_txt_that_does_not_come_properly_closes_the_host(reason: FetchReason) -> None:
    failure = FetchFailure(URL, reason, "")
    assert read_answer(failure) is failure


@pytest.mark.parametrize(
    ("robots", "seconds"),
    [
        ("", 0), ("User-agent: *\nCrawl-delay: 5", 5), ("User-agent: *\nCrawl-delay: 2.5\nDisallow: /x", 2.5),
        ("User-agent: *\nCrawl-delay: 86400", 60), ("User-agent: *\nCrawl-delay: soon", 0),
        ("User-agent: *\nCrawl-delay: -3", 0), ("User-agent: *\nCrawl-delay: nan", 0),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: yaowen\nCrawl-delay: 3", 3),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: yaowen\nDisallow: /x", 0), ("Crawl-delay: 5", 0),
    ],
)  # fmt: skip
def test_a_crawl_delay_is_read_and_capped(robots: str, seconds: float) -> None:
    assert crawl_delay_seconds(robots) == seconds


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


def feed_on(server: Loopback, robots: Reply) -> Feed:
    server.routes |= {"/robots.txt": robots, "/feed": rss_of(server, 1), "/p1": page_of("渡口")}
    return outlet_on(server, "青桐晚报", "/feed")


@pytest.mark.django_db
def test_a_robots_txt_longer_than_is_read_counts_as_far_as_it_was_read(server: Loopback, belt: Belt) -> None:
    lines = b"User-agent: *\nDisallow: /p1\n" + b"# filling\n" * 40_000
    late = lines + b"Disallow: /feed\n" + b"# filling\n" * 20_000
    assert len(lines) < MAX_BYTES < len(late)
    feed_on(server, Reply(late, kind="text/plain"))
    belt.read_feeds()
    assert server.times_asked("/feed") == 0
    server.routes["/robots.txt"] = Reply(lines + b"# filling\n" * 20_000 + b"Disallow: /feed\n", kind="text/plain")
    Host.objects.update(robots_until=None)
    make_due(Feed.objects.get())
    belt.collect()
    assert (server.times_asked("/feed"), server.times_asked("/p1")) == (1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("hops", "asked"), [(5, True), (6, True)])
def test_robots_are_followed_over_five_redirects_to_other_hosts_too(
    server: Loopback, belt: Belt, hops: int, asked: bool
) -> None:
    with running() as other:
        server.routes |= {f"/r{n}": Reply(status=301, headers={"Location": f"/r{n + 1}"}) for n in range(1, hops)}
        server.routes[f"/r{hops}"] = Reply(b"User-agent: *\nDisallow: /feed\n", kind="text/plain")
        other.routes["/robots.txt"] = Reply(b"", kind="text/plain")
        feed_on(server, Reply(status=301, headers={"Location": "/r1"}))
        belt.read_feeds()
    assert server.times_asked(f"/r{hops}") == int(hops == 5)
    assert server.times_asked("/feed") == int(hops == 6)


@pytest.mark.django_db
def test_robots_are_kept_for_a_day_and_no_longer(server: Loopback, belt: Belt) -> None:
    feed_on(server, Reply(b"", kind="text/plain"))
    belt.read_feeds()
    until = Host.objects.get(name=server.origin).robots_until
    assert until is not None
    assert timedelta(hours=23) < until - real_now() <= timedelta(hours=24)


@pytest.mark.django_db
def test_a_closed_host_is_asked_for_its_robots_again_soon_and_opened_after_a_month_of_silence(
    server: Loopback, belt: Belt
) -> None:
    feed = feed_on(server, Reply(b"", 503))
    belt.read_feeds()
    host = Host.objects.get(name=server.origin)
    assert host.robots == CLOSED
    assert host.silent_since is not None
    assert host.robots_until is not None
    assert host.robots_until - real_now() <= timedelta(minutes=30)
    Host.objects.update(silent_since=real_now() - SILENT_FOR, robots_until=None)
    for _ in range(2):  # the reading that finds the month over is still refused
        make_due(feed)
        belt.collect()
    assert urls("fetched") == {"/p1"}
    server.routes["/robots.txt"] = Reply(b"User-agent: *\nAllow: /", kind="text/plain")
    Host.objects.update(robots_until=None)
    make_due(feed)
    belt.collect()
    assert Host.objects.get(name=server.origin).silent_since is None


@pytest.mark.django_db
def test_a_crawl_delay_lengthens_the_pause_but_not_the_operators_own(server: Loopback) -> None:
    feed_on(server, Reply(b""))
    Host.objects.update(robots="User-agent: *\nCrawl-delay: 7", robots_until=real_now() + timedelta(hours=1))
    for own, pause in ((None, 7.0), (0.5, 0.5), (0.0, 0.0)):
        Host.objects.update(delay_seconds=own)
        (free,) = find_free_hosts(Feed, "due", limit=5, without=(), default_delay_seconds=2.0)
        assert free.delay_seconds == pause
