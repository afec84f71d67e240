"""From the store to the daily digest: its stories, and its pages for an edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.render.compose import store_page
from yaowen.render.editions import StoredPage
from yaowen.render.feeds import compose_feeds
from yaowen.render.gather import load_carriers, load_events
from yaowen.render.models import StoryPlace
from yaowen.render.rules.days import DayNews
from yaowen.render.rules.digest import digest_items, digest_page, digests_page, finished_days, make_digest
from yaowen.render.rules.feeds.channel import FeedOf
from yaowen.render.rules.material import Event
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.site import Site

CONSIDERED = 40
"""The weightiest stories of a day, among which those in a reader's own languages come first."""


def load_digest_events(day: date) -> list[Event]:
    """The weightiest stories of a day, in their order."""
    ids = StoryPlace.objects.filter(day=day).order_by("-weight", "-story_id").values_list("story_id", flat=True)
    chosen = list(ids[:CONSIDERED])
    events = load_events(chosen, load_carriers())
    return [events[one] for one in chosen if one in events]


def compose_digests(site: Site, news: Sequence[DayNews]) -> Iterator[StoredPage]:
    """The digests of some days."""
    for language in PATH_LANGUAGES:
        for one in news:
            digest = make_digest(site, language, one.way.day, one.events[:CONSIDERED])
            yield store_page(site, language, digest_page(site, language, digest))


def compose_digest_list(site: Site, days: Sequence[str], now: datetime) -> Iterator[StoredPage]:
    """The list of digests with its feeds.

    Args:
        days: those with news, the newest first.
        now: news time; today's is not finished.
    """
    finished = finished_days(days, now, site.zone)
    for language in PATH_LANGUAGES:
        yield store_page(site, language, digests_page(site, language, finished))
        title = phrase(language, "Daily digest")
        of = FeedOf(title, phrase(language, "The most weighty stories of each day."), "digest/")
        yield from compose_feeds(site, language, of, digest_items(site, language, finished))
