"""How soon what Django answers is there: the search page and the API, through granian, on the sample press.

    python benchmarks/django_speed.py [--asked 300] [--at-once 4]

Starts the site, waits for a filled front page and asks over kept connections, first one reader alone, then several at
once, every time for something else. One JSON line a kind: milliseconds by the clock from the request to the last byte.
What 300,000 articles add to a search: `benchmarks/search_speed.py`. The site works on beside it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from whole_site.running import Site  # noqa: E402 (the tests' own helper)

FILLED_STORIES, SETTLE_SECONDS = 40, 20
WORDS = 400


def ask(port: int, paths: Sequence[str]) -> list[float]:
    """Ask for one path after the other over one connection; how long each took, in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times: list[float] = []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{path} was answered with {answer.status}")
    connection.close()
    return times


def measure(kind: str, port: int, paths: Sequence[str], readers: int) -> None:
    """Ask for all paths, shared out among so many readers at once, and print how long they took."""
    with ThreadPoolExecutor(readers) as pool:
        parts = list(pool.map(ask, [port] * readers, [paths[place::readers] for place in range(readers)]))
    times = sorted(one for part in parts for one in part)
    shares = {f"p{share}": round(times[min(len(times) - 1, len(times) * share // 100)], 1) for share in (50, 95, 99)}
    print(json.dumps({"asked_for": kind, "at_once": readers, "asked": len(times), "clock_ms": shares}), flush=True)


def make_paths(site: Site) -> dict[str, list[str]]:
    """What is asked for, by kind."""
    front = site.get("/zh-hans/")[1]
    text = "".join(re.findall(r"[\u4e00-\u9fff]", front))
    words = list(dict.fromkeys(text[place : place + 2] for place in range(len(text) - 1)))[:WORDS]
    stories = re.findall(r"/story/(\d+)/", front)
    articles = [one["id"] for one in json.loads(site.get("/api/v1/articles?limit=100")[1])["items"]]
    return {
        "search page": [f"/zh-hans/search/?q={quote(word)}" for word in words],
        "search page, newest first": [f"/zh-hant/search/?q={quote(word)}&order=newest" for word in words],
        "API: search": [f"/api/v1/search?q={quote(word)}" for word in words],
        "API: stories": [f"/api/v1/stories?limit={limit}" for limit in range(1, 101)],
        "API: a story": [f"/api/v1/stories/{one}" for one in dict.fromkeys(stories)],
        "API: an article": [f"/api/v1/articles/{one}" for one in articles],
        "API: ranking": ["/api/v1/ranking"],
    }


def main() -> int:
    """Print the figures."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--asked", type=int, default=300)
    made.add_argument("--at-once", type=int, default=4)
    args = made.parse_args()
    with tempfile.TemporaryDirectory(prefix="yaowen-bench-") as scratch:
        site = Site(Path(scratch) / "site")
        site.environment["YAOWEN_API_PER_MINUTE"] = "1000000"
        site.start("--sample")
        try:
            site.wait_until(lambda: len(set(re.findall(r"/story/\d+/", site.get("/zh-hans/")[1]))) >= FILLED_STORIES)
            time.sleep(SETTLE_SECONDS)
            for kind, paths in make_paths(site).items():
                for readers in (1, args.at_once):
                    measure(kind, site.port, list(islice(cycle(paths), args.asked)), readers)
        finally:
            site.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
