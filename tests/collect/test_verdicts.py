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
    assert trouble.wait_seconds == (60 if status >= 400 else None)


@pytest.mark.parametrize("status", [200, 226, 304])
def test_good_http_statuses_are_no_trouble(status: int) -> None:
    assert find_trouble("灯塔报", answer(status), NOW) is None
