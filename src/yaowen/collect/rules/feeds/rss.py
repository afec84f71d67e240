"""RSS 0.9x, 1.0 (RDF) and 2.0."""

from __future__ import annotations

from yaowen.collect.rules.feeds.document import (
    Element,
    base_of,
    elements,
    inner_markup,
    inner_text,
    local_name,
    named,
    prefix_of,
    text_in,
)  # fmt: skip
from yaowen.collect.rules.feeds.parsed import RawFeed, RawItem

_DATES = ("pubdate", "date", "published", "issued", "created", "updated", "modified", "lastbuilddate")

_ABOUT = ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "rdf:about", "about")


def is_rss(root: Element) -> bool:
    """Whether this is the root of an RSS feed of any version."""
    return local_name(root) in {"rss", "rdf", "channel", "rss2"} or bool(named(root, "channel"))


def parse_rss(root: Element) -> RawFeed:
    """Read an RSS tree. Items may stand in the channel (0.91, 2.0) or beside it (0.90, 1.0)."""
    channel = root if local_name(root) == "channel" else next(iter(named(root, "channel")), root)
    items = tuple(_parse_item(element) for element in elements(root, "item"))
    links = [link for link in _links(channel) if link]
    return RawFeed(text_in(channel, "title"), "rss", items, links[0] if links else "")


def _parse_item(item: Element) -> RawItem:
    guid = next(iter(named(item, "guid")), None)
    guid_text = inner_text(guid) if guid is not None else ""
    permanent = guid is not None and (guid.get("isPermaLink") or guid.get("ispermalink") or "true").lower() != "false"
    about = next((value for name in _ABOUT if (value := item.get(name))), "")
    links = [*_links(item), guid_text if permanent else "", about]
    return RawItem(
        links=tuple(link for link in links if link),
        headline=_headline(item),
        guid=guid_text or text_in(item, "id", "identifier") or about,
        published_raw=text_in(item, *_DATES),
        summary=_summary(item),
        authors=_authors(item),
        base_url=base_of(item),
    )


def _headline(item: Element) -> str:
    return next((text for text in map(inner_markup, named(item, "title")) if text), "")


def _links(parent: Element) -> list[str]:
    """Links in order of trust: FeedBurner's original, RSS's own, then Atom's inside RSS."""
    original = [inner_text(link) for link in named(parent, "origlink")]
    plain = [inner_text(link) or (link.tail or "").strip() for link in named(parent, "link") if not link.get("href")]
    atom = [
        link.get("href") or "" for link in named(parent, "link")
        if link.get("href") and (link.get("rel") or "alternate") == "alternate"
    ]  # fmt: skip
    return [*original, *plain, *atom]


def _summary(item: Element) -> str:
    for name in ("description", "summary", "encoded", "content", "body", "fullitem"):
        for element in named(item, name):
            container = name == "content" and _is_media(element)
            if not container and (markup := inner_markup(element)):
                return markup
    return ""


def _authors(item: Element) -> tuple[str, ...]:
    people = named(item, "creator", "author")
    names = map(inner_text, [person for person in people if not _is_media(person)] or people)
    return tuple(dict.fromkeys(_without_mail(name) for name in names if name))


def _without_mail(author: str) -> str:
    """`mail@example (Name)` → Name (RSS 2.0, <author>)."""
    head, bracket, tail = author.partition("(")
    return tail.rstrip(") ").strip() or author if bracket and "@" in head else author


def _is_media(element: Element) -> bool:
    prefix = prefix_of(element)
    return "mrss" in prefix or prefix == "media" or "itunes" in prefix or "podcast" in prefix
