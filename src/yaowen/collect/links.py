"""Found links → new pages, and revisits of known ones: what is withdrawn or twice in the list makes none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from yaowen.base.clock import real_now
from yaowen.base.words import FoundLink
from yaowen.collect.hashes import hash_address
from yaowen.collect.hosts import ensure_hosts
from yaowen.collect.known import KnownPage, Marks, Match, is_same_item, keep_keys, marks_of, match_items
from yaowen.collect.models import Feed, Outlet, Page, Tombstone
from yaowen.collect.revisits import note_changes
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.identity import identify_items
from yaowen.collect.rules.lateness import mark_backlog

MOST_ALIASES = 8
"""Further addresses kept of one page: an outlet that makes new ones for every reading would fill the table."""
_FIELDS = frozenset(one.name for one in fields(FoundLink))


def save_links(feed: Feed, items: Sequence[FoundLink], now: datetime) -> int:
    """Save the pages that a reading of a feed brings, and note what it changed about known ones.

    Args:
        now: news time.

    Returns:
        How many pages are new. Call it in a transaction.
    """
    _hold_outlet(feed.outlet_id)
    marks = [marks_of(identity) for identity in identify_items(items, now)]
    matches = match_items(feed.outlet_id, items, marks)
    fresh = _without_doubles([
        (item, mark) for item, mark, match in zip(items, marks, matches, strict=True) if match == Match()
    ])  # fmt: skip
    dated = mark_backlog([item for item, _ in fresh], now, first=feed.last_ok_at is None)
    new = [_make_page(feed, item, mark, now) for item, (_, mark) in zip(dated, fresh, strict=True)]
    ensure_hosts(page.host for page in new)
    Page.objects.bulk_create(new, ignore_conflicts=True)
    _keep_aliases(feed, [(item, mark, match.page) for item, mark, match in zip(items, marks, matches, strict=True)
                         if match.page and not match.by_address and not match.withdrawn], now)  # fmt: skip
    keep_keys(zip(matches, marks, strict=True))
    note_changes(feed, [(match.page, item) for match, item in zip(matches, items, strict=True)
                        if match.page and not match.withdrawn])  # fmt: skip
    return len(new)


def names_withdrawn(items: Sequence[FoundLink]) -> bool:
    """Whether a list still names a withdrawn address."""
    return Tombstone.objects.filter(url_hash__in=[hash_address(item.url) for item in items]).exists()


def link_of(page: Page) -> FoundLink:
    """What the feed said of a page."""
    item = {name: value for name, value in dict(page.item).items() if name in _FIELDS}
    lists = {name: tuple(item.get(name, ())) for name in ("authors", "categories")}
    return FoundLink(**{**item, **lists})


def _hold_outlet(outlet_id: int) -> None:
    """One reading of an outlet at a time: two could each take an item for new that has two addresses.

    (SQLite has one writer at a time in any case.)
    """
    list(Outlet.objects.filter(pk=outlet_id).select_for_update(no_key=True).values_list("pk"))


def _make_page(feed: Feed, item: FoundLink, marks: Marks, now: datetime) -> Page:
    return Page(
        state="found",
        due_at=real_now(),
        outlet_id=feed.outlet_id,
        feed=feed,
        url=item.url,
        host=origin_of(item.url),
        url_hash=marks.url,
        key_hash=marks.key,
        guid_hash=marks.guid,
        headline_hash=marks.headline,
        number_hash=marks.number,
        item=asdict(item),
        found_at=now,
    )


def _keep_aliases(feed: Feed, found: Sequence[tuple[FoundLink, Marks, KnownPage]], now: datetime) -> None:
    """Remember further addresses of known pages, unfetched: they are known when their headline changes."""
    made = []
    for item, marks, known in found:
        place = known.marks.key or known.marks.url
        if Page.objects.filter(outlet_id=feed.outlet_id, place_hash=place).count() < MOST_ALIASES:
            page = _make_page(feed, item, marks, now)
            page.state, page.place_hash, page.last_error = "alias", place, f"the same article as page {known.id}"
            made.append(page)
    Page.objects.bulk_create(made, ignore_conflicts=True)


def _without_doubles(fresh: Sequence[tuple[FoundLink, Marks]]) -> list[tuple[FoundLink, Marks]]:
    seen: dict[bytes, FoundLink] = {}
    kept = []
    for item, marks in fresh:
        names = [mark for mark in (marks.guid, marks.headline) if mark]
        twin = marks.key in seen or any(name in seen and is_same_item(seen[name], item) for name in names)
        if not twin:
            kept.append((item, marks))
        seen |= {mark: item for mark in (marks.key, *names) if mark not in seen}
    return kept
