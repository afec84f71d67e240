"""What a page says of itself for machines: JSON-LD, Open Graph, meta elements."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from yaowen.extract.rules.clean import clean_text

_MAX_SCRIPT_CHARS = 600_000
_MAX_NODES = 2_000
_MAX_SCRIPTS = 40
_ARTICLE = re.compile(r"(?:Article|Posting|Report|BlogPost|NewsStory|Review)$")
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LONE_FIELD = re.compile(r'"(headline|datePublished|dateModified|articleBody)"\s*:\s*"((?:[^"\\]|\\.){1,200000})"')

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Structured:
    """All that was said for machines.

    Attributes:
        metas: content by name, property or itemprop in lower case, in page order.
        article: the JSON-LD node of the article; empty where there is none.
        site: the JSON-LD publisher's or WebSite's name.
    """

    metas: dict[str, list[str]] = field(default_factory=dict)
    article: Node = field(default_factory=dict)
    site: str = ""

    def meta(self, *names: str) -> str:
        """The first content that is not empty, of these names in this order."""
        for name in names:
            for content in self.metas.get(name, ()):
                if content:
                    return content
        return ""

    def metas_of(self, *names: str) -> list[str]:
        """All contents of the first of these names that has any."""
        return next((found for name in names if (found := [text for text in self.metas.get(name, ()) if text])), [])

    def text(self, key: str) -> str:
        """A text of the article's node, cleaned; empty where it is none."""
        value = self.article.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        return clean_text(html.unescape(value)) if isinstance(value, str) else ""


def read_structured(tree: LexborHTMLParser, in_body: Sequence[LexborNode] | None = None) -> Structured:
    """Collect what the page says of itself.

    Args:
        tree: the page.
        in_body: the `meta` and `script` elements of its body, where they are known: looking for them costs a walk.
    """
    if in_body is None:
        elements = tree.css("meta, script")
    else:
        elements = [*(tree.head.css("meta, script") if tree.head else ()), *in_body]
    scripts, metas_of_page = list[LexborNode](), list[LexborNode]()
    for node in elements:
        (metas_of_page if node.tag == "meta" else scripts).append(node)
    nodes = list(_linked_nodes(scripts))
    metas = _metas(metas_of_page[:_MAX_NODES])
    return Structured(metas, _article_node(nodes), _site_name(nodes))


def names_in(value: object) -> list[tuple[str, str]]:
    """(name, type) of every person or organisation in a JSON-LD value: text, node or list of them."""
    found: list[tuple[str, str]] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            found.append((clean_text(item), ""))
        elif isinstance(item, dict):
            name = item.get("name") or " ".join(str(item.get(key) or "") for key in ("givenName", "familyName")).strip()
            kind = item.get("@type")
            shown_kind = str(kind[0] if isinstance(kind, list) and kind else kind)
            names = name if isinstance(name, list) else [name]
            found += [(clean_text(one), shown_kind) for one in names if isinstance(one, str)]
    return [(name, kind) for name, kind in found if name]


def _metas(elements: Iterable[LexborNode]) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in elements:
        attributes = node.attributes
        if "content" not in attributes:
            continue
        content = clean_text((attributes.get("content") or "")[:5000])
        for key in ("property", "name", "itemprop"):
            if name := attributes.get(key):
                metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _linked_nodes(scripts: Iterable[LexborNode]) -> Iterator[Node]:
    seen = 0
    linked = (script for script in scripts if "ld+json" in (script.attrs.get("type") or ""))
    for script in islice(linked, _MAX_SCRIPTS):
        source = script.text(deep=True)
        if len(source) > _MAX_SCRIPT_CHARS:
            continue
        waiting: list[Any] = [_load(source)]
        while waiting and seen < _MAX_NODES:
            value = waiting.pop(0)
            seen += 1
            if isinstance(value, list):
                waiting.extend(value[:200])
            elif isinstance(value, dict):
                yield value
                waiting.extend(value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value)


def _load(source: str) -> Any:
    try:
        return orjson.loads(source)
    except orjson.JSONDecodeError:  # three in a hundred have comments around them, raw breaks in texts and the like
        return _load_broken(source)


def _load_broken(source: str) -> Any:
    text = _COMMENT.sub("", source.strip()).strip().rstrip(";")
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    fields = {found[1]: found[2].replace('\\"', '"').replace("\\/", "/") for found in _LONE_FIELD.finditer(text)}
    return {"@type": "Article", **fields} if fields else None


def _types(node: Node) -> list[str]:
    kind = node.get("@type")
    return [str(item) for item in (kind if isinstance(kind, list) else [kind])]


def _article_node(nodes: list[Node]) -> Node:
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _types(node))]
    if not articles:
        pages = [node for node in nodes if node.get("datePublished") and (node.get("headline") or node.get("name"))]
        return pages[0] if pages and "WebPage" in _types(pages[0]) else {}
    return max(articles, key=lambda node: sum(bool(node.get(key)) for key in ("headline", "datePublished", "author")))


def _site_name(nodes: list[Node]) -> str:
    for node in nodes:
        for name, _ in names_in(node.get("publisher")):
            return name
    for node in nodes:
        if "WebSite" in _types(node):
            for name, _ in names_in(node):
                return name
    return ""


def description_of(said: Structured) -> str:
    """The summary that a page gives machines; empty where it gives none."""
    return said.meta("og:description", "description", "twitter:description")
