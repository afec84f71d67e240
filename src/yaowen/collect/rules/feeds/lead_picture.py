"""The lead picture that a feed's item names: Media RSS, enclosures, iTunes, or the first one in its text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from yaowen.collect.rules.feeds.document import Children, Element, children_of, inner_text, pick

_SMALLEST = 100
"""Pixels; what a feed states to be smaller is a tracking pixel, a button or an avatar."""
_LARGEST = 20_000
_UNSTATED = 600
"""Pixels that a picture without a stated width is taken for beside others; a thumbnail is taken for none."""
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)(?:$|[?#!])", re.IGNORECASE)
_IMG = re.compile(r"<img\b[^<>]{1,4000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]{1,20})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SOURCES = ("data-original", "data-src", "src")
_IMAGES_TRIED = 5
_TEXT_CHARS = 100_000
_MEDIA = frozenset(["content", "thumbnail", "group", "image"])
_Sized = tuple[int, str]


def find_picture(children: Children, *texts: str) -> str:
    """The address of the item's lead picture: the widest that the feed names, else the first in its texts.

    Args:
        children: the item's child elements.
        texts: its summary and content, as HTML.

    Returns:
        As the feed writes it; empty where it names none.
    """
    named = [*_enclosures(children)]
    if not _MEDIA.isdisjoint(children):
        named += _media(children)
    if named:
        return max(named, key=lambda sized: sized[0])[1]
    return next((found for text in texts if (found := picture_in(text))), "")


def picture_in(markup: str) -> str:
    """The address of the first picture of a piece of HTML that is not stated to be tiny."""
    if "<" not in markup:
        return ""
    for number, found in enumerate(_IMG.finditer(markup[:_TEXT_CHARS])):
        if number >= _IMAGES_TRIED:
            return ""
        attributes = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(found[0])}
        address = next((attributes[name] for name in _SOURCES if attributes.get(name)), "")
        sizes = [parse_pixels(attributes[name]) for name in ("width", "height") if attributes.get(name)]
        if address and not address.startswith("data:") and all(size >= _SMALLEST or size == 0 for size in sizes):
            return address
    return ""


def parse_pixels(text: str) -> int:
    """A width as written (`640`, `640px`); 0 for what is none (`100%`, `auto`)."""
    digits = text.strip().lower().removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) <= 5 and int(digits) <= _LARGEST else 0


def _media(children: Children) -> Iterator[_Sized]:
    """media:content and media:thumbnail, also inside media:group and each other; itunes:image; an item's own image."""
    groups = [children, *(children_of(group) for group in pick(children, "group", "content")[:20] if len(group))]
    for group in groups:
        for element in pick(group, "content", "thumbnail")[:50]:
            if address := element.get("url"):
                yield from _stated(element, address)
    for element in pick(children, "image"):
        address = element.get("href") or element.get("url") or _inner_url(element)
        if address:
            yield _UNSTATED, address


def _inner_url(element: Element) -> str:
    """The address in an `image` element: in its `url` child, or its own text."""
    inside = children_of(element)
    return next((inner_text(child) for child in pick(inside, "url")), "" if inside else inner_text(element))


def _stated(element: Element, address: str) -> Iterator[_Sized]:
    kind = (element.get("type") or "").lower()
    medium = (element.get("medium") or "").lower()
    thumbnail = "thumbnail" in str(element.tag).lower()
    is_picture = thumbnail or medium == "image" or kind.startswith("image/")
    if not is_picture and (kind or medium or not _PICTURE_NAME.search(address)):
        return
    width = parse_pixels(element.get("width") or "")
    yield width or (0 if thumbnail else _UNSTATED), address


def _enclosures(children: Children) -> Iterator[_Sized]:
    links = [link for link in children.get("link", ()) if link.get("rel") in {"enclosure", "image"}]
    for element in [*children.get("enclosure", ()), *links][:50]:
        address = element.get("url") or element.get("href") or ""
        kind = "image/" if element.get("rel") == "image" else (element.get("type") or "").lower()
        if address and (kind.startswith("image/") or (not kind and _PICTURE_NAME.search(address))):
            yield _UNSTATED, address
