"""`yaowen read`: one article from a file or an address, with all that its text says, for people and for scripts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from yaowen.base.errors import BadInput
from yaowen.base.words import Claim, ExtractedArticle, Facts, Span
from yaowen.cli.start import JsonOption

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(add_completion=False)

_MODES = {"q": "原话", "p": "转述", "m": "原话和转述"}
_MAX_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Bytes:
    """A page before it is read: where from, its bytes, and the charset its server named."""

    url: str
    body: bytes
    charset: str | None = None


@app.command()
def read(
    page: Annotated[str, typer.Argument(metavar="FILE|URL", help="An HTML file, or the address of a page.")],
    as_json: JsonOption = False,
    url: Annotated[str, typer.Option(help="The address a file came from; names the site, completes links.")] = "",
    zone: Annotated[str, typer.Option(help="Zone of times printed without one; by default guessed.")] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also read from this machine and private networks.")
    ] = False,
) -> None:
    """Read one article and what its text says: who says what, when, and which names are glossed."""
    from yaowen.base.text.charset import decode_bytes
    from yaowen.extract.rules.article import extract_page
    from yaowen.extract.rules.facts import find_facts
    from yaowen.extract.rules.zone_guess import guess_zone

    found = fetch_page(page, allow_private) if page.startswith(("http://", "https://")) else load_page(page, url)
    html = decode_bytes(found.body, found.charset).text
    place = zone or guess_zone(html, found.url)
    article = extract_page(html, url=found.url, zone=place, fetched_at=datetime.now(UTC))
    if not article.headline and not article.blocks:
        raise BadInput("there is no article on this page; give the address of one article, not of a list", about=page)
    facts = find_facts(article.headline, article.paragraphs, article.published.at)
    if as_json:
        print(orjson.dumps(article_to_json(article, facts, place), option=orjson.OPT_INDENT_2).decode())
    else:
        print_article(article, facts, place)


def load_page(name: str, url: str) -> Bytes:
    """A page from a file.

    Raises:
        BadInput: it cannot be read, or is no page.
    """
    file = Path(name)
    try:
        size = file.stat().st_size
        if size > _MAX_BYTES:
            raise BadInput(f"{size:,} bytes are too many for a page; the limit is {_MAX_BYTES:,}", about=name)
        return Bytes(url, file.read_bytes())
    except OSError as problem:
        hint = "give the path of an HTML file, or an address that begins with http:// or https://"
        raise BadInput(f"cannot be read ({problem.strerror}); {hint}", about=name) from problem


def fetch_page(url: str, allow_private: bool) -> Bytes:
    """A page from its address.

    Raises:
        BadInput: it cannot be fetched.
    """
    from yaowen.base.settings import load_settings
    from yaowen.collect.fetcher import fetch_one, limits_of
    from yaowen.collect.rules.addresses import origin_of
    from yaowen.collect.rules.fetching import FetchFailure

    result = fetch_one(url, origin_of(url) if allow_private else "", limits_of(load_settings(os.environ)))
    if isinstance(result, FetchFailure):
        raise BadInput(result.message)
    if result.status >= 400:
        raise BadInput(f"the server answers with status {result.status}; check the address", about=url)
    return Bytes(result.final_url, result.body, result.charset)


def article_to_json(article: ExtractedArticle, facts: Facts, zone: str) -> dict[str, Any]:
    """The article as contract A spells it, with the facts of contract B and what else was read."""
    from yaowen.cli.extract import as_row
    from yaowen.cli.facts import facts_to_json

    published = article.published
    more = {
        "published_raw": published.raw,
        "published_precision": published.precision,
        "published_confidence": round(published.confidence, 3),
        "canonical_url": article.canonical_url,
        "teaser": article.teaser,
        "blocks": [{"kind": block.kind, "text": block.text} for block in article.blocks],
    }
    return {**as_row(article, zone), **more, **facts_to_json(facts)}


def print_article(article: ExtractedArticle, facts: Facts, zone: str) -> None:
    """Print an article and its facts."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    console.print(Text(article.headline or "—", style="bold"))
    for name, value in _head(article, zone):
        if value:
            console.print(Text.assemble((f"{name:<10}", "dim"), value))
    for block in article.blocks:
        console.print()
        console.print(Text(block.text, style="bold" if block.kind == "heading" else ""))
    _print_facts(console, article.paragraphs, facts)


def _head(article: ExtractedArticle, zone: str) -> list[tuple[str, str]]:
    from yaowen.cli.extract import print_published

    published = article.published
    shown = print_published(published, zone) or "not found"
    sure = f"{shown} ({published.precision}, confidence {published.confidence:.0%})" if published.at else shown
    return [
        ("outlet", article.site),
        ("source", article.source),
        ("published", sure),
        ("printed", published.raw[:80]),
        ("authors", ", ".join(article.authors)),
        ("language", article.language),
        ("picture", article.image),
        ("body", f"{sum(map(len, article.paragraphs)):,} characters, confidence {article.confidence:.0%}"),
    ]


def _print_facts(console: Console, paragraphs: tuple[str, ...], facts: Facts) -> None:
    from rich.table import Table
    from rich.text import Text

    sections: list[tuple[str, list[tuple[str, ...]]]] = [
        ("Who says what", [_claim_cells(claim, paragraphs) for claim in facts.claims]),
        ("When", [(_words(paragraphs, one.paragraph, one.span), one.value) for one in facts.moments]),
        ("Names", [(one.zh, one.latin, one.kind) for one in facts.names]),
    ]
    for title, rows in sections:
        if not rows:
            continue
        console.print()
        console.print(Text(f"{title} ({len(rows)})", style="bold"))
        table = Table(box=None, show_header=False, pad_edge=False)
        for _ in rows[0]:
            table.add_column(overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)


def _claim_cells(claim: Claim, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    written = _words(paragraphs, claim.paragraph, claim.speaker)
    speaker = f"{written} = {claim.resolved}" if written and claim.resolved else claim.resolved or written or "—"
    words = "…".join(_words(paragraphs, claim.paragraph, span) for span in claim.content)
    return speaker, claim.stance, _MODES[claim.mode], words


def _words(paragraphs: tuple[str, ...], paragraph: int, span: Span | None) -> str:
    return paragraphs[paragraph][span[0] : span[1]] if span else ""
