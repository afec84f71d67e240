"""The stage that makes pages of the rankings that are kept: one for every hour and day, for ever."""

from __future__ import annotations

import time

from yaowen.base.store import read_fact, set_fact
from yaowen.belt.conveyor import Context
from yaowen.group.store import StoryMove, merges_since
from yaowen.rank.store import KeptRanking, frozen_minutes, kept_rankings, minutes_with
from yaowen.render.compose import Standings, compose_kept
from yaowen.render.editions import forget_replaced, publish
from yaowen.render.gather import load_carriers, load_events
from yaowen.render.rules.past import make_past_of
from yaowen.render.rules.site import Site
from yaowen.render.store import site_now

LOOK_SECONDS = 5.0
PAGES_A_STEP = 2
_REST = 3
"""Times as long as a step took does the next one wait when more is left: the news of the day comes before old hours."""
_AGAIN_MINUTES = 3 * 60
_AROUND_MINUTES = 31 * 1440
_SEEN = "ranking_archive_seen"
_SEEN_MOVES = "ranking_archive_moves"


class RankingArchive:
    """Render every kept ranking once, and again while late reads may change it.

    Also when the next one comes, for the way to it, and when an article of it is withdrawn.
    """

    name = "ranking archive"
    lane = "rank"

    def __init__(self, look_seconds: float = LOOK_SECONDS) -> None:
        self._look_seconds = look_seconds
        self._next_look_seconds = float("-inf")
        self._shown: dict[int, list[KeptRanking]] = {}
        self._again: set[int] = set()
        self._withdrawn = False

    def step(self, context: Context) -> int:
        """Publish the pages of at most two kept minutes; returns how many."""
        began_seconds = time.monotonic()
        if began_seconds < self._next_look_seconds:
            return 0
        self._next_look_seconds = began_seconds + self._look_seconds
        self._follow_withdrawals()
        seen = int(read_fact(_SEEN, "0"))
        waiting = sorted(
            {*frozen_minutes("hour", seen - _AGAIN_MINUTES), *frozen_minutes("day", seen - _AGAIN_MINUTES)}
        )
        newest = waiting[-1] if waiting else 0
        self._shown = {one: kept for one, kept in self._shown.items() if one > newest - 2 * _AGAIN_MINUTES}
        done = 0
        for minute in [*sorted(self._again), *waiting]:
            if done < PAGES_A_STEP and self._render(context, minute):
                done += 1
            elif done == PAGES_A_STEP:
                break
            self._again.discard(minute)
            if minute > seen:
                seen = minute
                set_fact(_SEEN, str(seen))
        if done == PAGES_A_STEP:
            now_seconds = time.monotonic()
            rest_seconds = min(self._look_seconds, _REST * (now_seconds - began_seconds))
            self._next_look_seconds = now_seconds + rest_seconds
        elif self._withdrawn and not self._again:
            forget_replaced()
            self._withdrawn = False
        return done

    def _render(self, context: Context, minute: int) -> bool:
        """Publish the pages of a minute, and of the hour before, which now has a next one; False: they stand so."""
        kept = kept_rankings([minute])
        if not kept or (self._shown.get(minute) == kept and minute not in self._again):
            return False
        site = site_now(context.settings)
        before = [] if minute in self._shown else kept_rankings([minute - 60, *(_day_before(kept))])
        _publish(context, site, [*kept, *before])
        self._shown[minute] = kept
        return True

    def _follow_withdrawals(self) -> None:
        """What was withdrawn stands in kept rankings as a dash: those are made again."""
        last = int(read_fact(_SEEN_MOVES, "0"))
        moves: list[StoryMove] = merges_since(last)
        if not moves:
            return
        gone = {move.story_id for move in moves if move.kind == "withdrawn"}
        if gone:
            self._again |= set(minutes_with(gone))
            self._withdrawn = True
        set_fact(_SEEN_MOVES, str(moves[-1].event_id))


def _publish(context: Context, site: Site, kept: list[KeptRanking]) -> None:
    stories = {standing.story_id for one in kept for standing in one.ranking.standings if not standing.hidden}
    events = load_events(stories, load_carriers())
    first = min(one.ranking.minute for one in kept)
    hours = [one for one in frozen_minutes("hour", first - 2 * 1440) if one <= first + 2 * 1440]
    days = [one for one in frozen_minutes("day", first - _AROUND_MINUTES) if one <= first + _AROUND_MINUTES]
    pages = []
    for one in kept:
        past = make_past_of(one.ranking.minute, one.span, hours, days, site.zone)
        pages += list(compose_kept(site, Standings(one.ranking, events, past)))
    publish(pages, context.clock.now())


def _day_before(kept: list[KeptRanking]) -> list[int]:
    """The minutes at which the day before may have ended: a day has 23 to 25 hours."""
    days = [one.ranking.minute for one in kept if one.span == "day"]
    return [minute - 1440 + change for minute in days for change in (-60, 0, 60)]
