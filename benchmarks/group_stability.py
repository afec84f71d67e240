"""Run the grouper over a long stream and say how its live stories fare: runaway stories show only here.

Reads ../shared/data/stream_titles_2025 (or another stream) and prints, for every day of the stream, live articles,
live stories per article, the largest story's share, and articles a second.

    .venv/bin/python benchmarks/group_stability.py [--stream DIR] [--most N] [--json]
"""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.grouper import Grouper

ROOT = Path(__file__).resolve().parents[1]
DAY = timedelta(days=1)


def main() -> None:
    """Run and print."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--stream", type=Path, default=ROOT.parent / "shared" / "data" / "stream_titles_2025")
    made.add_argument("--most", type=int, default=None, help="stop after so many articles")
    made.add_argument("--json", action="store_true")
    args = made.parse_args()
    grouper, began, days, unions = Grouper(), time.process_time(), list[dict[str, float | str]](), 0
    for count, arrival in enumerate(read_arrivals(args.stream)):
        if count == args.most:
            break
        unions += len(grouper.add(arrival).unions)
        now = grouper.window.now
        if now and (not days or now.isoformat()[:10] > str(days[-1]["day"])):
            days.append({"day": now.isoformat()[:10], "filed": count, **measure(grouper), "unions": unions})
            days[-1]["per_s"] = round(count / (time.process_time() - began))
            if not args.json:
                print(*(f"{name} {value}" for name, value in days[-1].items()), sep="  ", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    shares = [float(day["largest"]) for day in days[3:]]
    print(json.dumps({"days": len(days), "largest_share": max(shares, default=0.0), "peak_mib": peak}))
    if args.json:
        print(json.dumps(days))


def read_arrivals(folder: Path) -> Iterator[Arrival]:
    """The articles of a stream in its own order."""
    for file in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                at = datetime.fromisoformat(row["published"])
                yield Arrival(row["id"], row["outlet"] or "", row["title"], row["text"] or "", at, "zh")


def measure(grouper: Grouper) -> dict[str, float]:
    """Live articles, live stories for each, and the share of the largest story."""
    window = grouper.window
    sizes = [len(story.members) for story in window.stories.values()]
    live = len(window.articles)
    return {"live": live, "stories": round(len(sizes) / live, 3), "largest": round(max(sizes) / live, 4)}


if __name__ == "__main__":
    main()
