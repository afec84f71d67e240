"""An article on several pages 下一页: where its next part stands, and its parts made one text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from yaowen.base.words import Block
from yaowen.extract.rules.clean import clean_text, fold_line
from yaowen.extract.rules.layout import Layout
from yaowen.extract.rules.links import safe_address

MOST_PARTS = 12
"""Parts of one article that are read; the longest seen on real pages have nine."""
MOST_CHARS = 400_000
"""Of a text joined of parts."""
_LONGEST_WORDS = 40
_SAME_SHARE = 0.6
"""A part of which so much stands in earlier ones is the same page once more: comments have pages too."""
_EDGE_BLOCKS = 3
_LONG_CHARS = 20
_NEXT = re.compile(
    r"[\[［【(（]?\s?(?:下\s?一?\s?[页頁](?:[>＞»›]*|阅读|閱讀)|后一页|後一頁|次のページ|次へ|다음|余下全文|"
    r"next(?: page)?|continue(?: reading)?)"
    r"\s?[\]］】)）]?\s?[>＞»›→]*|[>＞»›→]{1,2}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\[［(（]?\s?(?:第\s?)?(\d{1,2})\s?[页頁]?\s?[\]］)）]?")
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|do|cfm)$", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)$", re.IGNORECASE)
_BEHIND = re.compile(r"(?:[_-](?:p|page)?|/(?:p|page|page[-_/])?|,)(\d{1,2})/?", re.IGNORECASE)
_FIRST = re.compile(r"(?:[_-](?:p|page)?)[01]$", re.IGNORECASE)
_PARAMETERS = frozenset(("page", "p", "pn", "pg", "pageno", "page_no", "pagenum", "pageindex", "currentpage", "pid"))
_WRITTEN = re.compile(
    r"createPage(?:HTML|Html)\s{0,3}\(\s{0,3}(?P<count>\d{1,3})\s{0,3},\s{0,3}(?P<now>\d{1,3})\s{0,3},\s{0,3}"
    r"[\"'](?P<name>[\w.-]{1,100})[\"']\s{0,3},\s{0,3}[\"'](?P<ending>\w{2,5})[\"']"
)
"""The pager of a publishing system that Chinese authorities and papers share, written out by a script."""


@dataclass(frozen=True, slots=True)
class PartPage:
    """A page that may go on: as laid out, its tree, its text and its address."""

    layout: Layout
    tree: LexborHTMLParser
    html: str
    url: str


@dataclass(frozen=True, slots=True)
class PartAsked:
    """Which part of an article a page is.

    Attributes:
        first_url: address of the article's first page.
        number: the part's, from 1.
        before: the blocks of each part before it. `after`: of each behind it.
        headline: the article's, and when it came out: what a further part's own page says of them does not count.
    """

    first_url: str
    number: int = 1
    before: tuple[tuple[Block, ...], ...] = ()
    after: tuple[tuple[Block, ...], ...] = ()
    headline: str = ""
    published: datetime | None = None


def find_next_part(page: PartPage, asked: PartAsked) -> str:
    """The address of the next part of an article; empty where there is none.

    A link counts that says "next page" or the next number, **and** whose address is that of the first page with this
    number behind it: a link to the next article is no part.

    Args:
        page: the page.
        asked: which part of which article it is.
    """
    if not page.url or asked.number >= MOST_PARTS:
        return ""
    wanted = asked.number + 1
    for href in _candidates(page, wanted):
        address = safe_address(page.url, href)
        if address and is_part_of(address, asked.first_url, wanted) and address != page.url:
            return address
    return ""


def is_part_of(address: str, first_url: str, number: int) -> bool:
    """Whether an address is that of a numbered part of an article.

    Systems that count from zero give the second part the number 1.

    Args:
        address: to judge.
        first_url: address of the article's first page.
        number: the part's, from 2.
    """
    try:
        one, first = urlsplit(address), urlsplit(first_url)
    except ValueError:
        return False
    if (one.hostname, one.port) != (first.hostname, first.port):
        return False
    found = _number_in_query(one.query, first.query) if one.path == first.path else None
    if found is None and (one.query == first.query or not one.query):
        found = _number_in_path(one.path, first.path)
    return found in {number, number - 1} and found != 0


def join_parts(parts: Sequence[Sequence[Block]]) -> tuple[Block, ...]:
    """The blocks of all parts as one text: what each part repeats of earlier ones stands there once.

    A part that only repeats, or would make the text longer than any article, ends it.
    """
    joined: list[Block] = []
    seen: set[str] = set()
    chars = 0
    for number, blocks in enumerate(parts):
        fresh = list(_fresh(blocks, seen)) if number else list(blocks)
        total, new = (sum(len(block.text) for block in some) for some in (blocks, fresh))
        if number and (new < (1 - _SAME_SHARE) * total or chars + new > MOST_CHARS):
            break
        joined += fresh
        chars += new
        seen.update(fold_line(block.text) for block in blocks)
    return tuple(joined)


def _fresh(blocks: Sequence[Block], seen: set[str]) -> Iterator[Block]:
    """The blocks without those that earlier parts have: long ones, and short ones at the beginning and end."""
    for place, block in enumerate(blocks):
        at_edge = place < _EDGE_BLOCKS or place >= len(blocks) - _EDGE_BLOCKS
        again = bool(block.text) and (at_edge or len(block.text) >= _LONG_CHARS) and fold_line(block.text) in seen
        if not again:
            yield block


def _candidates(page: PartPage, wanted: int) -> Iterator[str]:
    """Addresses that may lead to the next part, as the page has them, the surest first."""
    for node in page.tree.head.css('link[rel~="next"]')[:3] if page.tree.head else ():
        yield node.attributes.get("href") or ""
    numbered: list[str] = []
    for line in page.layout.lines:
        for href, raw in line.anchors:
            if len(raw) > _LONGEST_WORDS or not (text := clean_text(raw)):
                continue
            if _NEXT.fullmatch(text):
                yield href
            elif (found := _NUMBER.fullmatch(text)) and int(found[1]) == wanted:
                numbered.append(href)
    yield from numbered
    if "createPage" in page.html and (written := _WRITTEN.search(page.html)) and int(written["count"]) >= wanted:
        yield f"{written['name']}_{wanted - 1}.{written['ending']}"


def _number_in_query(query: str, first: str) -> int | None:
    """The number of a part told by a parameter that the first page lacks, or has as 1; all others must agree."""
    try:
        one, other = (dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50)) for text in (query, first))
    except ValueError:
        return None
    numbers = [name for name in one if name.lower() in _PARAMETERS and one[name] != other.get(name)]
    if len(numbers) != 1 or other.pop(numbers[0], "1") not in {"0", "1"}:
        return None
    value = one.pop(numbers[0])
    return int(value) if one == other and value.isascii() and value.isdecimal() and len(value) <= 2 else None


def _number_in_path(path: str, first: str) -> int | None:
    base = _FIRST.sub("", _bare(first))
    rest = _bare(path)
    in_folder = f"{base}/index" if first.endswith("/") else base
    for start in dict.fromkeys((base, _INDEX.sub("", base), in_folder)):
        if start and rest.startswith(start) and (found := _BEHIND.fullmatch(rest[len(start) :])):
            return int(found[1])
    return None


def _bare(path: str) -> str:
    return _ENDING.sub("", path.rstrip("/"))
