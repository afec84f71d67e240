"""Hours and days of the display zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.clock import minute_of
from yaowen.rank.rules.spans import last_minute_of, minutes_to_freeze, spans_ending, time_of

ZONES = ("Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "UTC")


@given(st.integers(28_000_000, 30_000_000), st.integers(0, 3000), st.sampled_from(ZONES))
def test_every_hour_that_ends_is_found_once(after: int, length: int, zone: str) -> None:
    place = ZoneInfo(zone)
    found = minutes_to_freeze(after, after + length, place)
    assert found == [minute for minute in range(after + 1, after + length + 1) if spans_ending(minute, place)]
    assert length // 60 <= len(found) <= length // 60 + 1


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_ends_at_midnight_of_its_zone(zone: str) -> None:
    minute = last_minute_of(date(2025, 3, 14), ZoneInfo(zone))
    local = time_of(minute).astimezone(ZoneInfo(zone))
    assert (local.date(), local.hour, local.minute) == (date(2025, 3, 15), 0, 0)
    assert spans_ending(minute, ZoneInfo(zone)) == ("hour", "day")


def test_a_minute_ends_at_its_instant() -> None:
    at = datetime(2025, 3, 14, 9, 31, tzinfo=UTC)
    assert time_of(minute_of(at)) == at
