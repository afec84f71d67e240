"""Which items of a reading are pages that we have: by address, else by GUID or headline where nothing contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT

from yaowen.base.text.likeness import fold_words
from yaowen.base.words import FoundLink
from yaowen.collect.hashes import hash_text
from yaowen.collect.models import Page, Tombstone
from yaowen.collect.rules.identity import Identity, printed_day
from yaowen.collect.rules.sameness import days_apart, summaries_agree

_COLUMNS: tuple[str | Combinable, ...] = (
    "pk", "url_hash", "key_hash", "guid_hash", "headline_hash", "number_hash", "feed_id", "state", "url", "visits",
    "visited_at", *(KT(f"item__{name}") for name in ("headline", "published_raw", "updated_raw", "summary")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marks:
    """The hashes that an item is known by; None where it has none of the kind."""

    url: bytes
    key: bytes
    guid: bytes | None
    headline: bytes | None
    number: bytes | None


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that we have, and what its feed said of it. Erased ones (withdrawn) have no address."""

    id: int
    marks: Marks
    feed_id: int | None
    state: str
    url: str
    visits: int
    visited_at: datetime | None
    headline: str
    published_raw: str
    updated_raw: str | None
    summary: str

    @property
    def erased(self) -> bool:
        """Whether its article was withdrawn."""
        return not self.url


@dataclass(frozen=True, slots=True)
class Match:
    """What an item is: a page we have (by address or by a weaker mark), withdrawn, or new (all empty)."""

    page: KnownPage | None = None
    by_address: bool = False
    withdrawn: bool = False


def marks_of(identity: Identity) -> Marks:
    """An identity as hashes."""
    return Marks(
        hash_text(identity.address),
        hash_text(identity.key),
        _hash_or_none(identity.guid),
        _hash_or_none(identity.headline),
        _hash_or_none(identity.number),
    )


def match_items(outlet_id: int, items: Sequence[FoundLink], marks: Sequence[Marks]) -> list[Match]:
    """What each item of a reading is. Two queries where all addresses are known, five otherwise."""
    buried = _buried(marks)
    there = _by_address(marks)
    matches = [
        Match(withdrawn=True)
        if mark.url in buried
        else Match(page, True, page.erased)
        if (page := there.get(mark.key) or there.get(mark.url))
        else Match()
        for mark in marks
    ]
    unmatched = [mark for mark, match in zip(marks, matches, strict=True) if match == Match()]
    if not unmatched:
        return matches
    kin = _by_weaker_marks(outlet_id, unmatched)
    return [
        _match_kin(item, mark, kin) if match == Match() else match
        for item, mark, match in zip(items, marks, matches, strict=True)
    ]


def is_same_item(known: KnownPage | FoundLink, item: FoundLink) -> bool:
    """Whether two items of one outlet with one headline and day, or one GUID, are one, as far as the feed tells.

    Where it does not tell, the page is fetched, and extract decides by the text.
    """
    if fold_words(known.headline) != fold_words(item.headline):
        return False
    agree = summaries_agree(known.summary, item.summary)
    if agree is not None:
        return agree
    return days_apart(printed_day(known.published_raw), printed_day(item.published_raw)) <= 1


def keep_keys(matches: Iterable[tuple[Match, Marks]]) -> None:
    """Give pages of an older version, found by their address, the marks they lack."""
    for match, marks in matches:
        page = match.page
        if page is None or not match.by_address or page.erased or page.marks.key:
            continue
        try:
            with transaction.atomic():
                Page.objects.filter(pk=page.id, key_hash=None).update(key_hash=marks.key, number_hash=marks.number)
        except IntegrityError:
            continue  # a page of another spelling has the key: both stay known by their addresses


def _match_kin(item: FoundLink, marks: Marks, kin: Sequence[KnownPage]) -> Match:
    near = [page for page in kin if _shares_mark(page.marks, marks)]
    if any(page.erased for page in near):
        return Match(withdrawn=True)
    same = (page for page in near if _names_it(page.marks, marks) and is_same_item(page, item))
    return Match(next(same, None))


def _shares_mark(one: Marks, other: Marks) -> bool:
    return _names_it(one, other) or bool(one.number and one.number == other.number)


def _names_it(one: Marks, other: Marks) -> bool:
    return bool((one.guid and one.guid == other.guid) or (one.headline and one.headline == other.headline))


def _buried(marks: Sequence[Marks]) -> set[bytes]:
    found = Tombstone.objects.filter(url_hash__in=[mark.url for mark in marks]).values_list("url_hash", flat=True)
    return {bytes(one) for one in found}


def _by_address(marks: Sequence[Marks]) -> dict[bytes, KnownPage]:
    known = Q(url_hash__in=[mark.url for mark in marks]) | Q(key_hash__in=[mark.key for mark in marks])
    pages = [_page_of(row) for row in Page.objects.filter(known).values_list(*_COLUMNS)]
    return {one: page for page in pages for one in (page.marks.url, page.marks.key) if one}


def _by_weaker_marks(outlet_id: int, marks: Sequence[Marks]) -> list[KnownPage]:
    own = Page.objects.filter(outlet_id=outlet_id).order_by("pk")
    pages: dict[int, KnownPage] = {}
    for name in ("guid", "headline", "number"):
        wanted = {mark for one in marks if (mark := getattr(one, name))}
        if wanted:
            rows = own.filter(**{f"{name}_hash__in": wanted}).values_list(*_COLUMNS)
            pages |= {row[0]: _page_of(row) for row in rows}
    return [pages[one] for one in sorted(pages)]


def _page_of(row: tuple[Any, ...]) -> KnownPage:
    pk, url_hash, key, guid, headline, number, feed_id, state, url, visits, visited_at, *said = row
    weaker = (bytes(one) if one else None for one in (guid, headline, number))
    marks = Marks(bytes(url_hash), bytes(key or b""), *weaker)
    title, published_raw, updated_raw, summary = said
    return KnownPage(
        pk, marks, feed_id, state, url, visits, visited_at, title or "", published_raw or "", updated_raw, summary or ""
    )


def _hash_or_none(text: str) -> bytes | None:
    return hash_text(text) if text else None
