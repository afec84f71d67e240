"""How far each story has moved since an hour ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from yaowen.base.words import Standing

MOVEMENT_MINUTES = 60


def decide_movement(
    standings: Sequence[Standing], earlier: Sequence[Standing], survivors: Mapping[int, int]
) -> tuple[Standing, ...]:
    """The standings with the rank of each story an hour ago; a merged story's rank passes to its survivor.

    Args:
        earlier: the ranking of an hour ago; empty where there was none.
        survivors: story then → story now, for those that were merged since.
    """
    ranks: dict[int, int] = {}
    for standing in earlier:
        story = survivors.get(standing.story_id, standing.story_id)
        ranks[story] = min(standing.rank, ranks.get(story, standing.rank))
    return tuple(replace(standing, rank_before=ranks.get(standing.story_id)) for standing in standings)
