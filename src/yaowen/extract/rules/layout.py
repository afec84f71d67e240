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
_SKIPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "audio", "video",
    "button", "select", "option", "textarea", "input", "head", "math", "map", "dialog", "applet", "frameset",
    "noframes", "link", "meta",
))  # fmt: skip
_BLOCK = frozenset((
    "html", "body", "main", "article", "section", "div", "p", "ul", "ol", "li", "dl", "dt", "dd", "table",
    "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
    "pre", "figure", "figcaption", "center", "form", "fieldset", "header", "footer", "nav", "aside", "address",
    "details", "summary", "hr", "legend", "menu", "dir", "title",
))  # fmt: skip
_FOR_MACHINES = frozenset(("meta", "script"))
_BREAKS = frozenset(("br", "hr"))
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
    """Gathers texts until a line ends. Its methods are called for every node: what they need not do costs most."""

    __slots__ = (
        "after_break", "anchors", "elements", "href", "layout", "lines", "link_start", "links", "open",
        "preformatted", "texts",
    )  # fmt: skip

    def __init__(self) -> None:
        self.layout = Layout()
        self.elements, self.lines = self.layout.elements, self.layout.lines
        self.open: list[int] = []
        self.texts: list[str] = []
        self.anchors: list[tuple[str, int, int]] = []
        self.links, self.href, self.link_start = 0, "", 0
        self.preformatted = 0
        self.after_break = False

    def enter(self, node: LexborNode, tag: str) -> None:
        if self.texts:
            self.flush()
        self.after_break = False
        name, furniture, named = "", _TAG_SHARES.get(tag, 0.0), False
        if attributes := node.attributes:
            name = _name_of(attributes)
            if not furniture:
                style = attributes.get("style")
                if "hidden" in attributes or (style and _HIDDEN_STYLE.search(style)):
                    furniture = 0.5
                elif name:
                    furniture, named = _judge(tag, name)
        elements, around = self.elements, self.open
        parent = around[-1] if around else -1
        around.append(len(elements))
        elements.append(Element(tag, name, parent, furniture, named, len(self.lines)))
        self.preformatted += tag == "pre"

    def leave(self) -> None:
        if self.texts:
            self.flush()
        self.after_break = False
        element = self.elements[self.open.pop()]
        element.end = len(self.lines)
        self.preformatted -= element.tag == "pre"

    def add_text(self, text: str) -> None:
        """Add a text where every break counts."""
        for number, part in enumerate(text.split("\n")):
            if number:
                self.flush(at_break=True)
            self.texts.append(part)

    def note(self, node: LexborNode, tag: str) -> None:
        """Remember an element that has no text of its own, where anything is to be read off it."""
        if tag == "img":
            if len(self.layout.images) < MAX_IMAGES:
                self.layout.images.append(Image(node, len(self.lines), self.open[-1]))
        elif tag in _FOR_MACHINES:
            self.layout.machine.append(node)

    def open_link(self, node: LexborNode) -> bool:
        """Open a link; False for a name that links to nothing, often never closed."""
        href = node.attributes.get("href", _NO_LINK)
        if href is _NO_LINK:
            return False
        self.links += 1
        if self.links == 1:
            self.href, self.link_start = href or "", len(self.texts)
        return True

    def close_link(self) -> None:
        self.links -= 1
        if not self.links and len(self.texts) > self.link_start:
            self.anchors.append((self.href, self.link_start, len(self.texts)))

    def flush(self, *, at_break: bool = False) -> None:
        """End the line; what follows stands after a break where `at_break`."""
        if not self.texts:
            self.after_break = False
            return
        if self.links and len(self.texts) > self.link_start:
            self.anchors.append((self.href, self.link_start, len(self.texts)))
        raw = "".join(self.texts)[:MAX_LINE_CHARS]
        if raw.isspace() or not (text := clean_text(raw)):
            self.after_break = False
        else:
            self._append(text, raw)
            self.after_break = at_break
        self.texts.clear()
        self.anchors.clear()
        self.link_start = 0

    def _append(self, text: str, raw: str) -> None:
        owner = self.open[-1]
        weight, linked = weigh(text), 0.0
        anchors: tuple[tuple[str, str], ...] = ()
        if self.anchors:
            texts = ["".join(self.texts[start:end]) for _, start, end in self.anchors]
            told = "".join(texts)[:MAX_LINE_CHARS] if len(texts) > 1 else texts[0]
            linked = weight if told == raw else min(weight, weigh(clean_text(told[:MAX_LINE_CHARS])))
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
    walker.enter(root, "body")
    _walk(root, walker)
    while walker.open:
        walker.leave()
    return walker.layout


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


def _walk(root: LexborNode, walker: _Walker) -> None:
    stack: list[tuple[LexborNode, str]] = []
    node, walked, lines, texts = root.first_child, 0, walker.lines, walker.texts
    while node is not None and walked < MAX_WALKED_NODES and len(lines) < MAX_LINES:
        walked += 1
        tag, child = node.tag or "", None
        if tag == "-text":
            text = node.text_content or ""
            if walker.preformatted:
                walker.add_text(text)
            elif texts or walker.after_break or not text.isspace():
                texts.append(text)
        elif tag in _BREAKS:
            walker.flush(at_break=tag == "br")
        elif tag in _SKIPPED or (child := node.first_child) is None:
            walker.note(node, tag)
        else:
            if tag in _BLOCK:
                walker.enter(node, tag)
            elif tag != "a" or not walker.open_link(node):
                tag = ""
            stack.append((node, tag))
            node = child
            continue
        following = node.next
        while following is None and stack:
            node, tag = stack.pop()
            if tag == "a":
                walker.close_link()
            elif tag:
                walker.leave()
            following = node.next
        node = following
