"""How fast `yaowen publish` writes 10,000 pages into a folder or a bucket on loopback, and what it holds meanwhile.

    .venv/bin/python benchmarks/publish_speed.py [--pages 10000] [--into folder|bucket] [--at-once 16]

The other side is the store of the tests (Python, every signature checked) as a process of its own: the clock says how
fast both are together; the processor seconds are ours alone.
"""
# ruff: noqa: PLC0415 (Django is imported once it is set up, and the tests' store where the path says so)

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


def main() -> int:
    """Publish, publish again, change one page and publish; print the figures."""
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=10_000)
    options.add_argument("--into", choices=("folder", "bucket"), default="bucket")
    options.add_argument("--at-once", type=int, default=16)
    given = options.parse_args()
    if given.into == "folder":
        with tempfile.TemporaryDirectory() as data:
            os.environ["YAOWEN_DATA"] = data
            run(lambda what: write(what, Path(data) / "public"), given.pages)
        return 0
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    endpoint = ours.recv()
    with tempfile.TemporaryDirectory() as data:
        os.environ["YAOWEN_DATA"] = data
        run(lambda what: report(what, endpoint, given.at_once), given.pages)
    server.terminate()
    return 0


def serve(told: Connection) -> None:
    """The store, in a process of its own."""
    from serve.bucket_server import running_bucket

    with running_bucket() as server:
        told.send(server.endpoint)
        while True:
            time.sleep(60)


def run(send: Callable[[str], None], pages: int) -> None:
    """Three publishings into a place that is empty before them."""
    from yaowen.cli.start import open_site

    open_site(create=True)
    from yaowen.render.editions import StoredPage, publish

    chance, noon = random.Random(7), datetime(2026, 11, 23, tzinfo=UTC)
    words = ["云港", "大桥", "通车", "议会", "预算", "表决", "台风", "停课", "列车", "学校"]
    text = "".join(chance.choice(words) for _ in range(2500)).encode()
    for start in range(0, pages, 200):
        some = range(start, min(start + 200, pages))
        publish((StoredPage(f"/zh-hans/article/{one}/", b"%d " % one + text) for one in some), noon)
    before_bytes = most_bytes()
    send("all")
    print(f"most memory: {before_bytes / 1e6:.0f} MB before, {most_bytes() / 1e6:.0f} MB then")
    send("nothing changed")
    publish([StoredPage("/zh-hans/article/7/", b"changed")], noon)
    send("one changed")


def most_bytes() -> int:
    """The most memory that was ours at any time."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def write(what: str, folder: Path) -> None:
    """Publish into a folder once, and tell how long it took."""
    from yaowen.serve.static.pages import Wishes
    from yaowen.serve.static.site import publish_files

    clock, processor = time.monotonic(), time.process_time()
    told = publish_files(folder, (), Wishes())
    seconds, own = time.monotonic() - clock, time.process_time() - processor
    each = f"{own * 1000 / told.written:.2f} ms each" if told.written else "nothing written"
    print(f"{what}: {told.written} of {told.pages} pages in {seconds:.2f} s, {own:.2f} s of our processor ({each})")


def report(what: str, endpoint: str, at_once: int) -> None:
    """Publish once, and tell how long it took."""
    from serve.bucket_server import BUCKET, KEY_ID, REGION, SECRET
    from yaowen.collect.object_store import ObjectStore, Pace, Place
    from yaowen.collect.rules.fetching import FetchLimits
    from yaowen.collect.rules.signature import Keys
    from yaowen.serve.static.bucket import BucketWishes, publish_objects
    from yaowen.serve.static.ledger import MOST_BYTES
    from yaowen.serve.static.pages import Wishes

    limits, wishes = FetchLimits(60.0, MOST_BYTES), BucketWishes(Wishes(), "https://news.test")
    clock, processor = time.monotonic(), time.process_time()
    with ObjectStore(Place(endpoint, REGION, BUCKET), Keys(KEY_ID, SECRET), limits, Pace(at_once)) as store:
        told = publish_objects(store, (), wishes)
    seconds, own = time.monotonic() - clock, time.process_time() - processor
    each = f"{own * 1000 / told.written:.2f} ms each" if told.written else "nothing sent"
    print(
        f"{what}: {told.written} of {told.pages} sent by {store.requests} requests in {seconds:.2f} s "
        f"({told.written / seconds:.0f}/s), {own:.2f} s of our processor ({each})"
    )


if __name__ == "__main__":
    sys.exit(main())
