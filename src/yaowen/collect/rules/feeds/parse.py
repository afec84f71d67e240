"""The way from a feed's bytes to its found links, whatever the format."""

from __future__ import annotations

import re

from yaowen.base.text.charset import decode_bytes
from yaowen.base.words import FoundLink
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.feeds.atom import is_atom, parse_atom
from yaowen.collect.rules.feeds.categories import CATEGORY_CHARS
from yaowen.collect.rules.feeds.document import parse_document
from yaowen.collect.rules.feeds.item_dates import newest_places, parse_item_date
from yaowen.collect.rules.feeds.json_feed import parse_json_feed
from yaowen.collect.rules.feeds.parsed import MAX_ITEMS, FeedProblem, ParsedFeed, RawFeed, RawItem
from yaowen.collect.rules.feeds.plain_text import one_line, plain_text
from yaowen.collect.rules.feeds.rss import is_rss, parse_rss

SUMMARY_CHARS = 2000
HEADLINE_CHARS = 500
_HEADLINE_FROM_SUMMARY_CHARS = 60
_RAW_CHARS = 200
_GUID_CHARS = 2000
_PROLOG = r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
_DOCTYPE = re.compile(rf"{_PROLOG}<!doctype\s+html\b", re.IGNORECASE | re.DOTALL)
_HTML = re.compile(rf"{_PROLOG}<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED_ROOT = re.compile(r"<(?:[A-Za-z]{1,20}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
"""Some feeds carry a DOCTYPE of HTML before their root."""
_SNIFF_CHARS = 4000
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")


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
    raw = parse_raw(decode_bytes(body, charset).text)
    if isinstance(raw, FeedProblem):
        return raw
    return clean_feed(raw, url, raw.items[:-1] if truncated else raw.items)


def clean_feed(raw: RawFeed, url: str, items: tuple[RawItem, ...]) -> ParsedFeed:
    """Join addresses, clean texts, keep the newest items.

    Args:
        raw: the feed.
        url: its address, which relative links are joined to.
        items: those of its items that are wanted.
    """
    dates = [parse_item_date(item.published_raw) for item in items]
    kept = newest_places(dates, MAX_ITEMS)
    found = [(link, dates[place]) for place in kept if (link := clean_item(items[place], url)).url]
    base = _base(raw.base_url, url)
    return ParsedFeed(
        title=plain_text(raw.title, HEADLINE_CHARS),
        kind=raw.kind,
        items=tuple(link for link, _ in found),
        home_url=canonical_address(raw.home_url, base) if raw.home_url else "",
        left_out=len(items) - len(found),
        language=parse_language(raw.language),
        rhythm=raw.rhythm,
        hub=canonical_address(raw.hub, base, tracking=True) if raw.hub else "",
        self_url=canonical_address(raw.self_url, base, tracking=True) if raw.self_url else "",
        item_dates=tuple(sorted((at for _, at in found if at is not None), reverse=True)),
    )


def clean_item(item: RawItem, url: str) -> FoundLink:
    """One item with its addresses joined and its texts made plain; `url` is empty where it has no usable address."""
    base = _base(item.base_url, url)
    addresses = (canonical_address(one_line(link.replace("&amp;", "&")), base) for link in item.links)
    address = next((found for found in addresses if found), "")
    summary = plain_text(item.summary, SUMMARY_CHARS) or plain_text(item.content, SUMMARY_CHARS)
    headline = plain_text(item.headline, HEADLINE_CHARS) or summary[:_HEADLINE_FROM_SUMMARY_CHARS]
    picture = canonical_address(item.picture, base, tracking=True) if item.picture else ""
    return FoundLink(
        url=address,
        headline=headline or address,
        guid=one_line(item.guid)[:_GUID_CHARS],
        published_raw=one_line(item.published_raw)[:_RAW_CHARS],
        updated_raw=one_line(item.updated_raw)[:_RAW_CHARS],
        summary=summary,
        authors=tuple(name for author in item.authors[:20] if (name := plain_text(author, _RAW_CHARS))),
        source=plain_text(item.source, _RAW_CHARS),
        image=picture,
        categories=tuple(name for one in item.categories if (name := plain_text(one, CATEGORY_CHARS))),
    )


def parse_raw(text: str) -> RawFeed | FeedProblem:
    """The text of a feed in any format as its format's parser gives it, or why it is none."""
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped[:1] in {"{", "["}:
        return parse_json_feed(stripped) or FeedProblem.NOT_A_FEED
    head = stripped[:_SNIFF_CHARS]
    if _HTML.match(head) and not (_DOCTYPE.match(head) and _FEED_ROOT.search(head)):
        return FeedProblem.HTML
    root = parse_document(text)
    if root is None:
        return FeedProblem.NOT_A_FEED
    if is_atom(root):
        return parse_atom(root)
    return parse_rss(root) if is_rss(root) else FeedProblem.NOT_A_FEED


def parse_language(text: str) -> str:
    """A language tag as BCP 47 spells it (`en_us` → `en-US`); empty for what is none."""
    if not _LANGUAGE.fullmatch(tag := text.strip().replace("_", "-")):
        return ""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def _base(stated: str, url: str) -> str:
    return canonical_address(stated, url, tracking=True) or url if stated else url
