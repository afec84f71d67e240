"""A digest of every decision on three streams: two versions of the engine that print the same decide the same.

dense: 14,000 articles of stream_waimei at a steady pace that makes 10,000 of them live; waimei and titles: the first
of stream_waimei and of stream_titles_2025 by their own times. A decision is the placement, what it rested on, the
stories considered with their scores, and what was filed again; at the end, every live story's articles.

    .venv/bin/python benchmarks/group_decisions.py [dense waimei titles] [--out DIR]
    PYTHONPATH=/path/of/the/version/before/src .venv/bin/python benchmarks/group_decisions.py

Articles a second of processor time are printed beside; compare them only of runs that alternate.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import group_speed
import group_stability

from yaowen.group.rules.arrival import Arrival, decide_family
from yaowen.group.rules.filer import Filer
from yaowen.group.rules.window import LIVE

DATA = group_speed.ROOT.parent / "shared" / "data"
LIVE_ARTICLES, FILED = 10_000, {"dense": 14_000, "waimei": 20_000, "titles": 30_000}


def main() -> None:
    """Print a line for each stream."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("streams", nargs="*", default=list(FILED))
    made.add_argument("--out", type=Path, help="a folder for the decisions, a line each, to be compared")
    args = made.parse_args()
    for name in args.streams:
        decisions, articles_per_s = decide(itertools.islice(STREAMS[name](), FILED[name]))
        if args.out:
            args.out.mkdir(parents=True, exist_ok=True)
            (args.out / name).write_text("\n".join(decisions), encoding="utf-8")
        digest = hashlib.sha256("\n".join(decisions).encode()).hexdigest()[:16]
        print(f"{name}  decisions {digest}  per_s {articles_per_s:.0f}", flush=True)


def decide(arrivals: Iterator[Arrival]) -> tuple[list[str], float]:
    """Every decision and the stories at the end, a line each; articles a second."""
    filers: dict[str, Filer] = {}
    told, spent, filed = list[str](), 0.0, 0
    while some := list(itertools.islice(arrivals, group_speed.READ_TOGETHER)):
        began = time.process_time()
        for family, arrival in _read_together(some, filers):
            made = filers[family].file(arrival)
            told.append(repr((family, made.placement, made.nearest, made.considered, made.refiled, made.settled)))
        spent, filed = spent + time.process_time() - began, filed + len(some)
    for family, filer in filers.items():
        told += [
            repr((family, key, [filer.window.articles[serial].article_id for serial in story.members]))
            for key, story in sorted(filer.window.stories.items())
        ]
    return told, filed / spent


def _read_together(some: list[Arrival], filers: dict[str, Filer]) -> Iterator[tuple[str, Arrival]]:
    families = [decide_family(one.language, one.headline + one.text[:200]) for one in some]
    for family in sorted(set(families)):
        filer = filers.setdefault(family, Filer())
        filer.read_ahead([one for one, its in zip(some, families, strict=True) if its == family])
    yield from zip(families, some, strict=True)


def read_dense() -> Iterator[Arrival]:
    """The pieces of stream_waimei at a steady pace."""
    pace = LIVE / LIVE_ARTICLES
    for count, arrival in enumerate(group_speed.read_arrivals(DATA / "stream_waimei"), 1):
        yield replace(arrival, published=group_speed.START + count * pace)


STREAMS: dict[str, Callable[[], Iterator[Arrival]]] = {
    "dense": read_dense,
    "waimei": lambda: group_stability.read_arrivals(DATA / "stream_waimei"),
    "titles": lambda: group_stability.read_arrivals(DATA / "stream_titles_2025"),
}


if __name__ == "__main__":
    main()
