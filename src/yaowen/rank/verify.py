"""`yaowen rank verify`: the window, the kept rankings and a recount one read at a time must agree."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from yaowen.rank.recount import build_window, recount
from yaowen.rank.rules.window import WINDOW_MINUTES
from yaowen.rank.store import current_ranking, frozen_minutes, ranking_at
from yaowen.rank.stories import StoryBook


@dataclass(frozen=True, slots=True)
class Check:
    """One minute counted twice. `differences`: a line for each story that differs; empty: they agree."""

    minute: int
    reads: int
    differences: tuple[str, ...]


def verify(minute: int) -> Check:
    """Count a minute's ranking again, read by read, and compare it with the window and with what was kept."""
    per_network = settings.YAOWEN.number("READERS_PER_NETWORK")
    reads, exact = recount(minute, per_network)
    window = dict(build_window(minute, per_network, StoryBook()).leaders(len(exact) + 1))
    differences = [
        f"story {story}: {exact.get(story, 0)} readers in the log, {window.get(story, 0)} in the window"
        for story in sorted(exact.keys() | window.keys())
        if exact.get(story, 0) != window.get(story, 0)
    ]
    kept = ranking_at(minute)
    for standing in kept.standings if kept else ():
        if standing.reason == "readers" and standing.readers != exact.get(standing.story_id, 0):
            found = exact.get(standing.story_id, 0)
            differences.append(f"story {standing.story_id}: {found} readers in the log, {standing.readers} kept")
    return Check(minute, reads, tuple(differences))


def verify_kept() -> list[Check]:
    """Check the running minute and every hour kept of the 24 hours before it."""
    running = current_ranking().minute
    if not running:
        return []
    return [verify(minute) for minute in (*frozen_minutes("hour", running - WINDOW_MINUTES), running)]
