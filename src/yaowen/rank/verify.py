"""`yaowen rank verify`: the window, the kept rankings and a recount one read at a time must agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from yaowen.base.errors import BadInput
from yaowen.base.store import set_fact
from yaowen.base.words import Ranking
from yaowen.group.store import merges_since
from yaowen.rank.damping import damping_at
from yaowen.rank.recount import build_window, recount
from yaowen.rank.rules.rings import RULE
from yaowen.rank.rules.spans import time_of
from yaowen.rank.rules.window import WINDOW_MINUTES
from yaowen.rank.store import VERIFIED_FACT, current_ranking, frozen_minutes, ranking_at
from yaowen.rank.stories import StoryBook

_PAGE = 1000
_SETTLED_MINUTES = 2
"""A merge is followed at the next minute: one of the last two minutes may not be in a ranking yet."""


@dataclass(frozen=True, slots=True)
class Check:
    """One minute counted twice. `differences`: a line for each story that differs; empty: they agree."""

    minute: int
    reads: int
    differences: tuple[str, ...]


def verify(minute: int) -> Check:
    """Count a minute's ranking again, read by read, and compare it with the window and with what was kept.

    The log is counted over the stories as they are now. What was kept of a story that has merged, split or
    lost an article since is history and not compared. A ranking kept under an older ring rule is compared with what the
    log gives when as many votes are left out as were then.
    """
    per_network = settings.YAOWEN.number("READERS_PER_NETWORK")
    counted = recount(minute, per_network)
    exact = counted.votes
    built = build_window(minute, per_network, StoryBook())
    window = dict(built.leaders(len(exact) + 1))
    differences = [
        f"story {story}: {exact.get(story, 0)} readers in the log, {window.get(story, 0)} in the window"
        for story in sorted(exact.keys() | window.keys())
        if exact.get(story, 0) != window.get(story, 0)
    ]
    rings = {ring.stories: ring.removed for ring in built.rings()}
    differences += [
        f"ring of the stories {', '.join(map(str, stories))}: {counted.removed.get(stories, 'none')} votes removed by "
        f"the log, {rings.get(stories, 'none')} by the window"
        for stories in sorted(counted.removed.keys() | rings.keys())
        if counted.removed.get(stories) != rings.get(stories)
    ]
    kept = ranking_at(minute)
    if kept is not None:
        moved = find_moved(time_of(minute - _SETTLED_MINUTES))
        then = damping_at(minute)
        if then is not None and then.rule != RULE:
            exact, moved = counted.damped_by(then.removed), moved | then.unknown
        differences += compare_kept(kept, {story: n for story, n in exact.items() if story not in moved}, moved)
    return Check(minute, counted.reads, tuple(differences))


def compare_kept(kept: Ranking, exact: Mapping[int, int], moved: set[int]) -> list[str]:
    """What a kept ranking says otherwise than the log: wrong numbers, and stories that are missing."""
    listed = {each.story_id: each.readers for each in kept.standings}
    least = min(listed.values()) if len(listed) >= settings.YAOWEN.number("RANKING_SIZE") else 0
    wrong = [
        f"story {story}: {exact.get(story, 0)} readers in the log, {readers} kept"
        for story, readers in listed.items()
        if readers != exact.get(story, 0) and story not in moved
    ]
    missing = [
        f"story {story}: {readers} readers in the log, not in the ranking kept"
        for story, readers in sorted(exact.items())
        if readers > least and story not in listed
    ]
    return wrong + missing


def find_moved(since: datetime) -> set[int]:
    """The stories that merged, split or lost an article at or after a time."""
    moved: set[int] = set()
    last = 0
    while events := merges_since(last, _PAGE):
        for event in events:
            if event.at >= since:
                moved |= {event.story_id, event.other_story_id or 0}
        last = events[-1].event_id
    return moved


def last_minutes(chosen: Sequence[int], every_minutes: int) -> list[int]:
    """Minutes to be checked: those chosen, and those so many minutes apart back from the running one.

    Raises:
        BadInput: one of the chosen lies outside the last 24 hours.
    """
    running = current_ranking().minute
    first = running - WINDOW_MINUTES
    for minute in chosen:
        if not first < minute <= running:
            message = "lies outside the last 24 hours: the log reaches no further for a whole window"
            raise BadInput(message, about=time_of(minute).isoformat())
    spaced = range(running, first, -every_minutes) if every_minutes and running else ()
    return sorted({*chosen, *spaced})


def note_verified(checks: Sequence[Check]) -> None:
    """Keep the outcome for the method page."""
    if checks:
        verdict = "different" if any(each.differences for each in checks) else "equal"
        set_fact(VERIFIED_FACT, f"{time_of(checks[-1].minute).isoformat()} {verdict}")


def verify_kept() -> list[Check]:
    """Check the running minute and every hour kept of the 24 hours before it."""
    running = current_ranking().minute
    if not running:
        return []
    return [verify(minute) for minute in (*frozen_minutes("hour", running - WINDOW_MINUTES), running)]
