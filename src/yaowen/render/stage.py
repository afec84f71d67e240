"""The stages that publish: changed stories into pages of an edition, the ranking of the minute into its fragment."""

from __future__ import annotations

import time

from django.db import transaction

from yaowen.base.store import read_fact, set_fact
from yaowen.base.words import Ranking
from yaowen.belt.conveyor import Context
from yaowen.group.store import claim_changed, finish_story, latest_stories, merges_since, touch_stories
from yaowen.rank.store import current_ranking
from yaowen.render.compose import Standings, compose_ranking
from yaowen.render.edition import Changes, compose_edition
from yaowen.render.editions import publish
from yaowen.render.gather import EventShelf, load_carriers, load_events
from yaowen.render.rules.assets import load_assets
from yaowen.render.rules.templates import TEMPLATE_VERSION
from yaowen.render.store import site_of

BATCH = 200
_ALL_STORIES = 1_000_000
_SEEN_MOVES = "render_moves_seen"
_VERSION = "template_version"


class RenderStories:
    """Render what changed: stories, their articles, and the lists that show them; publish it as one edition.

    The front page is this stage's alone, also where only the ranking moved: two writers could put an older one back.
    """

    name = "render stories"
    lane = "news"

    def __init__(self) -> None:
        self._known_outlets: frozenset[int] = frozenset()
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
        moves = merges_since(int(read_fact(_SEEN_MOVES, "0")))
        ranking = current_ranking()
        if not claimed and not moves and self._shown is not None and self._shown.standings == ranking.standings:
            return 0
        changes = Changes([one.story for one in claimed], moves, ranking, self._known_outlets)
        made = compose_edition(context, changes, self._shelf)
        publish(made.entries, context.clock.now())
        with transaction.atomic():
            for one in claimed:
                finish_story(one)
            if moves:
                set_fact(_SEEN_MOVES, str(moves[-1].event_id))
        self._known_outlets, self._shown = made.outlets, ranking
        return len(claimed)


class RankingFragments:
    """Render the ranking of the minute: the fragment that serving joins into pages, its page, its feeds."""

    name = "ranking fragments"
    lane = "rank"

    def __init__(self) -> None:
        self._shown: Ranking | None = None
        self._looked_seconds = float("-inf")

    def step(self, context: Context) -> int:
        """Publish the ranking of a new minute, its stories as they are called now; returns 1 then, 0 otherwise."""
        if time.monotonic() - self._looked_seconds < min(1.0, context.settings.decimal("EDITION_SECONDS")):
            return 0
        self._looked_seconds = time.monotonic()
        ranking = current_ranking()
        if self._shown == ranking:
            return 0
        site = site_of(context.settings, sample=bool(read_fact("sample")), zone=read_fact("time_zone"))
        events = load_events([one.story_id for one in ranking.standings], load_carriers())
        publish(compose_ranking(site, Standings(ranking, events)), context.clock.now())
        self._shown = ranking
        return 1


def renew_after_upgrade() -> int:
    """Make every story due again where it was rendered by older templates or with older assets; returns how many."""
    version = f"{TEMPLATE_VERSION} {' '.join(asset.path for asset in load_assets().values())}"
    if read_fact(_VERSION) == version:
        return 0
    renewed = touch_stories(latest_stories(_ALL_STORIES))
    set_fact(_VERSION, version)
    return renewed
