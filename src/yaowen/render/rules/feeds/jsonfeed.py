"""JSON Feed 1.1."""

from __future__ import annotations

from typing import Any

import orjson

from yaowen.render.rules.feeds.channel import Channel, Item


def write_json_feed(channel: Channel) -> bytes:
    """The channel as JSON Feed."""
    made: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.home,
        "feed_url": channel.address("feed.json"),
        "language": channel.language,
        "items": [_item(item) for item in channel.items],
    }
    if channel.hub:
        made["hubs"] = [{"type": "WebSub", "url": channel.hub}]
    return orjson.dumps(made)


def _item(item: Item) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": item.url,
        "url": item.url,
        "title": item.headline,
        "content_text": item.summary or item.headline,
        "date_published": item.at.isoformat(timespec="seconds"),
        "language": item.language,
        "authors": [{"name": item.outlet}],
    }
    if item.summary:
        made["summary"] = item.summary
    if item.image:
        made["image"] = item.image
    return made
