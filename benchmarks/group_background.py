"""Make src/yaowen/group/background.txt: how telling every common word and character pair is.

Reads the unlabelled streams of ../shared/data (not in the repository), leaves out the days of the labelled
windows, and writes idf to one decimal. Only counts of words go into the file.

    .venv/bin/python benchmarks/group_background.py [--data DIR]
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from yaowen.group.rules.headline import find_lead, fold_headline, fold_text
from yaowen.group.rules.terms import find_pairs, find_words

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "yaowen" / "group" / "background.txt"
WINDOW_DAYS = ("2020-08-05", "2020-10-13", "2020-08-28",
               "2020-09-12", "2020-09-13", "2020-09-14", "2020-09-15", "2020-09-16",
               "2025-08-20", "2025-06-09", "2025-06-10", "2025-06-11", "2025-06-12", "2025-06-13",
               "2025-10-18", "2025-10-19", "2025-10-20", "2025-10-21")  # fmt: skip
LEAST_ARTICLES = {"word": 6, "pair": 40}
ENGLISH, LEAST_ENGLISH = "economist-en", 3
ENGLISH_TIMES = 1.3
HIGHEST, HIGHEST_LATIN = 9.0, 7.5
"""No word counts more: else one rare or new name outweighs all that is told of it, and an actor's events become one."""


def main() -> None:
    """Count and write."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    data = made.parse_args().data
    files = [*sorted((data / "stream_waimei").glob("*.xz")), data / "stream_titles_2025" / "titles.jsonl.xz"]
    chinese, english = Count(), Count()
    for row in _rows(files):
        if row["outlet"] == ENGLISH:
            english.add(find_words(fold_text(row["title"] + " " + row["text"])))
        else:
            chinese.add(_terms_of(row))
    table = chinese.weigh(LEAST_ARTICLES)
    for word, idf in english.weigh({"word": LEAST_ENGLISH, "pair": 1}).items():
        table[word] = min(ENGLISH_TIMES * idf, table.get(word, HIGHEST_LATIN))
    TARGET.write_text(write_table(table), "utf-8")
    print(f"{chinese.articles} + {english.articles} articles, {len(table)} terms, {TARGET.stat().st_size} bytes")


class Count:
    """In how many articles each term stands."""

    def __init__(self) -> None:
        self.articles = 0
        self._with: Counter[str] = Counter()

    def add(self, terms: Iterable[str]) -> None:
        """Count an article."""
        self.articles += 1
        self._with.update(set(terms))

    def weigh(self, least: Mapping[str, int]) -> dict[str, float]:
        """Give the idf of the terms that stand in articles enough."""
        return {
            term: min(HIGHEST, math.log(self.articles / count))
            for term, count in self._with.items()
            if count >= least["pair" if term.startswith("_") else "word"]
        }


def _rows(files: list[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if not str(row.get("published", "")).startswith(WINDOW_DAYS):
                    yield row


def _terms_of(row: dict[str, Any]) -> set[str]:
    headline = fold_headline(row["title"])
    lead = find_lead(fold_text((row.get("text") or "")[:700]))
    return {*find_words(headline), *find_words(lead), *find_pairs(headline)}


def write_table(table: Mapping[str, float]) -> str:
    """The table as background.py reads it: `unknown`, then the terms of each tenth of idf."""
    levels: dict[str, list[str]] = defaultdict(list)
    for term, idf in table.items():
        levels[f"{idf:.1f}"].append(term)
    lines = ["\t".join([level, *sorted(levels[level])]) for level in sorted(levels, key=float)]
    return f"{HIGHEST:.1f}\t{HIGHEST_LATIN:.1f}\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
