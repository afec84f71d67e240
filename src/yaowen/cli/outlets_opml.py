"""`yaowen outlets import` and `export`: OPML in and out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.outlet_options import DelayOption, LineResult, PrivateOption, add_allowed, private_origin
from yaowen.cli.start import DataOption, JsonOption, open_site

if TYPE_CHECKING:
    from yaowen.collect.rules.opml import OpmlLine

MAX_FILE_BYTES = 32 * 1024 * 1024
LINES_AT_ONCE = 250
LONGEST_TABLE = 500
"""Lines that are laid out as a table; more are plain columns, which takes no time."""
_RESULTS = ("added", "joined", "known", "refused")


def import_file(
    file: Annotated[str, typer.Argument(metavar="FILE|URL", help="An OPML file, or its http(s) address.")],
    allow_private: PrivateOption = False,
    host_delay: DelayOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add all feeds of an OPML file. Exit code: 0 all lines good, 1 some bad, 2 the file cannot be used."""
    open_site(data, create=True)
    lines = _read_opml(file, allow_private)
    results = _import_lines(lines, allow_private, host_delay, quiet=as_json)
    if as_json:
        print(json.dumps([asdict(result) for result in results], ensure_ascii=False))
    else:
        _print_results(results)
    sys.exit(int(any(result.result == "refused" for result in results)))


def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to write; default: standard output.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Write all outlets as OPML 2.0."""
    open_site(data)
    from yaowen.collect.rules.opml import OpmlLine, print_opml
    from yaowen.collect.store import list_subscriptions

    lines = [
        OpmlLine(0, outlet.name, feed.url, outlet.home_url, outlet.folder, kind=feed.kind, rule=feed.rule)
        for outlet in list_subscriptions()
        for feed in outlet.details
    ]
    text = print_opml("Yaowen", lines)
    if file is None:
        sys.stdout.write(text)
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as problem:
        raise BadInput(f"cannot be written ({problem.strerror}); choose another place", about=str(file)) from problem
    print(f"{len(lines)} feeds written to {file}")


def _read_opml(file: str, allow_private: bool) -> tuple[OpmlLine, ...]:
    from yaowen.base.text.charset import decode_bytes
    from yaowen.collect.rules.opml import parse_opml

    remote = file.startswith(("http://", "https://"))
    body, charset = _fetch(file, allow_private) if remote else (_read_file(Path(file)), None)
    lines = parse_opml(decode_bytes(body, charset).text)
    if not lines:
        raise BadInput("this is no OPML file with feeds; export one from a feed reader", about=file)
    return lines


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            body = opened.read(MAX_FILE_BYTES + 1)
    except OSError as problem:
        raise BadInput(f"cannot be read ({problem.strerror}); check the path", about=str(path)) from problem
    if len(body) > MAX_FILE_BYTES:
        raise BadInput("is larger than 32 MB; split it", about=str(path))
    return body


def _fetch(url: str, allow_private: bool) -> tuple[bytes, str | None]:
    from yaowen.collect.probe import fetch_for_command
    from yaowen.collect.rules.fetching import Fetched

    result = fetch_for_command(url, private_origin(url, allow_private))
    if not isinstance(result, Fetched):
        raise BadInput(result.message, about="not imported")
    if result.status != 200:
        raise BadInput(f"answers {result.status}; check the address", about=url)
    return result.body, result.charset


def _import_lines(
    lines: tuple[OpmlLine, ...], allow_private: bool, host_delay: float | None, *, quiet: bool
) -> list[LineResult]:
    """Add all lines, some hundreds in a transaction: quick, and no other writer waits long."""
    from rich.console import Console
    from rich.progress import track

    from yaowen.collect.private_origins import find_private_origins

    private = find_private_origins([line.url for line in lines if line.url], look_up=allow_private)
    results: list[LineResult] = []
    starts = range(0, len(lines), LINES_AT_ONCE)
    for start in track(starts, "Importing", console=Console(stderr=True), transient=True, disable=quiet):
        results += _import_batch(lines[start : start + LINES_AT_ONCE], private, allow_private, host_delay)
    return results


def _import_batch(
    lines: tuple[OpmlLine, ...], private: dict[str, str], allow_private: bool, host_delay: float | None
) -> list[LineResult]:
    from yaowen.collect.register import Added, NewFeed

    good = [line for line in lines if not line.problem]
    news = [
        NewFeed(line.url, line.name, line.home_url, line.folder, private.get(line.url, ""), host_delay, line.kind,
                line.rule)
        for line in good
    ]  # fmt: skip
    added = iter(add_allowed(news, allow_private))
    answers = [Added("refused", "", line.problem) if line.problem else next(added) for line in lines]
    return [
        LineResult(line.line, line.name, line.url, answer.result, answer.slug, answer.message)
        for line, answer in zip(lines, answers, strict=True)
    ]


def _print_results(results: list[LineResult]) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    console = Console()
    counts = Counter(result.result for result in results)
    told = ", ".join(f"{counts[kind]} {kind}" for kind in _RESULTS if counts[kind])
    if len(results) > LONGEST_TABLE:
        for result in results:
            print(result.line, result.result, result.slug or result.name, result.url, result.message, sep="\t")
        print(told)
        return
    table = Table("line", "result", "outlet", Column("feed", overflow="fold"), "", box=None)
    for result in results:
        style = "red" if result.result == "refused" else ""
        table.add_row(
            str(result.line), result.result, result.slug or result.name, result.url, result.message, style=style
        )
    console.print(table)
    console.print(told)
