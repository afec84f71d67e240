"""The way from a feed's bytes to its found links, whatever the format."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from yaowen.base.text.charset import decode_bytes
from yaowen.base.words import FoundLink
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.feeds.atom import is_atom, parse_atom
from yaowen.collect.rules.feeds.document import parse_document
from yaowen.collect.rules.feeds.json_feed import parse_json_feed
from yaowen.collect.rules.feeds.parsed import MAX_ITEMS, FeedProblem, ParsedFeed, RawFeed, RawItem
from yaowen.collect.rules.feeds.plain_text import one_line, plain_text
from yaowen.collect.rules.feeds.rss import is_rss, parse_rss

SUMMARY_CHARS = 2000
HEADLINE_CHARS = 500
_HEADLINE_FROM_SUMMARY_CHARS = 60
_RAW_CHARS = 200
_GUID_CHARS = 2000
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_SNIFF_CHARS = 4000


def parse_feed(body: bytes, charset: str | None, url: str, *, truncated: bool = False) -> ParsedFeed | FeedProblem:
    """Read a feed.

    Args:
        body: as fetched, decompressed.
        charset: what Content-Type declares, as given.
        url: address of the feed, which relative links are joined to.
        truncated: the body broke off: its last item is left out, since its address may be cut.

    Returns:
        The feed, or why the body is none.
    """
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return FeedProblem.EMPTY
    raw = _parse_raw(decode_bytes(body, charset).text)
    if isinstance(raw, FeedProblem):
        return raw
    return clean_feed(raw, url, raw.items[:-1] if truncated else raw.items)


def clean_feed(raw: RawFeed, url: str, items: tuple[RawItem, ...]) -> ParsedFeed:
    """Join addresses, clean texts, keep the newest items."""
    kept = items if len(items) <= MAX_ITEMS else _newest(items)
    found = [link for item in kept if (link := _clean_item(item, url)) is not None]
    home = canonical_address(raw.home_url, url) if raw.home_url else ""
    return ParsedFeed(plain_text(raw.title, HEADLINE_CHARS), raw.kind, tuple(found), home, len(items) - len(found))


def _parse_raw(text: str) -> RawFeed | FeedProblem:
    head = text.lstrip("\ufeff \t\r\n")[:1]
    if head in {"{", "["}:
        return parse_json_feed(text.lstrip("\ufeff \t\r\n")) or FeedProblem.NOT_A_FEED
    if _HTML.match(text[:_SNIFF_CHARS].lstrip("\ufeff")):
        return FeedProblem.HTML
    root = parse_document(text)
    if root is None:
        return FeedProblem.NOT_A_FEED
    if is_atom(root):
        return parse_atom(root)
    return parse_rss(root) if is_rss(root) else FeedProblem.NOT_A_FEED


def _clean_item(item: RawItem, url: str) -> FoundLink | None:
    base = canonical_address(item.base_url, url) or url if item.base_url else url
    addresses = (canonical_address(one_line(link.replace("&amp;", "&")), base) for link in item.links)
    address = next((found for found in addresses if found), "")
    if not address:
        return None
    summary = plain_text(item.summary, SUMMARY_CHARS)
    headline = plain_text(item.headline, HEADLINE_CHARS) or summary[:_HEADLINE_FROM_SUMMARY_CHARS]
    return FoundLink(
        url=address,
        headline=headline or address,
        guid=one_line(item.guid)[:_GUID_CHARS],
        published_raw=one_line(item.published_raw)[:_RAW_CHARS],
        summary=summary,
        authors=tuple(name for author in item.authors[:20] if (name := plain_text(author, _RAW_CHARS))),
    )


def _newest(items: tuple[RawItem, ...]) -> tuple[RawItem, ...]:
    """The newest items by date, undated ones by their place, in the feed's order."""
    places = sorted(
        range(len(items)), key=lambda place: (_rough_date(items[place].published_raw), -place), reverse=True
    )
    return tuple(items[place] for place in sorted(places[:MAX_ITEMS]))


def _rough_date(raw: str) -> float:
    """Unix seconds of the two dialects that feeds' own standards name (RFC 822, RFC 3339); 0 for others."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = parse(raw)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return 0.0
