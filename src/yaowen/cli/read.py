"""`yaowen read`: one article from a file or an address, with all that its text says, for people and for scripts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import orjson
import typer

from yaowen.base.errors import BadInput
from yaowen.base.words import ExtractedArticle
from yaowen.cli.read_shown import article_to_json, print_article
from yaowen.cli.start import JsonOption

if TYPE_CHECKING:
    from yaowen.extract.rules.page_rule import PageRule
    from yaowen.extract.rules.parts import PartAsked

app = typer.Typer(add_completion=False)

_MAX_BYTES = 64 << 20
RULED_SECONDS = 20.0
"""Processor time that a page read by a rule may take."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """A page before it is read: where from, its bytes, and the charset its server named."""

    url: str
    body: bytes
    charset: str | None = None


class Reader(Protocol):
    """Reads the article on a page, and says in which zone its times were read."""

    def __call__(self, page: Bytes, zone: str, asked: PartAsked | None = None, /) -> tuple[ExtractedArticle, str]:
        """The article."""
        ...


@app.command()
def read(
    page: Annotated[str, typer.Argument(metavar="FILE|URL", help="An HTML file, or the address of a page.")],
    as_json: JsonOption = False,
    url: Annotated[str, typer.Option(help="The address a file came from; names the site, completes links.")] = "",
    zone: Annotated[str, typer.Option(help="Zone of times printed without one; by default guessed.")] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also read from this machine and private networks.")
    ] = False,
    rule: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Read it by this rule: CSS selectors by field.")
    ] = None,
) -> None:
    """Read one article and what its text says: who says what, when, and which names are glossed.

    An article that goes on over several pages is read whole where an address is given.
    """
    from yaowen.extract.rules.facts import find_facts

    is_address = page.startswith(("http://", "https://"))
    reader = choose_reader(rule)
    found = fetch_page(page, allow_private) if is_address else load_page(page, url)
    article, place = reader(found, zone)
    if not article.headline and not article.blocks:
        raise BadInput("there is no article on this page; give the address of one article, not of a list", about=page)
    if is_address:
        article = read_on(article, found.url, allow_private, lambda one, part: reader(one, place, part))
    facts = find_facts(article.headline, article.paragraphs, article.published.at)
    if as_json:
        print(orjson.dumps(article_to_json(article, facts, place), option=orjson.OPT_INDENT_2).decode())
    else:
        print_article(article, facts, place)


def choose_reader(rule: Path | None) -> Reader:
    """What reads a page: by a rule in a killable child, as selectors may take any time; else here.

    Raises:
        BadInput: the rule cannot be used.
    """
    if rule is None:
        return read_bytes
    from yaowen.base.guard import Guard, GuardError
    from yaowen.cli.extract_outlet import load_rule
    from yaowen.extract.rules.page_rule import find_fault

    found = load_rule(rule)
    child, checking = Guard(read_bytes), Guard(find_fault)

    def read_guarded(page: Bytes, zone: str, asked: PartAsked | None = None) -> tuple[ExtractedArticle, str]:
        try:
            if fault := checking.call(RULED_SECONDS, found):
                raise BadInput(fault, about=str(rule))
            return child.call(RULED_SECONDS, page, zone, asked, found)
        except GuardError as problem:
            raise BadInput(f"cannot be read by this rule: {problem}", about=page.url) from problem
        finally:
            checking.close()
            child.close()

    return read_guarded


def read_bytes(
    page: Bytes, zone: str, asked: PartAsked | None = None, rule: PageRule | None = None
) -> tuple[ExtractedArticle, str]:
    """The article on a page, and the zone that its times were read in."""
    from yaowen.base.text.charset import decode_bytes
    from yaowen.extract.rules.article import Given, read_page
    from yaowen.extract.rules.page_rule import NO_RULE
    from yaowen.extract.rules.zone_guess import guess_zone

    html = decode_bytes(page.body, page.charset).text
    place = zone or guess_zone(html, page.url)
    given = Given(page.url, place, datetime.now(UTC), asked, rule or NO_RULE)
    return read_page(html, given).article, place


def read_on(
    article: ExtractedArticle, url: str, allow_private: bool,
    read_part: Callable[[Bytes, PartAsked], tuple[ExtractedArticle, str]],
) -> ExtractedArticle:  # fmt: skip
    """An article with the text of its further parts; where one cannot be had, the text ends before it."""
    from yaowen.extract.rules.parts import MOST_PARTS, PartAsked, join_parts

    parts, seen, address = [article.blocks], {url}, article.next_part
    while address and address not in seen and len(parts) < MOST_PARTS:
        seen.add(address)
        try:
            page = fetch_page(address, allow_private)
        except BadInput as problem:
            typer.echo(f"part {len(parts) + 1} cannot be read: {problem}; the text ends before it", err=True)
            break
        further, _ = read_part(page, PartAsked(url, len(parts) + 1))
        parts.append(further.blocks)
        address = further.next_part
    return replace(article, blocks=join_parts(parts)) if len(parts) > 1 else article


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
