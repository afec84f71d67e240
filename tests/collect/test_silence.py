"""When a feed that answers has fallen silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.collect.rules.silence import Silence, find_silence, learn_gap_seconds, quiet_allowed

NOW = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def dates(*days_ago: float) -> list[datetime]:
    return [NOW - timedelta(days=days) for days in days_ago]


def silence(gap_days: float, newest_days_ago: float | None, new_days_ago: float | None, added: float = 400) -> Silence:
    newest = None if newest_days_ago is None else NOW - newest_days_ago * DAY
    brought = None if new_days_ago is None else NOW - new_days_ago * DAY
    return Silence(gap_days * 86400, newest, brought, NOW - added * DAY)


@pytest.mark.parametrize(("feed", "silent"), [
    (silence(0.1, 0.2, 0.2), False),
    (silence(0.1, 6, 6), False),  # a newspaper's holiday
    (silence(0.1, 20, 20), True),
    (silence(7, 20, 20), False),  # a weekly magazine
    (silence(7, 50, 50), True),
    (silence(30, 100, 100), False),  # a monthly
    (silence(0, None, 20), False),  # undated, of unknown rhythm
    (silence(0, None, 60), True),
    (silence(0.1, 4000, 0.5), False),  # wrong dates, but something new came today
    (silence(0.1, 400, 2, added=2), True),  # abandoned long before it was added
    (silence(0.1, 0.1, 100), False),  # a list without anything new to us, but of today
    (silence(0, None, None, added=1), False),
])  # fmt: skip
def test_a_feed_is_silent_by_its_own_rhythm(feed: Silence, silent: bool) -> None:
    assert (find_silence(feed, NOW, NOW) is not None) == silent


def test_a_replay_that_runs_years_in_an_hour_raises_nothing() -> None:
    started = datetime(2026, 1, 1, tzinfo=UTC)
    feed = Silence(3600.0, NOW - 300 * DAY, started + timedelta(minutes=50), started - timedelta(hours=5))
    assert find_silence(feed, started + timedelta(hours=1), NOW) is None


def test_a_clock_that_stands_in_the_past_raises_nothing() -> None:
    feed = Silence(3600.0, NOW - timedelta(hours=2), NOW - 300 * DAY, NOW - 400 * DAY)
    assert find_silence(feed, NOW, NOW - DAY) is None


def test_it_is_silent_since_its_newest_item() -> None:
    assert find_silence(silence(0.1, 20, 19), NOW, NOW) == NOW - 20 * DAY
    assert find_silence(silence(0, None, 60), NOW, NOW) == NOW - 60 * DAY


def test_a_magazine_whose_list_holds_one_issue_is_learnt_from_what_we_waited() -> None:
    one_issue = [NOW - timedelta(minutes=minute) for minute in range(30)]
    first = learn_gap_seconds(one_issue, 0.0, 0.0)
    assert quiet_allowed(first) >= timedelta(days=8)
    assert quiet_allowed(learn_gap_seconds(one_issue, 7 * 86400.0, first)) >= timedelta(days=28)


def test_one_old_item_that_stays_in_the_list_tells_no_rhythm() -> None:
    assert learn_gap_seconds(dates(*(hour / 24 for hour in range(20)), 4000), 0.0, 0.0) <= 7200


@given(st.lists(st.floats(0, 4000), max_size=30), st.floats(0, 1e8), st.floats(0, 1e8))
def test_a_rhythm_is_never_negative_and_what_is_allowed_has_bounds(
    days: list[float], waited: float, known: float
) -> None:
    gap = learn_gap_seconds(sorted(dates(*days), reverse=True), waited, known)
    assert gap >= 0.0
    assert timedelta(days=8) <= quiet_allowed(gap) <= timedelta(days=366)
