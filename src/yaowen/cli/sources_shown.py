"""What was found behind an address, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yaowen.base.words import FoundLink
    from yaowen.collect.discover import Discovery
    from yaowen.collect.rules.discovery import Source
    from yaowen.collect.rules.lists.propose import Proposal

HEADLINES_SHOWN = 8
HEADLINES_IN_JSON = 50


def describe(found: Discovery) -> dict[str, Any]:
    """A discovery as JSON."""
    return {
        "url": found.url,
        "title": found.title,
        "message": found.message,
        "asked": found.asked,
        "sources": [{**_row(one), "winner": one is found.winner, "links": _links(one)} for one in found.sources],
        "patterns": [_pattern(one) for one in found.proposals],
    }


def print_discovery(found: Discovery) -> None:
    """Sources and patterns with their first headlines."""
    from rich.console import Console

    console = Console()
    if found.sources:
        print_sources(found)
        _print_links(found.sources[0].parsed.items)
    for number, proposal in enumerate(found.proposals, 1):
        dated = sum(bool(link.published_raw) for link in proposal.links)
        console.print(f"\nPattern {number}: {len(proposal.links)} links, {dated} with a date", style="bold")
        console.print(f"  {proposal.pattern.path}   {'  '.join(proposal.pattern.addresses[:3])}", markup=False)
        _print_links(proposal.links)
    if not found.sources and not found.proposals:
        console.print(f"{found.message}; no list of articles was found on it either", markup=False)


def print_sources(found: Discovery) -> None:
    """The sources of a site, numbered."""
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    table = Table("", "kind", "items", "newest", "language", "title", Column("address", overflow="fold"), box=None)
    for number, source in enumerate(found.sources, 1):
        row = _row(source)
        mark = "→" if source is found.winner else ""
        cells = (row["items"], row["newest"], row["language"], row["title"], row["url"])
        table.add_row(f"{mark}{number}", row["kind"], *(Text(str(cell)) for cell in cells))
    Console().print(table)


def _print_links(links: Sequence[FoundLink]) -> None:
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    table = Table(
        Column("date", no_wrap=True),
        Column("headline", overflow="fold", ratio=3),
        Column("path", overflow="ellipsis", no_wrap=True, ratio=1),
        box=None, show_header=False, padding=(0, 2), expand=True,
    )  # fmt: skip
    for link in links[:HEADLINES_SHOWN]:
        path = "/" + link.url.partition("://")[2].partition("/")[2]
        table.add_row(Text(link.published_raw), Text(link.headline), Text(path, style="dim"))
    console = Console()
    console.print(table)
    if len(links) > HEADLINES_SHOWN:
        console.print(f"  … and {len(links) - HEADLINES_SHOWN} more")


def _row(source: Source) -> dict[str, Any]:
    from yaowen.collect.rules.naming import guess_language

    parsed = source.parsed
    words = " ".join(item.headline for item in parsed.items)
    return {
        "url": source.url,
        "kind": parsed.kind,
        "title": parsed.title,
        "items": len(parsed.items),
        "newest": _newest(source),
        "language": parsed.language or (guess_language(words) if words.strip() else ""),
    }


def _newest(source: Source) -> str:
    """The newest date; of feeds whose dates cannot be compared the first one as printed."""
    if source.parsed.item_dates:
        return source.parsed.item_dates[0].strftime("%Y-%m-%d %H:%M")
    return next((item.published_raw for item in source.parsed.items if item.published_raw), "")


def _links(source: Source) -> list[dict[str, str]]:
    return [_link(link) for link in source.parsed.items[:HEADLINES_IN_JSON]]


def _pattern(proposal: Proposal) -> dict[str, Any]:
    from yaowen.collect.rules.lists.rule import ListRule, print_rule

    rule = print_rule(ListRule((proposal.pattern,)))
    links = [_link(link) for link in proposal.links[:HEADLINES_IN_JSON]]
    return {"score": round(proposal.score, 2), "items": len(proposal.links), "rule": rule, "links": links}


def _link(link: FoundLink) -> dict[str, str]:
    return {"url": link.url, "headline": link.headline, "date": link.published_raw}
