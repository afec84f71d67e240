"""Further pages of an article 下一页: fetched like any other page, politely, by robots and with the same limits."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import Q

from yaowen.base.clock import real_now
from yaowen.base.words import FoundLink
from yaowen.collect.hashes import hash_address, hash_text
from yaowen.collect.hosts import ensure_hosts
from yaowen.collect.models import Page, Tombstone
from yaowen.collect.rules.address_key import fold_address
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.canonical import canonical_address


def want_part(page_id: int, address: str) -> int | None:
    """Have a further page of a page's article fetched. Runs in the caller's transaction.

    It is known by its address alone: what feeds say of it later makes no article of it, nor does what it shares with
    other pages.

    Args:
        page_id: of the page that leads to it.
        address: as the page gives it, absolute.

    Returns:
        The new page's id; None where it is on another host, withdrawn, or known already: a page of its own, or one
        that leads back to an earlier part.
    """
    page = Page.objects.select_related(None).get(pk=page_id)
    url = canonical_address(address, page.url)
    if not url or origin_of(url) not in {origin_of(page.url), origin_of(page.final_url or page.url)}:
        return None
    url_hash, key_hash = hash_address(url), hash_text(fold_address(url))
    known = Page.objects.filter(Q(url_hash=url_hash) | Q(key_hash=key_hash))
    if known.exists() or Tombstone.objects.filter(url_hash=url_hash).exists():
        return None
    host = origin_of(url)
    ensure_hosts([host])
    item = asdict(FoundLink(url, headline=""))
    made, is_new = Page.objects.get_or_create(
        url_hash=url_hash,
        defaults={
            "outlet_id": page.outlet_id, "url": url, "host": host, "key_hash": key_hash, "item": item,
            "state": "found", "due_at": real_now(), "found_at": page.found_at,
        },
    )  # fmt: skip
    return made.pk if is_new else None
