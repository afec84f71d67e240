"""What to ask of a hub and what to believe, as pure rules."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.collect.rules.fetching import FetchRequest
from yaowen.collect.rules.hops import may_follow
from yaowen.collect.rules.interval import IntervalBounds
from yaowen.collect.rules.websub import (
    LEASE_BOUNDS_SECONDS,
    Offer,
    decide_lease_seconds,
    decide_misses,
    decide_renewal_seconds,
    decide_retry_seconds,
    decide_safety_seconds,
    find_offer,
    is_public_site,
    is_signed,
    may_send_secret,
    may_subscribe,
    parse_links,
    parse_verification,
    request_form,
)

FEED = "https://lamp-post.news/feed"
BOUNDS = IntervalBounds(300.0, 86400.0)
CHANCE = st.floats(0, 1)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://hub.lamp/>; rel="hub"', {"hub": ["https://hub.lamp/"]}),
        ("</feed>; rel=self, </h,1>; rel=hub", {"self": [FEED], "hub": ["https://lamp-post.news/h,1"]}),
        (
            '<a>; title="x, y; z"; rel="Hub alternate"',
            {"hub": ["https://lamp-post.news/a"], "alternate": ["https://lamp-post.news/a"]},
        ),
        ("<https://hub.lamp/>;rel=hub;<x", {"hub": ["https://hub.lamp/"]}),
        ("<javascript:alert(1)>; rel=hub, <//[>; rel=hub, <灯>; rel=hub", {}),
        ("<https://hub.lamp/>", {}),
        ("", {}),
    ],
)
def test_link_headers_are_read_as_rfc_8288_writes_them(header: str, found: dict[str, list[str]]) -> None:
    assert parse_links(header, FEED) == found


@given(st.text(max_size=300))
def test_any_link_header_is_read_without_error(header: str) -> None:
    for addresses in parse_links(header, FEED).values():
        assert all(address.startswith(("http://", "https://")) for address in addresses)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "header", ["<" * 100_000, "<a>" + ";rel=" * 50_000, '<a>;t="' + "\\" * 100_000, "<a>" + "; x" * 50_000]
)
def test_a_hostile_link_header_costs_no_time(header: str) -> None:
    parse_links(header, FEED)


def test_headers_are_believed_before_the_document_and_https_before_http() -> None:
    headers = {"link": "<http://open.lamp/>; rel=hub, <https://hub.lamp/>; rel=hub"}
    assert find_offer(headers, FEED, "https://other.lamp/", "/own") == Offer(
        "https://hub.lamp/", "https://lamp-post.news/own"
    )
    assert find_offer({}, FEED, "https://other.lamp/", "") == Offer("https://other.lamp/", FEED)
    assert find_offer({"link": "</x>; rel=self"}, FEED, "", "/own") is None
    assert find_offer({}, FEED, "file:///etc/passwd", "") is None


@pytest.mark.parametrize(
    ("site_url", "public"),
    [
        ("https://yaowen-site.news", True),
        ("https://93.184.216.34:8443", True),
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
        ("http://[::1]:8000", False),
        ("http://[fd00::1]", False),
        ("http://192.168.1.9", False),
        ("http://0.0.0.0:8000", False),
        ("http://newsbox:8000", False),
        ("http://newsbox.local", False),
        ("", False),
    ],
)
def test_hubs_are_asked_only_where_they_can_reach_the_site(site_url: str, public: bool) -> None:
    assert is_public_site(site_url) is public
    assert may_subscribe(site_url, "https://hub.lamp/", "") is public
    assert may_subscribe(site_url, "http://127.0.0.1:9/hub", "127.0.0.1:9")
    assert may_subscribe(site_url, "http://127.0.0.1:8/hub", "127.0.0.1:9") is public


def test_a_secret_is_told_over_https_or_at_home_only() -> None:
    assert may_send_secret("https://hub.lamp/", "")
    assert may_send_secret("http://127.0.0.1:9/hub", "127.0.0.1:9")
    assert not may_send_secret("http://hub.lamp/", "")
    assert not may_send_secret("http://hub.lamp/", "127.0.0.1:9")


def test_a_secret_does_not_follow_a_redirect_into_the_open_and_no_get_takes_a_posts_place() -> None:
    asked = FetchRequest("https://hub.lamp/", form=request_form("subscribe", FEED, "https://site/_/websub/t", "s"))
    assert may_follow(asked, 307, asked.url, "https://other.lamp/")
    assert not may_follow(asked, 307, asked.url, "http://other.lamp/")
    assert not any(may_follow(asked, status, asked.url, "https://other.lamp/") for status in (301, 302, 303))
    assert may_follow(FetchRequest("https://lamp.news/"), 302, "https://lamp.news/", "http://lamp.news/a")


@given(
    st.binary(max_size=200),
    st.sampled_from(["sha1", "sha256", "sha384", "sha512"]),
    st.text("0123456789abcdef", min_size=8),
)
def test_a_signature_fits_its_own_body_and_secret_only(body: bytes, method: str, secret: str) -> None:
    digest = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    assert is_signed(secret, f"{method}={digest}", body)
    assert is_signed(secret, f" {method.upper()}={digest.upper()} ", body)
    assert not is_signed(secret, f"{method}={digest}", body + b"x")
    assert not is_signed(secret + "0", f"{method}={digest}", body)
    assert not is_signed(secret, f"{method}={digest[:-1]}", body)
    assert not is_signed("", f"{method}={hmac.new(b'', body, getattr(hashlib, method)).hexdigest()}", body)


@given(st.text(max_size=100))
def test_no_header_but_the_right_one_signs(header: str) -> None:
    assert not is_signed("0" * 64, header, b"<rss/>")


@given(st.text(max_size=300))
def test_any_query_of_a_hub_is_read_without_error(query: str) -> None:
    asked = parse_verification(query)
    assert asked is None or asked.topic_url


def test_a_verification_is_read_whole() -> None:
    asked = parse_verification(
        "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa%2F%3Fx%3D1&hub.challenge=%2B1&hub.lease_seconds=9"
    )
    assert asked is not None
    assert (asked.mode, asked.topic_url, asked.challenge, asked.lease_seconds) == (
        "subscribe",
        "https://a/?x=1",
        "+1",
        9,
    )
    for lease in ("", "-5", "9e9", "１２", "1" * 13):
        vague = parse_verification(f"hub.mode=subscribe&hub.topic=t&hub.challenge=c&hub.lease_seconds={lease}")
        assert vague is not None
        assert vague.lease_seconds is None
    assert parse_verification("hub.mode=publish&hub.topic=t") is None
    assert parse_verification("hub.mode=subscribe&hub.topic=t&hub.challenge=" + "x" * 5000) is None


@given(st.one_of(st.none(), st.integers(0, 10**12)), CHANCE)
def test_a_lease_is_renewed_well_before_its_end(granted: int | None, chance: float) -> None:
    lease_seconds = decide_lease_seconds(granted)
    assert LEASE_BOUNDS_SECONDS[0] <= lease_seconds <= LEASE_BOUNDS_SECONDS[1]
    assert 0.7 * lease_seconds < decide_renewal_seconds(lease_seconds, chance) <= 0.8 * lease_seconds


@given(st.integers(1, 1000), CHANCE)
def test_a_silent_hub_is_asked_ever_more_seldom_but_daily(attempts: int, chance: float) -> None:
    pause_seconds = decide_retry_seconds(attempts, chance)
    assert 60 <= pause_seconds <= 86400 * 1.1
    assert decide_retry_seconds(attempts + 1, 0) >= pause_seconds / 1.1


@given(st.floats(300, 86400), st.floats(300, 86400))
def test_live_pushes_slow_the_reading_but_never_stop_it(interval_seconds: float, longest_seconds: float) -> None:
    safety_seconds = decide_safety_seconds(interval_seconds, IntervalBounds(300.0, longest_seconds))
    assert interval_seconds <= safety_seconds <= max(interval_seconds, min(6 * 3600, longest_seconds))


def test_the_safety_interval_is_four_times_the_feeds_own_between_one_and_six_hours() -> None:
    assert [decide_safety_seconds(seconds, BOUNDS) for seconds in (300, 1800, 7200, 40000)] == [
        3600,
        7200,
        21600,
        40000,
    ]


@pytest.mark.parametrize(
    ("misses", "polled", "pushed", "after"),
    [(-1, 5, 0, 0), (0, 0, 0, 0), (2, 0, 0, 0), (0, 1, 0, 1), (2, 3, 3, 3), (2, 1, 4, 0), (1, 4, 2, 2)],
)
def test_a_reading_that_brings_no_less_than_the_pushes_is_a_miss(
    misses: int, polled: int, pushed: int, after: int
) -> None:
    assert decide_misses(misses, polled, pushed) == after
