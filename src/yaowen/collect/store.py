"""What later stages and commands may ask of collect: outlets, fetched pages, tombstones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yaowen.base.rights import Grant, Rights
from yaowen.base.words import FoundLink
from yaowen.collect.models import Outlet, Tombstone


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


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page claimed for extraction.

    Attributes:
        body: the decompressed bytes as fetched; None where the page could not be had (the feed's item remains).
        item: what the feed said of it.
        fetched_at: news time, UTC.
    """

    id: int
    epoch: int
    outlet: OutletView
    url: str
    content_type: str
    body: bytes | None
    item: FoundLink
    fetched_at: datetime


def hash_address(url: str) -> bytes:
    """16 bytes that stand for a canonical address (BLAKE2b)."""
    return hashlib.blake2b(url.encode(), digest_size=16).digest()


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
        row.home_url, grant,
    )  # fmt: skip


def is_buried(url: str) -> bool:
    """Whether a canonical address was withdrawn."""
    return Tombstone.objects.filter(url_hash=hash_address(url)).exists()


def bury(url: str, article_id: int | None, reason: str, at: datetime) -> None:
    """Leave a tombstone: the address is never collected again."""
    values = {"article_id": article_id, "reason": reason, "at": at}
    Tombstone.objects.update_or_create(url_hash=hash_address(url), defaults=values)
