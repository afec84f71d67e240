"""Train src/yaowen/group/headline_copy_weights.json: when two headlines alone are near-copies.

Learned from pairs that we labelled in the streams of ../shared/data. Neither their texts nor the labels are in the
repository: a file of JSON Lines `{"headlines": [a, b], "same": true}` is asked for. The pairs of
../shared/data/near_duplicates have no part in it (`evals/headline_pairs.py` measures on them). Prints how well pairs
are told by weights learned on the others, in five parts. Pairs whose numbers contradict are not learned from: a rule
parts them.

    .venv/bin/python benchmarks/train_headline_copies.py LABELS [--dry-run]
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import load_background
from yaowen.group.rules.headline_copies import WEIGHTS, Said, compare_headlines, contradict
from yaowen.group.rules.terms import read_terms

TARGET = Path(__file__).resolve().parents[1] / "src" / "yaowen" / "group" / WEIGHTS
RIDGE, STEPS, PARTS = 5.0, 30, 5
ANY_TIME = datetime(2020, 1, 1, tzinfo=UTC)
Table = NDArray[np.float64]


def main() -> None:
    """Train, and say how it does on pairs unseen."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("labels", type=Path)
    made.add_argument("--dry-run", action="store_true", help="write nothing")
    asked = made.parse_args()
    rows = [json.loads(line) for line in asked.labels.read_text("utf-8").splitlines()]
    pairs = [(read_said(row["headlines"][0]), read_said(row["headlines"][1])) for row in rows]
    compared = [compare_headlines(*pair) for pair in pairs]
    barred = np.array([contradict(one.numbers, other.numbers) for one, other in pairs])
    names = list(compared[0])
    table = np.array([[one[name] for name in names] for one in compared])
    same = np.array([float(row["same"]) for row in rows])
    print(
        {"pairs": len(rows), "near_copies": int(same.sum()), "f1_unseen": round(score_unseen(table, same, barred), 3)}
    )
    if not asked.dry_run:
        TARGET.write_text(write(names, fit(table[~barred], same[~barred])), "utf-8")


def read_said(headline: str) -> Said:
    """A headline as the grouper reads it."""
    terms = read_terms(Arrival(0, "", headline, "", ANY_TIME, "zh"), load_background())
    return Said(terms.plain, terms.numbers, dict(zip(terms.names[: terms.heads], terms.idf, strict=True)))


def fit(table: Table, same: Table) -> Table:
    """Bias and weights of a logistic regression with a ridge, by Newton's method on standardised numbers."""
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    given = np.hstack([np.ones((len(table), 1)), (table - mean) / spread])
    found, ridge = np.zeros(given.shape[1]), RIDGE * np.diag([0.0, *[1.0] * table.shape[1]])
    for _ in range(STEPS):
        said = 1.0 / (1.0 + np.exp(-given @ found))
        curve = (given * (said * (1.0 - said))[:, None]).T @ given + ridge
        found = found - np.linalg.solve(curve, given.T @ (said - same) + ridge @ found)
    weights = found[1:] / spread
    return np.concatenate([[found[0] - weights @ mean], weights])


def score_unseen(table: Table, same: Table, barred: NDArray[np.bool_]) -> float:
    """F1 of all pairs, those of each part by weights learned on the other parts; barred ones are not judged."""
    part = np.random.default_rng(0).permutation(len(same)) % PARTS
    said = np.zeros(len(same), dtype=bool)
    for one in range(PARTS):
        bias, *weights = fit(table[(part != one) & ~barred], same[(part != one) & ~barred])
        said[part == one] = table[part == one] @ weights + bias >= 0.0
    said &= ~barred
    return float(2 * (said & (same > 0)).sum() / (said.sum() + same.sum()))


def write(names: list[str], found: Table) -> str:
    """The weights' file, readable."""
    bias, *weights = (round(float(one), 4) for one in found)
    data: dict[str, Any] = {"bias": bias, "weights": dict(zip(names, weights, strict=True))}
    return json.dumps({**data, "threshold": 0.0, "rise": 0.0}, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    main()
