"""`yaowen group --jsonl`: articles in, stories out."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
import typer

from yaowen.base.errors import BadInput
from yaowen.group.rules.arrival import Arrival, decide_family
from yaowen.group.rules.filer import Filer

app = typer.Typer()

MALFORMED = "the line is not a JSON object"
NO_TITLE = "there is no title"
NO_TIME = "published is missing or not an ISO 8601 time"


@app.command()
def group(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON Lines in and out (the only form there is).")] = False,
) -> None:
    """Articles on standard input, in order of arrival, to stories on standard output.

    In: {"id", "outlet", "title", "published", "text"}. Out, after the end of the input, one line for each
    in the same order: {"id", "story"}, or {"id", "error"}.
    """
    if not jsonl:
        raise BadInput("give --jsonl: articles come as JSON Lines on standard input", about="yaowen group")
    for answer in answer_lines(sys.stdin.buffer):
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")


class Family:
    """The stories of one family of languages, and which have become one."""

    def __init__(self) -> None:
        self._filer = Filer()
        self._merged: dict[int, int] = {}

    def file(self, arrival: Arrival) -> int:
        """File an article; returns the story it went to at first."""
        decision = self._filer.file(arrival)
        unions = [*decision.placement.unions, *(refiled.union for refiled in decision.refiled)]
        self._merged.update((union.merged, union.survivor) for union in unions)
        return decision.placement.story

    def follow(self, story: int) -> int:
        """The story that the articles of a story are in by now."""
        while story in self._merged:
            story = self._merged[story]
        return story


def answer_lines(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The answers to a stream of articles, after its end: until then two stories may still become one.

    In memory there are only the live window and the unions; ids and places wait in a temporary file.
    """
    families: dict[str, Family] = {}
    with tempfile.TemporaryFile() as waiting:
        for line in lines:
            if line.strip():
                waiting.write(orjson.dumps(_file_line(line, families)) + b"\n")
        waiting.seek(0)
        for key, family, place in map(orjson.loads, waiting):
            if isinstance(place, str):
                yield {"id": key, "error": place}
            else:
                yield {"id": key, "story": f"{family}-{families[family].follow(place)}"}


def _file_line(line: bytes, families: dict[str, Family]) -> tuple[Any, str, int | str]:
    """Id, family, and the story's key or the reason why there is none."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        row = None
    if not isinstance(row, dict):
        return None, "", MALFORMED
    arrival = parse_arrival(row)
    if isinstance(arrival, str):
        return row.get("id"), "", arrival
    family = decide_family(arrival.language, arrival.headline + arrival.text[:200])
    if family not in families:
        families[family] = Family()
    return row.get("id"), family, families[family].file(arrival)


def parse_arrival(row: dict[str, Any]) -> Arrival | str:
    """An article of contract C, or the reason why it cannot be filed. Outlet, text and language may be missing."""
    headline, published = row.get("title"), _parse_time(row.get("published"))
    if not isinstance(headline, str) or not headline.strip():
        return NO_TITLE
    if published is None:
        return NO_TIME
    outlet, text, language = (_text(row.get(name)) for name in ("outlet", "text", "language"))
    return Arrival(str(row.get("id")), outlet, headline, text, published, language)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _parse_time(raw: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)
