"""A page's text → a tree, within bounds that hostile pages cannot break."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from yaowen.extract.rules.depth import cut_depth

MAX_CHARS = 5_000_000
_SUSPICIOUS_TAGS = 20_000
_SUSPICIOUS_ATTRIBUTES = 10_000
_LONG_TAG = re.compile(rb"<(?!script|style)[a-zA-Z][^<]{8000,}", re.IGNORECASE)


def parse_page(html: str) -> LexborHTMLParser:
    """Parse a page. Reads its first 5 million characters, and 1,000 levels of nested elements.

    Args:
        html: decoded text of a page, or whatever was sent as one.
    """
    body = html[:MAX_CHARS].encode("utf-8", "ignore").replace(b"\0", b"")
    flood, deep = body.count(b"=") > _SUSPICIOUS_ATTRIBUTES, body.count(b"<") > _SUSPICIOUS_TAGS
    if not flood and not deep:
        return LexborHTMLParser(body)
    if flood:
        body = _LONG_TAG.sub(_without_flood, body)
    return LexborHTMLParser(cut_depth(body) if deep else body)


def _without_flood(found: re.Match[bytes]) -> bytes:
    """A tag of hundreds of attributes is dropped; one with a picture in an address, or a long text, stays."""
    return b"" if found[0].count(b"=") > 500 else found[0]
