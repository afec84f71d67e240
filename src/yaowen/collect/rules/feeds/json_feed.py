"""JSON Feed 1.0 and 1.1, with the dirt of real ones: titles that are objects, numbers as ids, missing links."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import orjson

from yaowen.collect.rules.feeds.categories import MOST_CATEGORIES
from yaowen.collect.rules.feeds.lead_picture import picture_in
from yaowen.collect.rules.feeds.parsed import RawFeed, RawItem

_MAX_DEPTH = 4


def parse_json_feed(text: str) -> RawFeed | None:
    """Read a JSON Feed; None where the text is none."""
    try:
        document = orjson.loads(text.encode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return None
    items = tuple(_parse_item(item) for item in document["items"] if isinstance(item, dict))
    return RawFeed(
        title=_text(document.get("title")),
        kind="json",
        items=items,
        home_url=_text(document.get("home_page_url")),
        language=_text(document.get("language")),
        hub=_hub(document.get("hubs")),
        self_url=_text(document.get("feed_url")),
    )


def _parse_item(item: Mapping[str, Any]) -> RawItem:
    guid = _text(item.get("id"))
    links = (
        _text(item.get("url")),
        guid if guid.startswith(("http://", "https://")) else "",
        _text(item.get("external_url")),
    )
    content = escape(_text(item.get("content_text")), quote=False) or _text(item.get("content_html"))
    summary = _text(item.get("summary"))
    return RawItem(
        links=tuple(link for link in links if link),
        headline=_text(item.get("title")),
        guid=guid,
        published_raw=_text(item.get("date_published")) or _text(item.get("date_modified")),
        updated_raw=_text(item.get("date_modified")),
        summary=summary,
        content=content,
        authors=_authors(item),
        picture=_picture(item, _text(item.get("content_html")) or summary),
        categories=_categories(item.get("tags")),
    )


def _categories(listed: object) -> tuple[str, ...]:
    found = listed if isinstance(listed, list) else [listed]
    return tuple(text for one in found[:MOST_CATEGORIES] if (text := _text(one)))


def _picture(item: Mapping[str, Any], markup: str) -> str:
    address = _text(item.get("image")) or _text(item.get("banner_image"))
    return address or picture_in(markup)


def _hub(listed: object) -> str:
    hubs = [hub for hub in listed if isinstance(hub, dict)] if isinstance(listed, list) else []
    return next((_text(hub.get("url")) for hub in hubs if _text(hub.get("type")).lower() == "websub"), "")


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    listed = item.get("authors")
    people = listed if isinstance(listed, list) else [item.get("author")]
    names = (_text(person.get("name")) if isinstance(person, dict) else _text(person) for person in people)
    return tuple(dict.fromkeys(name for name in names if name))


def _text(value: object, depth: int = 0) -> str:
    """A string of what should be one: converters write numbers, and objects such as {"#text": …}."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        known = (value.get(key) for key in ("#text", "_", "text", "value", "href", "url", "name"))
        return next((text for part in known if (text := _text(part, depth + 1))), "")
    if isinstance(value, list) and value and depth < _MAX_DEPTH:
        return _text(value[0], depth + 1)
    return ""
