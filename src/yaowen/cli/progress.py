"""How far the site is: the numbers of `yaowen status`, and what the supervisor watches."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q

from yaowen.base.settings import SAMPLE_FOLDER, SQLITE_FILE
from yaowen.belt.workers import list_workers
from yaowen.collect.models import Feed, Outlet, Page
from yaowen.collect.store import count_subscriptions, say_reach
from yaowen.extract.models import Article
from yaowen.group.models import Story
from yaowen.rank.store import readers_24h
from yaowen.render.editions import current_edition


def read_progress() -> dict[str, int]:
    """Numbers that the supervisor decides by.

    Returns:
        feeds, asked (tried at least once), answered (at least once), articles, stories, edition.
    """
    feeds = Feed.objects.exclude(state="retired")
    return {
        "feeds": feeds.count(),
        "asked": feeds.exclude(Q(status="new") | Q(status="")).count(),
        "answered": feeds.filter(last_ok_at__isnull=False).count(),
        "articles": Article.objects.count(),
        "stories": Story.objects.count(),
        "edition": current_edition(),
    }


def read_status() -> dict[str, int]:
    """The numbers of `yaowen status --json`: outlets, pages, articles, stories, readers_24h, edition.

    And pushed_feeds: those whose hub pushes what is new (WebSub); workers: processes that work on the belt now.
    """
    return {
        "outlets": Outlet.objects.filter(active=True).count(),
        "pages": Page.objects.count(),
        "articles": Article.objects.exclude(state="withdrawn").count(),
        "stories": Story.objects.exclude(state__in=("merged", "withdrawn")).count(),
        "readers_24h": readers_24h(),
        "edition": current_edition(),
        "pushed_feeds": count_subscriptions()["live"],
        "workers": len(list_workers()),
    }


def list_remarks() -> list[str]:
    """What `yaowen status` says below its numbers: each worker, where the sample is, what keeps hubs from pushing."""
    shown = [f"{one.name} on {one.machine}: {', '.join(one.lanes)}, for {_span(one.seconds)}" for one in list_workers()]
    return [*shown, *filter(None, [_say_sample(), say_reach(settings.YAOWEN)])]


def _say_sample() -> str:
    """Where to look while the sample press stands in for news."""
    folder = settings.YAOWEN.data / SAMPLE_FOLDER
    if not (folder / SQLITE_FILE).exists() or Story.objects.exists():
        return ""
    return f"Until the first real article the site shows the sample press; of that: yaowen status --data {folder}"


def _span(seconds: float) -> str:
    for unit, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"
