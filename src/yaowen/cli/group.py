"""`yaowen group --jsonl`: articles in, stories out."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any

import orjson
import typer

from yaowen.base.errors import BadInput
from yaowen.group.memory import keep_blocks_apart
from yaowen.group.rules.arrival import Arrival, decide_family
from yaowen.group.rules.filer import Filer

app = typer.Typer()

READ_TOGETHER = 100
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
    keep_blocks_apart()
    for answer in answer_lines(sys.stdin.buffer):
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")


class Family:
    """The stories of one family of languages, and which have become one."""

    def __init__(self) -> None:
        self._filer = Filer()
        self._merged: dict[int, int] = {}

    def read_ahead(self, arrivals: Sequence[Arrival]) -> None:
        """Read the articles that are filed next."""
        self._filer.read_ahead(arrivals)

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
        for some in _take_together(filter(bytes.strip, lines)):
            for place in _file_rows(list(map(_read_line, some)), families):
                waiting.write(orjson.dumps(place) + b"\n")
        waiting.seek(0)
        for key, family, place in map(orjson.loads, waiting):
            if isinstance(place, str):
                yield {"id": key, "error": place}
            else:
                yield {"id": key, "story": f"{family}-{families[family].follow(place)}"}


def _take_together(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lines by the hundred: read together they cost less."""
    rest = iter(lines)
    while some := list(islice(rest, READ_TOGETHER)):
        yield some


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is filed: its id, and the article, or the reason why it cannot be filed."""

    key: Any
    arrival: Arrival | str

    @property
    def family(self) -> str:
        """The family of languages of the article; empty where there is none."""
        made = self.arrival
        return "" if isinstance(made, str) else decide_family(made.language, made.headline + made.text[:200])


def _read_line(line: bytes) -> Row:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        row = None
    return Row(row.get("id"), parse_arrival(row)) if isinstance(row, dict) else Row(None, MALFORMED)


def _file_rows(rows: Sequence[Row], families: dict[str, Family]) -> Iterator[tuple[Any, str, int | str]]:
    """Of each: id, family, and the story's key or the reason why there is none."""
    placed = [(row, row.family) for row in rows]
    for key in dict.fromkeys(family for _, family in placed if family):
        families.setdefault(key, Family()).read_ahead(
            [row.arrival for row, family in placed if family == key and isinstance(row.arrival, Arrival)]
        )
    for row, family in placed:
        arrival = row.arrival
        yield row.key, family, arrival if isinstance(arrival, str) else families[family].file(arrival)


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
