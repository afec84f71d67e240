"""Rankings kept under another ring rule, or under none, are counted again as they were counted then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rank.scene import Scene
from yaowen.rank.damping import damping_at
from yaowen.rank.models import FrozenRanking, RankDamping
from yaowen.rank.rules.rings import RULE
from yaowen.rank.store import current_ranking
from yaowen.rank.verify import verify, verify_kept

pytestmark = pytest.mark.django_db

RING = 100
KEPT = 10


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A ring that reads stories 1, 2 and 3, ten honest readers of 1, and an hour that was kept."""
    made = Scene(tmp_path)
    for story in (1, 2, 3):
        made.file(story, [10 * story])
    made.tick()
    made.read(*((page, reader) for reader in range(RING) for page in (10, 20, 30)))
    made.read(*((10, reader) for reader in range(1000, 1010)))
    made.tick()
    made.forward(minutes=60)
    made.tick()
    return made


def hour() -> FrozenRanking:
    return FrozenRanking.objects.filter(span="hour").order_by("-minute")[0]


def keep(row: FrozenRanking, standings: list[list[object]], rule: int | None, rings: Sequence[object] | None) -> None:
    FrozenRanking.objects.filter(pk=row.pk).update(standings=standings, ring_rule=rule, rings=rings)


def test_what_was_damped_is_kept_with_the_rule(scene: Scene) -> None:
    row = hour()
    assert (row.ring_rule, row.rings) == (RULE, [[[1, 2, 3], RING, KEPT, [RING - KEPT] * 3]])
    kept = damping_at(row.minute)
    assert kept is not None
    assert dict(kept.removed) == {1: 90, 2: 90, 3: 90}
    assert current_ranking().standings[0].readers == 20
    assert all(check.differences == () for check in verify_kept())


def test_an_hour_under_an_older_rule_is_counted_as_it_was_then(scene: Scene) -> None:
    row = hour()
    older = [[[1, 2, 3], RING, 50, [50, 50, 50]]]
    keep(row, [[1, 60, 1, "readers", None, 50, False], [2, 50, 1, "readers", None, 50, False],
               [3, 50, 1, "readers", None, 50, False]], RULE - 1, older)  # fmt: skip
    assert verify(row.minute).differences == ()


def test_a_wrong_number_under_an_older_rule_is_found(scene: Scene) -> None:
    row = hour()
    keep(row, [[1, 61, 1, "readers", None, 50, False], [2, 50, 1, "readers", None, 50, False]], RULE - 1,
         [[[1, 2, 3], RING, 50, [50, 50, 50]]])  # fmt: skip
    assert verify(row.minute).differences == (
        "story 1: 60 readers in the log, 61 kept",
        "story 3: 50 readers in the log, not in the ranking kept",
    )


def test_an_hour_kept_before_there_was_damping_is_counted_without(scene: Scene) -> None:
    row = hour()
    RankDamping.objects.all().delete()
    keep(row, [[1, 110, 1, "readers", None], [2, 100, 1, "readers", None], [3, 100, 1, "readers", None]], None, None)
    assert verify(row.minute).differences == ()
    keep(row, [[1, 110, 1, "readers", None], [2, 100, 1, "readers", None]], None, None)
    assert verify(row.minute).differences == ("story 3: 100 readers in the log, not in the ranking kept",)


def test_an_hour_that_kept_only_the_marks_of_its_lines_is_counted_by_them(scene: Scene) -> None:
    """Story 3 was damped and not listed: how many votes it had is not known any more, and not asked."""
    row = hour()
    keep(row, [[1, 30, 1, "readers", None, 80, False], [2, 20, 1, "readers", None, 80, False]], None, None)
    assert verify(row.minute).differences == ()


def test_the_same_rule_is_held_against_what_was_kept(scene: Scene) -> None:
    row = hour()
    keep(row, [[1, 60, 1, "readers", None, 50, False]], RULE, [[[1, 2, 3], RING, 50, [50, 50, 50]]])
    assert verify(row.minute).differences[0] == "story 1: 20 readers in the log, 60 kept"
