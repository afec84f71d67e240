"""How well near-copies are told by their headlines alone: the labelled pairs of ../shared/data/near_duplicates.

The pairs were picked at the hard boundary; those marked ambiguous are not scored. Nothing was learned from them: the
weights and their threshold come from other pairs (`benchmarks/train_headline_copies.py`). `f1_alike`: by the share of
characters in common alone, every window's pairs by the threshold that is best for the other windows'.

    python evals/headline_pairs.py [--data DIR] [--show] [--json]
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.background import load_background
from yaowen.group.rules.headline_copies import Said, are_headline_copies, judge_copies, measure_alike
from yaowen.group.rules.terms import read_terms

ROOT = Path(__file__).resolve().parents[1]
THRESHOLDS = [step / 100 for step in range(30, 71)]
ANY_TIME = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """Two headlines; `said`: whether the program calls them near-copies, `logit` how surely."""

    window: str
    headlines: tuple[str, str]
    same: bool
    said: bool
    logit: float
    alike: float


def main() -> None:
    """Score and print."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "near_duplicates")
    made.add_argument("--show", action="store_true", help="list what is wrong")
    made.add_argument("--json", action="store_true")
    asked = made.parse_args()
    pairs = read_pairs(asked.data / "titles.tsv")
    alike = [pair.alike >= choose([one for one in pairs if one.window != pair.window]) for pair in pairs]
    figures = {"pairs": len(pairs), "f1": f1(pairs, [pair.said for pair in pairs]), "f1_alike": f1(pairs, alike)}
    print(json.dumps({"near_duplicates": figures}) if asked.json else figures)
    for pair in pairs:
        if asked.show and pair.said != pair.same:
            print(f"{pair.logit:.2f} {'missed' if pair.same else 'wrong'}  {'  |  '.join(pair.headlines)}")


def read_pairs(file: Path) -> list[Pair]:
    """The scored pairs."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [make_pair(row[1], (row[3], row[5]), same=row[7] == "1") for row in rows if row[7] in {"0", "1"}]


def make_pair(window: str, headlines: tuple[str, str], *, same: bool) -> Pair:
    """Two headlines as the grouper reads them."""
    one, other = map(read_said, headlines)
    alike = measure_alike(one.plain, other.plain)
    return Pair(window, headlines, same, are_headline_copies(one, other), judge_copies(one, other), alike)


def read_said(headline: str) -> Said:
    """What a headline says."""
    terms = read_terms(Arrival(0, "", headline, "", ANY_TIME, "zh"), load_background())
    return Said(terms.plain, terms.numbers, dict(zip(terms.names[: terms.heads], terms.idf, strict=True)))


def choose(pairs: Sequence[Pair]) -> float:
    """The threshold that is best for some pairs; of equals the middle one."""
    scores = [f1(pairs, [pair.alike >= threshold for pair in pairs]) for threshold in THRESHOLDS]
    best = [threshold for threshold, score in zip(THRESHOLDS, scores, strict=True) if score == max(scores)]
    return best[len(best) // 2]


def f1(pairs: Sequence[Pair], said: Sequence[bool]) -> float:
    """F1 of the near-copies."""
    right = sum(pair.same and one for pair, one in zip(pairs, said, strict=True))
    return 2 * right / max(1, sum(said) + sum(pair.same for pair in pairs))


if __name__ == "__main__":
    main()
