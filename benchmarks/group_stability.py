"""Run the grouper over a long stream and say how its live stories fare: runaway stories show only here.

Reads ../shared/data/stream_titles_2025 (or another stream) and prints, for every day of the stream, live articles,
live stories per article, the largest story's share, and articles a second of processor time. At the end: how far the
mean of any seven days is from that of the seven that begin with day 3, and how many days had a story of more than 5 %.

    .venv/bin/python benchmarks/group_stability.py [--stream DIR] [--most N] [--json]
"""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import fmean

from yaowen.group.rules.arrival import Arrival
from yaowen.group.rules.grouper import Grouper

ROOT = Path(__file__).resolve().parents[1]
SETTLED_DAY, WEEK = 3, 7


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
    print(json.dumps({"days": len(days), **summarise(days[SETTLED_DAY:]), "unions": unions, "peak_mib": peak}))
    if args.json:
        print(json.dumps(days))


def read_arrivals(folder: Path) -> Iterator[Arrival]:
    """The articles of a stream in its own order."""
    for file in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                at = datetime.fromisoformat(row["published"])
                yield Arrival(row["id"], row["outlet"] or "", row["title"], row["text"] or "", at, "zh")


def summarise(days: list[dict[str, float | str]]) -> dict[str, float]:
    """Of the days with a full window: stories per article in weeks against the first, and the largest shares."""
    ratios, shares = [float(day["stories"]) for day in days], [float(day["largest"]) for day in days]
    weeks = [fmean(ratios[start : start + WEEK]) for start in range(len(ratios) - WEEK + 1)] or [1.0]
    return {
        "first_week": round(weeks[0], 3),
        "least_week": round(min(weeks) / weeks[0], 3),
        "most_week": round(max(weeks) / weeks[0], 3),
        "largest_share": max(shares, default=0.0),
        "days_above_5_percent": sum(share > 0.05 for share in shares),
    }


def measure(grouper: Grouper) -> dict[str, float]:
    """Live articles, live stories for each, and the share of the largest story."""
    window = grouper.window
    sizes = [len(story.members) for story in window.stories.values()]
    live = len(window.articles)
    return {"live": live, "stories": round(len(sizes) / live, 3), "largest": round(max(sizes) / live, 4)}


if __name__ == "__main__":
    main()
