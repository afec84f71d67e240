"""`yaowen facts`: articles in, what their texts say out (JSON Lines, contract B of measure/README.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, BinaryIO

import orjson
import typer

from yaowen.base.words import Claim, Facts, Moment, Name
from yaowen.extract.rules.facts import find_facts

app = typer.Typer(add_completion=False)


@app.command()
def facts(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON Lines from standard input to standard output.")] = False,
) -> None:
    """Find who says what, when, and which names are glossed, in one article a line."""
    if not jsonl:
        print("yaowen: facts reads JSON Lines; call it as `yaowen facts --jsonl < articles.jsonl`", file=sys.stderr)
        raise typer.Exit(2)
    output = sys.stdout.buffer
    for answer in answer_lines(sys.stdin.buffer):
        output.write(answer)
        output.flush()


def answer_lines(lines: BinaryIO) -> Iterator[bytes]:
    """One line of JSON for each line that is not blank, in the same order; a bad line gives a line with `error`."""
    for line in lines:
        if line.strip():
            yield orjson.dumps(answer_line(line), option=orjson.OPT_APPEND_NEWLINE)


def answer_line(line: bytes) -> dict[str, Any]:
    """The answer to one line: facts, or `error` with the reason."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        return {"id": None, "error": f"not JSON: {problem}"}
    if not isinstance(row, dict):
        return {"id": None, "error": "not a JSON object"}
    try:
        found = find_facts(str(row.get("title") or ""), _paragraphs(row), _published(row))
    except ValueError as problem:
        return {"id": row.get("id"), "error": str(problem)}
    return {"id": row.get("id"), **facts_to_json(found)}


def facts_to_json(found: Facts) -> dict[str, Any]:
    """Facts in the words of contract B."""
    return {
        "claims": [_claim_to_json(claim) for claim in found.claims],
        "dates": [_moment_to_json(moment) for moment in found.moments],
        "names": [_name_to_json(name) for name in found.names],
    }


def _claim_to_json(claim: Claim) -> dict[str, Any]:
    return {
        "paragraph": claim.paragraph,
        "speaker": claim.speaker,
        "cue": claim.cue,
        "content": claim.content,
        "stance": claim.stance,
        "mode": claim.mode,
        "resolved": claim.resolved,
        "speaker_kind": claim.speaker_kind,
        "within": claim.within,
        "confidence": round(claim.confidence, 3),
    }


def _moment_to_json(moment: Moment) -> dict[str, Any]:
    return {"paragraph": moment.paragraph, "span": moment.span, "value": moment.value}


def _name_to_json(name: Name) -> dict[str, Any]:
    return {
        "paragraph": name.paragraph,
        "span": name.span,
        "zh": name.zh,
        "latin": name.latin,
        "kind": name.kind,
    }


def _paragraphs(row: dict[str, Any]) -> list[str]:
    listed = row.get("paragraphs")
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
        raise ValueError("`paragraphs` must be a list of texts")
    return listed


def _published(row: dict[str, Any]) -> datetime | None:
    raw = row.get("published")
    if raw is None:
        return None
    try:
        return datetime.fromisoformat(str(raw))
    except ValueError:
        raise ValueError(f"`published` is not an ISO 8601 time: {raw!r}") from None
