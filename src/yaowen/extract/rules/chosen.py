"""What an operator's rule finds on a page: its fields, the elements of its text, and what it takes away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from yaowen.base.dates.printed import parse_printed_date
from yaowen.base.words import Furniture, Origin, Published
from yaowen.extract.rules.authors import MAX_AUTHORS, part_names
from yaowen.extract.rules.clean import clean_text
from yaowen.extract.rules.furniture import gather_furniture
from yaowen.extract.rules.headline import MAX_CHARS
from yaowen.extract.rules.layout import lay_out
from yaowen.extract.rules.links import safe_address
from yaowen.extract.rules.page import parse_page
from yaowen.extract.rules.page_rule import PageRule
from yaowen.extract.rules.picture_address import LeadPicture, absolute_address
from yaowen.extract.rules.picture_caption import find_caption, find_credit
from yaowen.extract.rules.printed_pictures import picture_of
from yaowen.extract.rules.source_line import parse_source, tidy_source
from yaowen.extract.rules.told import Told

RULE = "the rule"
MOST_ELEMENTS = 500
"""Looked at of what one selector finds."""
_SURE = 1.0
_TOLD_IN = ("content", "datetime")
"""Attributes that hold what an element says for machines."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a rule has found. A field that it does not name, or does not find, is empty.

    Attributes:
        body: the elements of the text as HTML, without what is dropped; `body_where` names their selectors.
        dropped: the lines of what is dropped.
        notes: the picture's origin, and one of the field `rule` for what was looked for and not found.
    """

    headline: Told[str] = field(default_factory=lambda: Told(""))
    source: Told[str] = field(default_factory=lambda: Told(""))
    authors: Told[tuple[str, ...]] = field(default_factory=lambda: Told(()))
    published: Published = field(default_factory=Published)
    picture: LeadPicture = field(default_factory=LeadPicture)
    next_page: str = ""
    body: tuple[str, ...] = ()
    body_where: str = ""
    dropped: tuple[Furniture, ...] = ()
    notes: tuple[Origin, ...] = ()


NOTHING = Chosen()


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a page was fetched, for what is read off it. `zone`: of times printed without one."""

    url: str
    zone: str
    fetched_at: datetime


def choose(tree: LexborHTMLParser, rule: PageRule, place: Place) -> Chosen:
    """Find what a rule names, and take what it drops out of the tree.

    Fields are read before anything is dropped, so that a line may be both. Never raises: a selector that cannot be
    parsed finds nothing.

    Args:
        tree: the page; changed by it.
        rule: the outlet's.
        place: the page's.
    """
    if not rule:
        return NOTHING
    seeker = _Seeker(tree, rule, place)
    headline, source, authors = seeker.headline(), seeker.source(), seeker.authors()
    published, picture, next_page = seeker.published(), seeker.picture(headline.value), seeker.next_page()
    dropped = seeker.drop()
    body, where = seeker.body()
    return Chosen(headline, source, authors, published, picture, next_page, body, where, dropped, tuple(seeker.notes))


class _Seeker:
    """Looks up the fields of a rule, and notes which of them find nothing."""

    def __init__(self, tree: LexborHTMLParser, rule: PageRule, place: Place) -> None:
        self._tree, self._rule, self._place = tree, rule, place
        self.notes: list[Origin] = []

    def headline(self) -> Told[str]:
        texts = ((text[:MAX_CHARS], selector) for _, text, selector in self._texts(self._rule.headline))
        return self._first("headline", texts)

    def source(self) -> Told[str]:
        found = self._texts(self._rule.source)
        return self._first(
            "source", ((parse_source(text) or tidy_source(text), selector) for _, text, selector in found)
        )

    def authors(self) -> Told[tuple[str, ...]]:
        found = [(name, selector) for _, text, selector in self._texts(self._rule.author) for name in part_names(text)]
        names = tuple(dict.fromkeys(name for name, _ in found))[:MAX_AUTHORS]
        if self._rule.author and not names:
            self._miss("author", self._rule.author)
        return Told(names, _where(found[0][1]), _SURE) if names else Told(())

    def published(self) -> Published:
        for _, text, selector in self._texts(self._rule.published):
            read = parse_printed_date(text[:200], zone=self._place.zone, now=self._place.fetched_at)
            if read.at is not None:
                sure = _SURE if read.at < self._place.fetched_at else read.confidence  # set back from the future
                return replace(read, confidence=sure, where=_where(selector))
        if self._rule.published:
            self._miss("published", self._rule.published, "no time")
        return Published()

    def picture(self, headline: str) -> LeadPicture:
        for node, selector in self._nodes(self._rule.picture):
            if found := _picture(node, self._place.url, headline):
                self.notes.append(Origin("image", _where(selector), _SURE))
                return found
        if self._rule.picture:
            self._miss("picture", self._rule.picture)
        return LeadPicture()

    def next_page(self) -> str:
        for node, _ in self._nodes(self._rule.next_page):
            link = node if node.tag in {"a", "link"} else node.css_first("a[href]")
            address = safe_address(self._place.url, (link.attributes.get("href") or "") if link is not None else "")
            if address and same_host(address, self._place.url):
                return address
        return ""

    def drop(self) -> tuple[Furniture, ...]:
        lines: list[Furniture] = []
        for node in _outermost(self._together(self._rule.drop)):
            if node.tag in {"html", "body", "head"}:
                continue
            lines += gather_furniture(lay_out(parse_page(node.html or "")), (), self._place.url)
            node.decompose()
        return tuple(dict.fromkeys(lines))

    def body(self) -> tuple[tuple[str, ...], str]:
        nodes = _outermost(self._together(self._rule.body))
        texts = tuple(node.html or "" for node in nodes if node.text(deep=True).strip())
        if self._rule.body and not texts:
            self._miss("body", self._rule.body)
        return texts, _where(", ".join(self._rule.body)) if texts else ""

    def _first(self, name: str, found: Iterator[tuple[str, str]]) -> Told[str]:
        for text, selector in found:
            if text:
                return Told(text, _where(selector), _SURE)
        if selectors := getattr(self._rule, name):
            self._miss(name, selectors)
        return Told("")

    def _miss(self, name: str, selectors: tuple[str, ...], what: str = "nothing") -> None:
        self.notes.append(Origin("rule", f"{name}: {', '.join(selectors)[:240]} finds {what}", 0.0))

    def _texts(self, selectors: tuple[str, ...]) -> Iterator[tuple[LexborNode, str, str]]:
        """Elements with what they say, for machines first, and the selector that found them."""
        for node, selector in self._nodes(selectors):
            told = next((value for name in _TOLD_IN if (value := node.attributes.get(name))), "")
            if text := clean_text((told or node.text(deep=True))[:5000]):
                yield node, text, selector

    def _nodes(self, selectors: tuple[str, ...]) -> Iterator[tuple[LexborNode, str]]:
        """What the selectors find: what the first finds before what the second finds, each in page order."""
        for selector in selectors:
            try:
                found = self._tree.css(selector)
            except SelectolaxError:
                found = []
            for node in found[:MOST_ELEMENTS]:
                yield node, selector

    def _together(self, selectors: tuple[str, ...]) -> list[LexborNode]:
        """What any of the selectors finds, in page order."""
        known = {node.mem_id: None for node, _ in self._nodes(selectors)}
        try:
            return [node for node in self._tree.css(", ".join(selectors)) if node.mem_id in known] if known else []
        except SelectolaxError:
            return [node for node, _ in self._nodes(selectors)]


def same_host(address: str, url: str) -> bool:
    """Whether two addresses name the same host and port."""
    one, other = urlsplit(address), urlsplit(url)
    return (one.hostname, one.port) == (other.hostname, other.port)


def _where(selectors: str) -> str:
    return f"{RULE}: {selectors}"[:200]


def _outermost(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """The elements, in their order, without those that stand inside another of them."""
    kept: dict[int, LexborNode] = {}
    for node in nodes:
        around: LexborNode | None = node
        while around is not None and around.mem_id not in kept:
            around = around.parent
        if around is None:
            kept[node.mem_id] = node
    return list(kept.values())


def _picture(node: LexborNode, base: str, headline: str) -> LeadPicture | None:
    """The picture that an element is, holds, or names for machines; None where it is none."""
    told = node.attributes.get("content") or (node.attributes.get("href") if node.tag == "link" else "")
    if told:
        address = absolute_address(base, told)
        return LeadPicture(address) if address else None
    image = node if node.tag == "img" else node.css_first("img")
    found = picture_of(image, base) if image is not None else None
    if image is None or found is None:
        return None
    caption = clean_text(find_caption(image, headline))
    return replace(found, caption=caption, credit=find_credit(caption))
