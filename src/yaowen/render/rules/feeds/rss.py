"""RSS 2.0."""

from __future__ import annotations

from email.utils import format_datetime

from lxml import etree

from yaowen.render.rules.feeds.channel import Channel, Item

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"


def write_rss(channel: Channel) -> bytes:
    """The channel as RSS 2.0, UTF-8."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": _ATOM, "dc": _DC, "media": _MEDIA})
    top = etree.SubElement(root, "channel")
    _text(top, "title", channel.title)
    _text(top, "link", channel.home)
    _text(top, "description", channel.description)
    _text(top, "language", channel.language)
    if channel.updated:
        _text(top, "lastBuildDate", format_datetime(channel.updated))
    address = {"href": channel.address("feed.xml"), "rel": "self", "type": "application/rss+xml"}
    etree.SubElement(top, f"{{{_ATOM}}}link", address)
    if channel.hub:
        etree.SubElement(top, f"{{{_ATOM}}}link", {"href": channel.hub, "rel": "hub"})
    for item in channel.items:
        _add_item(top, item)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _add_item(top: etree._Element, item: Item) -> None:
    made = etree.SubElement(top, "item")
    _text(made, "title", item.headline)
    _text(made, "link", item.url)
    etree.SubElement(made, "guid", {"isPermaLink": "true"}).text = item.url
    _text(made, "pubDate", format_datetime(item.at))
    _text(made, f"{{{_DC}}}creator", item.outlet)
    if item.image:
        etree.SubElement(made, f"{{{_MEDIA}}}content", {"url": item.image, "medium": "image", "type": "image/jpeg"})
    if item.summary:
        _text(made, "description", _escaped(item.summary))


def _escaped(text: str) -> str:
    """RSS readers take a description as HTML: plain text is escaped once more than XML asks for."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text
