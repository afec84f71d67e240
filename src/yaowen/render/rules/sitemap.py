"""Sitemaps, their index, the one for news, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from lxml import etree

from yaowen.base.addresses import NEWS_SITEMAP, PATH_LANGUAGES, SITEMAP
from yaowen.render.rules.feeds.channel import xml_text
from yaowen.render.rules.site import Site

_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
MOST_ADDRESSES = 50_000
"""Limit of the sitemap protocol for one file; also for the files of an index."""
MOST_NEWS = 1_000
"""Limit of Google for a news sitemap."""
NEWS_AGE = timedelta(days=2)
"""Articles older than this do not belong into a news sitemap (Google)."""
_NEWS_LANGUAGES = {"zh-Hans": "zh-cn", "zh-Hant": "zh-tw", "zh": "zh-cn"}
_LISTS = ("", "ranking/", "outlets/", "day/", "method/", "about/", "digest/")

Address = tuple[str, datetime | None]
"""A path, and when what stands there changed; None where that says nothing."""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """An article of the news sitemap. `language`: BCP 47 of its text."""

    path: str
    headline: str
    language: str
    published: datetime


def list_addresses(site: Site, days: Iterable[str] = ()) -> list[Address]:
    """Lists in every language.

    Args:
        days: those with a page in the archive, 2025-01-17.
    """
    tails = [*_LISTS, *(f"section/{one}/" for one in site.sections), *(f"day/{one}/" for one in days)]
    return [(f"/{language}/{tail}", None) for language in PATH_LANGUAGES for tail in tails]


def write_index(site: Site, files: Iterable[Address]) -> bytes:
    """The index of sitemaps."""
    return _write(site, "sitemapindex", "sitemap", files)


def write_sitemap(site: Site, found: Iterable[Address]) -> bytes:
    """A sitemap of addresses."""
    return _write(site, "urlset", "url", found)


def write_news(site: Site, items: Iterable[NewsItem]) -> bytes:
    """The news sitemap, the newest first."""
    root = etree.Element(f"{{{_MAP}}}urlset", nsmap=cast("dict[str, str]", {None: _MAP, "news": _NEWS}))
    for item in list(items)[:MOST_NEWS]:
        entry = etree.SubElement(root, f"{{{_MAP}}}url")
        _text(entry, f"{{{_MAP}}}loc", site.url + item.path)
        news = etree.SubElement(entry, f"{{{_NEWS}}}news")
        publication = etree.SubElement(news, f"{{{_NEWS}}}publication")
        _text(publication, f"{{{_NEWS}}}name", site.name)
        _text(publication, f"{{{_NEWS}}}language", _news_language(item.language))
        _text(news, f"{{{_NEWS}}}publication_date", item.published.isoformat(timespec="seconds"))
        _text(news, f"{{{_NEWS}}}title", xml_text(item.headline))
    return _bytes(root)


def write_robots(site: Site) -> bytes:
    """robots.txt: everything but the desk, live searches and inner addresses; where the sitemaps are."""
    closed = ["/desk/", "/_/read", "/_/ranking/", "/api/", *(f"/{language}/search/" for language in PATH_LANGUAGES)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines += [f"Sitemap: {site.url}{path}" for path in (SITEMAP, NEWS_SITEMAP)]
    return "\n".join([*lines, ""]).encode()


def _write(site: Site, kind: str, line: str, found: Iterable[Address]) -> bytes:
    root = etree.Element(f"{{{_MAP}}}{kind}", nsmap=cast("dict[str, str]", {None: _MAP}))
    for path, changed in list(found)[:MOST_ADDRESSES]:
        entry = etree.SubElement(root, f"{{{_MAP}}}{line}")
        _text(entry, f"{{{_MAP}}}loc", site.url + path)
        if changed:
            _text(entry, f"{{{_MAP}}}lastmod", changed.isoformat(timespec="seconds"))
    return _bytes(root)


def _news_language(language: str) -> str:
    """As Google wants it: two letters, but zh-cn and zh-tw for Chinese."""
    return _NEWS_LANGUAGES.get(language) or language.partition("-")[0].lower() or "zh-cn"


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))
