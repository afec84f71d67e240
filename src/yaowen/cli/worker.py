"""`yaowen worker`: lanes of the pipeline without pages, as many as wanted, on one machine or several."""

from __future__ import annotations

import signal
import threading
from typing import Annotated
from uuid import uuid4

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, open_site

app = typer.Typer(add_completion=False)
USUAL_LANES = "collect,news"


@app.command()
def worker(
    lanes: Annotated[
        str,
        typer.Option(
            metavar="LANE,…",
            help="Of collect (feeds, pages), news (reading, stories, pages of the site), languages (links) and rank. "
            "rank belongs on the machine whose data folder holds the salts: the one that serves readers.",
        ),
    ] = USUAL_LANES,
    data: DataOption = None,
) -> None:
    """Work on the site's database beside `yaowen up`, in the foreground; SIGTERM or Ctrl-C ends it cleanly.

    On another machine: the same YAOWEN_DATABASE_URL (PostgreSQL), YAOWEN_SITE_URL and YAOWEN_CONTACT. On the same
    machine also with SQLite.
    """
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopping.set())
    open_site(data)
    from django.conf import settings

    from yaowen.belt.conveyor import Context
    from yaowen.collect.press_clock import make_clock
    from yaowen.pipeline import make_stages, run_worker

    chosen = read_lanes(lanes)
    name = f"work-{uuid4().hex[:12]}"
    stages = make_stages(chosen)
    print(f"{name} works on {', '.join(chosen)}  (Ctrl-C ends it)", flush=True)
    run_worker(stages, Context(settings.YAOWEN, make_clock(settings.YAOWEN), name, stopping))


def read_lanes(text: str) -> list[str]:
    """The lanes named, in the pipeline's order.

    Raises:
        BadInput: there is no such lane, or none is named.
    """
    from yaowen.pipeline import LANES

    named = {lane.strip() for lane in text.split(",") if lane.strip()}
    if not named or not named <= set(LANES):
        raise BadInput(f"names no lane or an unknown one; there are {', '.join(LANES)}", about=f"--lanes {text}")
    return [lane for lane in LANES if lane in named]
