"""Feeds of lists: stored ones with every edition, and those that serving makes on the spot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yaowen.base import addresses
from yaowen.base.addresses import PathLanguage
from yaowen.render.editions import StoredPage
from yaowen.render.rules.feeds.atom import write_atom
from yaowen.render.rules.feeds.channel import Channel, FeedOf, Item, make_channel
from yaowen.render.rules.feeds.jsonfeed import write_json_feed
from yaowen.render.rules.feeds.rss import write_rss
from yaowen.render.rules.site import Site

_WRITERS = {"feed.xml": write_rss, "atom.xml": write_atom, "feed.json": write_json_feed}


def compose_feeds(site: Site, language: PathLanguage, of: FeedOf, items: Iterable[Item]) -> Iterator[StoredPage]:
    """The files of a list's feed."""
    channel = make_channel(site, language, of, items)
    for name in addresses.FEED_FILES:
        yield StoredPage(channel.path + name, write_feed(name, channel), feed_type(name))


def write_feed(name: str, channel: Channel) -> bytes:
    """A feed as one of its files: `feed.xml`, `atom.xml`, `feed.json`."""
    return _WRITERS[name](channel)


def feed_type(name: str) -> str:
    """The content type of a feed's file."""
    kind = addresses.FEED_FILES[name]
    return kind if name.endswith(".json") else f"{kind}; charset=utf-8"
