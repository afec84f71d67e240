"""The pictures in an article's text, at their true addresses: lazy ones, those of several sizes, their captions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from yaowen.extract.rules.names_of_elements import judge_name, names_body
from yaowen.extract.rules.picture_address import BEST_WIDTH, LeadPicture, absolute_address, may_lead, read_pixels
from yaowen.extract.rules.picture_caption import find_caption

MAX_LOOKED_AT = 300
LEAST_KNOWN_WIDTH = 300
"""A picture whose place on the page tells nothing must be known to be so wide."""
_SURE_SHARE = 0.7
_MAX_DEPTH = 14
_LAZY = (
    "data-original", "data-src", "data-lazy-src", "data-actualsrc", "data-lazyload", "data-lazy", "data-echo",
    "data-url", "data-real-src", "data-origin-src", "data-full", "zoomfile", "file", "original", "_src", "src",
)  # fmt: skip
"""Where pages keep the true address while `src` holds a filler: the first that has an address."""
_SRCSETS = ("data-srcset", "data-lazy-srcset", "srcset")
_SIZE_IN_STYLE = re.compile(r"(?<![-\w])(width|height)\s*:\s*(\d{1,5})px")


def printed_pictures(
    images: Sequence[LexborNode], base: str, headline: str, marks: frozenset[str] = frozenset()
) -> Iterator[LeadPicture]:
    """The pictures in the article's text, in page order.

    Args:
        images: the page's picture elements, in page order.
        base: its address.
        headline: the article's.
        marks: parts of an address, in lower case; where any are given only pictures that hold one are looked at.
    """
    for node in images[:MAX_LOOKED_AT]:
        if marks and not _holds(node, marks):
            continue
        picture = picture_of(node, base)
        if picture is None or not may_lead(picture):
            continue
        sure = _stands_in_article(node)
        if sure or (sure is None and picture.width >= LEAST_KNOWN_WIDTH):
            yield replace(picture, caption=find_caption(node, headline))


def _holds(node: LexborNode, marks: frozenset[str]) -> bool:
    """Whether any attribute of a picture, or of the `<picture>` around it, holds one of the marks."""
    parent = node.parent
    around = parent if parent is not None and parent.tag == "picture" else node
    told = "".join(filter(None, node.attributes.values())) if around is node else around.html or ""
    low = (unquote(told) if "%" in told else told).lower()
    return any(mark in low for mark in marks)


def picture_of(node: LexborNode, base: str) -> LeadPicture | None:
    """The picture that an element shows, at its true address, without its caption; None where it has no address."""
    attributes = node.attributes
    address = _widest(node, attributes) or next(
        (value for name in _LAZY if (value := (attributes.get(name) or "").strip()) and not value.startswith("data:")),
        "",
    )
    absolute = absolute_address(base, address)
    if not absolute:
        return None
    styled = dict(_SIZE_IN_STYLE.findall(attributes.get("style") or ""))
    width, height = (
        read_pixels(attributes.get(f"data-{side}") or attributes.get(side) or styled.get(side))
        for side in ("width", "height")
    )
    return LeadPicture(absolute, "", "", width, height)


def _widest(node: LexborNode, attributes: dict[str, str | None]) -> str:
    """The address of the best size that a `srcset` of the element, or of the `<picture>` around it, offers."""
    told = [attributes]
    if (parent := node.parent) is not None and parent.tag == "picture":
        told += [source.attributes for source in parent.css("source")[:10]]
    sets = [value for one in told for name in _SRCSETS if (value := one.get(name))]
    offered = [one for value in sets for one in _parse_srcset(value)]
    wide = [one for one in offered if one[0] >= BEST_WIDTH]
    chosen = min(wide, default=None) or max(offered, default=None)
    return chosen[1] if chosen else ""


def _parse_srcset(value: str) -> Iterator[tuple[int, str]]:
    for part in re.split(r",\s+", value[:20_000])[:40]:
        address, _, size = part.strip().rpartition(" ")
        if address and size.endswith("w") and size[:-1].isdecimal() and not address.startswith("data:"):
            yield int(size[:-1][:6]), address.strip()


def _stands_in_article(node: LexborNode) -> bool | None:
    """Whether an element stands in the article's text: True, False (furniture), None where its place tells nothing."""
    sure: bool | None = None
    around, depth = node.parent, 0
    while around is not None and depth < _MAX_DEPTH:
        attributes = around.attributes
        tag = around.tag or ""
        name = (
            f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('itemprop') or ''}".strip()
        )
        if tag in {"nav", "footer", "aside"} or (tag not in {"figure", "body"} and _is_furniture(name)):
            return False
        if tag in {"article", "main"} or names_body(name):
            sure = True
        around, depth = around.parent, depth + 1
    return sure


def _is_furniture(name: str) -> bool:
    return judge_name(name) >= _SURE_SHARE and not re.search("caption|credit", name, re.IGNORECASE)
