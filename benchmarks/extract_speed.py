"""CPU a page beside trafilatura in one run, how often the fallback is asked, and memory over thousands of pages.

Both get the page's bytes and give headline, authors, time and text. They take turns, page by page, so that what else
the machine does weighs on both alike; each page's figure is the least of `--rounds`.

    .venv/bin/python benchmarks/extract_speed.py [--data DIR] [--rounds 3] [--pages 2000] [--json]
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

from yaowen.base.text.charset import decode_bytes
from yaowen.extract.rules import article, settled_body
from yaowen.extract.rules.zone_guess import guess_zone

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "extract_fundus"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
KIB = 1024
Reader = Callable[[bytes], Any]


class CountedFallback:
    """The fallback, counted."""

    def __init__(self) -> None:
        self.asked = 0
        self.read = settled_body.read_with_fallback

    def __call__(self, html: str, url: str, headline: str) -> tuple[str, ...]:
        """Count and ask."""
        self.asked += 1
        return self.read(html, url, headline)


def read_ours(body: bytes) -> Any:
    """Our article of a page."""
    html = decode_bytes(body).text
    return article.extract_page(html, url="", zone=guess_zone(html, ""), fetched_at=NOW)


def read_theirs(body: bytes) -> Any:
    """The article as trafilatura's own defaults give it, with its metadata."""
    return trafilatura.bare_extraction(body, with_metadata=True)


def time_pages(pages: list[bytes], rounds: int) -> dict[str, list[float]]:
    """Least CPU milliseconds of each page, by reader."""
    readers: dict[str, Reader] = {"ours": read_ours, "theirs": read_theirs}
    best = {name: [float("inf")] * len(pages) for name in readers}
    for _ in range(rounds):
        for place, body in enumerate(pages):
            for name, reader in readers.items():
                gc.collect(0)
                started = time.process_time()
                reader(body)
                best[name][place] = min(best[name][place], (time.process_time() - started) * 1000)
    return best


def resident_kib() -> int:
    """Resident size of this process."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4


def watch_memory(pages: list[bytes], count: int) -> list[int]:
    """Resident MiB after each tenth of `count` pages read by ours alone."""
    sizes = []
    for number in range(count):
        read_ours(pages[number % len(pages)])
        if (number + 1) % max(1, count // 10) == 0:
            sizes.append(resident_kib() // KIB)
    return sizes


def main() -> None:
    """Measure and print."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", type=Path, default=DATA)
    made.add_argument("--rounds", type=int, default=3)
    made.add_argument("--pages", type=int, default=2000, help="for the memory")
    made.add_argument("--json", action="store_true")
    args = made.parse_args()
    logging.disable(logging.CRITICAL)
    with zipfile.ZipFile(args.data / "pages.zip") as archive:
        pages = [archive.read(name) for name in sorted(archive.namelist()) if not name.endswith("/")]
    memory = watch_memory(pages, args.pages) if args.pages else []
    counted = CountedFallback()
    settled_body.read_with_fallback = counted
    best = time_pages(pages, args.rounds)
    ours, theirs = best["ours"], best["theirs"]
    figures = {
        "pages": len(pages),
        "ours_ms": sum(ours) / len(pages),
        "theirs_ms": sum(theirs) / len(pages),
        "ratio": sum(theirs) / sum(ours),
        "slowest_ours_ms": max(ours),
        "slowest_theirs_ms": max(theirs),
        "slowest_ratio": max(theirs) / max(ours),
        "fallback_share": counted.asked / (args.rounds * len(pages)),
        "memory_growth_mib": memory[-1] - memory[len(memory) // 2 - 1] if memory else 0,
    }
    if args.json:
        print(json.dumps({"speed": figures}))
        return
    for name, value in figures.items():
        print(f"{name:<20} {value:.4g}")
    print("resident MiB", memory)


if __name__ == "__main__":
    main()
