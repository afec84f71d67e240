"""The table of contents: the stages in the order the news flows, and the worker that runs them."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from yaowen.belt.conveyor import Context, Stage, WarmsUp, WindsDown, run_lane
from yaowen.collect.stage import CollectFeeds, CollectPages
from yaowen.collect.websub_stage import AskHubs, CollectPushes
from yaowen.extract.stage import Extract
from yaowen.group.stage import Group
from yaowen.rank.stage import RankTick
from yaowen.render.search.stage import IndexArticles
from yaowen.render.stage import RankingFragments, RenderStories

STAGES: tuple[type[Stage], ...] = (
    CollectFeeds,  # outlets' feeds → found links
    AskHubs,  # hubs of feeds → subscriptions
    CollectPushes,  # what hubs push → found links
    CollectPages,  # found links → pages, bytes kept
    Extract,  # pages → articles, with what they say
    Group,  # articles → stories
    IndexArticles,  # articles → search entries
    RenderStories,  # changed stories → pages of an edition
    RankTick,  # reads → the ranking of the minute
    RankingFragments,  # the ranking → its fragment, joined into every page
)


def make_stages() -> list[Stage]:
    """The stages of a worker, warmed up. Call it before the process has threads."""
    stages = [make() for make in STAGES]
    for stage in stages:
        if isinstance(stage, WarmsUp):
            stage.warm_up()
    return stages


def run_worker(stages: Iterable[Stage], context: Context) -> None:
    """Run every stage until the context says stop: one thread a lane, the stages of a lane in order."""
    lanes: dict[str, list[Stage]] = defaultdict(list)
    for stage in stages:
        lanes[stage.lane].append(stage)
    threads = [threading.Thread(target=_run, args=(lane, context), name=f"lane-{name}") for name, lane in lanes.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _run(stages: list[Stage], context: Context) -> None:
    """Run a lane; at its end give back at once what is under way, and close the connection to the database."""
    try:
        run_lane(stages, context)
        for stage in stages:
            if isinstance(stage, WindsDown):
                stage.wind_down(context)
    finally:
        connection.close()
