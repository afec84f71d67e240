"""A list page's rule: what its articles' links are known by, as readable JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_PATTERNS = 5


@dataclass(frozen=True, slots=True)
class ListPattern:
    """One repeated pattern of links.

    Attributes:
        path: the elements that a link stands in (`div.main > ul.list > li > a`).
        addresses: shapes of the articles' addresses (`…/#-#/#/content_#.htm`).
        site: what the articles' hosts end with; empty where they lie on several sites.
    """

    path: str
    addresses: tuple[str, ...]
    site: str = ""


@dataclass(frozen=True, slots=True)
class ListRule:
    """The patterns that an operator accepted for a page."""

    patterns: tuple[ListPattern, ...]


def print_rule(rule: ListRule) -> dict[str, Any]:
    """A rule as JSON."""
    return {
        "list": [
            {"links": pattern.path, "addresses": list(pattern.addresses), "site": pattern.site}
            for pattern in rule.patterns
        ]
    }


def parse_rule(stored: Mapping[str, Any] | None) -> ListRule | None:
    """A rule from JSON; None where it is none (a feed without a rule, or one that was edited into nonsense)."""
    listed = stored.get("list") if stored else None
    if not isinstance(listed, list):
        return None
    patterns = [pattern for entry in listed[:MAX_PATTERNS] if (pattern := _parse_pattern(entry))]
    return ListRule(tuple(patterns)) if patterns else None


def _parse_pattern(entry: object) -> ListPattern | None:
    if not isinstance(entry, Mapping):
        return None
    path, addresses, site = entry.get("links"), entry.get("addresses"), entry.get("site", "")
    if not isinstance(path, str) or not isinstance(addresses, list) or not isinstance(site, str):
        return None
    return ListPattern(path, tuple(shape for shape in addresses if isinstance(shape, str)), site)
