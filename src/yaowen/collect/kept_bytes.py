"""The bytes kept for inspection: what a feed last answered with, well or ill, and the last page kept from us."""

from __future__ import annotations

from dataclasses import dataclass

from yaowen.collect.models import Feed, OutletHealth
from yaowen.collect.packing import DamagedBytes, unpack
from yaowen.collect.rules.harmless import make_harmless
from yaowen.collect.rules.health import hide_secrets

SHOWN_BYTES = 65536


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """Bytes as harmless text.

    Attributes:
        what: `feed` or `page`.
        url: where they came from.
        size: how many bytes are kept; at most 64 KB of them are shown.
    """

    what: str
    url: str
    size: int
    text: str


def last_bytes_of(outlet_id: int) -> list[KeptBytes]:
    """The last bytes of an outlet that were no feed or no article, its feeds first."""
    feeds = Feed.objects.filter(outlet_id=outlet_id, failed_body__isnull=False).order_by("url")
    kept = [("feed", url, body) for url, body in feeds.values_list("url", "failed_body")]
    pages = OutletHealth.objects.filter(pk=outlet_id, page_body__isnull=False)
    kept += [("page", url, body) for url, body in pages.values_list("page_url", "page_body")]
    return [show_kept(what, url, body) for what, url, body in kept if body is not None]


def show_kept(what: str, url: str, kept: bytes | memoryview) -> KeptBytes:
    """Kept bytes as harmless text; damaged ones say so."""
    try:
        body = unpack(kept)
    except DamagedBytes as problem:
        return KeptBytes(what, hide_secrets(url), 0, f"the kept bytes are damaged: {problem}")
    return KeptBytes(what, hide_secrets(url), len(body), make_harmless(body[:SHOWN_BYTES]))
