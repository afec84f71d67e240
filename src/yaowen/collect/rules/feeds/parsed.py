"""What parsing a feed gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from yaowen.base.words import FoundLink

MAX_ITEMS = 1000
"""Items kept of one reading, the newest: real feeds hold 10–200, the longest seen (archives) some thousands."""


class FeedProblem(StrEnum):
    """Why a body is no feed."""

    EMPTY = "empty"
    HTML = "html"
    NOT_A_FEED = "not_a_feed"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a feed says that it changes.

    Attributes:
        every_seconds: by `ttl` or `sy:updatePeriod`; 0 where it does not say.
        skip_hours: hours of the day, UTC, in which nothing new comes.
        skip_days: weekdays without news, Monday is 0.
    """

    every_seconds: int = 0
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read.

    Attributes:
        kind: `rss`, `atom` or `json`.
        items: in the feed's order, usually newest first; at most 1,000.
        home_url: the site it belongs to; empty where it does not say.
        left_out: items without a usable address, or past the cap.
        language: BCP 47 as the feed says it; empty where it does not.
        rhythm: how often the feed says that it changes.
        hub: address of its WebSub hub; empty where it has none.
        self_url: its own address as it names it (the topic of WebSub); empty where it does not.
        item_dates: instants of the items kept, newest first, UTC; a date without a zone counts as UTC, undated
            items and those dated relative to now are left out. For the pauses between items, not for readers.
    """

    title: str
    kind: str
    items: tuple[FoundLink, ...]
    home_url: str = ""
    left_out: int = 0
    language: str = ""
    rhythm: Rhythm = field(default_factory=Rhythm)
    hub: str = ""
    self_url: str = ""
    item_dates: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item before its address is joined and its texts are cleaned; headline, summary and content are HTML.

    Attributes:
        picture: address of its lead picture as written; empty where it names none.
        categories: what it is filed under, as written.
    """

    links: tuple[str, ...] = ()
    headline: str = ""
    guid: str = ""
    published_raw: str = ""
    updated_raw: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    picture: str = ""
    base_url: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed as its format's parser gives it."""

    title: str
    kind: str
    items: tuple[RawItem, ...]
    home_url: str = ""
    language: str = ""
    rhythm: Rhythm = field(default_factory=Rhythm)
    hub: str = ""
    self_url: str = ""
    base_url: str = ""
