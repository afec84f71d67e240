"""Which pages of an outlet may show one article: those that share a mark. Extract decides by their texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from yaowen.collect.hashes import hash_text
from yaowen.collect.models import Page
from yaowen.collect.rules.address_key import fold_address, is_telling, same_site
from yaowen.collect.rules.canonical import canonical_address

_MOST = 5
"""Pages compared by one mark, the latest: an outlet that declares one address on all pages is not followed further."""


@dataclass(frozen=True, slots=True)
class Kin:
    """A page that shares marks with another: `guid`, `headline`, `number` (in the address), `place`."""

    page_id: int
    marks: frozenset[str]


def find_kin(page_id: int, declared: str) -> list[Kin]:
    """Other pages of the same outlet that share a mark with a page, the latest first. Runs in a transaction.

    Args:
        declared: the address that the page gives as its own (canonical); empty where it gives none. It is kept with
            the page where it names an article of the same site, likewise the address it was redirected to.
    """
    row = Page.objects.get(pk=page_id)
    key = bytes(row.key_hash or hash_text(fold_address(row.url)))
    places = {place for address in (declared, row.final_url) if (place := _place_of(address, row.url, key))}
    if row.place_hash:
        places.add(bytes(row.place_hash))
    found: dict[int, set[str]] = defaultdict(set)
    for mark, column, wanted in (
        ("guid", "guid_hash", {row.guid_hash}),
        ("headline", "headline_hash", {row.headline_hash}),
        ("number", "number_hash", {row.number_hash}),
        ("place", "place_hash", {key, *places}),
        ("place", "key_hash", places),
    ):
        for other in _pages(row, column, [bytes(one) for one in wanted if one]):
            found[other].add(mark)
    if found:
        # Two workers that read two pages of one article at the same time: the second waits, and sees the first's.
        list(Page.objects.filter(pk__in=[page_id, *found]).order_by("pk").select_for_update().values_list("pk"))
    if places and not row.place_hash:
        Page.objects.filter(pk=page_id).update(place_hash=min(places))
    return [Kin(other, frozenset(found[other])) for other in sorted(found, reverse=True)]


def _pages(row: Page, column: str, wanted: Iterable[bytes]) -> list[int]:
    marks = list(wanted)
    if not marks:
        return []
    others = Page.objects.filter(outlet_id=row.outlet_id, **{f"{column}__in": marks}).exclude(pk=row.pk).exclude(url="")
    return list(others.order_by("-pk").values_list("pk", flat=True)[:_MOST])


def _place_of(address: str, url: str, key: bytes) -> bytes:
    """The mark of a declared address; empty where it says nothing: a front page, another site, the page's own."""
    canonical = canonical_address(address, url) if address else ""
    if not canonical or not is_telling(canonical) or not same_site(canonical, url):
        return b""
    if urlsplit(canonical).fragment:
        return b""
    place = hash_text(fold_address(canonical))
    return b"" if place == key else place
