"""`yaowen status`."""

from __future__ import annotations

import json

import typer

from yaowen.cli.start import DataOption, JsonOption, open_site

app = typer.Typer(add_completion=False)


@app.command()
def status(data: DataOption = None, as_json: JsonOption = False) -> None:
    """What the site holds: outlets, pages, articles, stories, readers, edition; what was set aside; who works on it."""
    open_site(data)
    from yaowen.cli.progress import list_remarks, read_status
    from yaowen.staff.overview import read_asides

    asides = read_asides()
    numbers = {**read_status(), "set_aside": sum(one.rows for one in asides)}
    if as_json:
        print(json.dumps(numbers))
        return
    for name, number in numbers.items():
        print(f"{name.replace('_', ' '):<14}{number:>10,}")
    for one in asides:
        print(f"{one.name}: {one.rows:,}; {one.step}")
    for remark in list_remarks():
        print(remark)
