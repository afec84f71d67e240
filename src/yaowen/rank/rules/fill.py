"""What fills the ranking where readers are too few yet: coverage by independent origins × freshness."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

HALF_LIFE_HOURS = 12.0
"""Coverage counts half when the latest report is this old: a story of this morning stands beside one of tonight
that has half its origins. Half of the 24 hours that the ranking looks back; our choice, not measured."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the ranking needs to know of a story.

    Attributes:
        first_at: when its first report came out; the later, the newer the story.
        last_at: when its latest report came out.
        origins: independent outlets that report it, copies folded.
    """

    story_id: int
    first_at: datetime
    last_at: datetime
    origins: int


def coverage_weight(origins: int, age_hours: float) -> float:
    """Independent origins × 2^(−age ÷ 12 h); a report dated in the future counts as new."""
    return max(origins, 1) * math.exp2(-max(age_hours, 0.0) / HALF_LIFE_HOURS)


def decide_coverage(candidates: Sequence[Candidate], places: int, now: datetime) -> list[Candidate]:
    """The `places` best covered fresh stories, best first; ties: newer story, then the smaller id."""

    def standing(each: Candidate) -> tuple[float, float, int]:
        age_hours = (now - each.last_at).total_seconds() / 3600
        return -coverage_weight(each.origins, age_hours), -each.first_at.timestamp(), each.story_id

    return sorted(candidates, key=standing)[: max(places, 0)]
