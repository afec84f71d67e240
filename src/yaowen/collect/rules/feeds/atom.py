"""Atom 0.3 and 1.0."""

from __future__ import annotations

from yaowen.collect.rules.feeds.document import (
    Element,
    base_of,
    elements,
    inner_markup,
    inner_text,
    local_name,
    named,
    text_in,
)  # fmt: skip
from yaowen.collect.rules.feeds.parsed import RawFeed, RawItem

_DATES = ("published", "issued", "created", "updated", "modified")


def is_atom(root: Element) -> bool:
    """Whether this is the root of an Atom feed (or of a lone entry)."""
    return local_name(root) in {"feed", "entry"}


def parse_atom(root: Element) -> RawFeed:
    """Read an Atom tree."""
    entries = tuple(_parse_entry(element) for element in elements(root, "entry"))
    home = _links(root) if local_name(root) == "feed" else []
    return RawFeed(_markup_in(root, "title"), "atom", entries, home[0] if home else "")


def _parse_entry(entry: Element) -> RawItem:
    guid = text_in(entry, "id")
    return RawItem(
        links=(*_links(entry), *([guid] if guid.startswith(("http://", "https://")) else [])),
        headline=_markup_in(entry, "title"),
        guid=guid,
        published_raw=text_in(entry, *_DATES),
        summary=_markup_in(entry, "summary") or _markup_in(entry, "content"),
        authors=_authors(entry),
        base_url=base_of(entry),
    )


def _links(parent: Element) -> list[str]:
    """Alternate links, HTML before other types."""
    found = [link for link in named(parent, "link", "origlink") if (link.get("rel") or "alternate") == "alternate"]
    found.sort(key=lambda link: (local_name(link) != "origlink", "html" not in (link.get("type") or "html")))
    return [href for link in found if (href := (link.get("href") or inner_text(link)).strip())]


def _markup_in(parent: Element, name: str) -> str:
    """A text construct as HTML: type="text" is escaped, "html" is markup in text, "xhtml" is child elements."""
    for element in named(parent, name):
        markup = inner_markup(element)
        if markup and (element.get("type") or "text").lower() in {"text", "text/plain"} and not len(element):
            return markup.replace("<", "&lt;") if _is_plain(element) else markup
        if markup:
            return markup
    return ""


def _is_plain(element: Element) -> bool:
    """Whether the outlet says type="text" itself; many leave the type out and write HTML."""
    return element.get("type") is not None and element.get("mode") != "escaped"


def _authors(entry: Element) -> tuple[str, ...]:
    people = named(entry, "author", "creator")
    names = (text_in(person, "name") or ("" if len(person) else inner_text(person)) for person in people)
    return tuple(dict.fromkeys(name for name in names if name))
