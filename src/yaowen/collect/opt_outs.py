"""Opt-outs beyond a single page: of a feed's own answer and of a whole host lower the outlet, and are lifted with it.

What a host reserves for some of its paths lowers the pages there; `Page.opt_out` says why a page is lowered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db.models import Prefetch, Q

from yaowen.base.clock import real_now
from yaowen.base.opt_out import find_opt_out
from yaowen.collect.models import Feed, Host, Outlet, Page
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.fetching import Fetched, FetchResult
from yaowen.collect.rules.reservations import PATH, reserves, reserves_site

KEPT = timedelta(hours=24)
ASKED_AGAIN = timedelta(hours=6)
"""After a host gave no proper answer."""
REVIEWED_PAGES = 5000
"""Newest pages of a host that are looked at when its reservations change: those whose bytes are likely still kept."""


def reserved_by_host(name: str) -> str:
    """The reason noted where a host's file reserves."""
    return f"{name}{PATH}"


def load_reservations(results: Iterable[FetchResult]) -> dict[str, str]:
    """What the hosts of answers reserve, by host:port."""
    names = {origin_of(result.final_url) for result in results if isinstance(result, Fetched)}
    return dict(Host.objects.filter(name__in=names).exclude(tdm="").values_list("name", "tdm"))


def page_opt_out(result: Fetched, reservations: Mapping[str, str], outlet: Outlet) -> str:
    """Why a page's text may not be shown; empty where it may. The page's own word goes before its host's."""
    own = find_opt_out(result.headers)
    said = result.headers.get("tdm-reservation", "").strip()
    name = origin_of(result.final_url)
    if own or said == "0" or reserved_by_host(name) in outlet.lowered_reason:
        return own
    return reserved_by_host(name) if reserves(reservations.get(name, ""), result.final_url) else ""


def note_feed(feed: Feed, result: FetchResult) -> None:
    """Note what a feed's own answer forbids: it lowers the outlet for as long as it says so."""
    if not isinstance(result, Fetched) or result.status != 200:
        return
    said = find_opt_out(result.headers)
    if said != feed.opt_out:
        Feed.objects.filter(pk=feed.pk).update(opt_out=said)
        settle_outlets([feed.outlet_id])


def keep_reservations(name: str, found: str | None) -> None:
    """Remember what a host reserves; None: it gave no proper answer, what was known holds on."""
    own = Host.objects.filter(name=name)
    if found is None:
        own.update(tdm_until=real_now() + ASKED_AGAIN)
        return
    before = own.values_list("tdm", flat=True).first()
    own.update(tdm=found, tdm_until=real_now() + KEPT)
    if before is not None and before != found:
        feeds = Feed.objects.filter(Q(host=name) | Q(url__contains=f"//{name.partition(':')[0]}"))
        at_home = Outlet.objects.filter(home_url__contains=f"//{name.partition(':')[0]}")
        settle_outlets({*feeds.values_list("outlet_id", flat=True), *at_home.values_list("pk", flat=True)})
        _review_pages(name, found)


def settle_outlets(ids: Iterable[int]) -> None:
    """Lower outlets whose feeds or whole hosts opt out, with the reason; lift those that no longer do."""
    feeds = Prefetch("feeds", Feed.objects.only("outlet_id", "url", "state", "opt_out"))
    for outlet in Outlet.objects.filter(pk__in=set(ids)).prefetch_related(feeds):
        reason = "; ".join(_reasons(outlet))
        if reason != outlet.lowered_reason:
            Outlet.objects.filter(pk=outlet.pk).update(
                lowered=bool(reason), lowered_reason=reason, rights_changed=bool(reason) != outlet.lowered
            )


def take_rights_changes() -> list[int]:
    """Outlets whose rights were lowered or lifted since this was asked last; each is given once. In a transaction."""
    ids = list(Outlet.objects.filter(rights_changed=True).values_list("pk", flat=True))
    if ids:
        Outlet.objects.filter(pk__in=ids).update(rights_changed=False)
    return ids


def _reasons(outlet: Outlet) -> list[str]:
    feeds = [feed for feed in outlet.feeds.all() if feed.state != "retired"]
    names = {origin_of(address) for address in [outlet.home_url, *(feed.url for feed in feeds)]}
    hosts = Host.objects.filter(name__in=names).exclude(tdm="").order_by("name")
    said = sorted(f"{feed.url} says {feed.opt_out}" for feed in feeds if feed.opt_out)
    whole = [reserved_by_host(host.name) for host in hosts if reserves_site(host.tdm)]
    return said + [f"{file} reserves the whole site" for file in whole]


def _review_pages(name: str, found: str) -> None:
    """Pages that a host's file lowers now, or does no longer, are read again from their kept bytes."""
    pages = Page.objects.filter(host=name)
    lowered = dict(pages.filter(opt_out=reserved_by_host(name)).values_list("pk", "final_url"))
    _set_opt_out([pk for pk, url in lowered.items() if not reserves(found, url)], "")
    if found and not reserves_site(found):
        shown = pages.filter(state="extracted", opted_out=False).order_by("-found_at")
        newest = shown.values_list("pk", "final_url")[:REVIEWED_PAGES]
        _set_opt_out([pk for pk, url in newest if url and reserves(found, url)], reserved_by_host(name))


def _set_opt_out(ids: list[int], reason: str) -> None:
    for start in range(0, len(ids), 500):
        chosen = Page.objects.filter(pk__in=ids[start : start + 500])
        chosen.update(opted_out=bool(reason), opt_out=reason or None)
        chosen.filter(state="extracted", body__isnull=False).update(state="fetched", due_at=real_now(), attempts=0)
