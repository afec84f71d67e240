"""What share of the near-copies of a month the index finds: against every pair of bodies compared outright.

Reads a month of ../shared/data/stream_waimei. Two bodies are copies at a Jaccard of .5 or more of their 5-character
shingles. Prints recall by steps of Jaccard, and how many pairs the index gave that are none.

    .venv/bin/python benchmarks/group_copies.py [--month 2020-09] [--data DIR] [--json]
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from yaowen.group.rules.copies import CopyIndex, Shingles, jaccard, read_shingles, sign
from yaowen.group.rules.headline import fold_text
from yaowen.group.rules.terms import BODY_CHARS
from yaowen.group.rules.twins import LEAST_CHARS, SAME_TEXT

ROOT = Path(__file__).resolve().parents[1]
STEPS = (SAME_TEXT, 0.6, 0.7, 0.8, 0.9, 1.01)
Pairs = dict[tuple[int, int], float]


def main() -> None:
    """Compare and print."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--month", default="2020-09")
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "stream_waimei")
    made.add_argument("--json", action="store_true", help="only the figures, one line")
    args = made.parse_args()
    texts = list(read_texts(args.data / f"{args.month}.jsonl.xz"))
    copies = find_copies(texts)
    given = find_by_index(texts)
    found = sum(pair in given for pair in copies)
    figures = {
        "pairs": len(copies),
        "recall": found / len(copies),
        "given_that_are_none": sum(pair not in copies for pair in given),
    }
    if args.json:
        print(json.dumps({"copies": figures}))
        return
    print(f"{len(texts)} bodies, {len(copies)} pairs of copies, {len(given)} pairs given by the index")
    for low, high in pairwise(STEPS):
        some = [pair for pair, value in copies.items() if low <= value < high]
        found = sum(pair in given for pair in some)
        print(f"Jaccard {low:.1f}-{min(high, 1.0):.1f}  pairs {len(some)}  found {found}")
    print(json.dumps(figures))


def read_texts(file: Path) -> Iterator[Shingles]:
    """The shingles of the bodies that are long enough to be compared."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            body = fold_text((row["text"] or "")[:BODY_CHARS])
            if len(body) >= LEAST_CHARS:
                yield read_shingles(body)


def find_copies(texts: list[Shingles]) -> Pairs:
    """All pairs at .5 or more, by counting for each text the shingles it shares with every earlier one."""
    holders: dict[int, list[int]] = {}
    found: Pairs = {}
    for place, text in enumerate(texts):
        shared: Counter[int] = Counter()
        for shingle in text.tolist():
            with_it = holders.setdefault(shingle, [])
            shared.update(with_it)
            with_it.append(place)
        for other, count in shared.items():
            value = count / (len(text) + len(texts[other]) - count)
            if value >= SAME_TEXT:
                found[other, place] = value
    return found


def find_by_index(texts: list[Shingles]) -> Pairs:
    """All pairs that the index gives, with their Jaccard."""
    index, found = CopyIndex(), Pairs()
    for place, text in enumerate(texts):
        signature = sign(text)
        for serial in index.find(signature):
            found[serial - 1, place] = jaccard(texts[serial - 1], text)
        index.add(place + 1, signature)
    return found


if __name__ == "__main__":
    main()
