"""Atom 0.3 and 1.0."""

from __future__ import annotations

from yaowen.collect.rules.feeds.byline import names_of
from yaowen.collect.rules.feeds.categories import categories_of
from yaowen.collect.rules.feeds.document import (
    Children,
    Element,
    base_of,
    children_of,
    elements,
    inner_text,
    language_of,
    last_text_in,
    local_name,
    pick,
    text_in,
)  # fmt: skip
from yaowen.collect.rules.feeds.hubs import find_relation
from yaowen.collect.rules.feeds.lead_picture import find_picture
from yaowen.collect.rules.feeds.parsed import RawFeed, RawItem
from yaowen.collect.rules.feeds.rhythm import find_rhythm
from yaowen.collect.rules.feeds.text_construct import first_construct

_UPDATES = ("updated", "modified")
_DATES = ("published", "issued", "created", "date", "updated", "modified")


def is_atom(root: Element) -> bool:
    """Whether this is the root of an Atom feed (or of a lone entry)."""
    return local_name(root) in {"feed", "entry"}


def parse_atom(root: Element) -> RawFeed:
    """Read an Atom tree."""
    feed: Children = children_of(root) if local_name(root) == "feed" else {}
    home = _links(feed)
    return RawFeed(
        title=first_construct(feed.get("title", [])),
        kind="atom",
        items=tuple(_parse_entry(element) for element in elements(root, "entry")),
        home_url=home[0] if home else "",
        language=language_of(root) or text_in(feed, "language"),
        rhythm=find_rhythm(feed),
        hub=find_relation(feed, "hub"),
        self_url=find_relation(feed, "self"),
        base_url=base_of(root),
    )


def _parse_entry(element: Element) -> RawItem:
    entry = children_of(element)
    guid = text_in(entry, "id")
    summary, content = first_construct(entry.get("summary", [])), first_construct(_texts(entry))
    source = next((children_of(found) for found in entry.get("source", [])), {})
    return RawItem(
        links=(*_links(entry), *([guid] if guid.startswith(("http://", "https://")) else [])),
        headline=first_construct(entry.get("title", [])) or first_construct(_in_group(entry, "title")),
        guid=guid,
        published_raw=last_text_in(entry, *_DATES),
        updated_raw=last_text_in(entry, *_UPDATES),
        summary=summary or ("" if content else first_construct(_in_group(entry, "description"))),
        content=content,
        authors=names_of(pick(entry, "author", "creator")),
        source=first_construct(source.get("title", [])),
        picture=find_picture(entry, content, summary),
        base_url=base_of(element),
        categories=categories_of(pick(entry, "category", "subject")),
    )


def _links(parent: Children) -> list[str]:
    """Alternate links, HTML before other types."""
    found = [link for link in pick(parent, "origlink", "link") if (link.get("rel") or "alternate") == "alternate"]
    found.sort(key=lambda link: (local_name(link) != "origlink", "html" not in (link.get("type") or "html")))
    return [href for link in found if (href := (link.get("href") or inner_text(link)).strip())]


def _texts(entry: Children) -> list[Element]:
    """The content elements that hold text: not Media RSS's, which holds a file's address."""
    return [element for element in entry.get("content", []) if not element.get("url")]


def _in_group(entry: Children, name: str) -> list[Element]:
    return [element for group in entry.get("group", []) for element in pick(children_of(group), name)]
