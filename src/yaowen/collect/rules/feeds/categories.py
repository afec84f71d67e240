"""What a feed files an item under: RSS `<category>`, Dublin Core `<dc:subject>`, Atom `<category term label>`."""

from __future__ import annotations

from collections.abc import Iterable

from yaowen.collect.rules.feeds.document import Element, inner_text

MOST_CATEGORIES = 8
"""Kept of one item: sections stand first, what follows are keywords."""
CATEGORY_CHARS = 60


def categories_of(found: Iterable[Element]) -> tuple[str, ...]:
    """The categories of an item in the feed's order, each once; an Atom label stands for its term."""
    names = (element.get("label") or element.get("term") or inner_text(element) for element in found)
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))[:MOST_CATEGORIES]
