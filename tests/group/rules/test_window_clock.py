from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from group.stories import BRIDGE, MORNING, ORCHARD, arrival
from yaowen.group.rules.grouper import Grouper
from yaowen.group.rules.window_clock import LEAP, WindowClock

SILENCE_HOURS = 240.0


def hours(*values: float) -> list[datetime]:
    return [MORNING + timedelta(hours=value) for value in values]


@pytest.mark.parametrize("provisional", [False, True])
def test_the_reports_that_end_a_long_silence_are_of_one_window(provisional: bool) -> None:
    grouper = Grouper(provisional=provisional)
    for key in range(5):
        grouper.add(arrival(key, f"安槐县雪花梨丰收{key}", ORCHARD[key:], outlet=f"o{key}", hours=key))
    told = ("青禾市柳湾大桥发现裂缝 已全面封闭", "柳湾大桥裂缝 公交绕行", "柳湾大桥裂缝检测启动", "柳湾大桥封闭首日")
    placed = [
        grouper.add(arrival(10 + key, headline, BRIDGE[20 * key :], outlet=f"p{key}", hours=SILENCE_HOURS + key))
        for key, headline in enumerate(told)
    ]
    assert len({one.story for one in placed}) == 1
    assert sorted(one.article_id for one in grouper.window.articles.values()) == [10, 11, 12, 13]
    assert grouper.window.now is not None
    assert grouper.window.now >= MORNING + timedelta(hours=SILENCE_HOURS + 1)


def test_one_article_from_the_future_moves_a_clock_that_does_not_trust_it_nowhere() -> None:
    clock = WindowClock()
    for at in hours(0, 1, 2, 5000, 3, 4):
        clock.move(at)
        assert clock.now is not None
        assert clock.now <= MORNING + timedelta(hours=4)


def test_a_clock_that_trusts_moves_at_once_and_never_back() -> None:
    clock = WindowClock(trusts=True)
    seen = []
    for at in hours(5, 3, 300, 299, 301):
        assert clock.move(at) == timedelta()
        seen.append(clock.now)
    assert seen == hours(5, 5, 300, 300, 301)


def test_only_a_leap_is_told() -> None:
    clock = WindowClock()
    steps = [clock.move(at) for at in hours(0, 1, 2, 100, 101, 102, 103)]
    assert [bool(step) for step in steps] == [False] * 5 + [True, False]
    assert steps[5] >= LEAP


@settings(deadline=None)
@given(st.lists(st.integers(-500, 500), min_size=1), st.booleans())
def test_no_clock_ever_goes_back(values: list[int], trusts: bool) -> None:
    clock, seen = WindowClock(trusts=trusts), list[datetime]()
    for at in hours(*values):
        clock.move(at)
        assert clock.now is not None
        seen.append(clock.now)
    assert seen == sorted(seen)
    assert seen[-1] <= max(hours(*values))
