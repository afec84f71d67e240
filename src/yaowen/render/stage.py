"""The stages that publish: changed stories into pages of an edition, the ranking of the minute into its fragment."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.utils import OperationalError

from yaowen.base.store import read_fact, set_fact
from yaowen.base.words import Ranking
from yaowen.belt.conveyor import Context
from yaowen.group.store import (
    StoryMove,
    claim_changed,
    finish_story,
    latest_stories,
    merges_since,
    set_aside_standing,
    set_aside_story,
    touch_stories,
)
from yaowen.names.store import close_names, has_due_names
from yaowen.rank.store import current_ranking, frozen_minutes
from yaowen.render.compose import Standings, compose_ranking
from yaowen.render.edition import PAGE_FAULTS, Changes, compose_edition, find_unlisted
from yaowen.render.editions import StoredPage, forget_replaced, publish
from yaowen.render.gather import EventShelf, load_carriers, load_events
from yaowen.render.rules.assets import load_assets
from yaowen.render.rules.material import Event
from yaowen.render.rules.past import SCRUBBED_HOURS, Past, make_past
from yaowen.render.rules.site import Site
from yaowen.render.rules.templates import TEMPLATE_VERSION
from yaowen.render.store import site_now

BATCH = 200
_ALL_STORIES = 1_000_000
LED_ANEW = 2000
"""Stories whose pages are rendered again when a section has its first story: at most seven times in a site's life."""
_SEEN_MOVES = "render_moves_seen"
_MOVES_MARGIN = 500
"""Events looked at once more: on PostgreSQL one with a lower number may be committed after one with a higher."""
_VERSION = "template_version"
_CALENDAR_MINUTES = 62 * 1440


class Moves:
    """Merges and withdrawals that have not been published yet, each handed out until it is done with.

    Args:
        seen: number of the last event that an earlier process published.
    """

    def __init__(self, seen: int) -> None:
        self._seen = seen
        self._done: set[int] = set()

    def waiting(self) -> list[StoryMove]:
        """Those to be published, in order."""
        found = merges_since(max(0, self._seen - _MOVES_MARGIN))
        return [move for move in found if move.event_id not in self._done]

    def close(self, moves: Sequence[StoryMove]) -> int:
        """Note that they are published; returns the number of the last event."""
        self._done.update(move.event_id for move in moves)
        self._seen = max([self._seen, *(move.event_id for move in moves)])
        self._done = {one for one in self._done if one > self._seen - _MOVES_MARGIN}
        return self._seen


def holds_withdrawal(moves: Iterable[StoryMove]) -> bool:
    """Whether an article was withdrawn: then replaced pages go at once, they hold its text."""
    return any(move.kind == "withdrawn" for move in moves)


class RenderStories:
    """Render what changed: stories, their articles, and the lists that show them; publish it as one edition.

    The front page is this stage's alone, also where only the ranking moved: two writers could put an older one back.
    """

    name = "render stories"
    lane = "news"

    def __init__(self) -> None:
        self._known_outlets: frozenset[int] = frozenset()
        self._moves: Moves | None = None
        self._shelf = EventShelf()
        self._shown: Ranking | None = None
        self._looked_seconds = float("-inf")

    def step(self, context: Context) -> int:
        """Publish at most one edition; returns how many stories it renewed."""
        if time.monotonic() - self._looked_seconds < context.settings.decimal("EDITION_SECONDS"):
            return 0
        self._looked_seconds = time.monotonic()
        opening = self._shown is None
        if opening:
            renew_after_upgrade()
        claimed = claim_changed(context, BATCH)
        self._moves = self._moves or Moves(int(read_fact(_SEEN_MOVES, "0")))
        moves = self._moves.waiting()
        ranking = current_ranking()
        still = self._shown is not None and self._shown.standings == ranking.standings and not has_due_names()
        if not claimed and not moves and still:
            return 0
        changes = Changes([one.story for one in claimed], moves, ranking, self._known_outlets)
        try:
            made = compose_edition(context, changes, self._shelf)
            publish(made.entries, context.clock.now())
        except OperationalError:
            touch_stories(one.story.id for one in claimed)  # or they wait for the end of their lease
            raise
        with transaction.atomic():
            for one in claimed:
                if reason := made.broken.get(one.story.id):
                    set_aside_story(one, reason)
                else:
                    finish_story(one)
            set_aside_standing(
                {one: made.broken[one] for one in made.broken.keys() - {one.story.id for one in claimed}}
            )
            if moves:
                set_fact(_SEEN_MOVES, str(self._moves.close(moves)))
        if holds_withdrawal(moves):
            forget_replaced()
        close_names(made.names)
        if made.turned:
            touch_stories(made.turned)
        if made.grown:
            touch_stories(latest_stories(LED_ANEW))
        self._known_outlets, self._shown = made.outlets, ranking
        return len(claimed)


class RankingFragments:
    """Render the ranking of the minute: the fragment that serving joins into pages, its page, its feeds."""

    name = "ranking fragments"
    lane = "rank"

    def __init__(self) -> None:
        self._shown: Ranking | None = None
        self._moves: Moves | None = None
        self._looked_seconds = float("-inf")

    def step(self, context: Context) -> int:
        """Publish the ranking of a new minute, its stories as they are called now; returns 1 then, 0 otherwise."""
        if time.monotonic() - self._looked_seconds < min(1.0, context.settings.decimal("EDITION_SECONDS")):
            return 0
        self._looked_seconds = time.monotonic()
        self._moves = self._moves or Moves(int(read_fact(_SEEN_MOVES, "0")))
        moves = self._moves.waiting()
        ranking = current_ranking()
        if self._shown == ranking and not moves:
            return 0
        site = site_now(context.settings)
        events = load_events([one.story_id for one in ranking.standings], load_carriers())
        publish(_compose_listed(site, ranking, events, _past_of(ranking, site.zone)), context.clock.now())
        self._moves.close(moves)
        if holds_withdrawal(moves):
            forget_replaced()
        self._shown = ranking
        return 1


def _past_of(ranking: Ranking, zone: str) -> Past:
    """The hours of two days and the days of a year that can be played back."""
    hours = frozen_minutes("hour", ranking.minute - SCRUBBED_HOURS * 60)
    return make_past(hours, frozen_minutes("day", ranking.minute - _CALENDAR_MINUTES), zone)


def _compose_listed(site: Site, ranking: Ranking, events: dict[int, Event], past: Past) -> list[StoredPage]:
    """The pages of a ranking; a story of which no line can be made is set aside, the others stand in it."""
    try:
        return list(compose_ranking(site, Standings(ranking, events, past)))
    except PAGE_FAULTS:
        unlisted = find_unlisted(
            events.values(), lambda one: list(compose_ranking(site, Standings(ranking, {one.id: one})))
        )
        if not unlisted:
            raise
        set_aside_standing(unlisted)
        listed = {one: event for one, event in events.items() if one not in unlisted}
        return list(compose_ranking(site, Standings(ranking, listed, past)))


def renew_after_upgrade() -> int:
    """Make every story due again where it was rendered by older templates or with older assets; returns how many."""
    version = f"{TEMPLATE_VERSION} {' '.join(asset.path for asset in load_assets().values())}"
    if read_fact(_VERSION) == version:
        return 0
    renewed = touch_stories(latest_stories(_ALL_STORIES))
    set_fact(_VERSION, version)
    return renewed
