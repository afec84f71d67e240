"""A page's text → a tree, within bounds that hostile pages cannot break."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

MAX_CHARS = 5_000_000
MAX_DEPTH = 1_000
_SUSPICIOUS_TAGS = 20_000
_SUSPICIOUS_ATTRIBUTES = 10_000
_LONG_TAG = re.compile(r"<(?!script|style)[a-zA-Z][^<]{8000,}", re.IGNORECASE)
_BLOCKS = (
    "div|section|article|main|ul|ol|dl|blockquote|center|aside|nav|header|footer|form|fieldset|details|figure|"
    "address|dir|menu|pre|button|dialog|search"
)
_MARKS = "a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_TAG = re.compile(rf"<(/?)(?:{_BLOCKS}|{_MARKS})(?![a-zA-Z0-9])", re.IGNORECASE)
"""Elements whose depth costs the parser square time (measured: 20,000 nested take 0.75 s, 200,000 take 75 s), and
those that it opens again in every paragraph that follows."""


def parse_page(html: str) -> LexborHTMLParser:
    """Parse a page. Reads its first 5 million characters, and 1,000 levels of nested blocks.

    Args:
        html: decoded text of a page, or whatever was sent as one.
    """
    body = html[:MAX_CHARS].encode("utf-8", "ignore").replace(b"\0", b"")
    flood, deep = body.count(b"=") > _SUSPICIOUS_ATTRIBUTES, body.count(b"<") > _SUSPICIOUS_TAGS
    if not flood and not deep:
        return LexborHTMLParser(body)
    text = body.decode("utf-8")
    if flood:
        text = _LONG_TAG.sub(_without_flood, text)
    return LexborHTMLParser(_without_depth(text) if deep else text)


def _without_flood(found: re.Match[str]) -> str:
    """A tag of hundreds of attributes is dropped; one with a picture in an address, or a long text, stays."""
    return "" if found[0].count("=") > 500 else found[0]


def _without_depth(text: str) -> str:
    """Drop the opening tags of blocks nested deeper than any real page's."""
    depth, dropped, cuts = 0, 0, []
    for found in _TAG.finditer(text):
        if found[1]:
            if dropped:
                dropped -= 1
            else:
                depth = max(0, depth - 1)
        elif depth >= MAX_DEPTH:
            dropped += 1
            cuts.append(found.start())
        else:
            depth += 1
    if not cuts:
        return text
    parts, last = [], 0
    for cut in cuts:
        parts.append(text[last:cut])
        last = text.find(">", cut) + 1 or len(text)
    return "".join([*parts, text[last:]])
