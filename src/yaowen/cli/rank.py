"""`yaowen rank`: replay reads into exact rankings (contract D), or verify the running ranking."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
import typer

from yaowen.base.clock import minute_of
from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, JsonOption, open_site
from yaowen.rank.rules.replay import Click, Replay
from yaowen.rank.rules.spans import time_of

app = typer.Typer(add_completion=False)


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
def verify(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Recount the ranking of this minute and of each hour kept from the log, one read at a time, and compare."""
    open_site(data)
    from yaowen.rank.verify import verify_kept

    checks = verify_kept()
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
