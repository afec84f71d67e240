"""`yaowen extract`: pages in, articles out (contract A of measure/README.md); an outlet's rule, and its history."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import orjson
import typer

from yaowen.base.dates.zones import load_zone
from yaowen.base.text.charset import decode_bytes
from yaowen.base.words import ExtractedArticle, Published
from yaowen.cli.extract_outlet import Asked, extract_outlet
from yaowen.cli.start import DataOption
from yaowen.extract.rules.article import extract_page
from yaowen.extract.rules.zone_guess import guess_zone

app = typer.Typer(add_completion=False)
MAX_FILE_BYTES = 64 << 20
Row = dict[str, Any]


@app.command()
def extract(
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON Lines in, JSON Lines out, same order.")] = False,
    zone: Annotated[str, typer.Option(help="Zone of times without one; by default guessed for each page.")] = "",
    outlet: Annotated[str, typer.Option(metavar="OUTLET", help="An outlet's slug: show the rule in use.")] = "",
    rule: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Keep this rule for its pages; tells what it changes.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Read the outlet's kept pages anew.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what the rule would change.")] = False,
    data: DataOption = None,
) -> None:
    """Read pages: {"id", "url", "path", "fetched_at"} a line in, one article a line out.

    Or, with --outlet, the rule that its pages are read by, and its history read anew. That may be broken off: the
    running site goes on with it, and so does the same command.
    """
    if outlet:
        extract_outlet(Asked(outlet, rule, again, dry_run), data)
        return
    if not jsonl:
        raise typer.BadParameter('pass --jsonl and give one {"id", "url", "path", "fetched_at"} a line on stdin')
    for answer in answer_lines(sys.stdin.buffer, zone):
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()


def answer_lines(lines: BinaryIO, zone: str) -> Iterator[Row]:
    """One answer for every line that is not blank; a line that fails gives its id and the reason."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answer(line, number, zone)


def _answer(line: bytes, number: int, zone: str) -> Row:
    try:
        question = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        return {"id": None, "error": f"line {number} is no JSON ({problem}); give one object a line"}
    if not isinstance(question, dict):
        return {"id": None, "error": f'line {number} is no JSON object; give {{"id", "url", "path", "fetched_at"}}'}
    name = question.get("id")
    path = question.get("path")
    if not isinstance(path, str):
        return {"id": name, "error": f'line {number} has no "path" of a file to read'}
    try:
        file = Path(path)
        if file.stat().st_size > MAX_FILE_BYTES:
            return {"id": name, "error": f"{path} is larger than {MAX_FILE_BYTES} bytes"}
        body = file.read_bytes()
    except (OSError, ValueError) as problem:
        return {"id": name, "error": f"{path} cannot be read: {problem}"}
    return {"id": name, **read_answer(body, question, zone)}


def read_answer(body: bytes, question: Row, zone: str) -> Row:
    """The article on a page as contract A spells it."""
    url = question.get("url") if isinstance(question.get("url"), str) else ""
    html = decode_bytes(body).text
    fetched_at = _fetched_at(question.get("fetched_at"))
    place = zone or guess_zone(html, url or "")
    article = extract_page(html, url=url or "", zone=place, fetched_at=fetched_at)
    return as_row(article, place)


def as_row(article: ExtractedArticle, zone: str) -> Row:
    """An article's fields under the names of contract A."""
    return {
        "title": article.headline,
        "column": article.column,
        "part": article.part,
        "site": article.site,
        "source": article.source,
        "authors": list(article.authors),
        "published": print_published(article.published, zone),
        "language": article.language,
        "image": article.image,
        "paragraphs": list(article.paragraphs),
        "confidence": article.confidence,
    }


def print_published(published: Published, zone: str) -> str | None:
    """ISO 8601 in the zone that it was printed in; a day alone for a day."""
    if published.at is None:
        return None
    local = published.at.astimezone(load_zone(published.zone or zone))
    return local.date().isoformat() if published.precision == "day" else local.isoformat()


def _fetched_at(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else datetime.now(UTC)
    except ValueError:
        at = datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
