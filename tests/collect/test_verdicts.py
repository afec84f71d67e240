"""Pure decisions: Retry-After, intervals, robots, what becomes of a page, what ails a feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.collect.rules.fetching import Fetched, FetchFailure, FetchReason, parse_retry_after, say_failure
from yaowen.collect.rules.health import FeedStatus, find_trouble
from yaowen.collect.rules.page_verdict import PageEnd, decide_page
from yaowen.collect.rules.robots import CLOSED, is_allowed, read_answer, robots_address

NOW = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
URL = "https://lamp.test/a"


def answer(status: int = 200, kind: str = "text/html", body: bytes = b"<html>", final: str = URL) -> Fetched:
    return Fetched(URL, final, status, {"content-type": kind, "retry-after": "60"}, body)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("999999999", 86400),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0),
        ("Wed, 31 Dec 9999 23:59:59 GMT", 86400),
    ],
)
def test_retry_after_is_read_in_seconds_and_dates_and_capped_at_a_day(value: str, seconds: float) -> None:
    assert parse_retry_after(value, NOW) == seconds


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "１２", "Xyz, 99 Foo 2031", "9" * 400 + "x"])
def test_a_retry_after_that_cannot_be_read_says_nothing(value: str) -> None:
    assert parse_retry_after(value, NOW) is None


@given(st.text(max_size=40))
def test_no_retry_after_raises_or_leaves_its_bounds(value: str) -> None:
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= 86400


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
        ("User-agent: *\nDisallow: /%61", True),
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
    ("result", "attempts", "end"),
    [
        (answer(), 0, PageEnd.KEPT),
        (answer(kind="text/html; charset=gbk"), 0, PageEnd.KEPT),
        (answer(kind="", body=b"\n<!DOCTYPE html>"), 0, PageEnd.KEPT),
        (answer(kind="", body=b"words"), 0, PageEnd.WORDLESS),
        (answer(kind="text/plain", body=b"<p>x"), 0, PageEnd.KEPT),
        (answer(kind="application/pdf"), 0, PageEnd.WORDLESS),
        (answer(body=b"%PDF-1.4"), 0, PageEnd.WORDLESS),
        (answer(kind="image/png", body=b"\x89PNG"), 0, PageEnd.WORDLESS),
        (answer(body=b" \n"), 0, PageEnd.AGAIN),
        (answer(body=b""), 4, PageEnd.WORDLESS),
        (answer(404), 0, PageEnd.AGAIN),
        (answer(404), 2, PageEnd.GONE),
        (answer(410), 2, PageEnd.GONE),
        (answer(500), 3, PageEnd.AGAIN),
        (answer(500), 4, PageEnd.WORDLESS),
        (answer(429), 4, PageEnd.AGAIN),
        (answer(429), 19, PageEnd.WORDLESS),
        (answer(final="https://lamp.test/"), 0, PageEnd.WORDLESS),
        (FetchFailure(URL, FetchReason.DEADLINE, "m"), 0, PageEnd.AGAIN),
        (FetchFailure(URL, FetchReason.DNS, "m"), 4, PageEnd.WORDLESS),
        (FetchFailure(URL, FetchReason.DENIED, "m"), 0, PageEnd.WORDLESS),
        (FetchFailure(URL, FetchReason.ROBOTS, "m"), 0, PageEnd.WORDLESS),
    ],
)
def test_what_becomes_of_a_page(result: Fetched | FetchFailure, attempts: int, end: PageEnd) -> None:
    verdict = decide_page(result, attempts, NOW)
    assert verdict.end is end
    assert bool(verdict.message) is (end is not PageEnd.KEPT)


def test_every_reason_of_failure_has_a_sentence_and_a_state() -> None:
    for reason in FetchReason:
        assert say_failure(URL, reason).startswith(URL + " ")
        trouble = find_trouble("灯塔报", FetchFailure(URL, reason, say_failure(URL, reason)), NOW)
        assert trouble is not None
        assert trouble.message.startswith("灯塔报: ")


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 410, 418, 429, 451, 500, 502, 503, 520, 999, 301])
def test_every_bad_http_status_has_a_state_and_a_next_step(status: int) -> None:
    trouble = find_trouble("灯塔报", answer(status), NOW)
    assert trouble is not None
    assert str(status) in trouble.message
    assert "; " in trouble.message
    assert isinstance(trouble.status, FeedStatus)
    assert trouble.wait_seconds == (60 if status in {429, 503} else None)


@pytest.mark.parametrize("status", [200, 226, 304])
def test_good_http_statuses_are_no_trouble(status: int) -> None:
    assert find_trouble("灯塔报", answer(status), NOW) is None
