"""`yaowen rank`: replay reads (contract D), recount the running ranking, hide stories, import access logs."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from yaowen.base.clock import minute_of
from yaowen.base.errors import BadInput
from yaowen.cli import rank_import
from yaowen.cli.start import DataOption, JsonOption, open_site
from yaowen.rank.rules.replay import Click, Replay
from yaowen.rank.rules.spans import time_of

app = typer.Typer(add_completion=False)
app.command("import")(rank_import.import_logs)


@app.callback(invoke_without_command=True)
def rank(
    context: typer.Context,
    replay: Annotated[bool, typer.Option("--replay", help="Read JSON Lines {t, item, reader} from stdin.")] = False,
    at: Annotated[str, typer.Option("--at", metavar="ISO[,ISO…]", help="Instants, whole minutes.")] = "",
    window_hours: Annotated[int, typer.Option("--window-hours", min=1, max=24 * 366, help="Length in hours.")] = 24,
    top: Annotated[int, typer.Option("--top", min=1, help="Places of each ranking.")] = 60,
) -> None:
    """Replay reads into exact rankings (JSON Lines); `verify` recounts the running one."""
    if context.invoked_subcommand is not None:
        return
    if not replay:
        raise BadInput("say --replay to rank reads from stdin, or `yaowen rank verify`", about="yaowen rank")
    instants = _parse_instants(at)
    bad = BadLines()
    rankings = Replay(window_hours * 60, top).rankings(_read_clicks(sys.stdin.buffer, bad), sorted(instants))
    for minute, places in rankings:
        rows = [{"item": place.item, "readers": place.readers} for place in places]
        sys.stdout.buffer.write(orjson.dumps({"at": instants[minute], "ranking": rows}) + b"\n")
        sys.stdout.buffer.flush()
    if bad.count:
        print(f"yaowen rank: {bad.count} lines were left out; the first is line {bad.first}", file=sys.stderr)
        raise typer.Exit(1)


@app.command()
def verify(
    data: DataOption = None,
    as_json: JsonOption = False,
    at: Annotated[str, typer.Option("--at", metavar="ISO[,ISO…]", help="Minutes of the last 24 hours.")] = "",
    every: Annotated[int, typer.Option("--every", min=0, metavar="MINUTES", help="So many minutes apart.")] = 0,
) -> None:
    """Recount the ranking from the log, one read at a time, and compare: this minute, and each hour kept.

    Ends with 0 where all agree, with 1 where any differ.
    """
    open_site(data)
    from yaowen.rank.verify import last_minutes, note_verified, verify, verify_kept

    if at or every:
        checks = [verify(minute) for minute in last_minutes(sorted(_parse_instants(at)) if at else [], every)]
    else:
        checks = verify_kept()
    note_verified(checks)
    if as_json:
        rows = [{"at": _iso(each.minute), "reads": each.reads, "differences": each.differences} for each in checks]
        print(orjson.dumps(rows).decode())
    for each in checks if not as_json else ():
        verdict = "equal" if not each.differences else f"{len(each.differences)} places differ"
        print(f"{_iso(each.minute)}  {each.reads:>10,} reads  {verdict}")
        for difference in each.differences[:5]:
            print(f"    {difference}")
    if not checks and not as_json:
        print("There are no reads in the log to count yet.")
    if any(each.differences for each in checks):
        raise typer.Exit(1)


@app.command()
def hide(
    story: Annotated[int, typer.Argument(help="Its number, as in /story/NUMBER/.")],
    reason: Annotated[str, typer.Option(help="Why; kept, and shown at the desk.")],
    data: DataOption = None,
) -> None:
    """Hide a story from the ranking. Its place stays and says so; nothing else moves."""
    at = _open_at(data)
    from yaowen.rank.store import hide_story

    hide_story(story, by=f"{getpass.getuser()} (command line)", reason=reason, at=at)
    print(f"Story {story} is hidden from the next minute on; `yaowen rank unhide {story}` shows it again.")


@app.command()
def unhide(story: Annotated[int, typer.Argument(help="Its number.")], data: DataOption = None) -> None:
    """Show a hidden story in the ranking again."""
    at = _open_at(data)
    from yaowen.rank.store import show_story

    show_story(story, by=f"{getpass.getuser()} (command line)", at=at)
    print(f"Story {story} is shown from the next minute on.")


@app.command()
def hidden(data: DataOption = None) -> None:
    """List the stories that are hidden: since when, by whom, why."""
    open_site(data)
    from yaowen.rank.models import HiddenStory

    rows = list(HiddenStory.objects.filter(shown_at=None).order_by("-hidden_at"))
    for row in rows:
        print(f"story {row.story_id}  since {row.hidden_at:%Y-%m-%d %H:%M} UTC  by {row.hidden_by}: {row.reason}")
    if not rows:
        print("No story is hidden.")


def _open_at(data: Path | None) -> datetime:
    """Open the site; returns news time."""
    open_site(data)
    from django.conf import settings

    from yaowen.collect.press_clock import make_clock

    return make_clock(settings.YAOWEN).now()


class BadLines:
    """Lines that could not be read: how many, and which came first."""

    def __init__(self) -> None:
        self.count = 0
        self.first = 0

    def add(self, line: int) -> None:
        """Count one."""
        self.first = self.first or line
        self.count += 1


def _read_clicks(lines: Iterable[bytes], bad: BadLines) -> Iterator[Click]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            yield Click(_minute(row["t"]), _name(row["item"]), _name(row["reader"]))
        except (ValueError, TypeError, KeyError, OverflowError):
            bad.add(number)


def _minute(value: Any) -> int:
    if isinstance(value, str):
        return minute_of(_aware(datetime.fromisoformat(value)))
    if isinstance(value, bool):
        raise TypeError(value)
    return int(-(-value // 60))


def _name(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(value)


def _parse_instants(text: str) -> dict[int, str]:
    """Minute → the instant as given.

    Raises:
        BadInput: nothing given, no ISO 8601 time, or not a whole minute.
    """
    instants = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        try:
            moment = _aware(datetime.fromisoformat(part))
        except ValueError as problem:
            message = f"{part!r} is no ISO 8601 time; give one like 2025-01-17T09:25:00+08:00"
            raise BadInput(message, about="--at") from problem
        if moment.second or moment.microsecond:
            raise BadInput(f"{part} is not a whole minute; the ranking is counted by the minute", about="--at")
        instants[minute_of(moment)] = part
    if not instants:
        raise BadInput("name at least one instant, like 2025-01-17T09:25:00+08:00", about="--at")
    return instants


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _iso(minute: int) -> str:
    return time_of(minute).isoformat().replace("+00:00", "Z")
