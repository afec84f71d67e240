"""Text of an XML feed → its tree: recovering, without DTD or network; and the ways to walk it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import urljoin

from lxml import etree

from yaowen.collect.rules.feeds.references import resolve_references

Element = etree._Element
Children = dict[str, list[Element]]
"""The child elements of one element by local name, in document order, those of its own vocabulary first."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MAX_ELEMENTS = 20_000
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}"
_XML_BASE = f"{_XML_SPACE}base"
_XML_LANG = f"{_XML_SPACE}lang"
_BASE_CHARS = 2000
_MOST_LEVELS = 8
"""Levels that are asked for a base; real items stand on the third."""
_ABSOLUTE = re.compile(r"\s*https?://", re.IGNORECASE)


def parse_document(text: str) -> Element | None:
    """The root element of an XML text, repaired where it is broken; None where there is nothing to read."""
    start = text.find("<")
    if start < 0:
        return None
    text = _CONTROLS.sub("", resolve_references(text[start:]))
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
    return _split_tag(tag)[1] if isinstance(tag, str) else ""


def prefix_of(element: Element) -> str:
    """The element's namespace, or its undeclared prefix; empty where it has none."""
    tag = element.tag
    return _split_tag(tag)[0] if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _split_tag(tag: str) -> tuple[str, str]:
    local = tag.rpartition("}")[2].rpartition(":")[2].lower()
    if tag.startswith("{"):
        return tag[1:].partition("}")[0].lower(), local
    return tag.rpartition(":")[0].lower(), local


def elements(root: Element, name: str) -> Iterator[Element]:
    """All elements of a local name below a root, in document order; at most 20,000."""
    quick = list(islice(root.iter(f"{{*}}{name}"), MAX_ELEMENTS))
    if quick:
        return iter(quick)
    return islice((element for element in root.iter() if local_name(element) == name), MAX_ELEMENTS)


def children_of(parent: Element) -> Children:
    """The child elements of one element by their local names."""
    by_tag: Children = {}
    for child in parent:
        tag = child.tag
        if tag in by_tag:
            by_tag[tag].append(child)
        elif isinstance(tag, str):
            by_tag[tag] = [child]
    found: Children = {}
    own = prefix_of(parent)
    for tag, group in by_tag.items():
        prefix, name = _split_tag(tag)
        if name not in found:
            found[name] = group
        else:
            found[name] = group + found[name] if prefix == own else found[name] + group
    return found


def pick(children: Children, *names: str) -> list[Element]:
    """The children of the given names, in the order of the names."""
    return [child for name in names if name in children for child in children[name]]


def text_in(children: Children, *names: str) -> str:
    """The text of the first child of these names that has any, tried in the order of the names."""
    for name in names:
        for child in children.get(name, ()):
            if text := inner_text(child):
                return text
    return ""


def last_text_in(children: Children, *names: str) -> str:
    """As `text_in`, but of a name that stands there several times the last one counts (a date that was corrected)."""
    for name in names:
        group = children.get(name)
        if group is None:
            continue
        if len(group) > 1:
            own = prefix_of(group[0])
            group = [child for child in reversed(group) if prefix_of(child) == own]
        if text := next(filter(None, map(inner_text, group)), ""):
            return text
    return text_in(children, *names)


def inner_text(element: Element) -> str:
    """All text below an element, markup left out."""
    return "".join(map(str, element.itertext())).strip() if len(element) else (element.text or "").strip()


def base_of(element: Element) -> str:
    """The xml:base that holds at an element: its own joined to those around it, up to an absolute one."""
    bases: list[str] = []
    for node in (element, *islice(element.iterancestors(), _MOST_LEVELS)):
        if base := node.get(_XML_BASE):
            bases.append(base)
            if _ABSOLUTE.match(base):
                break
    joined = ""
    for base in reversed(bases):
        try:
            joined = urljoin(joined, base.strip())[:_BASE_CHARS]
        except ValueError:
            continue
    return joined


def language_of(element: Element) -> str:
    """The element's own xml:lang; empty where it has none."""
    return (element.get(_XML_LANG) or "").strip()
