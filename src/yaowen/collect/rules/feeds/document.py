"""Text of an XML feed → its tree: recovering, without entities, DTD or network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from itertools import islice

from lxml import etree

Element = etree._Element

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#([0-9]{1,8}|[xX][0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{0,31});)?", re.DOTALL
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MAX_ELEMENTS = 20_000
_XML_NAMES = frozenset(["amp", "lt", "gt", "quot", "apos"])
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}"


def parse_document(text: str) -> Element | None:
    """The root element of an XML text, repaired where it is broken; None where there is nothing to read."""
    start = text.find("<")
    if start < 0:
        return None
    text = text[start:]
    prolog = _PROLOG.match(text)
    root = prolog.end() if prolog else 0
    if doctype := _DOCTYPE.match(text, root):
        root = doctype.end()
    text = _CONTROLS.sub("", _REFERENCE.sub(_resolve, text[root:]))
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def local_name(element: Element) -> str:
    """The element's name in lower case without its namespace or (undeclared) prefix; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def prefix_of(element: Element) -> str:
    """The element's namespace, or its undeclared prefix; empty where it has none."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag[1:].partition("}")[0].lower() if tag.startswith("{") else tag.rpartition(":")[0].lower()


def elements(root: Element, name: str) -> Iterator[Element]:
    """All elements of a local name below a root, in document order; at most 20,000."""
    return islice((element for element in root.iter() if local_name(element) == name), MAX_ELEMENTS)


def named(parent: Element, *names: str) -> list[Element]:
    """Child elements of the given local names in document order, those of the parent's own vocabulary first."""
    found = [child for child in parent if local_name(child) in names]
    if len(found) > 1:
        own = prefix_of(parent)
        found.sort(key=lambda child: prefix_of(child) != own)
    return found


def text_in(parent: Element, *names: str) -> str:
    """The text of the first child of these names that has any, tried in the order of the names."""
    for name in names:
        for child in named(parent, name):
            if text := inner_text(child):
                return text
    return ""


def inner_text(element: Element) -> str:
    """All text below an element, markup left out."""
    return "".join(map(str, element.itertext())).strip() if len(element) else (element.text or "").strip()


def inner_markup(element: Element) -> str:
    """What stands inside an element as HTML: its escaped text, or its child elements written out."""
    if not len(element):
        return (element.text or "").strip()
    parts = [escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(parts).strip()


def base_of(element: Element) -> str:
    """The nearest xml:base; empty where there is none."""
    found = next(
        ((node.get(f"{_XML_SPACE}base") or "") for node in _upward(element) if node.get(f"{_XML_SPACE}base")), ""
    )
    return found.strip()


def _upward(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()


def _resolve(found: re.Match[str]) -> str:
    """References that XML does not know: HTML's named characters, bare ampersands, what may not stand in XML."""
    number, name = found[1], found[2]
    if found[0].startswith("<"):
        return found[0]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return f"&#{code};" if _is_xml_character(code) else ""
    if not name:
        return "&amp;"
    return found[0] if name in _XML_NAMES else html5.get(f"{name};", "")


def _is_xml_character(code: int) -> bool:
    return code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
