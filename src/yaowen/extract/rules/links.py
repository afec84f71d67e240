"""Links inside the article's text: where in a line they stand, and which of them may be kept."""

from __future__ import annotations

import functools
import re
from urllib.parse import urlsplit

from yaowen.base.words import Link
from yaowen.extract.rules.clean import clean_text
from yaowen.extract.rules.layout import Line
from yaowen.extract.rules.picture_address import absolute_address

_MOST_TEXT_CHARS = 300
_PLAIN_CHARS = 1500
_PATH = r"(?:/(?![./])[A-Za-z0-9_~%.,;:=&?+-]*+)*+"
_PLAIN = re.compile(rf"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{{1,5}})?{_PATH}/?")
_ROOTED = re.compile(rf"(?=/.){_PATH}/?")
"""What is safe as it stands, and most links are: there the long way (20 µs) is spared."""


def links_of(line: Line, base: str) -> tuple[Link, ...]:
    """The links of a line, in its order.

    Args:
        line: as laid out.
        base: the page's address, which relative links are completed with; without one they are dropped.
    """
    found: list[Link] = []
    place = 0
    for href, raw in line.anchors:
        text = clean_text(raw)
        start = line.text.find(text, place) if text else -1
        if start < 0:
            continue
        place = start + len(text)
        if len(text) <= _MOST_TEXT_CHARS and (address := safe_address(base, href)):
            found.append((start, place, address))
    return tuple(found)


def safe_address(base: str, href: str) -> str:
    """The absolute address of a link that may be kept; empty for all others.

    Kept are web addresses alone: no script, no data, no mail; none with a user's name before the host, which makes
    one host look like another; none that only leads to another place of the same page.
    """
    if _PLAIN.fullmatch(href) and len(href) <= _PLAIN_CHARS:
        return "" if href == base else href
    if _ROOTED.fullmatch(href) and len(href) <= _PLAIN_CHARS and (origin := _origin_of(base)):
        return "" if origin + href == base else origin + href
    address = absolute_address(base, href) if base or ":" in href else ""
    if not address.isprintable() or address.partition("#")[0] == base.partition("#")[0]:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    named = "@" in parts.netloc or "\\" in parts.netloc
    return address if host and not named else ""


@functools.lru_cache(maxsize=100)
def _origin_of(base: str) -> str:
    found = _PLAIN.match(base)
    return "/".join(found[0].split("/")[:3]) if found else ""
