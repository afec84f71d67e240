"""How fast search is: index articles of ../shared/data/stream_waimei, then ask queries cut out of them.

    python benchmarks/search_speed.py --articles 30000
    YAOWEN_DATABASE_URL=postgresql://… python benchmarks/search_speed.py   # a scratch database: it is filled

Without a database address it runs on SQLite in a scratch folder, or in `--data DIR`, which stays for `--reuse`.
Articles beyond the stream repeat it under new ids, a hundred days later. Prints one JSON line a kind of query, in
milliseconds: by the clock, and of the processor (this process's and, on PostgreSQL, its server process's: Linux).
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
from datetime import datetime
from itertools import islice
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


def fill_index(articles: int, reuse: bool = False) -> tuple[float, list[str]]:
    """Index so many articles; returns seconds of this process's processor each, and texts to cut queries out of.

    The stream goes in as articles do; what is wanted beyond it is copied within the database, token by token the same.

    Args:
        reuse: they are in the index already.
    """
    from yaowen.render.search.store import SearchText, index_articles  # noqa: PLC0415 (Django is set up first)

    outlets: dict[str, int] = {}
    samples: list[str] = []
    seconds, stream, place = 0.0, islice(read_stream(), articles), 0
    while batch := list(islice(stream, BATCH)):
        texts = []
        for item in batch:
            place += 1
            outlet = outlets.setdefault(item["outlet"], len(outlets) + 1)
            at = datetime.fromisoformat(item["published"])
            texts.append(SearchText(place, outlet, at, item["title"], tuple(item["text"].split("\n"))))
        began = time.process_time()
        if not reuse:
            index_articles(texts)
        seconds += time.process_time() - began
        samples.append(texts[0].headline + " " + texts[0].paragraphs[0])
    for start in range(place, articles if not reuse else 0, place):
        copy_entries(start, min(place, articles - start), 100 * start // place)
    return seconds / place, samples


def copy_entries(start: int, number: int, days: int) -> None:
    """Copy the first `number` articles behind number `start`, so many days later."""
    from django.db import connection  # noqa: PLC0415 (Django is set up first)

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns, later = "title, body, signs, outlet_id, words", "published + (%s || ' days')::interval"
        else:
            columns, later = "title, body, signs, outlet_id", "datetime(published, '+' || %s || ' days')"
        cursor.execute(
            f"INSERT INTO search_entry (article_id, published, {columns}) SELECT article_id + %s, {later}, {columns} "
            "FROM search_entry WHERE article_id <= %s ORDER BY article_id",
            [start, str(days), number],
        )


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

    times: list[float] = []
    processor: list[float] = []
    found, server = 0, server_process()
    for text in queries:
        began, spent = time.perf_counter(), processor_ms(server)
        found += bool(search(parse_query(text), order="newest" if order == "newest" else "relevance").total)
        times.append((time.perf_counter() - began) * 1000)
        processor.append(processor_ms(server) - spent)
    line: dict[str, object] = {"queries": kind, "order": order, "asked": len(times), "found": found}
    for name, own in (("clock", times), ("processor", processor)):
        own.sort()
        shares = {"p50": statistics.median(own), "p95": own[int(len(own) * 0.95)], "worst": own[-1]}
        line[f"{name}_ms"] = {share: round(value, 2) for share, value in shares.items()}
    print(json.dumps(line), flush=True)


def server_process() -> int | None:
    """The process that answers on PostgreSQL; None on SQLite."""
    from django.db import connection  # noqa: PLC0415 (Django is set up first)

    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return None
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def processor_ms(server: int | None) -> float:
    """Milliseconds of processor spent so far, by this process and the database's (Linux counts them in ns)."""
    own = time.process_time() * 1000
    return own if server is None else own + int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) / 1e6


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
    each, samples = fill_index(articles, reuse)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE search_entry" if connection.vendor == "postgresql" else "ANALYZE")
    print(json.dumps({"on": connection.vendor, "articles": articles, "own_ms_an_article": round(each * 1000, 2)}))
    for order in ("relevance", "newest"):
        for chars in (2, 4, 8):
            measure(f"{chars} characters", cut_queries(samples, chars, queries), order)
        measure("common words", list(COMMON) * 5, order)
    connection.close()


if __name__ == "__main__":
    main()
