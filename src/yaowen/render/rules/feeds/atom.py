"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from lxml import etree

from yaowen.render.rules.feeds.channel import Channel, Item

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def write_atom(channel: Channel) -> bytes:
    """The channel as Atom, UTF-8."""
    root = etree.Element(f"{{{_ATOM}}}feed", {_XML_LANG: channel.language}, nsmap=cast("dict[str, str]", {None: _ATOM}))
    _text(root, "id", channel.home)
    _text(root, "title", channel.title)
    _text(root, "subtitle", channel.description)
    _text(root, "updated", (channel.updated or _NEVER).isoformat(timespec="seconds"))
    etree.SubElement(root, _name("link"), {"rel": "alternate", "type": "text/html", "href": channel.home})
    own = {"rel": "self", "type": "application/atom+xml", "href": channel.address("atom.xml")}
    etree.SubElement(root, _name("link"), own)
    if channel.hub:
        etree.SubElement(root, _name("link"), {"rel": "hub", "href": channel.hub})
    for item in channel.items:
        _add_entry(root, item)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _add_entry(root: etree._Element, item: Item) -> None:
    entry = etree.SubElement(root, _name("entry"), {_XML_LANG: item.language})
    _text(entry, "id", item.url)
    _text(entry, "title", item.headline)
    _text(entry, "updated", item.at.isoformat(timespec="seconds"))
    etree.SubElement(entry, _name("link"), {"rel": "alternate", "type": "text/html", "href": item.url})
    if item.image:
        picture = {"rel": "enclosure", "type": "image/jpeg", "href": item.image}
        etree.SubElement(entry, _name("link"), picture)
    _text(etree.SubElement(entry, _name("author")), "name", item.outlet)
    if item.summary:
        _text(entry, "summary", item.summary)


def _name(local: str) -> str:
    return f"{{{_ATOM}}}{local}"


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _name(name)).text = text
