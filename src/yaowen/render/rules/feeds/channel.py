"""What a feed carries, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yaowen.base import addresses
from yaowen.base.addresses import BCP47, PathLanguage
from yaowen.render.rules.lines import StoryLine
from yaowen.render.rules.site import Site

LONGEST = 60
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed: a story under its page's address, which is also its identity. `image`: a JPEG's, or empty."""

    url: str
    headline: str
    summary: str
    language: str
    outlet: str
    at: datetime
    image: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed before it has a format. `path` ends with a slash; `updated` is the newest item's time."""

    title: str
    description: str
    site_url: str
    path: str
    language: str
    items: tuple[Item, ...]

    @property
    def home(self) -> str:
        """The page the feed belongs to."""
        return self.site_url + self.path

    @property
    def updated(self) -> datetime | None:
        """Time of the newest item; None for an empty feed."""
        return max((item.at for item in self.items), default=None)


@dataclass(frozen=True, slots=True)
class FeedOf:
    """Which list a feed is of: its title, a sentence about it, its address below the language."""

    title: str
    description: str
    tail: str


def make_channel(site: Site, language: PathLanguage, of: FeedOf, lines: Iterable[StoryLine]) -> Channel:
    """A channel of stories, in the order of the list."""
    title = f"{of.title} · {site.name}" if of.title else site.name
    items = tuple(_item(site, language, line) for line in lines)[:LONGEST]
    return Channel(xml_text(title), of.description, site.url, f"/{language}/{of.tail}", BCP47[language], items)


def xml_text(text: str) -> str:
    """A text without the signs that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _item(site: Site, language: PathLanguage, line: StoryLine) -> Item:
    return Item(
        site.url + addresses.story(language, line.story_id),
        xml_text(line.headline.text),
        xml_text(line.lead.text) if line.lead else "",
        line.headline.lang or BCP47[language],
        xml_text(line.outlet),
        line.last_at,
        site.url + line.picture.src if line.picture else "",
    )
