"""`yaowen publish`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, open_site

if TYPE_CHECKING:
    from yaowen.serve.static.site import Published

app = typer.Typer(add_completion=False)
_NOT_COUNTED = ("none", "log")
_REFUSED_SHOWN = 5


@app.command()
def publish(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The web server's root becomes DIR/current/pages.")],
    reads: Annotated[
        str,
        typer.Option(
            metavar="none|log|site|URL",
            help="How reads are counted: not at all; from the web server's log (yaowen rank import); as on the site "
            "itself, by POST /_/read; by POST to another address.",
        ),
    ] = "site",
    ssi: Annotated[
        bool, typer.Option("--ssi", help="The ranking as a server-side include: a minute changes one file a language.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Write the current edition as files, the same pages as served; only what has changed since the last time.

    Broken off, it goes on where it stopped. All of it is shown at once, pages taken down are gone. deploy/ has
    configurations for nginx and Caddy.
    """
    target = parse_target(folder)
    told_to = parse_reads(reads)
    open_site(data)
    from django.conf import settings
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn

    from yaowen.collect.press_clock import make_clock
    from yaowen.render.models import EditionEntry
    from yaowen.render.sitemaps import map_paths, write_map
    from yaowen.render.store import current_site
    from yaowen.serve.static.pages import Extra, Wishes
    from yaowen.serve.static.site import publish_files

    site, now = current_site(), make_clock(settings.YAOWEN).now()
    made = ((path, write_map(site, path, now)) for path in map_paths())
    extras = (Extra(path, body) for path, body in made if body is not None)
    columns = (TextColumn("Publishing"), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=EditionEntry.objects.values("path").distinct().count())
        try:
            told = publish_files(target, extras, Wishes(told_to, ssi), lambda done: shown.update(task, completed=done))
        except OSError as problem:
            message = f"cannot be written ({problem.strerror}); what is written stays, the next publish goes on from it"
            raise BadInput(message, about=str(problem.filename or target)) from problem
    _tell(told, target)


def parse_target(text: str) -> Path:
    """The folder to publish into.

    Raises:
        BadInput: it is an address.
    """
    if "://" in text:
        message = "only folders can be published into; copy DIR/current/pages there (rclone, aws s3 sync)"
        raise BadInput(message, about=text)
    return Path(text)


def parse_reads(text: str) -> str:
    """What `Wishes.reads` is for an option.

    Raises:
        BadInput: it is neither a known word nor an https or http address without signs that need quoting.
    """
    if text in _NOT_COUNTED:
        return ""
    plain = text.startswith(("https://", "http://")) and not set(text) & set("\"'<>& \\\t\n")
    if text != "site" and not plain:
        raise BadInput("give none, log, site, or the address that reads are sent to", about=f"--reads {text}")
    return text


def _tell(told: Published, target: Path) -> None:
    print(
        f"Edition {told.edition} stands in {target / 'current' / 'pages'}: {told.pages} files, {told.written} written, "
        f"{told.pages - told.written} as before, {told.removed} removed."
    )
    if told.moved:
        print("The maps of moved pages have changed: have the web server read them anew (nginx -s reload).")
    for path in told.refused[:_REFUSED_SHOWN]:
        print(f"No file can stand for {path}; it was left out.")
