"""The table of contents: the stages in the order the news flows, and the worker that runs them."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import partial

from django.db import connection

from yaowen.base.durability import leave_commits_to_the_system
from yaowen.belt.conveyor import Context, Stage, WarmsUp, WindsDown, run_lane
from yaowen.belt.duty import Alone
from yaowen.belt.workers import Heartbeat, Rhythm
from yaowen.collect.hosts import free_hosts_of
from yaowen.collect.hub_telling import TellHub
from yaowen.collect.picture_stage import CollectPictures
from yaowen.collect.review import ReviewHealth
from yaowen.collect.stage import CollectFeeds, CollectPages
from yaowen.collect.websub_stage import AskHubs, CollectPushes
from yaowen.extract.stage import Extract
from yaowen.group.linking import LinkStories
from yaowen.group.rights import RenewRights
from yaowen.group.stage import Group
from yaowen.rank.stage import RankTick
from yaowen.render.archive import RankingArchive
from yaowen.render.letter_stage import SendLetters
from yaowen.render.pictures import PublishPictures
from yaowen.render.search.stage import IndexArticles
from yaowen.render.search.upkeep import MakeSearchIndex, MarkOutlets
from yaowen.render.stage import RankingFragments, RenderStories

STAGES: tuple[type[Stage], ...] = (
    CollectFeeds,  # outlets' feeds → found links
    AskHubs,  # hubs of feeds → subscriptions
    CollectPushes,  # what hubs push → found links
    CollectPages,  # found links → pages, bytes kept
    ReviewHealth,  # how feeds and pages fared → the state of every outlet, its changes logged
    CollectPictures,  # articles' lead pictures → small files of our own making
    Extract,  # pages → articles, with what they say
    Group,  # articles → stories
    LinkStories,  # stories → links between those that tell one event in two languages
    RenewRights,  # outlets whose opt-outs came or went → their stories due again
    IndexArticles,  # articles → search entries
    PublishPictures,  # those files → an edition, their stories due again
    RenderStories,  # changed stories → pages of an edition
    RankTick,  # reads → the ranking of the minute
    RankingFragments,  # the ranking → its fragment, joined into every page
    RankingArchive,  # rankings kept → a page for every hour and day
    TellHub,  # changed feeds → the site's hub
    MakeSearchIndex,  # an older version's search index → this one's, while the site runs
    MarkOutlets,  # entries of an older version's search index → with their outlets
    SendLetters,  # the day that is over → a letter to those who asked for it
)
LANES = tuple(dict.fromkeys(stage.lane for stage in STAGES))
DUTIES: frozenset[type[Stage]] = frozenset(
    {
        RenderStories,
        RankingFragments,
        RankingArchive,
        ReviewHealth,
        LinkStories,
        MakeSearchIndex,
        MarkOutlets,
        SendLetters,
        TellHub,
    }
)
"""Stages that one worker runs alone: two that publish lists could put an older one back. (RankTick sees to itself.)"""


def make_stages(lanes: Collection[str] = LANES) -> list[Stage]:
    """The stages of a worker's lanes, warmed up. Call it before the process has threads."""
    stages = [Alone(kind) if kind in DUTIES else kind() for kind in STAGES if kind.lane in lanes]
    for stage in stages:
        if isinstance(stage, WarmsUp):
            stage.warm_up()
    return stages


def run_worker(stages: Iterable[Stage], context: Context, rhythm: Rhythm | None = None) -> None:
    """Run every stage until the context says stop: one thread a lane, the stages of a lane in order.

    Args:
        rhythm: how it shows that it lives, and when others count as dead.
    """
    lanes: dict[str, list[Stage]] = defaultdict(list)
    for stage in stages:
        lanes[stage.lane].append(stage)
    threads = [threading.Thread(target=_run, args=(lane, context), name=f"lane-{name}") for name, lane in lanes.items()]
    delay_seconds = context.settings.decimal("HOST_DELAY_SECONDS")
    give_back = partial(free_hosts_of, default_delay_seconds=delay_seconds)
    with Heartbeat(context.holder, lanes, give_back, rhythm):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    connection.close()


def _run(stages: list[Stage], context: Context) -> None:
    """Run a lane; at its end give back at once what is under way, and close the connection to the database."""
    try:
        leave_commits_to_the_system()
        run_lane(stages, context)
        for stage in stages:
            if isinstance(stage, WindsDown):
                stage.wind_down(context)
    finally:
        connection.close()
