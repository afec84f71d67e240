"""Text of an XML feed → its tree: recovering, without entities, DTD or network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5

from lxml import etree

Element = etree._Element

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_REFERENCE = re.compile(r"&(#[xX]?[0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_XML_NAMES = frozenset(["amp", "lt", "gt", "quot", "apos"])
_DOCTYPE_CHARS = 20_000
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}"


def parse_document(text: str) -> Element | None:
    """The root element of an XML text, repaired where it is broken; None where there is nothing to read."""
    start = text.find("<")
    if start < 0:
        return None
    text = _DECLARATION.sub("", text[start:], count=1)
    head = _DOCTYPE.sub("", text[:_DOCTYPE_CHARS], count=1)
    text = _CONTROLS.sub("", _REFERENCE.sub(_resolve, head + text[_DOCTYPE_CHARS:]))
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


def named(parent: Element, *names: str) -> Iterator[Element]:
    """Child elements of the given local names, in document order."""
    return (child for child in parent if local_name(child) in names)


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
    """HTML's named characters, which XML does not know, and references to what may not stand in XML."""
    name = found[1]
    if name in _XML_NAMES:
        return found[0]
    if name.startswith("#"):
        return found[0] if _is_xml_character(name[1:]) else ""
    return html5.get(f"{name};", "")


def _is_xml_character(number: str) -> bool:
    try:
        code = int(number[1:], 16) if number[:1] in "xX" else int(number)
    except ValueError:
        return False
    return code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
