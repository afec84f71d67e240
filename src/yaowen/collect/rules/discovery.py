"""Where a site's feeds may be: what its page links, its robots.txt names, or is well known; and which is best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from yaowen.base.text.charset import decode_bytes
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.feeds.parsed import FeedProblem, ParsedFeed
from yaowen.collect.rules.feeds.plain_text import one_line
from yaowen.collect.rules.lists.anchors import read_anchors
from yaowen.collect.rules.lists.propose import Proposal, propose_patterns
from yaowen.collect.rules.lists.read import title_of
from yaowen.collect.rules.lists.shapes import site_of
from yaowen.collect.rules.sitemaps import SitemapIndex
from yaowen.collect.rules.sources import parse_source

MAX_CANDIDATES = 40
_SAME_SHARE = 0.8
_TYPES = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|(?:application|text)/xml|application/json", re.IGNORECASE
)
_NO_FEED = re.compile(
    r"oembed|wp-json|opensearch|manifest|/comments?/|comments?[-_/]?(?:feed|rss)|feed=comments", re.IGNORECASE
)
_COMMENTS = re.compile(r"\bcomments?\b|评论|評論|留言", re.IGNORECASE)
_FEED_ADDRESS = re.compile(
    r"/(?:feed|rss|atom|rss2|rdf)s?/?$|/(?:[\w-]*(?:rss|atom|feed)[\w-]*|index)\.(?:xml|rdf|json)$|\.(?:rss|atom|rdf)$"
    r"|/rss/[^?#]*\.xml$|[?&](?:feed|format|type|output)=(?:rss2?|atom|json)|^https?://(?:rss|feeds?)\.",
    re.IGNORECASE,
)
_FEED_WORDS = re.compile(
    r"\b(?:RSS|Atom|Feeds?|JSON Feed)\b|^(?:XML|订阅|訂閱|内容订阅|聚合)$|RSS|聚合新闻", re.IGNORECASE
)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_WORDS_CHARS = 24
_BELOW = ("feed", "rss.xml", "feed.xml", "atom.xml", "index.xml")
_AT_ROOT = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json")
_MAPS_AT_ROOT = ("/news-sitemap.xml", "/sitemap_news.xml", "/sitemap.xml")


class Way(IntEnum):
    """How a candidate was found, the surest first."""

    GIVEN = 0
    LINKED = 1
    NAMED = 2
    WELL_KNOWN = 3
    ROBOTS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed."""

    url: str
    way: Way
    title: str = ""


@dataclass(frozen=True, slots=True)
class PageSurvey:
    """What a web page offers to a reader of feeds."""

    title: str
    candidates: tuple[Candidate, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A candidate that turned out to be a source."""

    url: str
    way: Way
    parsed: ParsedFeed

    @property
    def tier(self) -> int:
        """Feeds before news sitemaps before maps that name no headlines; what is empty last."""
        if not self.parsed.items and not isinstance(self.parsed, SitemapIndex):
            return 3
        if self.parsed.kind != "sitemap":
            return 0
        return 1 if any(item.headline for item in self.parsed.items) else 2


def survey_answer(body: bytes, charset: str | None, url: str) -> ParsedFeed | PageSurvey | FeedProblem:
    """Read whatever an address gave: a source, or else a page that may lead to some. Runs in a killable child."""
    found = parse_source(body, charset, url)
    if isinstance(found, ParsedFeed):
        return found
    survey = survey_page(decode_bytes(body, charset).text, url)
    if survey is not None:
        return survey
    if found is FeedProblem.HTML:
        return PageSurvey("", (), ())
    return found if isinstance(found, FeedProblem) else FeedProblem.NOT_A_FEED


def survey_page(text: str, url: str) -> PageSurvey | None:
    """What a page's markup says of feeds, and the patterns of its own links; None where it is no page with links."""
    tree = LexborHTMLParser(text)
    if tree.css_first("a[href], link[href]") is None:
        return None
    found = {one.url: one for one in [*_named(tree, url), *_linked(tree, url)] if one.url != url}
    ordered = sorted(found.values(), key=lambda one: one.way)[:MAX_CANDIDATES]
    return PageSurvey(title_of(tree), tuple(ordered), tuple(propose_patterns(read_anchors(tree, url), url)))


def maps_in_robots(robots: str, page_url: str) -> tuple[Candidate, ...]:
    """The sitemaps that a robots.txt names; only those below the page's own folder where there are such."""
    urls = [url for line in _SITEMAP_LINE.findall(robots) if (url := canonical_address(line, page_url, tracking=True))]
    folder = urljoin(page_url, ".")
    below = [url for url in urls if url.startswith(folder)]
    ordered = sorted(dict.fromkeys(below or urls), key=lambda url: "news" not in url.lower())
    return tuple(Candidate(url, Way.ROBOTS) for url in ordered[:MAX_CANDIDATES])


def well_known(page_url: str) -> tuple[Candidate, ...]:
    """Where feeds usually are: in the page's folder, then at the site's root."""
    below = [urljoin(page_url, name) for name in _BELOW] if urlsplit(page_url).path.count("/") > 1 else []
    urls = [*below, *(urljoin(page_url, path) for path in _AT_ROOT)]
    return tuple(Candidate(url, Way.WELL_KNOWN) for url in dict.fromkeys(urls))


def well_known_maps(page_url: str) -> tuple[Candidate, ...]:
    """Where sitemaps usually are."""
    return tuple(Candidate(urljoin(page_url, path), Way.WELL_KNOWN) for path in _MAPS_AT_ROOT)


def rank_sources(found: Sequence[Source]) -> tuple[Source, ...]:
    """Sources best first, of those with the same items only the best."""
    kept: list[Source] = []
    for source in sorted(found, key=lambda one: (one.tier, one.way, -len(one.parsed.items))):
        own = {item.url for item in source.parsed.items}
        if not own or not any(_same(own, better) for better in kept):
            kept.append(source)
    return tuple(kept)


def decide_winner(ranked: Sequence[Source]) -> Source | None:
    """The one source that needs no choice: alone in the best tier; None where there are several, or none."""
    best = [source for source in ranked if source.tier == ranked[0].tier]
    return best[0] if len(best) == 1 and best[0].tier < 3 else None


def _same(own: set[str], better: Source) -> bool:
    other = {item.url for item in better.parsed.items}
    return len(own & other) >= _SAME_SHARE * min(len(own), len(other) or 1)


def _linked(tree: LexborHTMLParser, url: str) -> Iterator[Candidate]:
    """`<link rel=alternate>` of a feed's type."""
    for node in tree.css("link[href]"):
        attributes = node.attributes
        rel = (attributes.get("rel") or "").lower().split()
        title = one_line(attributes.get("title") or "")[:200]
        if ("alternate" in rel and _TYPES.fullmatch((attributes.get("type") or "").strip())) or "feed" in rel:
            address = canonical_address(attributes.get("href") or "", url, tracking=True)
            if address and not _NO_FEED.search(address) and not _COMMENTS.search(title):
                yield Candidate(address, Way.LINKED, title)


def _named(tree: LexborHTMLParser, url: str) -> Iterator[Candidate]:
    """Links in the text whose address or words say that they are feeds."""
    for node in tree.css("a[href]")[:5000]:
        address = canonical_address(node.attributes.get("href") or "", url, tracking=True)
        words = one_line(node.text()[:200]) or one_line(node.attributes.get("title") or "")
        named = len(words) <= _WORDS_CHARS and _FEED_WORDS.search(words) and site_of(address) == site_of(url)
        barred = not address or _NO_FEED.search(address) or _COMMENTS.search(words)
        if not barred and (named or _FEED_ADDRESS.search(address)):
            yield Candidate(address, Way.NAMED, words)
