"""Articles a second of processor time against live articles, memory, and a plain tf-idf search beside them.

Takes headline and first 160 characters of the articles of ../shared/data/stream_waimei, then the next 160 characters
of the same articles as articles of their own, and files them at a steady pace that makes --live of them live.
Each figure is of the last 1,000 articles filed when so many were live; the last of --live and as many more filed.
They are read by the hundred and filed one by one. `per_s` divides by the whole time; `quiet_per_s` by the mean of the
600 quickest, which other processes disturbed least.
Beside it, if scikit-learn is there, the time to find the nearest of as many articles in a tf-idf matrix that stands
ready, one article at a time: words weighed once, nothing filed, nothing decided. It is measured in a process of its
own, at the same moment; `times` is how many articles are filed while it looks for the nearest of one.
The stream is read by a child: unpacking it takes 65 MiB, which are none of the grouper's. `rss_mib` is all resident
memory of the process, dictionaries and the interpreter included.

    .venv/bin/python benchmarks/group_speed.py [--live 50000] [--data DIR] [--json]
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import itertools
import json
import lzma
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yaowen.base.text.words import cut
from yaowen.group.memory import keep_blocks_apart
from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.grouper import Grouper
from yaowen.group.rules.window import LIVE

ROOT = Path(__file__).resolve().parents[1]
LEAD_CHARS = 160
HEADLINE_CHARS = 24
POINTS = (3_000, 10_000, 30_000, 50_000, 100_000)
READ_TOGETHER = 100
MEASURED, QUICKEST = 1_000, 600
BASELINE_ASKED = 100
START = datetime(2030, 1, 1, tzinfo=UTC)
Figures = dict[str, float]


def main() -> None:
    """Measure and print."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--live", type=int, default=50_000)
    made.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "stream_waimei")
    made.add_argument("--json", action="store_true")
    made.add_argument("--baseline", type=int, help="only measure the baseline, when so many were filed")
    made.add_argument("--tell", action="store_true", help="only print the articles")
    args = made.parse_args()
    if args.tell:
        tell_arrivals(args.data)
        return
    if args.baseline:
        print(json.dumps(measure_baseline(list(read_texts(args.data, args.baseline, args.live)))))
        return
    points = [point for point in POINTS if point < args.live] + [args.live]
    keep_blocks_apart()
    rows = []
    for row in measure(ask_arrivals(args.data), points):
        rows.append(row | ask_baseline(args.data, row))
        if not args.json:
            print("  ".join(f"{name} {round(value, 1):g}" for name, value in rows[-1].items()), flush=True)
    if args.json:
        print(json.dumps(rows))


def read_arrivals(folder: Path) -> Iterator[Arrival]:
    """The pieces of the stream: first pieces of all articles, then second ones, and so on."""
    for piece in itertools.count():
        start, told = piece * LEAD_CHARS, 0
        for row in read_rows(folder):
            lead = row["text"][start : start + LEAD_CHARS]
            if not piece or len(lead) == LEAD_CHARS:
                told += 1
                headline = lead[:HEADLINE_CHARS] if piece else row["title"]
                yield Arrival(f"{piece}-{told}", row["outlet"], headline, lead, START, "zh")
        if not told:
            return


def tell_arrivals(folder: Path) -> None:
    """Print the pieces of the stream, a line each, until nobody reads any more."""
    with contextlib.suppress(BrokenPipeError):
        for one in read_arrivals(folder):
            sys.stdout.write(json.dumps([one.id, one.outlet, one.headline, one.text]) + "\n")
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left unwritten at the end is no fault


def ask_arrivals(folder: Path) -> Iterator[Arrival]:
    """`read_arrivals`, by a child."""
    command = [sys.executable, __file__, "--data", str(folder), "--tell"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            yield Arrival(*json.loads(line), START, "zh")
        child.stdout.close()


def read_rows(folder: Path) -> Iterator[dict[str, Any]]:
    """The stream, a line at a time: what is held in memory shall be the grouper's."""
    for file in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def measure(arrivals: Iterator[Arrival], points: list[int]) -> Iterator[Figures]:
    """Figures at each number of live articles, and at the last one again after as many more have come and gone."""
    grouper, pace = Grouper(), LIVE / points[-1]
    spent: deque[float] = deque(maxlen=MEASURED)
    timed = (replace(arrival, published=START + count * pace) for count, arrival in enumerate(arrivals, 1))
    for count, (made, reading) in enumerate(read_together(grouper, timed), 1):
        began = time.process_time()
        grouper.add(made)
        spent.append(time.process_time() - began + reading)
        if count in (*points, 2 * points[-1]):
            quickest = sorted(spent)[:QUICKEST]
            yield {"filed": count, "live": len(grouper.window.articles), "per_s": MEASURED / sum(spent),
                   "quiet_per_s": QUICKEST / sum(quickest), "stories": len(grouper.window.stories),
                   "rss_mib": read_rss_mib()}  # fmt: skip
        if count == 2 * points[-1]:
            return


def read_together(grouper: Grouper, arrivals: Iterator[Arrival]) -> Iterator[tuple[Arrival, float]]:
    """The articles, read by the hundred as the stage and the command read them, with each one's share of the time."""
    while some := list(itertools.islice(arrivals, READ_TOGETHER)):
        began = time.process_time()
        grouper.read_ahead(some)
        share = (time.process_time() - began) / len(some)
        yield from ((arrival, share) for arrival in some)


def read_rss_mib() -> float:
    """Memory of this process."""
    line = next(line for line in Path("/proc/self/status").read_text("utf-8").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def find_scikit_learn() -> bool:
    """Whether the baseline can be measured."""
    return importlib.util.find_spec("sklearn") is not None


def ask_baseline(folder: Path, row: Figures) -> Figures:
    """The baseline beside a row of figures, measured by a child: its memory is not ours."""
    if not find_scikit_learn():
        return {}
    command = [sys.executable, __file__, "--data", str(folder), "--baseline", str(int(row["filed"])),
               "--live", str(int(row["live"]))]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Figures = json.loads(done.stdout)
    return found | {"times": row["per_s"] / found["baseline_per_s"]}


def read_texts(folder: Path, filed: int, live: int) -> Iterator[str]:
    """The last texts of those filed."""
    for arrival in itertools.islice(read_arrivals(folder), max(0, filed - live), filed):
        yield arrival.headline + "\n" + arrival.text


def measure_baseline(texts: list[str]) -> Figures:
    """Articles a second for which a tf-idf matrix of these texts gives the nearest."""
    text: Any = importlib.import_module("sklearn.feature_extraction.text")
    neighbors: Any = importlib.import_module("sklearn.neighbors")
    vectorizer = text.TfidfVectorizer(analyzer=cut, sublinear_tf=True)
    nearest = neighbors.NearestNeighbors(n_neighbors=20, metric="cosine", algorithm="brute")
    nearest.fit(vectorizer.fit_transform(texts))
    began = time.process_time()
    for asked in texts[-BASELINE_ASKED:]:
        nearest.kneighbors(vectorizer.transform([asked]))
    return {"baseline_per_s": BASELINE_ASKED / (time.process_time() - began)}


if __name__ == "__main__":
    main()
