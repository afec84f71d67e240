"""sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from lxml import etree

from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.render.rules.material import Event
from yaowen.render.rules.shown import decide_quotable, own_path_language
from yaowen.render.rules.site import Site

_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 50_000
"""Limit of the sitemap protocol for one file."""
_LISTS = ("", "ranking/", "outlets/", "day/", "method/", "about/")


def write_sitemap(site: Site, events: Iterable[Event], days: Sequence[str] = ()) -> bytes:
    """Lists in every language, and the canonical addresses of stories and articles that search engines may keep.

    Args:
        days: those with a page in the archive, 2025-01-17.
    """
    root = etree.Element(f"{{{_MAP}}}urlset", nsmap=cast("dict[str, str]", {None: _MAP}))
    found: list[tuple[str, datetime | None]] = [
        (f"/{language}/{tail}", None)
        for language in PATH_LANGUAGES
        for tail in (*_LISTS, *(f"section/{one}/" for one in site.sections), *(f"day/{one}/" for one in days))
    ]
    for event in events:
        found += _addresses_of(site, event)
    for path, changed in found[:MOST_ADDRESSES]:
        entry = etree.SubElement(root, f"{{{_MAP}}}url")
        etree.SubElement(entry, f"{{{_MAP}}}loc").text = site.url + path
        if changed:
            etree.SubElement(entry, f"{{{_MAP}}}lastmod").text = changed.isoformat(timespec="seconds")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _addresses_of(site: Site, event: Event) -> list[tuple[str, datetime | None]]:
    free = [report for report in event.reports if decide_quotable(report).shown.indexed]
    own = own_path_language(event.headline_report.language, site.default_language)
    found: list[tuple[str, datetime | None]] = []
    if len(free) == len(event.reports):
        found.append((f"/{own}/story/{event.id}/", event.last_at))
    for report in free:
        language = own_path_language(report.language, site.default_language)
        found.append((f"/{language}/article/{report.id}/", report.published))
    return found


def write_robots(site: Site) -> bytes:
    """robots.txt: everything but the desk, live searches and inner addresses; where the sitemap is."""
    closed = ["/desk/", "/_/read", "/_/ranking/", "/api/", *(f"/{language}/search/" for language in PATH_LANGUAGES)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {site.url}/sitemap.xml", ""]
    return "\n".join(lines).encode()
