"""Putting outlets and their feeds into the database, and taking them out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Prefetch

from yaowen.base.clock import real_now
from yaowen.base.store import read_fact
from yaowen.base.text.script import to_simplified, to_traditional
from yaowen.collect.hosts import ensure_hosts, set_delay
from yaowen.collect.models import Feed, Outlet, Page
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.naming import guess_language, make_slug
from yaowen.outlets import OutletEntry, load_starters

REMOVED = "the outlet was removed"
_PLAIN = [part.name for part in dataclasses.fields(OutletEntry) if part.name not in {"feeds", "rights_read"}]


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed that an operator names.

    Attributes:
        private_origin: `host:port` that the outlet may be fetched from though it is private; empty for none.
        host_delay_seconds: pause between two requests to the feed's host; None leaves it as it is.
        kind: `rss`, `atom`, `json`, `sitemap` or `list`; the first reading corrects it.
        rule: a list page's rule as JSON (`rules.lists.rule`); empty for feeds.
        outlet: slug of the outlet that it joins; empty: found by its name, or made.
    """

    url: str
    name: str
    home_url: str = ""
    folder: str = ""
    private_origin: str = ""
    host_delay_seconds: float | None = None
    kind: str = "rss"
    rule: dict[str, Any] = field(default_factory=dict)
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a feed: `result` is `added`, `joined` (to an outlet that was there), `known` or `refused`."""

    result: str
    slug: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class SubscribedFeed:
    """A feed as a subscription list names it; `rule` is that of a list page."""

    url: str
    kind: str = "rss"
    status: str = ""
    rule: dict[str, Any] = field(default_factory=dict)


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
        Prefetch("feeds", Feed.objects.defer("body", "failed_body"))
    )
    return [_subscription(row) for row in rows]


def _subscription(row: Outlet) -> Subscription:
    feeds = sorted((feed for feed in row.feeds.all() if "index" not in feed.rule), key=lambda feed: feed.url)
    details = tuple(SubscribedFeed(feed.url, feed.kind, feed.status, feed.rule) for feed in feeds)
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


def add_feed(new: NewFeed) -> Added:
    """Add a feed that an operator names: to the outlet it belongs to, or to a new one."""
    url = canonical_address(new.url, tracking=True)
    if not url:
        return Added("refused", "", f"{new.url} is not an http or https address; correct it")
    with transaction.atomic():
        if new.host_delay_seconds is not None:
            set_delay(origin_of(url), new.host_delay_seconds)
        known = Feed.objects.filter(url=url).select_related("outlet").first()
        if known is not None:
            return _welcome_back(known, new)
        outlet = _named_outlet(new) if new.outlet else _find_outlet(new, url)
        if outlet is None and new.outlet:
            return Added("refused", new.outlet, f"there is no outlet {new.outlet}; see `yaowen outlets list`")
        if outlet is None:
            outlet = _make_outlet(new, url)
            result = "added"
        elif new.private_origin not in {"", outlet.private_origin}:
            return Added(
                "refused", outlet.slug, f"{url} lies on another private server than {outlet.slug}'s other feeds"
            )
        else:
            result = "joined"
        _make_feeds(outlet, [url], new.kind, new.rule)
    return Added(result, outlet.slug)


def find_list_feeds(name: str) -> list[str]:
    """Addresses of the list pages that an outlet's slug, or an address itself, names."""
    url = canonical_address(name, tracking=True)
    named = Feed.objects.filter(url=url) if url else Feed.objects.filter(outlet__slug=name, outlet__active=True)
    return [row.url for row in named.only("url", "rule").order_by("url") if "list" in row.rule]


def save_rule(url: str, rule: dict[str, Any]) -> None:
    """Give a feed another rule and make it due: the whole page is asked for again, whatever its validators say."""
    Feed.objects.filter(url=url).update(
        rule=rule, kind="list", etag="", last_modified="", state="due", due_at=real_now(), status="new", attempts=0,
        last_error="", holder="", epoch=F("epoch") + 1,
    )  # fmt: skip


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


def _welcome_back(feed: Feed, new: NewFeed) -> Added:
    """A feed that is known: brought back where it was retired, its private origin renewed."""
    outlet = feed.outlet
    changes: dict[str, Any] = {} if outlet.active else {"active": True}
    if new.private_origin and new.private_origin != outlet.private_origin:
        changes["private_origin"] = new.private_origin
    if changes:
        Outlet.objects.filter(pk=outlet.pk).update(**changes)
    if new.rule and new.rule != feed.rule:
        save_rule(feed.url, new.rule)
    retired = Feed.objects.filter(pk=feed.pk, state="retired")
    back = retired.update(state="due", due_at=real_now(), status="new", attempts=0, last_error="")
    return Added("joined" if back else "known", outlet.slug)


class _TakenSlugs:
    """The slugs in use, asked for one by one: an import of thousands reads no list of thousands each time."""

    def __contains__(self, slug: object) -> bool:
        return Outlet.objects.filter(slug=slug).exists()


def _named_outlet(new: NewFeed) -> Outlet | None:
    return Outlet.objects.filter(slug=new.outlet, active=True).first()


def _find_outlet(new: NewFeed, url: str) -> Outlet | None:
    """The outlet of this name whose home page, or else whose feeds' host, is the same."""
    for outlet in Outlet.objects.filter(active=True, name_hans=to_simplified(new.name) or "?").prefetch_related(
        "feeds"
    ):
        if new.home_url and outlet.home_url:
            if canonical_address(new.home_url) == canonical_address(outlet.home_url):
                return outlet
        elif origin_of(url) in {feed.host for feed in outlet.feeds.all()}:
            return outlet
    return None


def _make_outlet(new: NewFeed, url: str) -> Outlet:
    slug = make_slug(new.name, url, _TakenSlugs())
    name = new.name or slug
    return Outlet.objects.create(
        slug=slug, name_hans=to_simplified(name), name_hant=to_traditional(name), name_en=name, kind="imported",
        language=guess_language(name), zone=read_fact("time_zone", "Asia/Shanghai"), home_url=new.home_url,
        folder=new.folder, private_origin=new.private_origin, language_guessed=True,
    )  # fmt: skip


def _list_feeds(outlet: Outlet, urls: Sequence[str]) -> None:
    """Make the outlet's feeds those listed; a feed that moved is another feed."""
    wanted = dict.fromkeys(filter(None, (canonical_address(url, tracking=True) for url in urls)))
    own = Feed.objects.filter(outlet=outlet)
    own.exclude(url__in=wanted).delete()
    known = set(Feed.objects.filter(url__in=wanted).values_list("url", flat=True))
    _make_feeds(outlet, [url for url in wanted if url not in known])


def _make_feeds(outlet: Outlet, urls: Sequence[str], kind: str = "rss", rule: dict[str, Any] | None = None) -> None:
    ensure_hosts(origin_of(url) for url in urls)
    now = real_now()
    Feed.objects.bulk_create(
        [
            Feed(outlet=outlet, url=url, host=origin_of(url), kind=kind, rule=rule or {}, state="due", due_at=now,
                 status_since=now)
            for url in urls
        ]
    )  # fmt: skip
