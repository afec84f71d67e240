"""`yaowen status`."""

from __future__ import annotations

import json

import typer

from yaowen.cli.start import DataOption, JsonOption, open_site

app = typer.Typer(add_completion=False)


@app.command()
def status(data: DataOption = None, as_json: JsonOption = False) -> None:
    """What the site holds: outlets, pages, articles, stories, readers in 24 hours, edition."""
    open_site(data)
    from yaowen.cli.progress import read_status

    numbers = read_status()
    if as_json:
        print(json.dumps(numbers))
        return
    for name, number in numbers.items():
        print(f"{name.replace('_', ' '):<14}{number:>10,}")
