"""The content of an element as HTML, whichever way the feed wrote it (Atom 0.3 and 1.0 text constructs, RSS)."""

from __future__ import annotations

import base64
import binascii
from html import escape

from yaowen.collect.rules.feeds.document import Element, local_name

_UNSEEN = frozenset(["script", "style", "template", "noscript", "head", "iframe", "object"])
_BLOCKS = frozenset(
    ["p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
     "section", "article", "figure", "figcaption", "hr", "pre", "dd", "dt"]
)  # fmt: skip
_MAX_DEPTH = 200
"""Elements inside each other; lxml itself ends at 256."""
_MAX_PARTS = 100_000
"""Pieces of text and markup of one construct; the text of the longest articles has some hundreds."""


def read_construct(element: Element) -> str:
    """An element's content as HTML: plain text is escaped, base64 decoded, child elements are written out.

    Of child elements only what a reader sees is kept: text, breaks between blocks, pictures.
    """
    said, mode = element.get("type"), element.get("mode")
    if said is None and mode is None and not len(element):
        return (element.text or "").strip()
    kind, mode = (said or "").strip().lower(), (mode or "").strip().lower()
    if len(element):
        # type="html" with elements inside: what is escaped in them is markup too (TypePad's feeds).
        return "".join(_write(element, 0, [], is_source=kind in {"html", "text/html"})).strip()
    text = (element.text or "").strip()
    if not text:
        return ""
    if mode == "base64" or (_is_binary(kind) and not mode):
        text = _from_base64(text)
    if kind in {"text", "text/plain"} and mode != "escaped":
        return escape(text, quote=False)
    return text


def first_construct(found: list[Element]) -> str:
    """The content of the first of these elements that has any."""
    for element in found:
        if text := read_construct(element):
            return text
    return ""


def _is_binary(kind: str) -> bool:
    """Whether a media type's content stands in base64 (RFC 4287, 4.1.3.3): neither text nor XML."""
    return "/" in kind and not kind.startswith("text/") and not kind.endswith(("xml", "html"))


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace").strip()
    except (binascii.Error, ValueError):
        return text


def _write(element: Element, depth: int, parts: list[str], *, is_source: bool) -> list[str]:
    """Add what a reader sees of an element to the parts; ends where there are too many."""
    parts.append(_text(element.text, is_source))
    for child in element:
        if len(parts) > _MAX_PARTS:
            break
        name = local_name(child)
        if name not in _UNSEEN and depth < _MAX_DEPTH:
            if name == "img":
                parts.append(_write_picture(child))
            parts += ["<br/>"] * (name in _BLOCKS)
            _write(child, depth + 1, parts, is_source=is_source)
            parts += ["<br/>"] * (name in _BLOCKS)
        parts.append(_text(child.tail, is_source))
    return parts


def _text(text: str | None, is_source: bool) -> str:
    if text is None:
        return ""
    return text if is_source else escape(text, quote=False)


def _write_picture(element: Element) -> str:
    kept = " ".join(f'{name}="{escape(value)}"' for name in ("src", "width", "height") if (value := element.get(name)))
    return f"<img {kept}/>"
