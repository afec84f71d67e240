"""The order of a ranking: readers, then the newer story, then the smaller id (DESIGN.md, Rank)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from yaowen.base.words import Standing
from yaowen.rank.rules.fill import Candidate, decide_coverage


@dataclass(frozen=True, slots=True)
class Marks:
    """What is noted on lines: votes of rings that were left out, by story, and the stories that are hidden."""

    removed: Mapping[int, int] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()


def decide_standings(
    leaders: Iterable[tuple[int, int]],
    stories: Mapping[int, Candidate],
    size: int,
    now: datetime,
    marks: Marks = Marks(),
) -> tuple[Standing, ...]:
    """The ranking: stories by readers; where too few have readers, by coverage and freshness.

    Args:
        leaders: (story, readers) of at least the `size` most read, in any order.
        stories: what is known of the leaders and of the stories that may fill; others are left out.
        now: news time of the ranking's minute.
        marks: noted on the lines; they move none. A hidden story keeps the place that its readers gave it, and never
            fills one.

    Returns:
        At most `size` standings, ranks from 1, without movement.
    """
    known = [(story, readers) for story, readers in leaders if story in stories]
    known.sort(key=lambda pair: (-pair[1], -stories[pair[0]].first_at.timestamp(), pair[0]))
    listed = known[:size]
    read = {story for story, _ in known}
    fillers = [each for story, each in stories.items() if story not in read and story not in marks.hidden]
    fill = decide_coverage(fillers, size - len(listed), now)
    standings = [
        Standing(
            story, readers, stories[story].origins, rank,
            removed=marks.removed.get(story, 0), hidden=story in marks.hidden,
        )
        for rank, (story, readers) in enumerate(listed, 1)
    ]  # fmt: skip
    standings += [
        Standing(each.story_id, 0, each.origins, rank, reason="coverage")
        for rank, each in enumerate(fill, len(listed) + 1)
    ]
    return tuple(standings)
