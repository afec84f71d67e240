"""Labelled windows of ../shared/data: articles in order of arrival, with their events."""

from __future__ import annotations

import importlib
import json
import lzma
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import load_background
from yaowen.group.rules.terms import Terms, read_terms

PUBLIC = ("cluster_waiA", "cluster_zhA", "cluster_zhB", "cluster_waimei_dev")
SILVER = "cluster_readhub"
OWN = "own"
OWN_LABELS = Path(__file__).resolve().parents[1] / "group_labels"
WARM_UP = timedelta(hours=36)


@dataclass(frozen=True)
class Item:
    """An article with its terms, read once, and its event."""

    arrival: Arrival
    terms: Terms
    event: str | None


Windows = Mapping[str, Sequence[Item]]


def read_windows(data: Path) -> dict[str, list[Item]]:
    """The public windows, the silver one and our own."""
    return {name: read_window(data / name) for name in (*PUBLIC, SILVER)} | read_own(data)


def read_window(folder: Path) -> list[Item]:
    """A public set in order of arrival, as the scorer sends it."""
    scorer: Any = importlib.import_module("group_score")
    return [item_of(article.row, article.event) for article in scorer.read_articles(folder)]


def read_own(data: Path) -> dict[str, list[Item]]:
    """The windows that we labelled ourselves: ids here, texts in the streams of the same names.

    What the stream brought in the 36 hours before is filed first, unscored, as in the public windows.
    """
    windows = {}
    for file in sorted(OWN_LABELS.glob("*.json")):
        for day, labels in json.loads(file.read_text("utf-8")).items():
            events = {key: f"{day} {place}" for place, group in enumerate(labels["groups"]) for key in group}
            events |= {key: f"{day} {key}" for key in labels["alone"]}
            rows = read_slice(data / file.stem, {*events, *labels["exclude"]})
            windows[f"{OWN} {day}"] = [item_of(row, events.get(row["id"])) for row in rows]
    return windows


def read_slice(folder: Path, wanted: Set[str]) -> list[dict[str, Any]]:
    """The wanted articles of a stream in order of arrival, after all that came in the 36 hours before the first."""
    rows = read_stream(folder)
    came = {row["id"]: datetime.fromisoformat(row["first_seen"] or row["published"]) for row in rows}
    first = min(came[key] for key in wanted)
    kept = [row for row in rows if row["id"] in wanted or first - WARM_UP <= came[row["id"]] < first]
    return sorted(kept, key=lambda row: came[row["id"]])


@cache
def read_stream(folder: Path) -> list[dict[str, Any]]:
    """All articles of a stream."""
    rows: list[dict[str, Any]] = []
    for file in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            rows += map(json.loads, lines)
    return rows


def item_of(row: Mapping[str, Any], event: str | None) -> Item:
    """A row of a stream or of the scorer, with its terms."""
    at = datetime.fromisoformat(row["published"])
    arrival = Arrival(row["id"], row["outlet"] or "", row["title"], row["text"] or "", at, "zh")
    return Item(arrival, read_terms(arrival, load_background()), event)


def is_bare(items: Sequence[Item]) -> bool:
    """Whether a window has headlines only."""
    return not any(item.arrival.text for item in items)
