"""Measure the links across languages, and make src/yaowen/group/link_weights.json.

Every English headline of ../shared/data/cross_language is a story of its own; every event of its Chinese window (gold
labels, scored rows) is one. A link is right when the headline reports that event. Precision counts links made, recall
the headlines that have an event; F1 of both. The weights and the threshold are chosen on one window and measured on
the other, and the other way round. `wide` also offers each headline the events of the other windows, years away: what
is linked there is wrong, too. The shipped weights are chosen on all windows; the sample press (invented events, with
texts), which no weight was chosen on, is measured with them.

    .venv/bin/python benchmarks/cross_language.py [--data DIR] [--without tables|sounds|vectors] [--show]
        [--write] [--json]
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yaowen.group.encoding import encode_sentences
from yaowen.group.rules.languages import FEATURES, Evidence, compare, measure_likeness, shortlist
from yaowen.group.rules.telling import (
    Telling,
    Text,
    Vectors,
    choose_headlines,
    make_vectors,
    read_telling,
    sentences_of,
)
from yaowen.sample.content import Piece, load_paper

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "yaowen" / "group" / "link_weights.json"
LIKELIEST = 25
STRENGTH = 0.1
KEEP_SHARE = 0.6
THRESHOLDS = np.arange(0.05, 0.95, 0.025)
NOTHING = Evidence(-1.0, 0.0, 1.0, 0.0, ())
ANY_TIME = (datetime(2020, 1, 1, tzinfo=UTC),) * 2
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """Stories of one language with the events that they tell (None: none of the window)."""

    events: list[str | None]
    tellings: list[Telling]
    vectors: list[Vectors]
    headlines: list[str]


@dataclass(frozen=True)
class Table:
    """Every headline against every event: features, the right column (−1: none), evidence."""

    features: Array
    right: NDArray[np.int64]
    evidence: list[list[Evidence]]


@dataclass(frozen=True)
class Fit:
    """A logistic regression and its threshold."""

    bias: float
    weights: Array
    threshold: float

    def rate(self, table: Table) -> Array:
        """Probability of every pair."""
        rated: Array = 1.0 / (1.0 + np.exp(-(self.bias + table.features @ self.weights)))
        return rated


def main() -> None:
    """Measure, and write the weights if asked to."""
    asked = _arguments()
    figures: dict[str, dict[str, float]] = {}
    say = (lambda *_: None) if asked.json else print
    windows = sorted(file.stem for file in (asked.data / "cross_language").glob("*.jsonl"))
    chinese = {name: chinese_side(asked.data / f"cluster_{name}", asked.without) for name in [*windows, *asked.further]}
    english = {name: english_side(asked.data / "cross_language" / f"{name}.jsonl", asked.without) for name in windows}
    tables = {
        (one, other): make_table(english[one], chinese[other], asked.without) for one in windows for other in chinese
    }
    for name in windows:
        trained = [table for (one, other), table in tables.items() if name not in (one, other)]
        chosen = fit(trained)
        figures[name] = score([tables[name, name]], chosen)
        if not asked.json:
            report(name, chosen, tables, english, chinese, show=asked.show)
    chosen = fit(list(tables.values()))
    for name in windows:
        say(f"all windows, seen: {name} F1 {score([tables[name, name]], chosen)['f1']:.3f}")
    for threshold in (0.1, 0.15, 0.2, 0.3, 0.4):
        draft = replace(chosen, threshold=threshold)
        own, wide = score([tables[one, one] for one in windows], draft), score(list(tables.values()), draft)
        say(f"all windows, seen, threshold {threshold}: F1 {own['f1']:.3f}, wide {wide['f1']:.3f}")
    figures["sample"] = score_sample(chosen, asked)
    if asked.json:
        print(json.dumps(figures))
    if asked.write:
        write(chosen)


def _arguments() -> argparse.Namespace:
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    made.add_argument("--further", nargs="*", default=["zhA"], help="windows that no headline tells of")
    made.add_argument("--without", choices=["tables", "sounds", "vectors"], help="leave one kind of evidence out")
    made.add_argument("--show", action="store_true", help="list what is wrong")
    made.add_argument("--json", action="store_true", help="only the figures of the windows not trained on, one line")
    made.add_argument("--write", action="store_true", help="write the weights")
    return made.parse_args()


def chinese_side(folder: Path, without: str | None) -> Side:
    """The events of a labelled window as stories."""
    events: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with lzma.open(folder / "gold.jsonl.xz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if not row["exclude"]:
                events[row["event"]].append(row)
    texts = [Text(choose_headlines([row["title"] for row in rows]), rows[0]["text"][:1000]) for rows in events.values()]
    return read_side(list(events), texts, "zh", without)


def english_side(file: Path, without: str | None) -> Side:
    """English headlines as stories."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return read_side([row["event"] for row in rows], [Text((row["title"],)) for row in rows], "en", without)


def read_side(events: list[Any], texts: list[Text], family: str, without: str | None) -> Side:
    """Read and encode stories."""
    tellings = [read_telling(place, family, ANY_TIME, text) for place, text in enumerate(texts)]
    if without == "tables":
        tellings = [replace(one, names={}) for one in tellings]
    if without == "sounds":
        tellings = [replace(one, unknown=()) for one in tellings]
    sentences = [sentences_of(text) for text in texts]
    encoded = encode_sentences([sentence for some in sentences for sentence in some])
    ends = np.cumsum([len(some) for some in sentences])
    parts = np.split(encoded, ends[:-1])
    vectors = [make_vectors(text, part) for text, part in zip(texts, parts, strict=True)]
    return Side(events, tellings, vectors, [text.headlines[0] for text in texts])


def sample_sides(without: str | None) -> tuple[Side, Side]:
    """The events of the sample press as its English and as its Chinese outlets tell them."""
    paper = load_paper()
    events: dict[tuple[bool, str], list[Piece]] = defaultdict(list)
    for piece in paper.pieces.values():
        events[paper.houses[piece.outlet].language == "en", piece.event].append(piece)
    sides = []
    for is_english in (True, False):
        own = {event: pieces for (english, event), pieces in events.items() if english == is_english}
        texts = [
            Text(choose_headlines([piece.headline for piece in pieces]), "\n".join(pieces[0].paragraphs)[:1000])
            for pieces in own.values()
        ]
        sides.append(read_side(list(own), texts, "en" if is_english else "zh", without))
    return sides[0], sides[1]


def score_sample(chosen: Fit, asked: argparse.Namespace) -> dict[str, float]:
    """How the sample press fares; printed unless JSON is wanted."""
    english, chinese = sample_sides(asked.without)
    table = make_table(english, chinese, asked.without)
    own = score([table], chosen)
    if asked.json:
        return own
    print(f"unseen sample press: F1 {own['f1']:.3f} ({own['right']} right of {own['made']} made, {own['asked']} asked; "
          f"{len(english.events)} English stories, {len(chinese.events)} Chinese)")  # fmt: skip
    if asked.show:
        say_faults(english, chinese, table, chosen)
    return own


def make_table(english: Side, chinese: Side, without: str | None) -> Table:
    """Compare every headline with every event."""
    evidence = [
        compare_likely(one, vectors, chinese) for one, vectors in zip(english.tellings, english.vectors, strict=True)
    ]
    used = [name for name in FEATURES if (without, name) != ("vectors", "likeness")]
    features = [[[getattr(one, name) if name in used else 0.0 for name in FEATURES] for one in row] for row in evidence]
    right = [chinese.events.index(event) if event in chinese.events else -1 for event in english.events]
    return Table(np.array(features), np.array(right), evidence)


def compare_likely(one: Telling, vectors: Vectors, chinese: Side) -> list[Evidence]:
    """One headline against all events, as the stage does it: by all they tell only where it is worth it."""
    likeness = [measure_likeness(vectors, others) for others in chinese.vectors]
    worth = set(shortlist(one, chinese.tellings, likeness))
    return [
        compare(one, chinese.tellings[place], (vectors, chinese.vectors[place])) if place in worth else NOTHING
        for place in range(len(likeness))
    ]


def fit(tables: list[Table]) -> Fit:
    """Learn weights by Newton's method with a ridge, and the threshold with the best F1 on the same tables."""
    rows, labels = [], []
    for table in tables:
        nearest = np.argsort(-table.features[:, :, 0] - 0.5 * table.features[:, :, 1], axis=1)[:, :LIKELIEST]
        for line, (places, right) in enumerate(zip(nearest, table.right, strict=True)):
            for place in {*places.tolist(), *([int(right)] if right >= 0 else [])}:
                rows.append([1.0, *table.features[line, place]])
                labels.append(float(place == right))
    x, y = np.array(rows), np.array(labels)
    found = np.zeros(x.shape[1])
    ridge = np.diag([1e-9, *[STRENGTH] * (x.shape[1] - 1)])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-x @ found))
        found -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, x.T @ (p - y) + ridge @ found)
    drafts = [Fit(float(found[0]), found[1:], float(threshold)) for threshold in THRESHOLDS]
    scores = [score(tables, draft)["f1"] for draft in drafts]
    best = [draft.threshold for draft, f1 in zip(drafts, scores, strict=True) if f1 >= max(scores) - 1e-9]
    return Fit(float(found[0]), found[1:], float(np.median(best)))


def score(tables: list[Table], chosen: Fit) -> dict[str, float]:
    """Link F1 over tables: each headline is linked to its best event, where that is good enough."""
    right = made = asked = 0
    for table in tables:
        rated = chosen.rate(table)
        linked = rated.max(axis=1) >= chosen.threshold
        made += int(linked.sum())
        asked += int((table.right >= 0).sum())
        right += int((linked & (rated.argmax(axis=1) == table.right)).sum())
    return {"f1": 2 * right / max(1, made + asked), "right": right, "made": made, "asked": asked}


def report(
    name: str, chosen: Fit, tables: dict[tuple[str, str], Table], english: dict[str, Side], chinese: dict[str, Side],
    *, show: bool,
) -> None:  # fmt: skip
    """Print how a window fares that the fit has not seen."""
    own, wide = score([tables[name, name]], chosen), score([t for (one, _), t in tables.items() if one == name], chosen)
    weights = ", ".join(f"{feature} {weight:.1f}" for feature, weight in zip(FEATURES, chosen.weights, strict=True))
    print(f"unseen {name}: F1 {own['f1']:.3f} ({own['right']} right of {own['made']} made, {own['asked']} asked); "
          f"wide F1 {wide['f1']:.3f} ({wide['made']} made); threshold {chosen.threshold:.3f}; {weights}")  # fmt: skip
    if not show:
        return
    for other, side in chinese.items():
        say_faults(english[name], side, tables[name, other], chosen)


def say_faults(english: Side, chinese: Side, table: Table, chosen: Fit) -> None:
    """Print what is linked wrongly or not at all."""
    rated = chosen.rate(table)
    for line, (best, right) in enumerate(zip(rated.argmax(axis=1), table.right, strict=True)):
        made = rated[line, best] >= chosen.threshold
        if (made and best != right) or (right >= 0 and not made):
            print(f"  {english.headlines[line]}")
            for word, place in (("best", best), ("right", right)):
                if place >= 0:
                    evidence = table.evidence[line][place]
                    print(f"    {word} {rated[line, place]:.2f} {chinese.headlines[place]} {evidence}")


def write(chosen: Fit) -> None:
    """Write the weights as data."""
    data = {
        "version": 1,
        "bias": round(chosen.bias, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, chosen.weights, strict=True)},
        "join": round(chosen.threshold, 3),
        "keep": round(KEEP_SHARE * chosen.threshold, 3),
    }
    TARGET.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
