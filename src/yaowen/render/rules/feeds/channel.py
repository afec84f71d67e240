"""What a feed carries, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yaowen.base import addresses
from yaowen.base.addresses import BCP47, PathLanguage
from yaowen.base.text.direction import neutral
from yaowen.render.rules.lines import StoryLine, lead_of
from yaowen.render.rules.material import Report
from yaowen.render.rules.pictures import shown_picture
from yaowen.render.rules.shown import show
from yaowen.render.rules.site import Site

LONGEST = 60
_UNTITLED = "…"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed: a story or an article under its page's address, which is also its identity.

    `image`: a JPEG's address, or empty.
    """

    url: str
    headline: str
    summary: str
    language: str
    outlet: str
    at: datetime
    image: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed before it has a format.

    Attributes:
        path: of the page that it belongs to; ends with a slash. `query`: what its address goes on with, after a `?`.
        hub: of WebSub; empty for none.
    """

    title: str
    description: str
    site_url: str
    path: str
    language: str
    items: tuple[Item, ...]
    query: str = ""
    hub: str = ""

    @property
    def home(self) -> str:
        """The page the feed belongs to."""
        return self.address("")

    def address(self, name: str) -> str:
        """Where one of the feed's files stands."""
        return self.site_url + self.path + name + (f"?{self.query}" if self.query else "")

    @property
    def updated(self) -> datetime | None:
        """Time of the newest item; None for an empty feed."""
        return max((item.at for item in self.items), default=None)


@dataclass(frozen=True, slots=True)
class FeedOf:
    """Which list a feed is of: its title, a sentence about it, its address below the language, and its query."""

    title: str
    description: str
    tail: str
    query: str = ""


def make_channel(site: Site, language: PathLanguage, of: FeedOf, items: Iterable[Item]) -> Channel:
    """A channel of items, in the order of the list; what comes twice stands in its first place."""
    title = f"{of.title} · {site.name}" if of.title else site.name
    once = {item.url: item for item in reversed(list(items))}
    return Channel(
        xml_text(title), xml_text(of.description or title), site.url, f"/{language}/{of.tail}", BCP47[language],
        tuple(reversed(once.values()))[:LONGEST], of.query, site.hub,
    )  # fmt: skip


def xml_text(text: str) -> str:
    """A text without the signs that XML cannot hold, and without those that turn the direction of writing."""
    return _NOT_XML.sub("", neutral(text))


def report_item(site: Site, language: PathLanguage, report: Report) -> Item:
    """An article as an item."""
    lead = lead_of(language, report)
    headline = show(language, report.headline, report.language)
    picture = shown_picture(language, report)
    return Item(
        site.url + addresses.article(language, report.id),
        xml_text(headline.text).strip() or _UNTITLED,
        xml_text(lead.text) if lead else "",
        headline.lang or BCP47[language],
        xml_text(report.carrier.name(language)).strip() or report.carrier.slug,
        report.published,
        site.url + picture.src if picture else "",
    )


def story_item(site: Site, language: PathLanguage, line: StoryLine) -> Item:
    """A story as an item."""
    return Item(
        site.url + addresses.story(language, line.story_id),
        xml_text(line.headline.text).strip() or _UNTITLED,
        xml_text(line.lead.text) if line.lead else "",
        line.headline.lang or BCP47[language],
        xml_text(line.outlet).strip() or site.name,
        line.last_at,
        site.url + line.picture.src if line.picture else "",
    )
