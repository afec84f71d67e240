"""`yaowen recode`: text that was stored wrongly is read again from the kept bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from yaowen.base.errors import BadInput
from yaowen.base.text.charset_labels import parse_label
from yaowen.cli.start import DataOption, open_site

if TYPE_CHECKING:
    from yaowen.extract.recoding import Recoded

app = typer.Typer(add_completion=False)
EXAMPLES = 5
AUTO = "auto"


@app.command()
def recode(
    outlet: Annotated[str, typer.Argument(metavar="OUTLET", help="Its slug, as `yaowen outlets list` shows it.")],
    charset: Annotated[
        str, typer.Option(help="Decode by this from now on, whatever the pages say; `auto`: by rules again.")
    ] = "",
    since: Annotated[str, typer.Option(metavar="DAY", help="Only pages found since then: 2025-01-17.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    data: DataOption = None,
) -> None:
    """Decode the kept bytes of an outlet's pages again, show what changes, and have those pages read anew."""
    forced = parse_forced(charset)
    open_site(data)
    from rich.console import Console
    from rich.progress import track

    from yaowen.collect import recoding
    from yaowen.extract.recoding import read_again

    row = recoding.find_outlet(outlet)
    if row is None:
        raise BadInput("there is no such outlet; `yaowen outlets list` shows them", about=outlet)
    used = row.charset if forced is None else forced
    start = _day(since)
    kept = recoding.count_kept(row.pk, start)
    ids = recoding.kept_page_ids(row.pk, start)
    errors = Console(stderr=True)
    found = track(read_again(ids, used), "Decoding", total=len(ids), console=errors, transient=True)
    changed = [one for one in found if one is not None and one.changes]
    said = list(recoding.reread_feeds(row.pk, used, dry_run=dry_run))
    _tell(f"{row.slug}: {len(ids)} pages decoded again by {used or 'rules'}", changed, said)
    if kept.gone:
        print(f"{kept.gone} pages stay as they are: their bytes are gone (YAOWEN_KEEP_PAGES_DAYS).")
    if dry_run:
        print("Nothing was written; leave out --dry-run to have these pages read anew.")
        return
    if forced is not None:
        recoding.force_charset(row.pk, forced)
    made = recoding.reopen_slowly([one.page_id for one in changed])
    print(f"{made} pages are read anew while the site runs, newest first, ten a second.")


def _tell(done: str, changed: Sequence[Recoded], said: Sequence[tuple[str, str]]) -> None:
    """Some of what changes, before and after, and how much in all."""
    titles = [(one.before, one.after) for one in changed if one.before != one.after]
    for before, after in (titles or said)[:EXAMPLES]:
        print(f"- {before}\n+ {after}")
    print(
        f"{done}: {len(titles)} headlines and {sum(one.text_changes for one in changed)} texts change; "
        f"{len(said)} items of its feeds do."
    )


def parse_forced(charset: str) -> str | None:
    """The charset to force: None where none is given, empty for `auto`.

    Raises:
        BadInput: no encoding has this name.
    """
    if not charset:
        return None
    if charset.lower() == AUTO:
        return ""
    if (encoding := parse_label(charset)) is None:
        raise BadInput("no encoding has this name; give one like gb18030, big5 or utf-8, or auto", about=charset)
    return encoding


def _day(since: str) -> datetime | None:
    if not since:
        return None
    from django.conf import settings

    try:
        day = datetime.fromisoformat(since)
    except ValueError as problem:
        raise BadInput("it is no day; give one like 2025-01-17", about=since) from problem
    zone = ZoneInfo(settings.YAOWEN.text("TIME_ZONE"))
    return (day if day.tzinfo else day.replace(tzinfo=zone)).astimezone(UTC)
