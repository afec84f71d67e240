"""Decoding an outlet's kept bytes again: which pages have any, what its feeds' last bodies say, making pages due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from yaowen.base.clock import real_now
from yaowen.base.guard import Guard, GuardError
from yaowen.base.text.charset_labels import decode_as
from yaowen.collect.hashes import hash_address
from yaowen.collect.models import Feed, Outlet, Page
from yaowen.collect.packing import unpack
from yaowen.collect.rules.feeds.parsed import ParsedFeed
from yaowen.collect.rules.sources import parse_source

PAGES_A_SECOND = 10.0
"""How fast pages come due: half of what one worker extracts, so that today's news waits for nothing."""
_PARSE_SECONDS = 10.0
_READ = ("extracted",)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many pages of an outlet have been read: those whose bytes are kept, those whose bytes are gone."""

    kept: int
    gone: int


def find_outlet(slug: str) -> Outlet | None:
    """The outlet of a slug."""
    return Outlet.objects.filter(slug=slug).first()


def count_kept(outlet_id: int, since: datetime | None) -> Kept:
    """How many of an outlet's pages can be decoded again. Pages that never had bytes are not counted."""
    pages = _pages(outlet_id, since)
    kept = pages.filter(body__isnull=False).count()
    return Kept(kept, pages.filter(body__isnull=True, body_hash__isnull=False).count())


def kept_page_ids(outlet_id: int, since: datetime | None) -> list[int]:
    """Ids of an outlet's pages whose bytes are kept, the newest first."""
    return list(_pages(outlet_id, since).filter(body__isnull=False).order_by("-found_at").values_list("pk", flat=True))


def force_charset(outlet_id: int, charset: str) -> None:
    """Keep the operator's word for an outlet's charset; empty: decided page by page again."""
    Outlet.objects.filter(pk=outlet_id).update(charset=charset)


def reopen_slowly(page_ids: Sequence[int]) -> int:
    """Make read pages due for extraction again, in the given order, ten a second; returns how many."""
    now = real_now()
    made = 0
    for place, page_id in enumerate(page_ids):
        due = now + timedelta(seconds=place / PAGES_A_SECOND)
        rows = Page.objects.filter(pk=page_id, state__in=_READ, body__isnull=False)
        made += rows.update(state="fetched", due_at=due, attempts=0, visit="")
    return made


def reread_feeds(outlet_id: int, charset: str, *, dry_run: bool) -> Iterator[tuple[str, str]]:
    """Read the kept last bodies of an outlet's feeds again and correct what they said of its pages.

    Args:
        charset: as forced; empty: decided by rules.
        dry_run: only say what would change.

    Yields:
        Headline before and after, of every item that reads otherwise now.
    """
    parser = Guard(parse_source)
    try:
        for feed in Feed.objects.filter(outlet_id=outlet_id, body__isnull=False):
            text = decode_as(body, charset) if (body := unpack(feed.body or b"")) and charset else ""
            try:
                parsed = parser.call(_PARSE_SECONDS, text.encode() if text else body, None, feed.url, rule=feed.rule)
            except GuardError:
                continue
            if isinstance(parsed, ParsedFeed):
                yield from _correct(parsed, dry_run=dry_run)
    finally:
        parser.close()


def _correct(parsed: ParsedFeed, *, dry_run: bool) -> Iterator[tuple[str, str]]:
    items = {hash_address(item.url): item for item in parsed.items}
    for row in Page.objects.filter(url_hash__in=items).exclude(url=""):
        item, said = items[bytes(row.url_hash)], row.item
        if (said.get("headline"), said.get("summary", "")) == (item.headline, item.summary):
            continue
        if not dry_run:
            words = {**said, "headline": item.headline, "summary": item.summary, "authors": list(item.authors)}
            Page.objects.filter(pk=row.pk).update(item=words)
        yield said.get("headline", ""), item.headline


def _pages(outlet_id: int, since: datetime | None) -> models.QuerySet[Page]:
    pages = Page.objects.filter(outlet_id=outlet_id, state__in=_READ)
    return pages if since is None else pages.filter(found_at__gte=since)
