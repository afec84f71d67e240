"""What was damped when a ranking was kept: so that it can be counted again under the rule of its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from yaowen.base.words import Ring
from yaowen.rank.models import FrozenRanking, RankDamping
from yaowen.rank.rules.rings import count_damped


@dataclass(frozen=True, slots=True)
class Damping:
    """What a kept ranking left out.

    Attributes:
        rule: which ring rule it was counted under (rules/rings.py, RULE); None: an older one, or none.
        removed: story → votes that it left out.
        unknown: stories of which some votes may have been left out, how many was not kept.
    """

    rule: int | None = None
    removed: Counter[int] = field(default_factory=Counter)
    unknown: frozenset[int] = frozenset()


def damping_at(minute: int) -> Damping | None:
    """What the ranking kept of a minute left out; None where none was kept."""
    row = FrozenRanking.objects.filter(minute=minute).order_by("span").first()
    if row is None:
        return None
    if row.rings is not None:
        return Damping(row.ring_rule, count_damped(_rings_of(row.rings)))
    listed = Counter({story: marks[0] if marks else 0 for story, _, _, _, _, *marks in row.standings})
    noted = RankDamping.objects.filter(hour_minute=-(-minute // 60) * 60).values_list("stories", flat=True)
    touched = {int(story) for stories in noted for story in stories.split(",")}
    return Damping(None, listed, frozenset(touched - listed.keys()))


def row_of_rings(rings: Sequence[Ring]) -> list[list[object]]:
    """Rings as they are kept beside a ranking."""
    return [[list(ring.stories), ring.networks, ring.kept, list(ring.removed)] for ring in rings]


def _rings_of(rows: Sequence[Sequence[object]]) -> list[Ring]:
    return [Ring(tuple(stories), networks, kept, tuple(removed)) for stories, networks, kept, removed in rows]  # type: ignore[arg-type]
