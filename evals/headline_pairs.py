"""How well near-copies are told by their headlines alone: the labelled pairs of ../shared/data/near_duplicates.

The pairs were picked at the hard boundary; those marked ambiguous are not scored. `f1`: with the threshold that ships;
`f1_left_out`: every window's pairs by the threshold that is best for the other windows' pairs.

    python evals/headline_pairs.py [--data DIR] [--show] [--json]
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from yaowen.base.text.aliases import fold_names
from yaowen.group.rules.headline import find_numbers, fold_headline, plain_key
from yaowen.group.rules.headline_copies import ALIKE, are_headline_copies, measure_alike

ROOT = Path(__file__).resolve().parents[1]
THRESHOLDS = [step / 100 for step in range(30, 71)]


@dataclass(frozen=True)
class Pair:
    """Two headlines; `alike`: 0 where their numbers contradict each other."""

    window: str
    headlines: tuple[str, str]
    same: bool
    alike: float


def main() -> None:
    """Score and print."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "near_duplicates")
    made.add_argument("--show", action="store_true", help="list what is wrong")
    made.add_argument("--json", action="store_true")
    asked = made.parse_args()
    pairs = read_pairs(asked.data / "titles.tsv")
    said = [pair.alike >= ALIKE for pair in pairs]
    left_out = [pair.alike >= choose([one for one in pairs if one.window != pair.window]) for pair in pairs]
    figures = {"pairs": len(pairs), "f1": f1(pairs, said), "f1_left_out": f1(pairs, left_out)}
    print(json.dumps({"near_duplicates": figures}) if asked.json else figures)
    for pair, one in zip(pairs, said, strict=True):
        if asked.show and one != pair.same:
            print(f"{pair.alike:.2f} {'missed' if pair.same else 'wrong'}  {'  |  '.join(pair.headlines)}")


def read_pairs(file: Path) -> list[Pair]:
    """The scored pairs."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [make_pair(row[1], (row[3], row[5]), same=row[7] == "1") for row in rows if row[7] in {"0", "1"}]


def make_pair(window: str, headlines: tuple[str, str], *, same: bool) -> Pair:
    """Two headlines as the grouper reads them."""
    one, other = (fold_names(fold_headline(headline)) for headline in headlines)
    keys = plain_key(one), plain_key(other)
    alike = measure_alike(*keys)
    agree = are_headline_copies(keys[0], keys[0], find_numbers(one), find_numbers(other))
    return Pair(window, headlines, same, alike if agree else 0.0)


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
