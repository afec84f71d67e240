"""Sitemaps (sitemaps.org 0.9) and news sitemaps, plain or gzipped, read like feeds; indexes give their maps."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from lxml import etree

from yaowen.base.text.charset import decode_bytes
from yaowen.base.words import FoundLink
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.feeds.document import Element, local_name
from yaowen.collect.rules.feeds.parsed import MAX_ITEMS, ParsedFeed
from yaowen.collect.rules.feeds.plain_text import one_line, plain_text
from yaowen.collect.rules.lists.shapes import address_date, score_address

MAX_UNPACKED_BYTES = 50 * 1024 * 1024
"""sitemaps.org: a map has at most 50 MB and 50,000 addresses; what stands behind is left out."""
MAX_ENTRIES = 50_000
MAX_PLAIN_ITEMS = 200
"""Kept of a map without headlines, the newest: such maps list a site's whole past."""
_ARTICLE_FLOOR = 0.3
_HEADLINE_CHARS = 500
_RAW_CHARS = 200
_GZIP = b"\x1f\x8b"
_HEAD_BYTES = 4096
_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?(urlset|sitemapindex)[\s>/]", re.IGNORECASE)
_OTHER_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?(?:rss|feed|rdf|html|opml)[\s>]", re.IGNORECASE)
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*+", re.DOTALL | re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,8}|#x[0-9a-fA-F]{1,8});)")


@dataclass(frozen=True, slots=True)
class MapOfIndex:
    """A map that a sitemap index lists; `changed` as written, empty where it does not say."""

    url: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class SitemapIndex(ParsedFeed):
    """A sitemap index: no items of its own, but maps, in the index's order."""

    maps: tuple[MapOfIndex, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    address: str
    changed: str = ""
    headline: str = ""
    published: str = ""


def unpack_gzip(body: bytes) -> bytes:
    """The bytes of a gzipped file (`sitemap.xml.gz`), at most 50 MB of them; other bytes as they are."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(body, MAX_UNPACKED_BYTES)
    except zlib.error:
        return body


def is_sitemap(body: bytes) -> bool:
    """Whether unpacked bytes are a sitemap or an index of them, by their root element."""
    head = body[:_HEAD_BYTES]
    root = _ROOT.search(head)
    return root is not None and not _OTHER_ROOT.search(head[: root.start()])


def parse_sitemap(body: bytes, charset: str | None, url: str) -> ParsedFeed:
    """Read a sitemap or an index; the newest entries are kept.

    Args:
        body: unpacked bytes.
        charset: what Content-Type declares, as given.
        url: the map's address.

    Returns:
        A feed of kind `sitemap`: with headlines and dates where it is a news sitemap, else with the article-like
        addresses alone, dated by the day of `lastmod`; or a `SitemapIndex`.
    """
    root, entries = _read_entries(_clean(decode_bytes(body, charset).text))
    home = canonical_address("/", url)
    if root == "sitemapindex":
        maps = (MapOfIndex(address, entry.changed) for entry in entries if (address := _join(entry, url)))
        return SitemapIndex("", "sitemap", (), home, maps=tuple({one.url: one for one in maps}.values())[:MAX_ITEMS])
    news = [entry for entry in entries if entry.headline]
    kept = _newest(news, MAX_ITEMS) if news else _newest([entry for entry in entries if _is_article(entry)],
                                                         MAX_PLAIN_ITEMS)  # fmt: skip
    found = {link.url: link for entry in kept if (link := _link_of(entry, url))}
    return ParsedFeed("", "sitemap", tuple(found.values()), home, len(entries) - len(found))


def choose_maps(index: SitemapIndex, most: int) -> tuple[MapOfIndex, ...]:
    """The maps of an index that are worth reading: the newest changed, those of articles and news first."""
    usable = [one for one in index.maps if not _NOT_NEWS.search(one.url.lower())] or list(index.maps)
    usable.sort(key=lambda one: (bool(_NEWS.search(one.url.lower())), _instant(one.changed), _numbers(one.url)),
                reverse=True)  # fmt: skip
    return tuple(usable[:most])


_NOT_NEWS = re.compile(r"image|video|tags?\b|tag[-_]|categor|author|taxonom|product|static|page-sitemap|pages?\.xml|"
                       r"misc|topic|user|column")  # fmt: skip
_NEWS = re.compile(r"news|article|post|latest|recent")


def _clean(text: str) -> str:
    """XML that names no entities of its own, with ampersands mended: real maps forget to escape them."""
    text = text[text.find("<") if "<" in text[:_HEAD_BYTES] else 0 :]
    prolog = _PROLOG.match(text)
    return _BARE_AMPERSAND.sub("&amp;", _CONTROLS.sub("", text[prolog.end() if prolog else 0 :]))


def _read_entries(text: str) -> tuple[str, list[_Entry]]:
    """Root element and entries, read piece by piece, so that the largest map needs little memory."""
    stream = etree.iterparse(
        BytesIO(text.encode("utf-8", "replace")), events=("start", "end"), encoding="utf-8", recover=True,
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    entries: list[_Entry] = []
    root: Element | None = None
    try:
        for event, element in stream:
            if event == "start":
                root = element if root is None else root
            elif local_name(element) in {"url", "sitemap"} and root is not None:
                entries.append(_read_entry(element))
                element.clear()
                while element.getprevious() is not None:
                    del root[0]
                if len(entries) >= MAX_ENTRIES:
                    break
    except etree.XMLSyntaxError:
        pass
    return (local_name(root) if root is not None else ""), entries


def _read_entry(element: Element) -> _Entry:
    values: dict[str, str] = {}
    for child in _below(element):
        name = local_name(child)
        if name in {"loc", "lastmod", "title", "publication_date"} and child.text:
            values.setdefault(name, child.text)
    return _Entry(
        address=one_line(values.get("loc", "")),
        changed=one_line(values.get("lastmod", ""))[:_RAW_CHARS],
        headline=plain_text(values.get("title", ""), _HEADLINE_CHARS),
        published=one_line(values.get("publication_date", ""))[:_RAW_CHARS],
    )


def _below(element: Element) -> Iterator[Element]:
    """Own elements, and those of the news part; pictures and films have titles and addresses of their own."""
    for child in element:
        yield child
        if local_name(child) == "news":
            yield from child


def _link_of(entry: _Entry, url: str) -> FoundLink | None:
    address = _join(entry, url)
    if not address:
        return None
    # `lastmod` says when a page was changed: its day is a date for pages that print none, its time is not.
    return FoundLink(
        address, entry.headline, published_raw=entry.published or entry.changed[:10], updated_raw=entry.changed
    )


def _join(entry: _Entry, url: str) -> str:
    return canonical_address(entry.address, url) if entry.address else ""


def _is_article(entry: _Entry) -> bool:
    return score_address(entry.address) >= _ARTICLE_FLOOR


def _newest(entries: list[_Entry], most: int) -> list[_Entry]:
    """The newest entries, newest first; undated ones behind, in the map's order."""
    ordered = sorted(entries, key=_rank, reverse=True)  # stable, also in reverse
    return ordered[:most]


def _rank(entry: _Entry) -> float:
    return _instant(entry.published) or _instant(entry.changed) or _instant(_dashed(address_date(entry.address)))


def _dashed(date: str) -> str:
    digits = re.sub(r"\D", "", date)
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) == 8 else ""


def _instant(raw: str) -> float:
    """Unix seconds of a W3C date; a month stands for its first day; 0 for what is none."""
    try:
        at = datetime.fromisoformat(raw + "-01" if len(raw) == 7 else raw)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def _numbers(url: str) -> tuple[int, ...]:
    return tuple(int(number[:18]) for number in re.findall(r"\d+", url)[:20])
