"""A page for the operator's bench: what was read off it, and all its lines with what each was taken for, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from yaowen.base.words import ExtractedArticle
from yaowen.extract.rules.article import read_page
from yaowen.extract.rules.compose import Request, complete_article, decode_request, given_by
from yaowen.extract.rules.furniture import MOST_CHARS as FURNITURE_CHARS
from yaowen.extract.rules.layout import Element, Layout, Line

BODY, HEADLINE = "body", "headline"
MOST_LINES = 600
MOST_CHARS = 400
"""Of one line: its beginning tells which it is."""
SOURCE_CHARS = 60_000
MOST_LOOKS = 1_000
"""For elements by their names: each may walk the whole page (5 ms on the largest)."""
_NAMED_AROUND = 2
_MOST_CLASSES = 2
_PLAIN = re.compile(r"-?[A-Za-z_\u0080-\U0010ffff][\w\u0080-\U0010ffff-]{0,60}")
"""Names that stand in a selector as they are."""


@dataclass(frozen=True, slots=True)
class BenchLine:
    """A line of the page.

    Attributes:
        text: its beginning, as plain text.
        taken_for: `body`, `headline`, or the kind of furniture that it was taken for.
        where: a selector that names the elements around it, outermost first; empty where none has a name.
    """

    text: str
    taken_for: str
    where: str


@dataclass(frozen=True, slots=True)
class BenchReading:
    """A page as read.

    Attributes:
        article: as it would be kept.
        lines: all of the page's in order, without what the rule drops.
        dropped: the lines that the rule drops.
        source: the beginning of the page's own HTML, as it came.
    """

    article: ExtractedArticle
    lines: tuple[BenchLine, ...]
    dropped: tuple[str, ...]
    source: str


def read_on_bench(request: Request) -> BenchReading:
    """Read a page and tell of each of its lines what it was taken for. Pure; runs in the guarded child."""
    html = decode_request(request)
    found = read_page(html, given_by(request))
    layout, body = found.page.layout, frozenset(found.body.lines)
    namer = _Namer(found.page.tree, layout)
    kinds: dict[str, str] = {one.text: one.kind for one in reversed(found.article.furniture)}
    kinds[found.page.headline] = HEADLINE
    lines = tuple(
        BenchLine(line.text[:MOST_CHARS], _taken_for(place, line, body, kinds), namer.name(line.owner))
        for place, line in enumerate(layout.lines[:MOST_LINES])
    )
    dropped = tuple(dict.fromkeys(one.text for one in found.chosen.dropped))
    article = complete_article(found.article, request)
    return BenchReading(article, lines, dropped, html[:SOURCE_CHARS])


def _taken_for(place: int, line: Line, body: frozenset[int], kinds: Mapping[str, str]) -> str:
    return BODY if place in body else kinds.get(line.text[:FURNITURE_CHARS].rstrip(), "other")


class _Namer:
    """Finds a selector for the elements around a line: of the names that an element has, those that are classes."""

    def __init__(self, tree: LexborHTMLParser, layout: Layout) -> None:
        self._tree, self._layout = tree, layout
        self._known: dict[tuple[str, str], str] = {}
        self._looks = MOST_LOOKS

    def name(self, place: int) -> str:
        """The selector of the element at a place, with those of at most two named elements around it."""
        around = [self._layout.elements[one] for one in self._layout.around(place)]
        own, *outer = [self._selector(element) for element in around]
        named = [one for one in outer if "#" in one or "." in one]
        return " ".join([*reversed(named[:_NAMED_AROUND]), own])

    def _selector(self, element: Element) -> str:
        key = (element.tag, element.name)
        if key not in self._known:
            self._known[key] = self._find(element)
        return self._known[key]

    def _find(self, element: Element) -> str:
        classes: list[str] = []
        for word in element.name.split():
            if not _PLAIN.fullmatch(word):
                continue
            if self._finds(f"{element.tag}#{word}"):
                return f"{element.tag}#{word}"
            if self._finds(f"{element.tag}.{word}"):
                classes.append(f".{word}")
        return element.tag + "".join(classes[:_MOST_CLASSES])

    def _finds(self, selector: str) -> bool:
        self._looks -= 1
        try:
            return self._looks > 0 and self._tree.css_first(selector) is not None
        except SelectolaxError:
            return False
