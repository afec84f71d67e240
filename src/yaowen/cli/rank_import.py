"""`yaowen rank import`: reads out of a web server's access log."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, open_site

if TYPE_CHECKING:
    from yaowen.serve.access_log import AccessLog


def import_logs(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Oldest first; .gz and .zst too.")],
    log_format: Annotated[
        str, typer.Option("--format", metavar="NAME|TEXT", help="combined, json, w3c, or nginx's log_format.")
    ] = "combined",
    follow: Annotated[bool, typer.Option("--follow", help="Go on with what is added to the last file.")] = False,
    data: DataOption = None,
) -> None:
    """Count the page views of an access log as reads, by the rules of the beacon. Twice the same counts once."""
    from yaowen.rank.rules.access_line import make_parser

    parse = make_parser(log_format)
    for file in files:
        if not file.is_file():
            raise BadInput("is no file; name an access log", about=str(file))
    if follow and files[-1].suffix in {".gz", ".zst"}:
        raise BadInput("is packed: nothing is added to it; follow the running log", about=str(files[-1]))
    open_site(data)
    from django.conf import settings

    from yaowen.collect.press_clock import make_clock
    from yaowen.serve.access_log import AccessLog

    source = AccessLog(settings.YAOWEN, make_clock(settings.YAOWEN), parse)
    for file in files[:-1] if follow else files:
        _import_shown(source, file)
    if follow:
        _follow(source, files[-1])
    _report(source)


def _import_shown(source: AccessLog, file: Path) -> None:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=max(file.stat().st_size, 1))
        source.import_file(file, lambda done: bar.update(task, completed=done))


def _follow(source: AccessLog, file: Path) -> None:
    ended = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: ended.set())
    source.follow(file, ended.is_set)


def _report(source: AccessLog) -> None:
    from yaowen.serve.read_source import REFUSALS

    found = source.tallied
    print(f"{found.lines:,} lines read, {found.counted:,} page views counted.")
    for why, many in found.refused.most_common():
        if many:
            print(f"{many:>12,}  {REFUSALS[why]}")
    if found.bad:
        print(f"The first bad lines: {', '.join(map(str, found.bad))}. Is --format right?")
