"""`yaowen up`: the whole site in one command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from yaowen.base.clock import parse_offset, print_offset
from yaowen.cli.start import DataOption, require_folder

app = typer.Typer(add_completion=False)

ClockOption = Annotated[
    str, typer.Option("--clock", metavar="ISO|URL", help="News time: an ISO 8601 time, or a press's /clock address.")
]


@app.command()
def up(
    data: DataOption = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on; YAOWEN_HOST.")] = "",
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; PORT or YAOWEN_PORT.")] = None,
    clock: ClockOption = "",
    sample: Annotated[
        bool | None,
        typer.Option("--sample/--no-sample", help="Always, or never, show the sample press (default: when needed)."),
    ] = None,
) -> None:
    """Run the whole site, pipeline and pages, in the foreground; Ctrl-C ends it."""
    if clock and not clock.startswith(("http://", "https://")):
        clock = print_offset(parse_offset(clock))
    given = {
        "DATA": str(data or ""),
        "HOST": host,
        "PORT": str(port or os.environ.pop("PORT", "") or ""),
        "CLOCK": clock,
    }
    os.environ.update({f"YAOWEN_{name}": value for name, value in given.items() if value})
    from yaowen.base.settings import load_settings
    from yaowen.cli.supervisor import Supervisor, require_port

    settings = load_settings(os.environ)
    require_folder(Path(settings.data))
    require_port(settings.text("HOST"), settings.number("PORT"))
    raise typer.Exit(Supervisor(settings, sample).run())
