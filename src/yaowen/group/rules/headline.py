"""Headlines and leads made alike: width, script, outlet furniture off, the dateline off, numbers told apart."""

from __future__ import annotations

import re

from yaowen.base.text.script import fold_width, is_han, to_simplified

LEAD_CHARS = 200
LATIN_TIMES = 3
DATELINE_WITHIN_CHARS = 400

_OUTLET = (
    r"(?:[^\s|_–—-]{0,14}(?:网|报|台|社|新闻|日报|时报|周刊|电视|广播|在线|客户端|财经|中文版?|快讯)"
    r"|[\w. ]{0,12}(?:News|Times|Post|BBC|RFI|RFA|VOA|DW|CNN|Reuters)[\w .]{0,12})"
)
_SUFFIX = re.compile(rf"\s*(?:\s[-–—|]+\s*|[|_])\s*{_OUTLET}\s*$", re.IGNORECASE)
_PREFIX = re.compile(
    r"^\s*(?:[\[(【](?:快讯|独家|视频|图集|组图|突发|最新|即时|更新|滚动|直播|转载)[\])】]|(?:快讯|独家|视频|组图|突发|最新)[:|｜!])\s*"
)
_ELLIPSIS = re.compile(r"\s*(?:\.{2,}|…+)\s*$")
_STAMP = re.compile(r"^\s*\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?\s*")
_DATELINE = re.compile(
    r"\([^()\n]{2,40}(?:电|讯|报导|报道)\)"
    r"|^[^\n。]{2,24}\d{1,2}月\d{1,2}日\s*(?:电|讯|消息|[-–—]+)"
    r"|^[^\n。,]{2,20}(?:社|网)\s*[^\n。,]{0,16}(?:电|讯)\s"
)
_PARTS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def fold_text(text: str) -> str:
    """Full-width to narrow forms (NFKC) and traditional to simplified characters."""
    return to_simplified(fold_width(text))


def fold_headline(headline: str) -> str:
    """A headline in one width and script, without the outlet's name behind it and 快讯-like labels before it."""
    return strip_headline(fold_text(headline))


def strip_headline(folded: str) -> str:
    """`fold_headline` of a headline that is folded already. Two names may stand behind it: – 媒体 - MEDIA."""
    folded = _ELLIPSIS.sub("", folded).strip()
    bare = _PREFIX.sub("", _SUFFIX.sub("", _SUFFIX.sub("", folded))).strip()
    return bare or folded


def find_lead(body: str) -> str:
    """The first 200 telling characters of a folded body (600 of a Latin one, to tell as much).

    They begin after time stamps, picture lines and the dateline.
    """
    chars = LEAD_CHARS if any(map(is_han, body[:LEAD_CHARS])) else LATIN_TIMES * LEAD_CHARS
    text = _STAMP.sub("", body[: DATELINE_WITHIN_CHARS + chars])
    found = _DATELINE.search(text, 0, DATELINE_WITHIN_CHARS)
    start = found.end() if found else 0
    return text[start : start + chars].strip()


def plain_key(headline: str) -> str:
    """A folded headline as letters and digits only: equal for equal headlines, whatever the punctuation."""
    return _PARTS.sub("", headline).casefold()


def masked_key(headline: str) -> str:
    """`plain_key` with every number as one 0: equal for the reports of a series (fixings, daily counts)."""
    return _PARTS.sub("", _NUMBER.sub("0", headline)).casefold()


def find_numbers(headline: str) -> frozenset[str]:
    """The numbers of a folded headline as written, without trailing zeros of a fraction."""
    return frozenset(
        number.rstrip("0").rstrip(".") if "." in number else number for number in _NUMBER.findall(headline)
    )
