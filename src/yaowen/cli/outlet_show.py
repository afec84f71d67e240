"""`yaowen outlets show`: one outlet, how it fares and has fared, and the last bytes that were no feed."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, JsonOption, open_site

if TYPE_CHECKING:
    from yaowen.collect.outlets_health import OutletReport

_PAGES_SAY = ". read   c check for people   b refused   e no text found   x other"


def show(
    slug: Annotated[str, typer.Argument(metavar="OUTLET", help="The outlet's slug (`yaowen outlets list`).")],
    last_bytes: Annotated[
        bool, typer.Option("--last-bytes", help="Print the last bytes that were no feed or no article, made harmless.")
    ] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one outlet: its state, its feeds, its last pages, and what its state has been."""
    open_site(data)
    from yaowen.collect.kept_bytes import last_bytes_of
    from yaowen.staff.overview import report_now

    report = next((one for one in report_now() if one.slug == slug), None)
    if report is None:
        raise BadInput("there is no such outlet; `yaowen outlets list` shows them all", about=slug)
    if last_bytes:
        kept = last_bytes_of(report.id)
        if as_json:
            print(json.dumps([asdict(one) for one in kept], ensure_ascii=False))
        for one in kept if not as_json else []:
            print(f"--- {one.what}: {one.url} ({one.size:,} bytes kept, as text)\n{one.text}")
        if not kept and not as_json:
            print(f"{slug}: no such bytes are kept; nothing of it has failed with a body")
        return
    if as_json:
        print(json.dumps(_as_json(report), ensure_ascii=False))
    else:
        _print(report)


def _as_json(report: OutletReport) -> dict[str, Any]:
    from yaowen.cli.doctor import outlet_as_json

    feeds = [{name: str(value) if name.endswith(("since", "_at")) and value else value for name, value in row.items()}
             for row in map(asdict, _feeds(report.slug))]  # fmt: skip
    history = [
        {"was": one.was, "state": one.state, "at": one.at.isoformat(), "reason": one.reason}
        for one in _history(report)
    ]  # fmt: skip
    return {**outlet_as_json(report), "feeds": feeds, "history": history}


def _print(report: OutletReport) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    from yaowen.collect.rules.health_words import words_of

    console, said = Console(), words_of(report.state).said("en")
    since = f" since {report.since:%Y-%m-%d %H:%M} UTC" if report.since else ""
    console.print(f"{report.name} ({report.slug}): {said.label}{since}", markup=False, highlight=False)
    console.print(report.message or f"{said.sentence} {said.step}", markup=False, highlight=False)
    table = Table("feed", "state", "last answer (UTC)", Column("message", overflow="fold"), box=None)
    for feed in _feeds(report.slug):
        answered = f"{feed.last_ok_at:%Y-%m-%d %H:%M}" if feed.last_ok_at else "never"
        table.add_row(escape(feed.url), words_of(feed.status).said("en").label, answered, escape(feed.message))
    console.print(table)
    if report.pages:
        console.print(f"last pages: {report.pages}   ({_PAGES_SAY})", markup=False, highlight=False)
    for event in _history(report):
        line = f"{event.at:%Y-%m-%d %H:%M} {event.was} → {event.state}  {event.reason}"
        console.print(line, markup=False, highlight=False)


def _feeds(slug: str) -> list[Any]:
    from yaowen.collect.store import outlet_health

    return [feed for feed in outlet_health() if feed.slug == slug]


def _history(report: OutletReport) -> list[Any]:
    from yaowen.collect.outlets_health import history_of

    return history_of(report.id)
