"""Putting outlets and their feeds into the database, and taking them out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Prefetch

from yaowen.collect.adding import Added, NewFeed, add_feed, add_feeds, new_row, save_rows, save_rule
from yaowen.collect.hosts import set_delay
from yaowen.collect.models import Feed, Outlet, Page
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.websub import push_state
from yaowen.outlets import OutletEntry, load_starters

__all__ = [
    "Added",
    "NewFeed",
    "SubscribedFeed",
    "Subscription",
    "add_feed",
    "add_feeds",
    "add_outlet",
    "find_list_feeds",
    "list_subscriptions",
    "load_starter_outlets",
    "remove_outlet",
    "save_rule",
]

REMOVED = "the outlet was removed"
_NO_COLUMNS = {"feeds", "rights_read", "section", "feed_sections", "reading"}
_PLAIN = [part.name for part in dataclasses.fields(OutletEntry) if part.name not in _NO_COLUMNS]


@dataclass(frozen=True, slots=True)
class SubscribedFeed:
    """A feed as a subscription list names it; `rule` is that of a list page, `push` how it stands with its hub."""

    url: str
    kind: str = "rss"
    status: str = ""
    rule: dict[str, Any] = field(default_factory=dict)
    push: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """An outlet with the addresses of its feeds; the maps that belong to a sitemap index are left out."""

    slug: str
    name: str
    language: str
    rights: str
    home_url: str
    folder: str
    feeds: tuple[str, ...]
    details: tuple[SubscribedFeed, ...] = ()


def list_subscriptions() -> list[Subscription]:
    """All active outlets with their feeds, by slug."""
    rows = Outlet.objects.filter(active=True).prefetch_related(
        Prefetch("feeds", Feed.objects.defer("body", "failed_body").select_related("subscription"))
    )
    return [_subscription(row) for row in rows]


def _subscription(row: Outlet) -> Subscription:
    feeds = sorted((feed for feed in row.feeds.all() if "index" not in feed.rule), key=lambda feed: feed.url)
    details = tuple(SubscribedFeed(feed.url, feed.kind, feed.status, feed.rule, push_state(feed)) for feed in feeds)
    return Subscription(
        row.slug, row.name_hans, row.language, row.rights, row.home_url, row.folder,
        tuple(feed.url for feed in feeds), details,
    )  # fmt: skip


def add_outlet(entry: OutletEntry | None = None, /, **fields: Any) -> int | None:
    """Add an outlet as a file or the sample press describes it; one that is there gets the feeds as listed.

    A private origin is the operator's own server: it is asked without a pause.

    Args:
        entry: the outlet; or its fields by name, as `OutletEntry` has them.

    Returns:
        Its id; None where an outlet of that slug was there already.
    """
    entry = entry or OutletEntry(**{**fields, "feeds": tuple(fields["feeds"])})
    with transaction.atomic():
        values = {name: getattr(entry, name) for name in _PLAIN}
        outlet, made = Outlet.objects.get_or_create(slug=entry.slug, defaults=values)
        if not made and outlet.private_origin != entry.private_origin:
            Outlet.objects.filter(pk=outlet.pk).update(private_origin=entry.private_origin, home_url=entry.home_url)
        _list_feeds(outlet, entry.feeds)
        if entry.private_origin:
            set_delay(entry.private_origin, 0.0)
    return outlet.pk if made else None


def load_starter_outlets() -> int:
    """Add the starter outlets; returns how many were not there before."""
    return sum(add_outlet(entry) is not None for entry in load_starters())


def find_list_feeds(name: str) -> list[str]:
    """Addresses of the list pages that an outlet's slug, or an address itself, names."""
    url = canonical_address(name, tracking=True)
    named = Feed.objects.filter(url=url) if url else Feed.objects.filter(outlet__slug=name, outlet__active=True)
    return [row.url for row in named.only("url", "rule").order_by("url") if "list" in row.rule]


def remove_outlet(slug: str) -> int | None:
    """Stop collecting an outlet: feeds end, pages not fetched yet are let go; its articles stay.

    Returns:
        How many feeds it had; None where there is no such outlet.
    """
    with transaction.atomic():
        outlet = Outlet.objects.filter(slug=slug, active=True).first()
        if outlet is None:
            return None
        Outlet.objects.filter(pk=outlet.pk).update(active=False)
        fenced = {"epoch": F("epoch") + 1, "holder": "", "last_error": REMOVED}  # what is under way is not written
        Page.objects.filter(outlet=outlet, state="found").update(state="gone", **fenced)
        return Feed.objects.filter(outlet=outlet).update(state="retired", **fenced)


def _list_feeds(outlet: Outlet, urls: Sequence[str]) -> None:
    """Make the outlet's feeds those listed; a feed that moved is another feed."""
    wanted = dict.fromkeys(filter(None, (canonical_address(url, tracking=True) for url in urls)))
    own = Feed.objects.filter(outlet=outlet)
    own.exclude(url__in=wanted).delete()
    known = set(Feed.objects.filter(url__in=wanted).values_list("url", flat=True))
    missing = [url for url in wanted if url not in known]
    save_rows([new_row(outlet, url) for url in missing])
