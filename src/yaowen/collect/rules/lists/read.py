"""A list page read by its rule: one found link for each article, with its headline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from yaowen.base.words import FoundLink
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.feeds.parsed import MAX_ITEMS, ParsedFeed
from yaowen.collect.rules.feeds.plain_text import one_line
from yaowen.collect.rules.lists.anchors import Anchor, read_anchors
from yaowen.collect.rules.lists.rule import ListPattern, ListRule
from yaowen.collect.rules.lists.shapes import score_address, site_of
from yaowen.collect.rules.lists.words_of_lists import clean_headline, is_furniture, score_headline, width_of

HEADLINE_CHARS = 500
HEADLINE_FLOOR = 0.45
ADDRESS_FLOOR = 0.3
"""What a link's words and address must reach, each by itself (`score_headline`, `score_address`)."""
_TITLE_CHARS = 200
_SHORTEST_WIDTH = 4
_RANKED_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class ChangedList:
    """The page answers, but nothing on it matches its rule any more; `links`: how many links it has."""

    links: int


def read_list(text: str, url: str, rule: ListRule) -> ParsedFeed | ChangedList:
    """Read a list page by its rule.

    Args:
        text: the page, decoded.
        url: its address.
    """
    tree = LexborHTMLParser(text)
    anchors = read_anchors(tree, url)
    wanted = dict.fromkeys(anchor.url for anchor in anchors if any(matches(anchor, one) for one in rule.patterns))
    items = links_of(anchors, wanted)
    if not items:
        return ChangedList(len(anchors))
    home = canonical_address("/", url)
    return ParsedFeed(title_of(tree), "list", tuple(items[:MAX_ITEMS]), home, max(0, len(items) - MAX_ITEMS))


def matches(anchor: Anchor, pattern: ListPattern) -> bool:
    """Whether a link belongs to a pattern: in its place, on its site, and of a known or else article-like address."""
    if anchor.path != pattern.path or is_furniture(anchor.text):
        return False
    if pattern.site and site_of(anchor.url) != pattern.site:
        return False
    return anchor.shape in pattern.addresses or looks_like_article(anchor)


def looks_like_article(anchor: Anchor) -> bool:
    """Whether a link would be taken for an article's by its own address and words."""
    return score_address(anchor.url) >= ADDRESS_FLOOR and score_headline(anchor.text) >= HEADLINE_FLOOR


def links_of(anchors: Iterable[Anchor], wanted: Iterable[str]) -> list[FoundLink]:
    """One found link for each wanted address, with the best words and the first date that any of its links has."""
    by_url: dict[str, list[Anchor]] = {url: [] for url in wanted}
    for anchor in anchors:
        if anchor.url in by_url:
            by_url[anchor.url].append(anchor)
    heads = {url: _best_words(own) for url, own in by_url.items()}
    ranked = sum(words != clean_headline(words, ranked=True) for words in heads.values()) > _RANKED_SHARE * len(heads)
    found = []
    for url, own in by_url.items():
        headline = clean_headline(heads[url], ranked=ranked)[:HEADLINE_CHARS]
        if width_of(headline) >= _SHORTEST_WIDTH and not is_furniture(headline):
            found.append(FoundLink(url, headline, published_raw=next((one.date for one in own if one.date), "")))
    return found


def title_of(tree: LexborHTMLParser) -> str:
    """What a site calls itself: its Open Graph name, or the page's title."""
    for selector in ('meta[property="og:site_name"]', 'meta[name="application-name"]'):
        element = tree.css_first(selector)
        if element is not None and (name := one_line(element.attributes.get("content") or "")):
            return name[:_TITLE_CHARS]
    title = tree.css_first("title")
    return one_line(title.text()[: 4 * _TITLE_CHARS])[:_TITLE_CHARS] if title is not None else ""


def _best_words(anchors: list[Anchor]) -> str:
    """The words most like a headline; of equal ones the first."""
    return max((anchor.text for anchor in anchors), key=score_headline, default="")
