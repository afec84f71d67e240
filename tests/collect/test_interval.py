"""Intervals: from news found, from dates, from what a feed asks for; and never so long that items fall out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.collect.rules.feeds.parsed import Rhythm
from yaowen.collect.rules.habits import (
    Habits,
    after_rest,
    find_habits,
    keep_habits,
    load_habits,
    parse_max_age,
)
from yaowen.collect.rules.interval import (
    IntervalBounds,
    NewsTime,
    Observed,
    decide_interval,
    spread,
    spread_first,
)

BOUNDS = IntervalBounds(300, 86400)
NOW = datetime(2031, 5, 6, 4, 30, tzinfo=UTC)
TIME = NewsTime(NOW)
HOUR = 3600.0
NONE = Habits()
LONG_AGO, LATER = datetime(1970, 1, 2), datetime(2040, 1, 1)  # noqa: DTZ001 (hypothesis adds the zone)


def every(gap: timedelta, times: int, newest: datetime = NOW) -> list[datetime]:
    return [newest - gap * place for place in range(times)]


def habits_of(dates: Sequence[datetime], now: datetime = NOW, speed: float = 1.0) -> Habits:
    return find_habits(dates, Rhythm(), now, speed, 300.0)


def after(previous: float, new: int, habits: Habits = NONE, *, listed: int = 200, elapsed: float = 0.0) -> float:
    seen = Observed(previous, elapsed or previous, new, listed)
    return decide_interval(seen, habits, TIME, BOUNDS)


def test_a_feed_with_news_is_read_more_often_and_a_silent_one_less() -> None:
    assert after(0, 5) == 300
    assert after(1000, 5) < 1000 < after(1000, 0)
    silent = busy = HOUR
    for _ in range(30):
        silent, busy = after(silent, 0), after(busy, 1)
    assert (busy, silent) == (300, 86400)


def test_dates_tell_the_interval_at_the_first_reading() -> None:
    assert after(0, 30, habits_of(every(timedelta(hours=2), 30))) == pytest.approx(0.36 * 2 * HOUR, rel=0.1)
    assert after(0, 30, habits_of(every(timedelta(minutes=1), 30))) == 300
    assert after(0, 30, habits_of(every(timedelta(days=20), 30))) == HOUR


@pytest.mark.parametrize("gap_hours", [1, 3, 12])
def test_the_interval_stays_within_a_band_around_what_the_dates_promise(gap_hours: int) -> None:
    habits = habits_of(every(timedelta(hours=gap_hours), 15))
    promised = 0.36 * gap_hours * HOUR
    assert after(300, 1, habits) >= promised / 2.3
    assert after(86400, 0, habits, listed=0) <= promised * 2.3


def test_a_feed_that_has_been_silent_for_days_is_read_seldom_and_soon_again_when_it_speaks() -> None:
    silent = habits_of(every(timedelta(minutes=10), 30, NOW - timedelta(days=4)))
    assert after(600, 0, silent, listed=0) > 4 * HOUR
    awake = habits_of([NOW, *every(timedelta(minutes=10), 29, NOW - timedelta(minutes=10))])
    assert after(4 * HOUR, 1, awake) <= 600


def test_items_published_at_once_count_as_one_time() -> None:
    mornings = [day for day in every(timedelta(days=1), 6) for _ in range(10)]
    assert habits_of(mornings).gap_seconds == pytest.approx(86400, rel=0.05)


def test_dates_that_move_with_every_reading_promise_nothing() -> None:
    moving = habits_of(every(timedelta(minutes=5), 15))
    interval = 300.0
    for _ in range(12):
        interval = after(interval, 0, moving, listed=15)
    assert interval > HOUR


def test_news_time_that_runs_fast_shortens_the_gaps_and_one_that_stands_has_none() -> None:
    dates = every(timedelta(hours=30), 30)
    assert find_habits(dates, Rhythm(), NOW, 1800.0, 5.0).gap_seconds == pytest.approx(60, rel=0.1)
    assert find_habits(dates, Rhythm(), NOW, 0.0, 5.0) == Habits()


def test_a_busy_hour_is_read_more_often_than_a_quiet_one() -> None:
    morning = [
        day.replace(hour=5, minute=minute) for day in every(timedelta(days=1), 10) for minute in range(0, 60, 10)
    ]
    habits = habits_of(sorted((at for at in morning if at <= NOW), reverse=True))
    assert len(habits.hours) == 24
    seen = Observed(HOUR, HOUR, 0, 0)
    quiet = NewsTime(NOW.replace(hour=14))
    assert decide_interval(seen, habits, TIME, BOUNDS) < decide_interval(seen, habits, quiet, BOUNDS) / 2


@pytest.mark.parametrize(("new", "least", "most"), [(10, 3000, 3601), (100, 1700, 1801), (200, 850, 901)])
def test_the_more_of_a_list_is_new_the_sooner_it_is_read_again(new: int, least: float, most: float) -> None:
    assert least <= after(6000, new, listed=200, elapsed=HOUR) <= most


def test_a_feed_whose_list_turns_over_is_caught_before_items_fall_out() -> None:
    """A feed that lists 200 items and suddenly publishes one every 2 seconds: 400 s until one falls out."""
    bounds, interval, lost = IntervalBounds(5, 86400), 300.0, []
    for _ in range(8):
        new = int(interval / 2)
        lost.append(max(0, new - 200))
        interval = decide_interval(Observed(interval, interval, min(new, 200), 200), Habits(), TIME, bounds)
    assert lost == [0] * 8
    assert interval <= 100


def test_no_interval_is_longer_than_a_quarter_of_the_time_that_the_list_covers() -> None:
    short = habits_of([*every(timedelta(seconds=40), 30)])
    assert after(86400, 0, short, listed=0) == 300
    assert after(HOUR, 0, replace(habits_of(every(timedelta(hours=1), 24)), gap_seconds=86400.0)) <= 24 * HOUR / 4


@pytest.mark.parametrize(
    ("habits", "least"),
    [
        (Habits(every_seconds=1800), 1800),
        (Habits(fresh_seconds=1200), 1200),
        (Habits(every_seconds=7 * 86400), HOUR),
        (Habits(fresh_seconds=10**9), HOUR),
        (replace(habits_of(every(timedelta(minutes=6), 30)), every_seconds=3600), 300),
    ],
    ids=["ttl", "max-age", "absurd ttl", "absurd max-age", "a ttl that the feed does not keep to"],
)
def test_what_a_feed_asks_for_is_granted_within_reason(habits: Habits, least: float) -> None:
    assert after(300, 1, habits) == pytest.approx(least, rel=0.01)


def test_a_wish_never_lets_items_fall_out() -> None:
    assert after(300, 150, Habits(fresh_seconds=3600), listed=200) == 300


@given(st.floats(0, 1e9), st.integers(0, 1000), st.integers(0, 1000), st.floats(0, 1e9), st.floats(0, 1e9))
def test_an_interval_never_leaves_its_bounds(previous: float, new: int, listed: int, gap: float, old: float) -> None:
    habits = Habits(gap, NOW.timestamp() - old, NOW.timestamp() - old, 30, (), 60, 60)
    assert 300 <= decide_interval(Observed(previous, previous, new, listed), habits, TIME, BOUNDS) <= 86400


@given(st.floats(1, 1e6), st.floats(0, 1))
def test_pauses_are_only_ever_made_longer(seconds: float, chance: float) -> None:
    assert seconds <= spread(seconds, chance) <= seconds * 1.1 + 1e-6
    assert seconds <= spread_first(seconds, chance) <= seconds * 1.8 + 1e-6


@given(st.lists(st.datetimes(LONG_AGO, LATER, timezones=st.just(UTC)), max_size=80))
def test_habits_can_be_kept_and_loaded(dates: list[datetime]) -> None:
    stated = Rhythm(60, frozenset({1, 2}), frozenset({6}))
    habits = find_habits(sorted(dates, reverse=True), stated, NOW, 1.0, 300.0)
    assert load_habits(keep_habits(habits)) == habits
    assert all(0.25 <= part <= 4.0 for part in habits.hours)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": 'Max-Age="60"'}, 60),
        ({"cache-control": "max-age=600", "age": "500"}, 100),
        ({"cache-control": "max-age=600", "age": "99999999999"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "max-age=-5"}, 0),
        ({"cache-control": "max-age=soon"}, 0),
    ],
)
def test_freshness_is_read_from_cache_control(headers: dict[str, str], seconds: int) -> None:
    assert parse_max_age(headers) == seconds


def test_a_reading_is_put_off_to_the_end_of_skipped_hours_and_days_but_by_no_more_than_a_day() -> None:
    tuesday = NOW  # 4:30
    assert after_rest(tuesday, Habits(skip_hours=(4, 5))) == tuesday.replace(hour=6, minute=0)
    assert after_rest(tuesday, Habits(skip_days=(1,))) == tuesday.replace(day=7, hour=0, minute=0)
    assert after_rest(tuesday, Habits(skip_hours=(7,))) == tuesday
    assert after_rest(tuesday, Habits(skip_days=(1, 2, 3))) == tuesday + timedelta(days=1)
