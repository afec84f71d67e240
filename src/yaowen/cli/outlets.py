"""`yaowen outlets`: add, preview, relearn, show, list, remove, import, export."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.outlet_show import show
from yaowen.cli.outlets_add import add, preview, relearn
from yaowen.cli.outlets_opml import export, import_file
from yaowen.cli.start import DataOption, JsonOption, open_site

app = typer.Typer(add_completion=False, no_args_is_help=True)
app.command()(add)
app.command()(preview)
app.command()(relearn)
app.command()(show)
app.command(name="import")(import_file)
app.command()(export)


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

    table = Table("outlet", "name", "language", "rights", Column("feeds", overflow="fold"), "kind", box=None)
    for outlet in found:
        kinds = "\n".join(f"{feed.kind}, hub {feed.push}" if feed.push else feed.kind for feed in outlet.details)
        table.add_row(outlet.slug, outlet.name, outlet.language, outlet.rights, "\n".join(outlet.feeds), kinds)
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
