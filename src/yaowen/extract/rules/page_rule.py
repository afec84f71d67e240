"""An operator's rule for the pages of one outlet: where its fields stand, as CSS selectors, told in TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from yaowen.base.errors import BadInput

MOST_SELECTORS = 20
"""Of one field."""
LONGEST_SELECTOR = 300
LONGEST_TEXT = 20_000
"""Characters of a rule's TOML: an outlet's whole file has about a thousand."""
TABLE = "reading"
"""The table of an outlet's file that holds its rule."""
EXAMPLE = 'body = "div.article-text"'


@dataclass(frozen=True, slots=True)
class PageRule:
    """CSS selectors by field; what finds nothing on a page is read as without a rule.

    Attributes:
        headline: the first element with text counts; so for `source`, `published` and `picture`.
        body: all elements found are the text, in page order, with nothing left out but what is surely furniture.
        drop: elements that are no part of the article, wherever they stand.
        author: all elements found.
        next_page: the link to the page on which the article goes on.
    """

    headline: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    picture: tuple[str, ...] = ()
    next_page: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in FIELDS)


FIELDS = tuple(field.name for field in fields(PageRule))
NO_RULE = PageRule()


def read_rule(text: str, name: str) -> PageRule:
    """Read a rule from TOML: a table of its own, or `[reading]` in an outlet's file.

    Args:
        text: TOML.
        name: of what it comes from, for messages.

    Raises:
        BadInput: it is no TOML, names an unknown field, or a field is no list of selectors.
    """
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"{len(text):,} characters are too many for a rule; the limit is {LONGEST_TEXT:,}", about=name)
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise BadInput(f"this is no TOML ({problem}); write it like {EXAMPLE}", about=name) from problem
    table = found.get(TABLE, found)
    if not isinstance(table, dict):
        raise BadInput(f"[{TABLE}] is no table; write [{TABLE}] on a line, and below it {EXAMPLE}", about=name)
    return parse_rule(table, name)


def parse_rule(table: Mapping[str, Any], name: str) -> PageRule:
    """A rule from the table that a file or a row holds: each field a selector, or a list of them.

    Raises:
        BadInput: an unknown field, or one that is no list of selectors.
    """
    if unknown := sorted(map(str, set(table) - set(FIELDS))):
        raise BadInput(f"unknown: {', '.join(unknown)[:200]}; the fields are {', '.join(FIELDS)}", about=name)
    return PageRule(**{field: _selectors(field, value, name) for field, value in table.items()})


def find_fault(rule: PageRule) -> str:
    """What is wrong with a rule's selectors, for the operator; empty where nothing is.

    Only in a killable child: parsing them is another's code, and not made for hostile input.
    """
    page = LexborHTMLParser("<p></p>")
    for field in FIELDS:
        for selector in getattr(rule, field):
            try:
                page.css(selector)
            except SelectolaxError:
                return f"{field}: {selector!r} is no CSS selector; write it like {EXAMPLE}"
    return ""


def pack_rule(rule: PageRule) -> dict[str, list[str]]:
    """A rule as a row keeps it: the fields that it has."""
    return {name: list(selectors) for name, selectors in asdict(rule).items() if selectors}


def print_rule(rule: PageRule) -> str:
    """A rule as the lines of `[reading]` in an outlet's file."""
    return "".join(f"{name} = {_print_value(selectors)}\n" for name, selectors in pack_rule(rule).items())


def _print_value(selectors: list[str]) -> str:
    quoted = [_quote(selector) for selector in selectors]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _selectors(field: str, value: Any, name: str) -> tuple[str, ...]:
    """The selectors of a field.

    Raises:
        BadInput: it has none, too many, or one that cannot be any.
    """
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise BadInput(f"{field} is no selector and no list of them; write it like {EXAMPLE}", about=name)
    if len(given) > MOST_SELECTORS:
        raise BadInput(f"{field} has {len(given)} selectors; the limit is {MOST_SELECTORS}", about=name)
    for one in given:
        if not one.strip() or len(one) > LONGEST_SELECTOR or not one.isprintable():
            raise BadInput(
                f"{field}: {one[:80]!r} is no CSS selector: it is empty, longer than {LONGEST_SELECTOR} characters, "
                f"or has line breaks in it; write it like {EXAMPLE}",
                about=name,
            )
    return tuple(one.strip() for one in given)
