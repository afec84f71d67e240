"""`yaowen outlets`: import, add, list, remove, export."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, JsonOption, open_site

if TYPE_CHECKING:
    from yaowen.collect.register import Added, NewFeed
    from yaowen.collect.rules.opml import OpmlLine

app = typer.Typer(add_completion=False, no_args_is_help=True)

PrivateOption = Annotated[
    bool,
    typer.Option("--allow-private", help="Allow feeds on private addresses: each one's exact host:port."),
]
DelayOption = Annotated[
    float | None,
    typer.Option("--host-delay", metavar="S", min=0.0, help="Seconds between two requests to these feeds' hosts."),
]
MAX_FILE_BYTES = 32 * 1024 * 1024
LINES_AT_ONCE = 100
_RESULTS = ("added", "joined", "known", "refused")


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of one line of an OPML file."""

    line: int
    name: str
    url: str
    result: str
    slug: str = ""
    message: str = ""


@app.command(name="import")
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


@app.command()
def add(
    feed: Annotated[str, typer.Argument(metavar="FEED", help="http(s) address of an RSS, Atom or JSON feed.")],
    name: Annotated[str, typer.Option("--name", help="The outlet's name; by default the feed's own title.")] = "",
    allow_private: PrivateOption = False,
    host_delay: DelayOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add one feed; it is fetched at once to see that it is one."""
    open_site(data, create=True)
    from yaowen.collect.private_origins import find_private_origin
    from yaowen.collect.probe import probe_feed
    from yaowen.collect.register import NewFeed

    probed = probe_feed(feed, _private_origin(feed, allow_private))
    if probed.parsed is None:
        raise BadInput(probed.message, about="not added")
    given = name or probed.parsed.title
    origin = find_private_origin(feed, look_up=allow_private)
    new = NewFeed(feed, given, probed.parsed.home_url, private_origin=origin, host_delay_seconds=host_delay)
    added = _add(new, allow_private)
    result = LineResult(1, given, feed, added.result, added.slug, added.message)
    if as_json:
        print(json.dumps(asdict(result), ensure_ascii=False))
    else:
        print(f"{added.result}: {added.slug} ({given}), {len(probed.parsed.items)} items. {added.message}".strip())
    sys.exit(int(added.result == "refused"))


@app.command(name="list")
def list_outlets(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List outlets and their feeds."""
    open_site(data)
    from yaowen.collect.store import list_subscriptions

    found = list_subscriptions()
    if as_json:
        print(json.dumps([asdict(outlet) for outlet in found], ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Column, Table

    table = Table("outlet", "name", "language", "rights", Column("feeds", overflow="fold"), box=None)
    for outlet in found:
        table.add_row(outlet.slug, outlet.name, outlet.language, outlet.rights, "\n".join(outlet.feeds))
    Console().print(table)


@app.command()
def remove(
    slug: Annotated[str, typer.Argument(metavar="OUTLET", help="The outlet's slug (`yaowen outlets list`).")],
    data: DataOption = None,
) -> None:
    """Stop collecting an outlet; its articles stay."""
    open_site(data)
    from yaowen.collect.store import remove_outlet

    feeds = remove_outlet(slug)
    if feeds is None:
        raise BadInput("there is no such outlet; `yaowen outlets list` shows them all", about=slug)
    print(f"removed: {slug}, {feeds} {'feed' if feeds == 1 else 'feeds'}; its articles stay")


@app.command()
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
        OpmlLine(0, outlet.name, url, outlet.home_url, outlet.folder)
        for outlet in list_subscriptions()
        for url in outlet.feeds
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

    result = fetch_for_command(url, _private_origin(url, allow_private))
    if not isinstance(result, Fetched):
        raise BadInput(result.message, about="not imported")
    if result.status != 200:
        raise BadInput(f"answers {result.status}; check the address", about=url)
    return result.body, result.charset


def _private_origin(url: str, allow_private: bool) -> str:
    from yaowen.collect.private_origins import find_private_origin

    return find_private_origin(url) if allow_private else ""


def _import_lines(
    lines: tuple[OpmlLine, ...], allow_private: bool, host_delay: float | None, *, quiet: bool
) -> list[LineResult]:
    """Add all lines, a hundred in a transaction: quick, and no other writer waits long."""
    from django.db import transaction
    from rich.console import Console
    from rich.progress import track

    from yaowen.collect.private_origins import find_private_origins
    from yaowen.collect.register import NewFeed

    private = find_private_origins([line.url for line in lines if line.url], look_up=allow_private)
    results: list[LineResult] = []
    starts = range(0, len(lines), LINES_AT_ONCE)
    for start in track(starts, "Importing", console=Console(stderr=True), transient=True, disable=quiet):
        with transaction.atomic():
            for line in lines[start : start + LINES_AT_ONCE]:
                if line.problem:
                    results.append(LineResult(line.line, line.name, line.url, "refused", message=line.problem))
                    continue
                origin = private.get(line.url, "")
                new = NewFeed(line.url, line.name, line.home_url, line.folder, origin, host_delay)
                added = _add(new, allow_private)
                results.append(LineResult(line.line, line.name, line.url, added.result, added.slug, added.message))
    return results


def _add(new: NewFeed, allow_private: bool) -> Added:
    """Add a feed; one on a private address is refused unless it is allowed, and then for this outlet alone."""
    from yaowen.collect.register import Added, add_feed

    if new.private_origin and not allow_private:
        message = f"{new.private_origin} is a private address; if it is your own server, use --allow-private"
        return Added("refused", "", message)
    return add_feed(new)


def _print_results(results: list[LineResult]) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    table = Table("line", "result", "outlet", Column("feed", overflow="fold"), "", box=None)
    for result in results:
        style = "red" if result.result == "refused" else ""
        table.add_row(
            str(result.line), result.result, result.slug or result.name, result.url, result.message, style=style
        )
    console = Console()
    console.print(table)
    counts = Counter(result.result for result in results)
    console.print(", ".join(f"{counts[kind]} {kind}" for kind in _RESULTS if counts[kind]))
