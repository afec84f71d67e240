"""The one clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.clock import Clock, Reading, minute_of, parse_face, parse_offset, print_offset, real_now
from yaowen.base.errors import Misconfigured

NOON = datetime(2020, 8, 28, 12, tzinfo=UTC)


@given(st.integers(0, 4_000_000_000))
def test_the_minute_of_a_read_is_rounded_up(seconds: int) -> None:
    minute = minute_of(datetime.fromtimestamp(seconds, UTC))
    assert (minute - 1) * 60 < seconds <= minute * 60


def test_a_moved_clock_keeps_its_distance_from_real_time() -> None:
    clock = Clock(offset=timedelta(days=-100))
    assert abs(clock.now() - (real_now() - timedelta(days=100))) < timedelta(minutes=1)


def test_a_press_clock_runs_at_its_own_speed() -> None:
    assert Reading(NOON, 600.0, 10.0).now(12.0) == NOON + timedelta(minutes=20)


def test_a_clock_that_stands_still_stands_still() -> None:
    face = parse_face(b'{"now": "2020-08-28T12:00:00+00:00", "speed": null}', 0.0)
    assert face.now(1000.0) == NOON


def test_when_the_press_stops_answering_its_clock_goes_on_from_the_last_face() -> None:
    answers = iter([Reading(NOON, 0.0, 0.0)])

    def ask() -> Reading:
        try:
            return next(answers)
        except StopIteration:
            raise ConnectionError from None

    clock = Clock(ask, refresh_seconds=-1.0)
    assert clock.now() == NOON
    assert clock.now() == NOON


def test_a_press_clock_that_never_answered_is_an_error() -> None:
    def ask() -> Reading:
        raise ConnectionError("refused")

    with pytest.raises(ConnectionError):
        Clock(ask).now()


def test_a_clock_setting_that_is_no_time_is_explained() -> None:
    with pytest.raises(Misconfigured, match="ISO 8601"):
        parse_offset("yesterday")


def test_an_offset_is_read_as_it_was_printed() -> None:
    assert parse_offset(print_offset(timedelta(days=-3, seconds=0.5))) == timedelta(days=-3, seconds=0.5)
