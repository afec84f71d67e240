"""OPML 2.0: everything of the site that can be subscribed to, for readers of feeds to take in at once."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from yaowen.base import addresses
from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.feeds.channel import xml_text
from yaowen.render.rules.material import Carrier
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.sections import TITLES
from yaowen.render.rules.site import Site

CONTENT_TYPE = "text/x-opml; charset=utf-8"


def write_opml(site: Site, language: PathLanguage, carriers: Iterable[Carrier]) -> bytes:
    """The front page, the ranking, the sections, and a folder of the outlets by name: our own feeds, no one else's."""
    root = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = xml_text(site.name)
    body = etree.SubElement(root, "body")
    _add(body, site, phrase(language, "Top news"), addresses.front(language))
    _add(body, site, phrase(language, "24-hour ranking"), addresses.ranking(language))
    for section in site.sections:
        _add(body, site, phrase(language, TITLES[section]), f"/{language}/section/{section}/")
    title = phrase(language, "Outlets")
    folder = etree.SubElement(body, "outline", {"text": title, "title": title})
    for carrier in sorted(carriers, key=lambda one: (one.name(language), one.slug)):
        _add(folder, site, xml_text(carrier.name(language)), addresses.outlet(language, carrier.slug))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _add(parent: etree._Element, site: Site, title: str, path: str) -> None:
    values = {"type": "rss", "text": title, "title": title, "xmlUrl": f"{site.url}{path}feed.xml"}
    etree.SubElement(parent, "outline", {**values, "htmlUrl": site.url + path})
