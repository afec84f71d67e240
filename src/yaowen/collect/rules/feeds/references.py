"""References in the text of a feed: what XML does not know is resolved or written out before XML reads it.

Entities of the document's own DTD are taken from its internal subset alone, where their value is plain text; none is
resolved inside another, so that no bomb can be built.
"""

from __future__ import annotations

import re
from html import escape, unescape
from html.entities import html5

_ENTITY_USE = (
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(?P<number>[0-9]{1,8}|[xX][0-9a-fA-F]{1,8});|(?P<name>[A-Za-z_][\w.-]{0,31});)?"
)
_REFERENCE = re.compile(_ENTITY_USE)
_OUTSIDE_CDATA = re.compile(rf"<!\[CDATA\[.*?(?:\]\]>|\Z)|{_ENTITY_USE}", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]{0,31})\s+(?:\"([^\"]{0,200})\"|'([^']{0,200})'|[^>]{0,400})\s*>")
_MAX_ENTITIES = 300
_MAX_USES = 10_000
"""Uses of a document's own entities that are resolved: 10,000 × 200 characters is the most they can add."""


def resolve_references(text: str) -> str:
    """An XML text from its root element on, whose only references are those that XML has by itself."""
    prolog = _PROLOG.match(text)
    root = prolog.end() if prolog else 0
    own: dict[str, str] = {}
    if doctype := _DOCTYPE.match(text, root):
        root = doctype.end()
        own = _own_entities(doctype[1] or "")
    body = text[root:]
    if "&" not in body:
        return body
    pattern = _OUTSIDE_CDATA if "<![CDATA[" in body else _REFERENCE
    return pattern.sub(_Resolver(own), body)


class _Resolver:
    def __init__(self, own: dict[str, str]) -> None:
        self.own = own
        self.uses = 0

    def __call__(self, found: re.Match[str]) -> str:
        number, name = found["number"], found["name"]
        if found[0].startswith("<"):
            return found[0]
        if number:
            code = int(number[1:], 16) if number[0] in "xX" else int(number)
            return f"&#{code};" if _is_xml_character(code) else ""
        if not name:
            return "&amp;"
        if name in self.own:
            self.uses += 1
            return self.own[name] if self.uses <= _MAX_USES else ""
        known = html5.get(f"{name};")
        return f"&amp;{name};" if known is None else escape(known)


def _own_entities(subset: str) -> dict[str, str]:
    """Names declared in an internal subset with their values, escaped; empty for all that is more than plain text."""
    found: dict[str, str] = {}
    for name, double, single in _ENTITY.findall(subset):
        if len(found) >= _MAX_ENTITIES:
            break
        value = double or single
        if re.search(r"&(?!#)", value) is None:
            found.setdefault(name, escape(unescape(value)))
        else:
            found.setdefault(name, "")
    return found


def _is_xml_character(code: int) -> bool:
    return code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
