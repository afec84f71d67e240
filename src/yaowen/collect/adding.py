"""Feeds that an operator names → rows: joined to the outlet they belong to, or to a new one; many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.base.store import read_fact
from yaowen.base.text.script import to_simplified, to_traditional
from yaowen.collect.hosts import ensure_hosts, set_delay
from yaowen.collect.models import Feed, Outlet
from yaowen.collect.pacing import first_dues
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.naming import guess_language, make_slug


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


def add_feed(new: NewFeed) -> Added:
    """Add a feed that an operator names: to the outlet it belongs to, or to a new one."""
    return add_feeds([new])[0]


def add_feeds(news: Sequence[NewFeed]) -> list[Added]:
    """Add feeds, in one transaction and few queries however many they are.

    Returns:
        What became of each, in order.
    """
    with transaction.atomic():
        batch = _Batch(news)
        results = [batch.add(new) for new in news]
        batch.save()
    return results


def save_rule(url: str, rule: dict[str, Any]) -> None:
    """Give a feed another rule and make it due: the whole page is asked for again, whatever its validators say."""
    Feed.objects.filter(url=url).update(
        rule=rule, kind="list", etag="", last_modified="", state="due", due_at=real_now(), status="new", attempts=0,
        last_error="", holder="", epoch=F("epoch") + 1,
    )  # fmt: skip


def save_rows(feeds: Sequence[Feed]) -> None:
    """Write new feeds, with the times of their first reading."""
    ensure_hosts(feed.host for feed in feeds)
    for feed, due_at in zip(feeds, first_dues(settings.YAOWEN, len(feeds)), strict=True):
        feed.due_at = due_at
    Feed.objects.bulk_create(feeds)


def new_row(outlet: Outlet, url: str, kind: str = "rss", rule: dict[str, Any] | None = None) -> Feed:
    """A feed's row, due at once; not saved."""
    now = real_now()
    return Feed(
        outlet=outlet, url=url, host=origin_of(url), kind=kind, rule=rule or {}, state="due", due_at=now,
        status_since=now,
    )  # fmt: skip


@dataclass(slots=True)
class _Home:
    """An outlet with the hosts of its feeds."""

    outlet: Outlet
    hosts: set[str]


class _Batch:
    """What is known before, read once, and what is to be made."""

    def __init__(self, news: Sequence[NewFeed]) -> None:
        self._zone = read_fact("time_zone", "Asia/Shanghai")
        self._urls = {new.url: canonical_address(new.url, tracking=True) for new in news}
        self._names = {new.name: to_simplified(new.name) for new in news}
        self._feeds = self._read_feeds(filter(None, self._urls.values()))
        self._by_name: dict[str, list[_Home]] = {}
        self._by_slug = {row.slug: row for row in Outlet.objects.filter(slug__in={new.outlet for new in news},
                                                                        active=True)}  # fmt: skip
        self._read_homes()
        self._slugs = set(Outlet.objects.values_list("slug", flat=True))
        self._new_outlets: list[Outlet] = []
        self._new_feeds: list[Feed] = []

    def add(self, new: NewFeed) -> Added:
        """Decide about one feed; what is new is kept for `save`."""
        url = self._urls[new.url]
        if not url:
            return Added("refused", "", f"{new.url} is not an http or https address; correct it")
        if new.host_delay_seconds is not None:
            set_delay(origin_of(url), new.host_delay_seconds)
        known = self._feeds.get(url)
        if known is not None:
            return _welcome_back(known, new) if known.pk else Added("known", known.outlet.slug)
        return self._place(new, url)

    def save(self) -> None:
        """Write the new outlets, then their feeds."""
        Outlet.objects.bulk_create(self._new_outlets)
        for feed in self._new_feeds:
            feed.outlet_id = feed.outlet.pk
        save_rows(self._new_feeds)

    def _place(self, new: NewFeed, url: str) -> Added:
        """Find or make the outlet of a feed that is not there yet."""
        outlet = self._by_slug.get(new.outlet) if new.outlet else self._find_home(new, url)
        if outlet is None and new.outlet:
            return Added("refused", new.outlet, f"there is no outlet {new.outlet}; see `yaowen outlets list`")
        result = "joined" if outlet is not None else "added"
        if outlet is not None and new.private_origin not in {"", outlet.private_origin}:
            message = f"{url} lies on another private server than {outlet.slug}'s other feeds"
            return Added("refused", outlet.slug, message)
        if outlet is None:
            outlet = self._make_outlet(new, url)
        feed = new_row(outlet, url, new.kind, new.rule)
        self._new_feeds.append(feed)
        self._feeds[url] = feed
        self._remember(outlet, feed.host)
        return Added(result, outlet.slug)

    def _find_home(self, new: NewFeed, url: str) -> Outlet | None:
        """The outlet of this name whose home page, or else whose feeds' host, is the same."""
        for home in self._by_name.get(self._names[new.name], ()):
            if new.home_url and home.outlet.home_url:
                if canonical_address(new.home_url) == canonical_address(home.outlet.home_url):
                    return home.outlet
            elif origin_of(url) in home.hosts:
                return home.outlet
        return None

    def _make_outlet(self, new: NewFeed, url: str) -> Outlet:
        slug = make_slug(new.name, url, self._slugs)
        self._slugs.add(slug)
        name = new.name or slug
        outlet = Outlet(
            slug=slug, name_hans=to_simplified(name), name_hant=to_traditional(name), name_en=name, kind="imported",
            language=guess_language(name), zone=self._zone, home_url=new.home_url, folder=new.folder,
            private_origin=new.private_origin, language_guessed=True,
        )  # fmt: skip
        self._new_outlets.append(outlet)
        return outlet

    def _remember(self, outlet: Outlet, host: str) -> None:
        homes = self._by_name.setdefault(outlet.name_hans, [])
        home = next((one for one in homes if one.outlet is outlet), None)
        if home is None:
            home = _Home(outlet, set())
            homes.append(home)
        home.hosts.add(host)

    def _read_feeds(self, urls: Iterable[str]) -> dict[str, Feed]:
        rows = Feed.objects.filter(url__in=set(urls)).select_related("outlet").defer("body", "failed_body")
        return {row.url: row for row in rows}

    def _read_homes(self) -> None:
        names = {name for name in self._names.values() if name}
        outlets = {row.pk: row for row in Outlet.objects.filter(active=True, name_hans__in=names).order_by("slug")}
        homes = {pk: _Home(row, set()) for pk, row in outlets.items()}
        for pk, host in Feed.objects.filter(outlet__in=outlets).values_list("outlet_id", "host"):
            homes[pk].hosts.add(host)
        for home in homes.values():
            self._by_name.setdefault(home.outlet.name_hans, []).append(home)


def _welcome_back(feed: Feed, new: NewFeed) -> Added:
    """A feed that is known: brought back where it was retired, its private origin and rule renewed."""
    outlet = feed.outlet
    changes: dict[str, Any] = {} if outlet.active else {"active": True}
    if new.private_origin and new.private_origin != outlet.private_origin:
        changes["private_origin"] = new.private_origin
    if changes:
        Outlet.objects.filter(pk=outlet.pk).update(**changes)
    if new.rule and new.rule != feed.rule:
        save_rule(feed.url, new.rule)
    if feed.state != "retired":
        return Added("known", outlet.slug)
    Feed.objects.filter(pk=feed.pk).update(state="due", due_at=real_now(), status="new", attempts=0, last_error="")
    return Added("joined", outlet.slug)
