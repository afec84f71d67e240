"""How fast search is: index articles of ../shared/data/stream_waimei, then ask queries cut out of them.

    python benchmarks/search_speed.py --articles 30000
    YAOWEN_DATABASE_URL=postgresql://… python benchmarks/search_speed.py   # a scratch database: it is filled

Without a database address it runs on SQLite in a scratch folder, or in `--data DIR`, which stays for `--reuse`.
Articles beyond the stream repeat it under new ids, a hundred days later: words are as common as they are there, the
vocabulary grows no more. Prints one JSON line a kind of query, in milliseconds: by the clock, and of the processor
(this process's and, on PostgreSQL, its server process's: Linux). The first lines run colder than the last.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from yaowen.render.search.store import SearchText

STREAM = Path(__file__).resolve().parents[2] / "shared" / "data" / "stream_waimei"
BATCH = 100
COMMON = ("中国", "美国", "特朗普", "总统", "的", "新冠病毒", "香港国安法", "trump", "媒体 报道")


def read_stream() -> Iterator[dict[str, str]]:
    """All articles of the stream, in order of publication."""
    for file in sorted(STREAM.glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def read_texts(articles: int) -> Iterator[SearchText]:
    """The first articles of the stream as the index takes them."""
    from yaowen.render.search.store import SearchText  # noqa: PLC0415 (Django is set up first)

    outlets: dict[str, int] = {}
    for place, item in enumerate(islice(read_stream(), articles), 1):
        outlet = outlets.setdefault(item["outlet"], len(outlets) + 1)
        at = datetime.fromisoformat(item["published"])
        yield SearchText(place, outlet, at, item["title"], tuple(item["text"].split("\n")))


def fill_index(articles: int) -> None:
    """Index the stream as articles come, telling what one costs; copy it in bulk, the indexes made behind it."""
    from yaowen.render.search.blocks import measure_blocks  # noqa: PLC0415 (Django is set up first)
    from yaowen.render.search.store import index_articles  # noqa: PLC0415 (Django is set up first)

    place, spent, server = 0, 0.0, server_process()
    texts = read_texts(articles)
    while batch := list(islice(texts, BATCH)):
        began = processor_ms(server)
        index_articles(batch)
        spent += processor_ms(server) - began
        place += len(batch)
        show(place, articles, "indexed as they come")
    print(json.dumps({"indexed": place, "processor_ms_an_article": round(spent / max(1, place), 2)}), flush=True)
    began = time.monotonic()
    with bulk_load(articles > place):
        for start in range(place, articles, place):
            copy_entries(start, min(place, articles - start), 100 * start // place)
            show(min(start + place, articles), articles, "copied")
    measure_blocks()
    print(json.dumps({"copied": articles - place, "seconds_with_indexes": round(time.monotonic() - began)}), flush=True)


def show(done: int, total: int, what: str) -> None:
    """A progress bar where somebody looks on."""
    if sys.stderr.isatty():
        bar = "#" * (40 * done // total)
        print(f"\r[{bar:<40}] {done:,} of {total:,} {what}", end="\n" if done >= total else "", file=sys.stderr)


@contextmanager
def bulk_load(wanted: bool) -> Iterator[None]:
    """Without the index over words while rows are copied; it is made at the end, which is some times faster."""
    from django.db import connection  # noqa: PLC0415 (Django is set up first)

    from yaowen.render.search.postgresql import KEYS  # noqa: PLC0415 (Django is set up first)

    with connection.cursor() as cursor:
        if not wanted:
            yield
        elif connection.vendor == "postgresql":
            cursor.execute("DROP INDEX search_entry_parts")
            yield
            cursor.execute(f"CREATE INDEX search_entry_parts ON search_entry USING gin ({KEYS}, words)")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'search_entry_insert'")
            (trigger,) = cursor.fetchone()
            cursor.execute("DROP TRIGGER search_entry_insert")
            yield
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")
            cursor.execute(trigger)


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


def cut_queries(samples: list[str], chars: int, number: int, seed: int) -> list[str]:
    """Queries of so many Chinese characters that stand in the samples; others with another seed."""
    dice = random.Random(seed)
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
        shares = {f"p{share}": own[int(len(own) * share / 100)] for share in (50, 95, 99)}
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
        if given.data:
            Path(given.data).mkdir(parents=True, exist_ok=True)
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
        fill_index(articles)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE search_entry" if connection.vendor == "postgresql" else "ANALYZE")
    samples = [f"{text.headline} {text.paragraphs[0]}" for text in read_texts(articles)]
    print(json.dumps({"on": connection.vendor, "articles": articles}), flush=True)
    kinds, others = make_queries(samples, queries, 7), make_queries(samples, queries, 8)
    for order in ("relevance", "newest"):
        for kind, texts in kinds.items():
            measure(kind, texts, order)
        measure("all of them, mixed", mix(others), order)
    connection.close()


def make_queries(samples: list[str], number: int, seed: int) -> dict[str, list[str]]:
    """Queries of every kind; those cut out of texts are as common as words are, the others the hard cases."""
    from yaowen.collect.models import Outlet  # noqa: PLC0415 (Django is set up first)

    for place in range(1, 19):
        Outlet.objects.update_or_create(pk=place, defaults={"slug": f"paper{place:02}", "name_hans": f"第{place:02}报"})
    common = list(islice(cycle(COMMON), number // 3))
    return {
        **{f"{chars} characters": cut_queries(samples, chars, number, seed) for chars in (2, 4, 8)},
        "common words": common,
        "two common words": [f"{one} {other}" for one in COMMON for other in COMMON if one != other][: number // 3],
        "phrases": [f"“{text}”" for text in cut_queries(samples, 6, number // 3, seed)],
        "names with spellings": list(islice(cycle(("川普", "拜登", "普京", "trump", "蓬佩奥")), number // 3)),
        "outlet:": [f"{word} outlet:paper{1 + place % 18:02}" for place, word in enumerate(common)],
        "after:": [f"{word} after:2022-{1 + place % 12:02}-15" for place, word in enumerate(common)],
        "before:": [f"{word} before:2021-{1 + place % 12:02}-15" for place, word in enumerate(common)],
    }


def mix(kinds: dict[str, list[str]]) -> list[str]:
    """As many of every kind, in any order."""
    few = min(map(len, kinds.values()))
    mixed = [text for texts in kinds.values() for text in texts[:few]]
    random.Random(7).shuffle(mixed)
    return mixed


if __name__ == "__main__":
    main()
