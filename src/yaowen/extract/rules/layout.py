"""A page's tree → its lines of text and its pictures in order, each with the element it stands in."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from yaowen.extract.rules.clean import clean_text, weigh
from yaowen.extract.rules.names_of_elements import judge_name, names_body

MAX_WALKED_NODES = 120_000
MAX_LINES = 10_000
MAX_LINE_CHARS = 50_000
"""Real pages have at most 30,000 nodes and 3,000 lines (377 pages measured)."""
MAX_IMAGES = 300
_MOST_LINKS = 100
_NO_LINK = "\0"
_SKIP, _BREAK, _RULE, _IMAGE, _MACHINE, _INLINE, _BLOCK, _LINK, _TEXT = range(9)
"""What is done about a node; from `_INLINE` on it may hold others."""
_BY_TAG = {
    **dict.fromkeys((
        "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "audio", "video", "button",
        "select", "option", "textarea", "input", "head", "math", "map", "dialog", "applet", "frameset", "noframes",
        "link", "-comment",
    ), _SKIP),
    **dict.fromkeys((
        "html", "body", "main", "article", "section", "div", "p", "ul", "ol", "li", "dl", "dt", "dd", "table",
        "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
        "pre", "figure", "figcaption", "center", "form", "fieldset", "header", "footer", "nav", "aside", "address",
        "details", "summary", "legend", "menu", "dir", "title",
    ), _BLOCK),
    "br": _BREAK, "hr": _RULE, "img": _IMAGE, "meta": _MACHINE, "script": _MACHINE, "a": _LINK, "-text": _TEXT,
}  # fmt: skip
_BREAKS = frozenset((_BREAK, _RULE))
_KNOWN_TAGS = 256
"""The parser's numbers below this stand for one tag on every page; others it gives out anew on each."""
_KIND_BY_NUMBER: dict[int, int] = {}
_CELLS = frozenset(("tr", "td", "th"))
"""They count in a table where they are empty, too."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TAG_SHARES = {"nav": 0.9, "footer": 0.9, "menu": 0.7, "aside": 0.7}
_NEVER_FURNITURE = frozenset(("body", "main", "article"))
_NEVER_NAMED = _HEADINGS | {"body", "p", "li", "blockquote", "dd", "dt", "pre", "figure", "figcaption"}
_HIDDEN_STYLE = re.compile(r"display\s{0,3}:\s{0,3}none", re.IGNORECASE)
_INDENT = re.compile(r"^[\u3000\u00a0]{2}|^ {4}\S")


@dataclass(slots=True)
class Element:
    """A block element: its parent's place, and the range of lines that stand in it.

    Attributes:
        name: classes, id and itemprop.
        furniture: the share of a page's prose up to which it is believed to be furniture; 0: it is none.
        named: its name says that it is an article's body.
    """

    tag: str
    name: str
    parent: int
    furniture: float
    named: bool
    start: int
    end: int = -1


@dataclass(slots=True)
class Line:
    """A piece of text between two breaks.

    Attributes:
        owner: place of the element it stands in.
        linked: the part of its weight that is links.
        after_break: a single `<br>` parts it from the line before in the same element.
        indented: it begins with the indentation of a Chinese paragraph.
        anchors: address and text of each link in it, both as the page has them.
    """

    text: str
    tag: str
    owner: int
    weight: float
    linked: float
    after_break: bool = False
    indented: bool = False
    anchors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture's element, the place of the line before which it stands, and of the element it stands in."""

    node: LexborNode
    place: int
    owner: int


@dataclass(slots=True)
class Layout:
    """All elements in page order (a parent before its children), all lines and all pictures in page order."""

    elements: list[Element] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    machine: list[LexborNode] = field(default_factory=list)
    """The `meta` and `script` elements of the body."""
    cells: set[int] | None = None
    """What `prose.data_cells` has found; None before it was asked."""

    def ancestors(self, place: int, most: int) -> list[Element]:
        """The element at a place and so many of those around it, innermost first, `most` in all."""
        return [self.elements[one] for one in islice(self.around(place), most)]

    def around(self, place: int) -> Iterator[int]:
        """Places of an element and of all around it, innermost first."""
        while place >= 0:
            yield place
            place = self.elements[place].parent


class _Walker:
    """Gathers texts until a line ends. Its methods are called for every line: what they need not do costs most."""

    __slots__ = (
        "after_break", "anchors", "elements", "href", "images", "layout", "lines", "link_start", "links", "open",
        "preformatted", "texts",
    )  # fmt: skip

    def __init__(self) -> None:
        self.layout = Layout()
        self.elements, self.lines, self.images = self.layout.elements, self.layout.lines, self.layout.images
        self.open: list[int] = []
        self.texts: list[str] = []
        self.anchors: list[tuple[str, int, int]] = []
        self.links, self.href, self.link_start = 0, "", 0
        self.preformatted = 0
        self.after_break = False

    def add_text(self, node: LexborNode) -> None:
        """Add a text; spaces before a line's first word are left out."""
        if self.preformatted:
            self._add_lines(node.text_content or "")
        elif self.texts or self.after_break:
            self.texts.append(node.text_content or "")
        elif not node.is_empty_text_node and not (text := node.text_content or "").isspace():
            self.texts.append(text)

    def note(self, node: LexborNode, kind: int) -> None:
        """End the line at a break; remember an element of which anything is read that is no text of its own."""
        if kind in _BREAKS:
            self._flush(at_break=kind == _BREAK)
        elif kind == _MACHINE:
            self.layout.machine.append(node)
        elif kind == _IMAGE and len(self.images) < MAX_IMAGES:
            self.images.append(Image(node, len(self.lines), self.open[-1]))

    def open_block(self, tag: str) -> None:
        """Go into a block."""
        if self.texts:
            self._flush()
        self.after_break = False
        elements, around = self.elements, self.open
        parent = around[-1] if around else -1
        around.append(len(elements))
        elements.append(Element(tag, "", parent, 0.0, False, len(self.lines)))
        self.preformatted += tag == "pre"

    def close_block(self, node: LexborNode) -> None:
        """Come out of a block. What an element's attributes say is only asked where anything stands in it."""
        if self.texts:
            self._flush()
        self.after_break = False
        place, elements, end = self.open.pop(), self.elements, len(self.lines)
        element = elements[place]
        element.end = end
        tag = element.tag
        self.preformatted -= tag == "pre"
        if element.start == end and place + 1 == len(elements) and tag not in _CELLS and not self._shows_picture(place):
            elements.pop()
            return
        element.furniture = _TAG_SHARES.get(tag, 0.0)
        if attributes := node.attributes:
            _read_attributes(element, attributes)

    def _shows_picture(self, place: int) -> bool:
        return bool(self.images) and self.images[-1].owner == place

    def _add_lines(self, text: str) -> None:
        """Add a text where every break counts."""
        for number, part in enumerate(text.split("\n")):
            if number:
                self._flush(at_break=True)
            self.texts.append(part)

    def open_link(self, node: LexborNode) -> int:
        """Go into a link. A name that links to nothing is none: it is often never closed."""
        href = node.attrs.get("href", _NO_LINK)
        if href is _NO_LINK:
            return _INLINE
        self.links += 1
        if self.links == 1:
            self.href, self.link_start = href or "", len(self.texts)
        return _LINK

    def close_link(self) -> None:
        """Come out of a link."""
        self.links -= 1
        if not self.links and len(self.texts) > self.link_start:
            self.anchors.append((self.href, self.link_start, len(self.texts)))

    def _flush(self, *, at_break: bool = False) -> None:
        """End the line; what follows stands after a break where `at_break`."""
        texts = self.texts
        if not texts:
            self.after_break = False
            return
        if self.links and len(texts) > self.link_start:
            self.anchors.append((self.href, self.link_start, len(texts)))
        raw = (texts[0] if len(texts) == 1 else "".join(texts))[:MAX_LINE_CHARS]
        if text := clean_text(raw):
            self._append(text, raw)
            self.after_break = at_break
        else:
            self.after_break = False
        texts.clear()
        self.anchors.clear()
        self.link_start = 0

    def _append(self, text: str, raw: str) -> None:
        owner = self.open[-1]
        weight, linked = weigh(text), 0.0
        anchors: tuple[tuple[str, str], ...] = ()
        if self.anchors:
            texts = ["".join(self.texts[start:end]) for _, start, end in self.anchors]
            joined = texts[0] if len(texts) == 1 else "".join(texts)[:MAX_LINE_CHARS]
            told = text if joined == raw else clean_text(joined[:MAX_LINE_CHARS])
            linked = weight if told == text else min(weight, weigh(told))
            anchors = tuple([(one[0], text) for one, text in zip(self.anchors, texts[:_MOST_LINKS], strict=False)])
        indented = self.after_break and _INDENT.match(raw.lstrip("\r\n\t")) is not None
        tag = self.elements[owner].tag
        self.lines.append(Line(text, tag, owner, weight, linked, self.after_break, indented, anchors))


def lay_out(tree: LexborHTMLParser) -> Layout:
    """Walk the page's body in order. Stops after 120,000 nodes or 10,000 lines."""
    walker = _Walker()
    root = tree.body
    if root is None:
        return walker.layout
    walker.open_block(root.tag or "")
    for node, kind in reversed(_walk(root, walker)):
        if kind == _BLOCK:
            walker.close_block(node)
    return walker.layout


def _read_attributes(element: Element, attributes: dict[str, str | None]) -> None:
    name = element.name = _name_of(attributes)
    if element.furniture:
        return
    style = attributes.get("style")
    if "hidden" in attributes or (style and _HIDDEN_STYLE.search(style)):
        element.furniture = 0.5
    elif name:
        element.furniture, element.named = _judge(element.tag, name)


def _name_of(attributes: dict[str, str | None]) -> str:
    """Classes, id and itemprop."""
    name = attributes.get("class") or ""
    for key in ("id", "itemprop"):
        if more := attributes.get(key):
            name = f"{name} {more}"
    return name.strip()


@functools.lru_cache(maxsize=20_000)
def _judge(tag: str, name: str) -> tuple[float, bool]:
    """What the name of an element says: the share up to which it is furniture, whether it is an article's body."""
    furniture = 0.0 if tag in _NEVER_FURNITURE else judge_name(name)
    return furniture, not furniture and tag not in _NEVER_NAMED and names_body(name)


def _kind_of(node: LexborNode) -> int:
    """What is done about a node. Numbers of tags that the parser knows stand for the same tag on every page."""
    tag, number = node.tag or "", node.tag_id
    kind = _BY_TAG.get(tag, _INLINE)
    if number < _KNOWN_TAGS:
        _KIND_BY_NUMBER[number] = kind
    return kind


def _walk(root: LexborNode, walker: _Walker) -> list[tuple[LexborNode, int]]:
    """Go through all nodes in order; returns the elements that are open at the end, the innermost last."""
    stack: list[tuple[LexborNode, int]] = [(root, _BLOCK)]
    node, walked, lines, kinds = root.first_child, 0, walker.lines, _KIND_BY_NUMBER
    while node is not None and walked < MAX_WALKED_NODES and len(lines) < MAX_LINES:
        walked += 1
        try:
            kind = kinds[node.tag_id]
        except KeyError:
            kind = _kind_of(node)
        if kind == _TEXT:
            walker.add_text(node)
        elif kind < _INLINE:
            walker.note(node, kind)
        elif (child := node.first_child) is not None:
            if kind == _BLOCK:
                walker.open_block(node.tag or "")
            elif kind == _LINK:
                kind = walker.open_link(node)
            stack.append((node, kind))
            node = child
            continue
        following = node.next
        while following is None and len(stack) > 1:
            node, kind = stack.pop()
            if kind == _BLOCK:
                walker.close_block(node)
            elif kind == _LINK:
                walker.close_link()
            following = node.next
        node = following
    return stack
