"""Outlets, feeds and a belt on the loopback server, for the tests of the stages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from collect.loopback import Loopback, Reply
from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import load_settings
from yaowen.belt.conveyor import Context
from yaowen.collect.models import Feed, Host, Page
from yaowen.collect.register import NewFeed, add_feed
from yaowen.collect.stage import CollectFeeds, CollectPages

NEWS_TIME = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
ARTICLE = (
    "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1><p>渡口今天恢复通行。</p></body></html>"
)


def rss_of(server: Loopback, *places: object, guid: str = "") -> Reply:
    """An RSS feed of the pages /p<place>."""
    items = "".join(
        f"<item><title>青桐渡口第{place}次航班恢复通行</title><link>{server.url(f'/p{place}')}</link>"
        f"<guid isPermaLink='false'>{guid or 'tag:lamp.test,2031:item'}-{place}</guid>"
        f"<pubDate>Tue, 06 May 2031 0{index % 10}:00:00 +0800</pubDate></item>"
        for index, place in enumerate(places)
    )
    text = f"<rss version='2.0'><channel><title>青桐晚报</title>{items}</channel></rss>"
    return Reply(text.encode(), kind="application/rss+xml; charset=utf-8")


def page_of(title: str) -> Reply:
    """An article's page."""
    return Reply(ARTICLE.format(title).encode())


@dataclass
class Belt:
    """The two stages, stepped by the test. News time stands a few years ahead of real time."""

    settings: dict[str, str] = field(default_factory=dict)
    holder: str = "tester"

    def __post_init__(self) -> None:
        given = {"FETCH_TIMEOUT_SECONDS": "60", "FETCH_MAX_BYTES": "300000", **self.settings}
        settings = load_settings({f"YAOWEN_{name}": value for name, value in given.items()})
        self.context = Context(settings, Clock(offset=NEWS_TIME - real_now()), self.holder, threading.Event())
        self.feeds = CollectFeeds()
        self.pages = CollectPages()

    def run(self, done: Callable[[], bool], within_seconds: float = 120.0) -> None:
        """Step both stages until something is so."""
        until = time.monotonic() + within_seconds
        while not done():
            assert time.monotonic() < until, "the stages did not come to it in time"
            if not self.feeds.step(self.context) + self.pages.step(self.context):
                time.sleep(0.01)

    def read_feeds(self) -> None:
        """Until no feed is due any more."""
        self.run(lambda: not Feed.objects.filter(state="due", due_at__lte=real_now()).exists() and not held(Feed))

    def collect(self) -> None:
        """Until no feed is due and no page is waiting but for a later time."""
        self.run(
            lambda: (
                not any(
                    model.objects.filter(state=state, due_at__lte=real_now()).exists() or held(model)
                    for model, state in ((Feed, "due"), (Page, "found"))
                )
            )
        )

    def close(self) -> None:
        """Give everything back and end the child."""
        self.feeds.wind_down(self.context)
        self.pages.wind_down(self.context)


def held(model: type[Feed] | type[Page]) -> bool:
    """Whether a worker holds any row."""
    return model.objects.exclude(holder="").exists()


def outlet_on(server: Loopback, name: str, path: str, *, delay_seconds: float | None = 0.0) -> Feed:
    """An outlet with one feed on the server, which is allowed as its private origin."""
    added = add_feed(NewFeed(server.url(path), name, "", "", server.origin, delay_seconds))
    assert added.result == "added", added
    return Feed.objects.get(url=server.url(path))


def make_due(feed: Feed) -> None:
    """The feed may be read now."""
    Feed.objects.filter(pk=feed.pk).update(due_at=real_now() - timedelta(seconds=1))


def make_pages_due() -> None:
    """All pages that wait may be fetched now."""
    Page.objects.filter(state="found").update(due_at=real_now() - timedelta(seconds=1))


def free_hosts() -> None:
    """Every host may be asked now."""
    Host.objects.update(next_at=real_now() - timedelta(seconds=1))


def urls(state: str) -> set[str]:
    """Paths of the pages in a state."""
    found = Page.objects.filter(state=state).values_list("url", flat=True)
    return {"/" + url.split("/", 3)[3] for url in found}
