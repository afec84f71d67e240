"""RSS 0.9x, 1.0 (RDF) and 2.0."""

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
    prefix_of,
    text_in,
)  # fmt: skip
from yaowen.collect.rules.feeds.hubs import find_relation
from yaowen.collect.rules.feeds.lead_picture import find_picture
from yaowen.collect.rules.feeds.parsed import RawFeed, RawItem
from yaowen.collect.rules.feeds.rhythm import find_rhythm
from yaowen.collect.rules.feeds.text_construct import first_construct

_UPDATES = ("updated", "modified")
_DATES = ("pubdate", "date", "published", "issued", "created", "updated", "modified", "lastbuilddate")
_WHOLE_TEXTS = ("encoded", "content", "body", "fullitem")
_ABOUT = ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "rdf:about", "about")


def is_rss(root: Element) -> bool:
    """Whether this is the root of an RSS feed of any version."""
    return local_name(root) in {"rss", "rdf", "channel", "rss2"} or "channel" in children_of(root)


def parse_rss(root: Element) -> RawFeed:
    """Read an RSS tree. Items may stand in the channel (0.91, 2.0) or beside it (0.90, 1.0)."""
    top = root if local_name(root) == "channel" else next(iter(pick(children_of(root), "channel")), root)
    channel = children_of(top)
    return RawFeed(
        title=first_construct(channel.get("title", [])),
        kind="rss",
        items=tuple(_parse_item(element) for element in elements(root, "item")),
        home_url=next((link for link in _links(channel) if link), ""),
        language=text_in(channel, "language") or language_of(top) or language_of(root),
        rhythm=find_rhythm(channel),
        hub=find_relation(channel, "hub"),
        self_url=find_relation(channel, "self"),
        base_url=base_of(top),
    )


def _parse_item(element: Element) -> RawItem:
    item = children_of(element)
    guid = next(iter(item.get("guid", [])), None)
    guid_text = inner_text(guid) if guid is not None else ""
    about = next((value for name in _ABOUT if (value := element.get(name))), "") if element.keys() else ""
    links = [*_links(item), guid_text if guid is not None and _is_permanent(guid) else "", about]
    summary, content = _summary(item), first_construct(_texts(item))
    return RawItem(
        links=tuple(link for link in links if link),
        headline=first_construct(item.get("title", [])),
        guid=guid_text or text_in(item, "id", "identifier") or about,
        published_raw=last_text_in(item, *_DATES),
        updated_raw=last_text_in(item, *_UPDATES),
        summary=summary,
        content=content,
        authors=_authors(item),
        source=next((text for found in item.get("source", []) if (text := _source(found))), ""),
        picture=find_picture(item, content, summary),
        base_url=base_of(element),
        categories=categories_of(pick(item, "category", "subject", "section")),
    )


def _is_permanent(guid: Element) -> bool:
    return (guid.get("isPermaLink") or guid.get("ispermalink") or "true").strip().lower() != "false"


def _links(parent: Children) -> list[str]:
    """Links in order of trust: FeedBurner's original, RSS's own, then Atom's inside RSS."""
    links = parent.get("link", [])
    plain = [inner_text(link) or (link.tail or "").strip() for link in links if not link.get("href")]
    atom = [link.get("href") or "" for link in links if (link.get("rel") or "alternate") == "alternate"]
    return [*map(inner_text, parent.get("origlink", [])), *plain, *atom]


def _summary(item: Children) -> str:
    """The description, or the summary where it is there alone or stands first."""
    own = first_construct(_short_texts(item))
    if own or "group" not in item:
        return own
    return first_construct([found for group in item["group"] for found in pick(children_of(group), "description")])


def _short_texts(item: Children) -> list[Element]:
    found = pick(item, "description", "summary")
    if len(found) == 2 and not any(map(prefix_of, found)) and found[1].getnext() is found[0]:
        found.reverse()
    return found


def _texts(item: Children) -> list[Element]:
    """The elements that hold a whole text; Media RSS's content holds a file's address."""
    found = pick(item, "encoded", "content", "body", "fullitem") + _short_texts(item)[1:]
    return [element for element in found if not _is_media(element)]


def _authors(item: Children) -> tuple[str, ...]:
    people = pick(item, "creator", "author")
    return names_of([person for person in people if not _is_media(person)] or people)


def _source(element: Element) -> str:
    inside = children_of(element)
    return first_construct(inside.get("title", [])) if inside else inner_text(element)


def _is_media(element: Element) -> bool:
    prefix = prefix_of(element)
    return "mrss" in prefix or prefix == "media" or "itunes" in prefix or "podcast" in prefix
