"""How fast search is: index articles of ../shared/data/stream_waimei, then ask queries cut out of them.

    python benchmarks/search_speed.py --articles 30000
    YAOWEN_DATABASE_URL=postgresql://… python benchmarks/search_speed.py   # a scratch database: it is filled

Without a database address it runs on SQLite in a scratch folder, or in `--data DIR`, which stays for `--reuse`.
Articles beyond the stream repeat it under new ids, a hundred days later. Prints one JSON line a kind of query, times
in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, count, islice
from pathlib import Path

import django

STREAM = Path(__file__).resolve().parents[2] / "shared" / "data" / "stream_waimei"
BATCH = 100
COMMON = ("中国", "美国", "特朗普", "总统", "的", "新冠病毒", "香港国安法", "trump", "媒体 报道")


def read_stream() -> Iterator[dict[str, str]]:
    """All articles of the stream, in order of publication."""
    for file in sorted(STREAM.glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def repeat_stream() -> Iterator[tuple[dict[str, str], int]]:
    """The stream again and again, with the number of the round."""
    return chain.from_iterable(((item, number) for item in read_stream()) for number in count())


def fill_index(articles: int, reuse: bool = False) -> tuple[float, list[str]]:
    """Index so many articles; returns seconds, and texts to cut queries out of.

    Args:
        reuse: they are in the index already.
    """
    from yaowen.render.search.store import SearchText, index_articles  # noqa: PLC0415 (Django is set up first)

    outlets: dict[str, int] = {}
    samples: list[str] = []
    seconds, stream = 0.0, repeat_stream()
    for start in range(0, articles, BATCH):
        texts = []
        for place, (item, number) in enumerate(islice(stream, min(BATCH, articles - start)), start + 1):
            at = datetime.fromisoformat(item["published"]) + timedelta(days=100 * number)
            outlet = outlets.setdefault(item["outlet"], len(outlets) + 1)
            texts.append(SearchText(place, outlet, at, item["title"], tuple(item["text"].split("\n"))))
        began = time.perf_counter()
        if not reuse:
            index_articles(texts)
        seconds += time.perf_counter() - began
        samples.append(texts[0].headline + " " + texts[0].paragraphs[0])
    return seconds, samples


def cut_queries(samples: list[str], chars: int, number: int) -> list[str]:
    """Queries of so many Chinese characters that stand in the samples."""
    dice = random.Random(7)
    cuts: list[str] = []
    while len(cuts) < number:
        text = dice.choice(samples)
        place = dice.randrange(max(1, len(text) - chars))
        piece = text[place : place + chars]
        if len(piece) == chars and all("\u4e00" <= sign <= "\u9fff" for sign in piece):
            cuts.append(piece)
    return cuts


def measure(kind: str, queries: list[str], order: str) -> None:
    """Ask all queries and print how long they took."""
    from yaowen.render.rules.search_queries import parse_query  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.search.store import search  # noqa: PLC0415 (Django is set up first)

    times, found = [], 0
    for text in queries:
        began = time.perf_counter()
        found += bool(search(parse_query(text), order="newest" if order == "newest" else "relevance").total)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    line = {"queries": kind, "order": order, "asked": len(times), "found": found}
    line |= {"p50": round(statistics.median(times), 2), "p95": round(times[int(len(times) * 0.95)], 2)}
    print(json.dumps(line | {"worst": round(times[-1], 2)}), flush=True)


def main() -> None:
    """Fill an index and measure it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=30_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--reuse", action="store_true", help="the database holds them already")
    parser.add_argument("--data", help="a folder that stays")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yaowen-bench-") as folder:
        os.environ["YAOWEN_DATA"] = given.data or folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "yaowen.settings"
        django.setup()
        run(given.articles, given.queries, given.reuse)


def run(articles: int, queries: int, reuse: bool) -> None:
    """Measure on the database that Django was set up with."""
    from django.core.management import call_command  # noqa: PLC0415 (Django is set up first)
    from django.db import connection  # noqa: PLC0415 (Django is set up first)

    call_command("migrate", verbosity=0)
    if not reuse:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_entry")
    seconds, samples = fill_index(articles, reuse)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE search_entry" if connection.vendor == "postgresql" else "ANALYZE")
    print(json.dumps({"on": connection.vendor, "articles": articles, "articles_a_second": round(articles / seconds)}))
    for order in ("relevance", "newest"):
        for chars in (2, 4, 8):
            measure(f"{chars} characters", cut_queries(samples, chars, queries), order)
        measure("common words", list(COMMON) * 5, order)
    connection.close()


if __name__ == "__main__":
    main()
