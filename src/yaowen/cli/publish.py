"""`yaowen publish`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, open_site

if TYPE_CHECKING:
    from yaowen.base.settings import Settings
    from yaowen.serve.static.bucket import BucketWishes
    from yaowen.serve.static.pages import Extra, Wishes
    from yaowen.serve.static.site import Published

app = typer.Typer(add_completion=False)
_NOT_COUNTED = ("none", "log")
_REFUSED_SHOWN = 5


@app.command()
def publish(
    target: Annotated[
        str,
        typer.Argument(
            metavar="DIR|s3://BUCKET/PREFIX", help="The web server's root becomes DIR/current/pages; or a bucket."
        ),
    ],
    *,
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
    plain: Annotated[
        bool, typer.Option("--plain", help="Into a bucket: text as it is, not as gzip; for a CDN that packs by itself.")
    ] = False,
    among_others: Annotated[
        bool, typer.Option("--among-others", help="Into a bucket that holds other files: they are left alone.")
    ] = False,
    at_once: Annotated[int, typer.Option(min=1, max=256, help="Into a bucket: requests under way at once.")] = 16,
    data: DataOption = None,
) -> None:
    """Write the current edition as files or objects, the same pages as served; only what has changed since last time.

    Broken off, it goes on where it stopped. Of files all is shown at once; pages taken down are gone. deploy/ has
    configurations for nginx and Caddy, and for buckets. The bucket's keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.
    """
    folder = None if is_bucket(target) else Path(target)
    if folder is not None and (plain or among_others):
        raise BadInput("--plain and --among-others are for buckets; leave them out", about=target)
    if folder is None and ssi:
        raise BadInput("a bucket puts no pages together; leave out --ssi", about=target)
    told_to = parse_reads(reads)
    open_site(data)
    from django.conf import settings

    from yaowen.serve.static.bucket import BucketWishes
    from yaowen.serve.static.pages import Wishes

    wishes = Wishes(told_to, ssi)
    if folder is not None:
        _into_folder(folder, wishes)
    else:
        own: Settings = settings.YAOWEN
        _into_bucket(target, BucketWishes(wishes, own.site_url, not plain, among_others), own, at_once)


def is_bucket(target: str) -> bool:
    """Whether a target is a bucket; else it is a folder.

    Raises:
        BadInput: it is an address of another kind.
    """
    if "://" in target and not target.startswith("s3://"):
        raise BadInput("give a folder, or s3://BUCKET/PREFIX", about=target)
    return target.startswith("s3://")


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


def _into_folder(folder: Path, wishes: Wishes) -> None:
    from yaowen.render.models import EditionEntry
    from yaowen.serve.static.site import publish_files

    total = EditionEntry.objects.values("path").distinct().count()
    with _progress() as shown:
        try:
            told = publish_files(folder, _extras(), wishes, lambda done: shown(done, total))
        except OSError as problem:
            message = f"cannot be written ({problem.strerror}); what is written stays, the next publish goes on from it"
            raise BadInput(message, about=str(problem.filename or folder)) from problem
    _tell(told, str(folder / "current" / "pages"))
    if told.moved:
        print("The maps of moved pages have changed: have the web server read them anew (nginx -s reload).")


def _into_bucket(target: str, wishes: BucketWishes, settings: Settings, at_once: int) -> None:
    from yaowen.cli.bucket import find_keys, open_store, parse_place
    from yaowen.collect.object_store import Pace
    from yaowen.serve.static.bucket import alone, publish_objects

    place = parse_place(target, settings, os.environ)
    keys = find_keys(settings, os.environ)
    with (
        alone(settings.data, f"{place.endpoint} {place}"),
        open_store(place, keys, settings, Pace(at_once)) as store,
        _progress() as shown,
    ):
        told = publish_objects(store, _extras(), wishes, shown)
    _tell(told, str(place))


def _extras() -> Iterator[Extra]:
    """The sitemaps, which stand in no edition."""
    from django.conf import settings

    from yaowen.collect.press_clock import make_clock
    from yaowen.render.sitemaps import map_paths, write_map
    from yaowen.render.store import current_site
    from yaowen.serve.static.pages import Extra

    site, now = current_site(), make_clock(settings.YAOWEN).now()
    made = ((path, write_map(site, path, now)) for path in map_paths())
    return (Extra(path, body) for path, body in made if body is not None)


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar on stderr; it is told how much is done, and of how much."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("Publishing"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def _tell(told: Published, where: str) -> None:
    print(
        f"Edition {told.edition} stands in {where}: {told.pages} files, {told.written} written, "
        f"{told.pages - told.written} as before, {told.removed} removed."
    )
    for path in told.refused[:_REFUSED_SHOWN]:
        print(f"No file can stand for {path}; it was left out.")
