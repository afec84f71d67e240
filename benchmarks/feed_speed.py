"""Items a second of our feed parser and of feedparser, over the same real feeds in one run.

    python benchmarks/feed_speed.py
    python benchmarks/feed_speed.py --rounds 5 --json

`press`: every outlet's RSS and Atom of a replayed week (../shared/press on a free port of loopback), among them GB18030
and Big5; its items have a sentence of text. `real`: the items of the 46 real JSON Feeds, texts and all, written as RSS,
since feedparser reads no JSON Feed. `corpus`: the longer files of feedparser's own tests. What one of the two cannot
read counts for neither. Processor time, both in turn in every round.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import feedparser

from yaowen.collect.rules.feeds.parse import parse_feed
from yaowen.collect.rules.feeds.parsed import FeedProblem

SHARED = Path(__file__).resolve().parents[2] / "shared"
_FEED = re.compile(r'xmlUrl="([^"]+)"')
LONG_BYTES = 5_000
"""Files of the corpus from this size on look like feeds of an outlet, not like tests of one element."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One body with the charset of its Content-Type."""

    body: bytes
    charset: str | None


def main() -> int:
    """Print seconds, items a second and the ratio of each set; 0 always, since the gate decides."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--rounds", type=int, default=2)
    made.add_argument("--json", action="store_true")
    args = made.parse_args()
    logging.disable(logging.WARNING)
    sets = {
        "press": press_feeds(),
        "real": [as_rss(sample) for sample in zipped("feeds_jsonfeed_real", 0)],
        "corpus": zipped("feeds_feedparser", LONG_BYTES),
    }
    report = {name: compare(samples, args.rounds) for name, samples in sets.items()}
    whole = {
        key: sum(figures[key] for figures in report.values()) for key in ("items", "ours_seconds", "feedparser_seconds")
    }
    report["all"] = whole | {"ratio": whole["feedparser_seconds"] / whole["ours_seconds"]}
    if args.json:
        print(json.dumps({f"speed_{name}": figures for name, figures in report.items()}))
        return 0
    for name, figures in report.items():
        ours, theirs = (figures["items"] / figures[key] for key in ("ours_seconds", "feedparser_seconds"))
        print(f"{name:7} {figures['items']:6.0f} items: ours {ours:6.0f}/s, feedparser {theirs:6.0f}/s", end="")
        print(f", {figures['ratio']:5.1f}×")
    return 0


def compare(samples: list[Sample], rounds: int) -> dict[str, float]:
    """Time both over the samples that both read, each round in turn; the quickest round of each counts."""
    both = [sample for sample in samples if _ours(sample) and _theirs(sample)]
    seconds = {"ours_seconds": float("inf"), "feedparser_seconds": float("inf")}
    for _ in range(rounds):
        for name, read in (("ours_seconds", _ours), ("feedparser_seconds", _theirs)):
            seconds[name] = min(seconds[name], _time(read, both))
    items = sum(min(_ours(sample), _theirs(sample)) for sample in both)
    return {
        "files": len(both),
        "items": items,
        **seconds,
        "ratio": seconds["feedparser_seconds"] / seconds["ours_seconds"],
    }


def press_feeds() -> list[Sample]:
    """Every outlet's RSS and Atom feed of a replayed week."""
    week = ["--from", "2020-08-22", "--to", "2020-08-29"]
    command = [sys.executable, "press.py", "--data", "../data/stream_waimei", *week, "--port", "0"]
    with subprocess.Popen(command, cwd=SHARED / "press", stdout=subprocess.PIPE, text=True) as press:
        try:
            assert press.stdout is not None
            address = re.search(r"http://\S+outlets\.opml", press.stdout.readline())
            assert address, "the press printed no address"
            return [_fetch(url) for form in ("rss", "atom") for url in _listed(f"{address[0]}?feeds={form}")]
        finally:
            press.terminate()


def zipped(corpus: str, shortest_bytes: int) -> list[Sample]:
    """The files of a corpus from a size on."""
    with zipfile.ZipFile(SHARED / "data" / corpus / "feeds.zip") as archive:
        return [
            Sample(archive.read(entry), None)
            for entry in archive.infolist()
            if entry.file_size >= max(1, shortest_bytes)
        ]


def as_rss(sample: Sample) -> Sample:
    """A JSON Feed written as RSS 2.0: headline, address, date, text."""
    feed = json.loads(sample.body)
    items = "".join(
        f"<item><title>{escape(str(item['title']))}</title><link>{escape(str(item.get('url', '')))}</link>"
        f"<guid isPermaLink='false'>{escape(str(item.get('id', '')))}</guid>"
        f"<pubDate>{item['date_published']}</pubDate>"
        f"<description>{escape(str(item['content_html']))}</description></item>"
        for item in feed["items"]
    )
    head = f"<title>{escape(str(feed.get('title')))}</title>"
    return Sample(f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode(), None)


def _listed(opml: str) -> list[str]:
    with urllib.request.urlopen(opml, timeout=30) as answer:
        return _FEED.findall(answer.read().decode())


def _fetch(url: str) -> Sample:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return Sample(answer.read(), answer.headers.get_content_charset())


def _time(read: Callable[[Sample], int], samples: list[Sample]) -> float:
    started = time.process_time()
    for sample in samples:
        read(sample)
    return time.process_time() - started


def _ours(sample: Sample) -> int:
    found = parse_feed(sample.body, sample.charset, "https://lamp.test/feed.xml")
    return 0 if isinstance(found, FeedProblem) else len(found.items) + found.left_out


def _theirs(sample: Sample) -> int:
    headers = {"content-type": f"application/xml; charset={sample.charset}"} if sample.charset else {}
    return len(feedparser.parse(sample.body, response_headers=headers).entries)


if __name__ == "__main__":
    sys.exit(main())
