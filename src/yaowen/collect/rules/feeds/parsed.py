"""What parsing a feed gives."""

from __future__ import annotations

from dataclasses import dataclass
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
class ParsedFeed:
    """A feed as read.

    Attributes:
        kind: `rss`, `atom` or `json`.
        items: in the feed's order, usually newest first; at most 1,000.
        home_url: the site it belongs to; empty where it does not say.
        left_out: items without a usable address, or past the cap.
    """

    title: str
    kind: str
    items: tuple[FoundLink, ...]
    home_url: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item before its address is joined and its texts are cleaned."""

    links: tuple[str, ...] = ()
    headline: str = ""
    guid: str = ""
    published_raw: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed as its format's parser gives it."""

    title: str
    kind: str
    items: tuple[RawItem, ...]
    home_url: str = ""
