"""The order of a ranking, what fills it, and how its lines moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.words import Standing
from yaowen.rank.rules.fill import HALF_LIFE_HOURS, Candidate, coverage_weight, decide_coverage
from yaowen.rank.rules.movement import decide_movement
from yaowen.rank.rules.order import decide_standings

NOW = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
candidates = st.builds(
    lambda story, first, length, origins: Candidate(
        story, NOW - timedelta(hours=first), NOW - timedelta(hours=first - min(length, first)), origins
    ),
    st.integers(1, 30),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 4),
)


@given(st.lists(candidates), st.dictionaries(st.integers(1, 40), st.integers(1, 3)), st.integers(1, 12))
def test_readers_come_first_each_story_once_ranks_without_gap(
    known: list[Candidate], readers: dict[int, int], size: int
) -> None:
    stories = {each.story_id: each for each in known}
    found = decide_standings(readers.items(), stories, size, NOW)
    assert [each.rank for each in found] == list(range(1, len(found) + 1))
    assert len(found) == min(size, len(stories))
    assert len({each.story_id for each in found}) == len(found)
    assert [each.readers for each in found] == sorted((each.readers for each in found), reverse=True)
    assert all((each.reason == "readers") == (each.readers > 0) for each in found)


@given(st.lists(candidates, unique_by=lambda each: each.story_id), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_stories_are_given(known: list[Candidate], random: st.randoms) -> None:  # type: ignore[valid-type]
    shuffled = list(known)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = decide_standings([(each.story_id, 1) for each in known[::2]], {e.story_id: e for e in known}, 9, NOW)
    then = decide_standings([(e.story_id, 1) for e in known[::2]][::-1], {e.story_id: e for e in shuffled}, 9, NOW)
    assert first == then


def test_coverage_halves_with_every_half_life() -> None:
    assert coverage_weight(8, 0) == 8
    assert coverage_weight(8, HALF_LIFE_HOURS) == 4
    assert coverage_weight(8, -3) == 8


def test_more_origins_win_among_equally_fresh_and_fresher_among_equally_covered() -> None:
    wide = Candidate(1, NOW, NOW, 5)
    narrow = Candidate(2, NOW, NOW, 2)
    old = Candidate(3, NOW - timedelta(hours=30), NOW - timedelta(hours=30), 5)
    assert decide_coverage([old, narrow, wide], 9, NOW) == [wide, narrow, old]
    assert decide_coverage([old, narrow, wide], 0, NOW) == []


def test_a_merged_story_takes_the_better_rank_of_the_two() -> None:
    earlier = [Standing(1, 9, 1, 1), Standing(2, 8, 1, 2), Standing(3, 7, 1, 3)]
    found = decide_movement([Standing(2, 9, 1, 1), Standing(4, 1, 1, 2)], earlier, {1: 2, 2: 2, 3: 3})
    assert [each.rank_before for each in found] == [1, None]
