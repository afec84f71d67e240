"""`yaowen migrate`."""

from __future__ import annotations

import typer

from yaowen.cli.start import DataOption

app = typer.Typer(add_completion=False)


@app.command()
def migrate(data: DataOption = None) -> None:
    """Bring the database to this version; makes one where there is none."""
    from yaowen.cli.start import open_site

    open_site(data, create=True)
    print("The database is up to date.")
