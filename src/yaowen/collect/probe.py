"""Asking feeds at once, for commands: nothing is written, robots and delays of the running site stay out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from yaowen.base.clock import real_now
from yaowen.collect.feeds import ACCEPT, FeedReader
from yaowen.collect.fetcher import fetch_all, fetch_one, limits_of
from yaowen.collect.models import Feed
from yaowen.collect.rules.feeds.parsed import ParsedFeed
from yaowen.collect.rules.fetching import FetchRequest, FetchResult
from yaowen.collect.rules.health import FeedStatus


@dataclass(frozen=True, slots=True)
class Probed:
    """What a feed answered.

    Attributes:
        parsed: None where it gave no feed; `message` says why and what to do.
    """

    slug: str
    name: str
    url: str
    status: str
    seconds: float
    parsed: ParsedFeed | None
    message: str = ""


def fetch_for_command(url: str, private_origin: str = "") -> FetchResult:
    """Fetch one address under the site's limits."""
    return fetch_one(url, private_origin, limits_of(settings.YAOWEN))


def probe_all() -> Iterator[Probed]:
    """Ask every feed of the active outlets once; gives each as it answers."""
    rows = {feed.pk: feed for feed in _feeds()}
    requests = {pk: FetchRequest(row.url, row.outlet.private_origin, accept=ACCEPT) for pk, row in rows.items()}
    reader = FeedReader()
    concurrency = settings.YAOWEN.number("FETCH_CONCURRENCY")
    try:
        for pk, result in fetch_all(requests, limits_of(settings.YAOWEN), concurrency):
            yield _judge(reader, rows[pk], result)
    finally:
        reader.close()


def count_feeds() -> int:
    """How many feeds `probe_all` will ask."""
    return len(_feeds())


def _feeds() -> list[Feed]:
    rows = Feed.objects.filter(outlet__active=True).exclude(state="retired").select_related("outlet")
    return list(rows.defer("body", "failed_body").order_by("outlet__slug", "url"))


def _judge(reader: FeedReader, row: Feed, result: FetchResult) -> Probed:
    outlet = row.outlet
    read = reader.read(outlet.name_hans, result, real_now(), row.rule)
    status = read.trouble.status if read.trouble else FeedStatus.FINE
    message = read.trouble.message if read.trouble else ""
    return Probed(outlet.slug, outlet.name_hans, row.url, status.value, result.seconds, read.parsed, message)
