"""What later stages and commands may ask of collect: outlets, fetched pages, tombstones, health."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from yaowen.base.clock import real_now
from yaowen.base.errors import ROW_FAULTS
from yaowen.base.rights import Grant, Rights
from yaowen.base.words import FoundLink
from yaowen.belt.conveyor import Context, claim, finish, retry
from yaowen.collect.hashes import hash_address, hash_text
from yaowen.collect.kin import Kin, find_kin
from yaowen.collect.links import link_of
from yaowen.collect.models import Feed, Outlet, OutletHealth, Page, Tombstone
from yaowen.collect.opt_outs import take_rights_changes
from yaowen.collect.outlets_health import FeedHealth, outlet_health
from yaowen.collect.packing import DamagedBytes, unpack
from yaowen.collect.page_notes import note_pages
from yaowen.collect.part_pages import want_part
from yaowen.collect.pictures import (
    HeldPicture,
    PictureView,
    claim_pictures,
    drop_unused,
    erase_picture,
    finish_pictures,
    link_picture,
    load_pictures,
    names_in_use,
    pages_of_pictures,
    shown_by_hash,
    want_in_text,
)
from yaowen.collect.register import (
    NewFeed,
    add_feed,
    add_outlet,
    list_subscriptions,
    load_starter_outlets,
    remove_outlet,
)
from yaowen.collect.rules.address_key import fold_address
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.page_marks import PageMark
from yaowen.collect.websub import count_subscriptions, drop_pushes, say_reach
from yaowen.collect.websub_callback import PushEnd, SentPush, answer_hub, is_subscribed, keep_push

__all__ = [
    "DAMAGED",
    "FeedHealth",
    "FetchedPage",
    "Filing",
    "HeldPicture",
    "Kin",
    "NewFeed",
    "OutletView",
    "PictureView",
    "PushEnd",
    "SentPush",
    "Withdrawn",
    "add_feed",
    "add_outlet",
    "addresses_of",
    "answer_hub",
    "any_feed_answered",
    "bury",
    "canonical_address",
    "claim_fetched",
    "claim_pictures",
    "count_subscriptions",
    "drop_unused",
    "erase_page",
    "erase_picture",
    "filings_of",
    "find_kin",
    "find_withdrawn",
    "finish_page",
    "finish_pictures",
    "hash_address",
    "is_buried",
    "is_subscribed",
    "keep_push",
    "link_picture",
    "list_subscriptions",
    "load_outlets",
    "load_pictures",
    "load_starter_outlets",
    "names_in_use",
    "note_read",
    "outlet_health",
    "pages_at",
    "pages_count",
    "pages_of_pictures",
    "peek_pages",
    "remove_outlet",
    "reopen_pages",
    "retry_page",
    "say_reach",
    "shown_by_hash",
    "take_rights_changes",
    "view_of",
    "want_in_text",
    "want_part",
]  # fmt: skip

log = logging.getLogger(__name__)
DAMAGED = (*ROW_FAULTS, DamagedBytes)
MAX_READINGS = 5
"""Failed attempts to read a page after which it is kept aside for the operator."""


@dataclass(frozen=True, slots=True)
class OutletView:
    """An outlet as later stages see it."""

    id: int
    slug: str
    name_hans: str
    name_hant: str
    name_en: str
    country: str
    language: str
    zone: str
    home_url: str
    grant: Grant
    charset: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page claimed for extraction.

    Attributes:
        content_type: the header as sent, with its charset parameter; empty where none was.
        body: the decompressed bytes as fetched; None where the page could not be had (the feed's item remains).
        item: what the feed said of it.
        fetched_at: news time, UTC.
        final_url: canonical address after redirects; empty where nothing was fetched.
        attempts: failed attempts to read it before this one.
        reason: why there is no body; empty where there is one.
        opted_out: its headers ask not to show the text.
        visit: why it was fetched again (`retitled`, `updated`, `recheck`); empty the first time, and where only
            rules have changed.
        body_hash: of the bytes as fetched; empty where there are none.
        withholds_pictures: its headers ask that its pictures are not shown elsewhere.
    """

    id: int
    epoch: int
    outlet: OutletView
    url: str
    content_type: str
    body: bytes | None
    item: FoundLink
    fetched_at: datetime
    final_url: str = ""
    attempts: int = 0
    reason: str = ""
    opted_out: bool = False
    visit: str = ""
    body_hash: bytes = b""
    withholds_pictures: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A tombstone: the article that stood at a withdrawn address, why and when (news time) it was withdrawn."""

    article_id: int | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Filing:
    """What the feed that brought a page tells of its section.

    Attributes:
        feed_id: 0 where the feed is no more. `feed_url`: its address.
        categories: what it files the item under, as printed.
    """

    feed_id: int
    feed_url: str
    categories: tuple[str, ...]


def filings_of(page_ids: Iterable[int]) -> dict[int, Filing]:
    """What feeds told of the sections of pages, by page. One query."""
    rows = Page.objects.filter(pk__in=list(page_ids))
    return {
        page_id: Filing(feed_id or 0, feed_url or "", tuple(str(one) for one in categories or ()))
        for page_id, feed_id, feed_url, categories in rows.values_list("pk", "feed_id", "feed__url", "item__categories")
    }


def load_outlets(ids: Iterable[int] | None = None) -> dict[int, OutletView]:
    """Outlets by id; all of them where no ids are given."""
    rows = Outlet.objects.all() if ids is None else Outlet.objects.filter(pk__in=set(ids))
    return {row.pk: view_of(row) for row in rows}


def view_of(row: Outlet) -> OutletView:
    """An outlet's row as later stages see it."""
    rights: Rights = "full" if row.rights == "full" else "headline" if row.rights == "headline" else "excerpt"
    grant = Grant(rights, row.pictures, row.lowered)
    return OutletView(
        row.pk, row.slug, row.name_hans, row.name_hant, row.name_en, row.country, row.language, row.zone,
        row.home_url, grant, row.charset,
    )  # fmt: skip


def claim_fetched(context: Context, limit: int) -> list[FetchedPage]:
    """Claim pages to be extracted, the newest found first."""
    rows = claim(Page, "fetched", holder=context.holder, limit=limit, order="-found_at")
    outlets = load_outlets({row.outlet_id for row in rows})
    pages: list[FetchedPage] = []
    for row in rows:
        try:
            pages.append(_fetched(row, outlets[row.outlet_id]))
        except DAMAGED as problem:
            log.error("page %s: what is kept of it cannot be opened (%s); it is set aside", row.url, problem)
            reason = f"what is kept of it cannot be opened ({problem}); try it again at the desk: it is fetched anew"
            finish(row, state="failed", attempts=row.attempts, last_error=reason[:500])
    return pages


def peek_pages(ids: Iterable[int]) -> list[FetchedPage]:
    """Pages with their bytes, the newest found first, without claiming them: to look at, not to write."""
    rows = list(Page.objects.filter(pk__in=list(ids)).order_by("-found_at", "-pk"))
    outlets = load_outlets({row.outlet_id for row in rows})
    return [_fetched(row, outlets[row.outlet_id]) for row in rows]


def finish_page(page: FetchedPage, state: str = "extracted") -> bool:
    """Close a claimed page; False where another worker has claimed it since."""
    return finish(_row_of(page), state=state, last_error=page.reason, visit="")


def note_read(pages: Iterable[tuple[int, bool]]) -> None:
    """Note for their outlets' health whether text was found in pages: (outlet id, found)."""
    note_pages((outlet_id, PageMark.READ if found else PageMark.EMPTY) for outlet_id, found in pages)


def retry_page(page: FetchedPage, error: str) -> bool:
    """Make a claimed page due again later; after five attempts it is `failed`, for the operator to look at."""
    if page.attempts + 1 >= MAX_READINGS:
        return finish(_row_of(page), state="failed", attempts=page.attempts + 1, last_error=error[:500])
    return retry(_row_of(page), error)


def reopen_pages(ids: Iterable[int]) -> set[int]:
    """Make extracted pages due for extraction again, those of them whose bytes are still kept.

    Returns:
        The ids of the pages made due.
    """
    kept = Page.objects.filter(pk__in=list(ids), state="extracted", body__isnull=False)
    found = set(kept.values_list("pk", flat=True))
    Page.objects.filter(pk__in=found, state="extracted").update(state="fetched", due_at=real_now(), attempts=0)
    return found


def is_buried(url: str) -> bool:
    """Whether a canonical address was withdrawn."""
    return Tombstone.objects.filter(url_hash=hash_address(url)).exists()


def bury(url: str, article_id: int | None, reason: str, at: datetime) -> None:
    """Leave a tombstone: the address is never collected again, nor the one it led to. The page is emptied."""
    url_hash = hash_address(url)
    for address_hash in {url_hash, *_led_to(url_hash)}:
        Tombstone.objects.update_or_create(
            url_hash=address_hash, defaults={"article_id": article_id, "reason": reason, "at": at}
        )
    for alias in _aliases_of(url_hash):
        erase_page(alias)
    erase_page(url)


def erase_page(url: str) -> None:
    """Let go of a page's address, bytes and the feed's words of it, also in the kept bodies of its outlet's feeds.

    The row stays with its hashes, so that the same GUID or headline under another address brings nothing back.
    """
    pages = Page.objects.filter(url_hash=hash_address(url))
    Feed.objects.filter(outlet__in=pages.values("outlet")).update(body=None, failed_body=None)
    OutletHealth.objects.filter(outlet__in=pages.values("outlet")).update(page_url="", page_body=None)
    drop_pushes(pages.values("outlet"))
    pages.update(
        state="gone", url="", final_url="", item={}, hop=None, etag="", last_modified="", visit="", recheck_at=None,
        body=None, body_hash=None, last_error="withdrawn", epoch=F("epoch") + 1,
    )  # fmt: skip


def pages_at(url: str) -> list[int]:
    """Ids of the pages that stand at an address, in any spelling."""
    marks = Q(url_hash=hash_address(url)) | Q(key_hash=hash_text(fold_address(url)))
    return list(Page.objects.filter(marks).values_list("pk", flat=True))


def addresses_of(page_ids: Iterable[int]) -> list[str]:
    """The addresses of pages; erased ones have none."""
    return list(Page.objects.filter(pk__in=list(page_ids)).exclude(url="").values_list("url", flat=True))


def find_withdrawn(url: str) -> Withdrawn | None:
    """What became of a withdrawn address; None where it was not withdrawn."""
    row = Tombstone.objects.filter(url_hash=hash_address(url)).first()
    return None if row is None else Withdrawn(row.article_id, row.reason, row.at)


def _aliases_of(url_hash: bytes) -> list[str]:
    """Further addresses kept of a page: they hold the feed's words of it."""
    row = Page.objects.filter(url_hash=url_hash).first()
    if row is None:
        return []
    aliases = Page.objects.filter(outlet_id=row.outlet_id, place_hash=row.key_hash or row.url_hash, state="alias")
    return list(aliases.exclude(url="").values_list("url", flat=True))


def _led_to(url_hash: bytes) -> list[bytes]:
    """The address a page was redirected to, unless other pages were led there too: a notice, a front page."""
    final = Page.objects.filter(url_hash=url_hash).values_list("final_url", flat=True).first()
    alone = bool(final) and Page.objects.filter(final_url=final).count() == 1
    return [hash_address(final)] if final and alone else []


def any_feed_answered() -> bool:
    """Whether any feed of an outlet has ever answered with a feed."""
    return Feed.objects.filter(last_ok_at__isnull=False).exists()


def pages_count() -> int:
    """How many pages are known, in whatever state; further addresses of one are not counted."""
    return Page.objects.exclude(state="alias").count()


def _fetched(row: Page, outlet: OutletView) -> FetchedPage:
    body = None if row.body is None else unpack(row.body)
    return FetchedPage(
        id=row.pk, epoch=row.epoch, outlet=outlet, url=row.url, content_type=row.content_type, body=body,
        item=link_of(row), fetched_at=row.fetched_at or row.found_at, final_url=row.final_url, attempts=row.attempts,
        reason=row.last_error if body is None else "", opted_out=row.opted_out, visit=row.visit,
        withholds_pictures=row.withholds_pictures,
        body_hash=bytes(row.body_hash or b"") if body is not None else b"",
    )  # fmt: skip


def _row_of(page: FetchedPage) -> Page:
    return Page(pk=page.id, epoch=page.epoch, attempts=page.attempts)
