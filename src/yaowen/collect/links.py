"""Found links → new pages: what is known, withdrawn or twice in the list makes none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db.models import Q

from yaowen.base.clock import real_now
from yaowen.base.words import FoundLink
from yaowen.collect.hashes import hash_address, hash_text
from yaowen.collect.hosts import ensure_hosts
from yaowen.collect.models import Feed, Page, Tombstone
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.identity import identify_items


def save_links(feed: Feed, items: Sequence[FoundLink], now: datetime) -> int:
    """Save the pages that a reading of a feed brings; returns how many are new.

    Args:
        now: news time.
    """
    made = _without_doubles([_make_page(feed, item, identity.guid, identity.headline, now)
                             for item, identity in zip(items, identify_items(items, now), strict=True)])  # fmt: skip
    known = _known(feed, made)
    new = [page for page in made if not known & _marks(page)]
    ensure_hosts(page.host for page in new)
    Page.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def names_withdrawn(items: Sequence[FoundLink]) -> bool:
    """Whether a list still names a withdrawn address."""
    return Tombstone.objects.filter(url_hash__in=[hash_address(item.url) for item in items]).exists()


def link_of(page: Page) -> FoundLink:
    """What the feed said of a page."""
    item = dict(page.item)
    return FoundLink(**{**item, "authors": tuple(item.get("authors", ()))})


def _make_page(feed: Feed, item: FoundLink, guid: str, headline: str, now: datetime) -> Page:
    return Page(
        state="found",
        due_at=real_now(),
        outlet_id=feed.outlet_id,
        feed=feed,
        url=item.url,
        host=origin_of(item.url),
        url_hash=hash_address(item.url),
        guid_hash=hash_text(guid) if guid else None,
        headline_hash=hash_text(headline) if headline else None,
        item=asdict(item),
        found_at=now,
    )


def _marks(page: Page) -> set[tuple[str, bytes]]:
    marks = {("url", bytes(page.url_hash))}
    if page.guid_hash:
        marks.add(("guid", bytes(page.guid_hash)))
    if page.headline_hash:
        marks.add(("headline", bytes(page.headline_hash)))
    return marks


def _without_doubles(pages: Sequence[Page]) -> list[Page]:
    seen: set[tuple[str, bytes]] = set()
    kept = []
    for page in pages:
        marks = _marks(page)
        if not marks & seen:
            kept.append(page)
        seen |= marks
    return kept


def _known(feed: Feed, pages: Sequence[Page]) -> set[tuple[str, bytes]]:
    """The marks among these that are known already, or withdrawn."""
    urls = [page.url_hash for page in pages]
    guids = [page.guid_hash for page in pages if page.guid_hash]
    headlines = [page.headline_hash for page in pages if page.headline_hash]
    found = Page.objects.filter(Q(url_hash__in=urls)).values_list("url_hash", flat=True)
    buried = Tombstone.objects.filter(url_hash__in=urls).values_list("url_hash", flat=True)
    own = Page.objects.filter(outlet_id=feed.outlet_id)
    same_guid = own.filter(guid_hash__in=guids).values_list("guid_hash", flat=True)
    same_headline = own.filter(headline_hash__in=headlines).values_list("headline_hash", flat=True)
    return {
        *(("url", bytes(mark)) for mark in [*found, *buried]),
        *(("guid", bytes(mark)) for mark in same_guid if mark),
        *(("headline", bytes(mark)) for mark in same_headline if mark),
    }
