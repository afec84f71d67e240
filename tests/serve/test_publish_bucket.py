"""`yaowen publish s3://`: only changes are sent, in order; broken off it goes on; what is not ours is never touched."""

from __future__ import annotations

import base64
import gzip
import random
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from serve.bucket_server import BUCKET, KEY_ID, REGION, SECRET, Asked, BucketServer, Fault, running_bucket
from yaowen.base import addresses
from yaowen.base.errors import BadInput
from yaowen.collect.object_store import ObjectStore, Pace, Place
from yaowen.collect.rules.fetching import FetchLimits
from yaowen.collect.rules.signature import Keys
from yaowen.render.editions import Gone, Redirect, StoredPage, publish
from yaowen.serve.static import ledger
from yaowen.serve.static.bucket import BucketWishes, Progress, alone, publish_objects
from yaowen.serve.static.objects import WAVES, wave_of
from yaowen.serve.static.pages import Extra, Wishes
from yaowen.serve.static.site import Published

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
SITE = "https://news.test"
SLOT = addresses.ranking_fragment("zh-hans")
PAGES = [
    StoredPage("/", b"<main>front</main>"),
    StoredPage("/zh-hans/", "<main>要闻 <!--slot:ranking--></main>".encode() * 20, slot=SLOT),
    StoredPage(SLOT, "<ol><li>云港大桥</li></ol>".encode()),
    StoredPage("/zh-hans/article/9/", b'<body data-page="a9" class="x">' + b"text " * 100),
    StoredPage("/zh-hans/story/7/", b'<body data-page="s7">'),
    StoredPage("/en/outlet/灯下/", b"<main>outlet</main>"),
    StoredPage("/en/feed.xml", b"<rss/>" * 60, "application/rss+xml; charset=utf-8"),
    StoredPage("/_/assets/style-1.css", b"body{}" * 99, "text/css; charset=utf-8"),
    StoredPage("/picture/a-320.webp", b"RIFF" * 99, "image/webp"),
]
QUICK = Pace(at_once=4, pause_seconds=0.001)


@pytest.fixture
def bucket() -> Iterator[BucketServer]:
    with running_bucket() as server:
        yield server


@pytest.fixture
def small(db: None) -> None:
    publish(PAGES, NOON)


def open_bucket(server: BucketServer, *, prefix: str = "", keys: Keys | None = None, **place: str) -> ObjectStore:
    own = {"endpoint": server.endpoint, "region": REGION, "bucket": BUCKET, "prefix": prefix} | place
    limits = FetchLimits(timeout_seconds=60.0, max_bytes=ledger.MOST_BYTES)
    return ObjectStore(Place(**own), keys or Keys(KEY_ID, SECRET), limits, QUICK)


def put(
    server: BucketServer, *, extras: tuple[Extra, ...] = (), progress: Progress = lambda *_: None, **wishes: Any
) -> Published:
    with open_bucket(server) as store:
        return publish_objects(store, extras, BucketWishes(Wishes(), SITE, **wishes), progress)


def pages_of(server: BucketServer) -> dict[str, bytes]:
    """The pages that stand, unpacked."""
    return {
        key: gzip.decompress(kept.body) if kept.headers.get("content-encoding") == "gzip" else kept.body
        for key, kept in server.objects.items()
        if not key.startswith(ledger.FOLDER)
    }


def sent(server: BucketServer, method: str = "PUT") -> list[str]:
    return [one.key for one in server.asked if one.method == method and not one.key.startswith(ledger.FOLDER)]


def test_a_bucket_holds_every_page_with_its_headers(bucket: BucketServer, small: None) -> None:
    told = put(bucket, extras=(Extra("/sitemap.xml", b"<urlset/>"),))
    assert (told.pages, told.written, told.removed) == (len(PAGES) + 1, len(PAGES) + 1, 0)
    found = pages_of(bucket)
    assert "要闻 <ol><li>云港大桥</li></ol>".encode() in found["zh-hans/index.html"]
    assert found["index.html"] == b"<main>front</main>"
    assert found["en/outlet/灯下/index.html"] == b"<main>outlet</main>"
    kept = bucket.objects
    assert kept["zh-hans/index.html"].headers == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "public, max-age=0, must-revalidate",
        "content-encoding": "gzip",
    }
    assert kept["_/assets/style-1.css"].headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-encoding" not in kept["picture/a-320.webp"].headers
    assert "content-encoding" not in kept["zh-hans/story/7/index.html"].headers
    assert kept["sitemap.xml"].headers["content-type"] == "application/xml; charset=utf-8"


def test_text_may_be_stored_as_it_is(bucket: BucketServer, small: None) -> None:
    put(bucket, gzipped=False)
    assert not [key for key, kept in bucket.objects.items() if "content-encoding" in kept.headers]
    assert put(bucket).written == len(PAGES) - 1
    assert "content-encoding" in bucket.objects["zh-hans/index.html"].headers


def test_a_changed_page_is_one_object_sent(bucket: BucketServer, small: None) -> None:
    put(bucket)
    bucket.asked.clear()
    publish([StoredPage("/zh-hans/story/7/", b"changed")], NOON)
    told = put(bucket)
    assert sent(bucket) == ["zh-hans/story/7/index.html"]
    assert (told.written, told.pages, told.removed) == (1, len(PAGES), 0)
    assert pages_of(bucket)["zh-hans/story/7/index.html"] == b"changed"
    assert [key for key in bucket.objects if key.startswith(ledger.FOLDER)] == [ledger.MANIFEST]


def test_where_nothing_has_changed_nothing_is_written(bucket: BucketServer, small: None) -> None:
    put(bucket)
    bucket.asked.clear()
    assert put(bucket).written == 0
    assert {one.method for one in bucket.asked} == {"GET"}


def test_what_is_linked_is_sent_before_what_links_and_the_manifest_last(bucket: BucketServer, small: None) -> None:
    put(bucket)
    order = [one.key for one in bucket.asked if one.method == "PUT"]
    place = order.index
    assets = max(place("_/assets/style-1.css"), place("picture/a-320.webp"))
    story = place("zh-hans/story/7/index.html")
    assert assets < place("zh-hans/article/9/index.html") < story < place("zh-hans/index.html")
    assert story < place("en/feed.xml")
    assert order[-1] == ledger.MANIFEST


def test_what_was_taken_down_is_removed_after_the_manifest(bucket: BucketServer, small: None) -> None:
    put(bucket)
    bucket.asked.clear()
    publish([Gone("/zh-hans/article/9/", "/zh-hans/410/")], NOON)
    assert put(bucket).removed == 1
    assert sent(bucket) == []
    assert sent(bucket, "DELETE") == ["zh-hans/article/9/index.html"]
    calls = [(one.method, one.key) for one in bucket.asked]
    assert calls.index(("PUT", ledger.MANIFEST)) < calls.index(("DELETE", "zh-hans/article/9/index.html"))
    assert "zh-hans/article/9/index.html" not in bucket.objects
    bucket.asked.clear()
    assert put(bucket).removed == 0
    assert sent(bucket, "DELETE") == []


def test_a_merged_story_sends_its_readers_on(bucket: BucketServer, small: None) -> None:
    put(bucket)
    publish([Redirect("/zh-hans/story/7/", "/zh-hans/story/3/"), StoredPage("/zh-hans/story/3/", b"three")], NOON)
    put(bucket)
    kept = bucket.objects["zh-hans/story/7/index.html"]
    assert kept.headers["x-amz-website-redirect-location"] == f"{SITE}/zh-hans/story/3/"
    assert f'content="0; url={SITE}/zh-hans/story/3/"'.encode() in kept.body


def test_a_store_that_knows_no_redirects_or_conditions_gets_none(bucket: BucketServer, small: None) -> None:
    bucket.not_implemented = ("x-amz-website-redirect-location", "if-none-match", "if-match")
    publish([Redirect(f"/zh-hans/story/{one}/", "/zh-hans/story/3/") for one in range(20, 40)], NOON)
    told = put(bucket)
    assert told.written == told.pages == len(pages_of(bucket)) == len(PAGES) + 20
    assert "x-amz-website-redirect-location" not in bucket.objects["zh-hans/story/20/index.html"].headers
    assert put(bucket).written == 0


def test_files_of_others_are_left_alone(bucket: BucketServer, small: None) -> None:
    with open_bucket(bucket) as store:
        store.send("ours.txt", b"kept by hand", {})
        store.send("zh-hans/story/8/index.html", b"by hand too", {})
    with pytest.raises(BadInput, match=r"ours\.txt"):
        put(bucket)
    assert set(bucket.objects) == {"ours.txt", "zh-hans/story/8/index.html"}
    put(bucket, among_others=True)
    publish([Gone("/zh-hans/article/9/"), Gone("/zh-hans/story/8/")], NOON)
    put(bucket)
    assert bucket.objects["ours.txt"].body == b"kept by hand"
    assert bucket.objects["zh-hans/story/8/index.html"].body == b"by hand too"
    assert "zh-hans/article/9/index.html" not in bucket.objects


def test_a_prefix_is_kept_to(bucket: BucketServer, small: None) -> None:
    with open_bucket(bucket) as store:
        store.send("index.html", b"somebody's", {})
    with open_bucket(bucket, prefix="news/") as store:
        publish_objects(store, (), BucketWishes(Wishes(), SITE))
    assert bucket.objects["index.html"].body == b"somebody's"
    assert {key.partition("/")[0] for key in bucket.objects} == {"news", "index.html"}
    assert bucket.objects["news/index.html"].body == b"<main>front</main>"


class Unplugged(Exception):
    """The machine stops."""


def stopping_at(request: int) -> Callable[[Asked], Fault | None]:
    """From a request on, the machine is off: no answer comes, and nothing is done any more."""
    count = 0

    def judge(_: Asked) -> Fault | None:
        nonlocal count
        count += 1
        return Fault(403, "AccessDenied") if count >= request else None

    return judge


@pytest.mark.parametrize("request_number", range(1, 32))
def test_a_publishing_broken_off_anywhere_is_gone_on_with(
    bucket: BucketServer, small: None, request_number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yaowen.serve.static.bucket.NOTED_AT_ONCE", 2)
    put(bucket, extras=(Extra("/old.xml", b"old"),))
    publish([StoredPage(page.path, page.body + b"!", page.content_type, page.slot) for page in PAGES], NOON)
    bucket.fault = stopping_at(request_number)
    with suppress(BadInput):
        put(bucket)
    bucket.fault = lambda _: None
    put(bucket)
    found = pages_of(bucket)
    assert len(found) == len(PAGES)
    assert all(b"!" in body for body in found.values())
    assert [key for key in bucket.objects if key.startswith(ledger.FOLDER)] == [ledger.MANIFEST]
    bucket.asked.clear()
    assert put(bucket).written == 0


def test_what_was_sent_before_a_break_is_not_sent_again(
    bucket: BucketServer, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yaowen.serve.static.bucket.NOTED_AT_ONCE", 2)

    def stop(done: int, of: int) -> None:
        if done == len(PAGES) - 1:
            raise Unplugged

    with pytest.raises(Unplugged):
        put(bucket, progress=stop)
    assert ledger.MANIFEST not in bucket.objects
    bucket.asked.clear()
    told = put(bucket)
    assert told.written <= 4
    assert told.pages == len(pages_of(bucket)) == len(PAGES)


def test_a_page_that_a_broken_publishing_changed_and_that_is_as_before_again_is_sent(
    bucket: BucketServer, small: None
) -> None:
    """The manifest says that it stands as it is to be; only the note tells that it may not."""
    put(bucket)
    publish([StoredPage("/zh-hans/story/7/", b"changed")], NOON)
    denied = Fault(403, "AccessDenied")
    bucket.fault = lambda asked: denied if (asked.method, asked.key) == ("PUT", ledger.MANIFEST) else None
    with pytest.raises(BadInput):
        put(bucket)
    bucket.fault = lambda _: None
    assert pages_of(bucket)["zh-hans/story/7/index.html"] == b"changed"
    publish([PAGES[4]], NOON)
    put(bucket)
    assert pages_of(bucket)["zh-hans/story/7/index.html"] == PAGES[4].body


def test_of_two_at_once_one_is_told_and_the_next_puts_all_right(bucket: BucketServer, small: None) -> None:
    put(bucket)
    publish([StoredPage("/zh-hans/story/7/", b"slow one's")], NOON)
    met = False

    def other(done: int, of: int) -> None:
        nonlocal met
        if not met:
            met = True
            publish([StoredPage("/zh-hans/story/7/", b"quick one's")], NOON)
            put(bucket)

    with pytest.raises(BadInput, match="another publishing"):
        put(bucket, progress=other)
    put(bucket)
    assert pages_of(bucket)["zh-hans/story/7/index.html"] == b"quick one's"
    assert put(bucket).written == 0


def test_two_of_one_machine_do_not_publish_into_one_bucket_at_once(tmp_path: Path) -> None:
    with alone(tmp_path, "s3://pages"), alone(tmp_path, "s3://others"):
        second = alone(tmp_path, "s3://pages")
        with pytest.raises(BadInput, match="under way"):
            second.__enter__()


@pytest.mark.parametrize(
    "fault", [Fault(503, "SlowDown"), Fault(500, "InternalError"), Fault(0), Fault(400, "RequestTimeout")]
)
def test_what_a_busy_store_refuses_is_tried_again(bucket: BucketServer, small: None, fault: Fault) -> None:
    refused: set[tuple[str, str]] = set()

    def once(asked: Asked) -> Fault | None:
        known = (asked.method, asked.key) in refused
        refused.add((asked.method, asked.key))
        return None if known else fault

    bucket.fault = once
    assert put(bucket).written == len(PAGES) == len(pages_of(bucket))


def test_a_store_that_stays_busy_is_left_in_the_end(bucket: BucketServer, small: None) -> None:
    bucket.fault = lambda asked: Fault(503, "SlowDown") if asked.method == "PUT" else None
    with pytest.raises(BadInput, match=r"answers 503 SlowDown.*publish again later"):
        put(bucket)


def test_as_many_are_sent_at_once_as_wished_and_no_more(bucket: BucketServer, db: None) -> None:
    publish([StoredPage(f"/zh-hans/article/{one}/", b"text %d" % one) for one in range(40)], NOON)
    together = threading.Barrier(QUICK.at_once)

    def meet(asked: Asked) -> None:
        if "/article/" in asked.key:
            together.wait(60)

    bucket.fault = meet
    put(bucket)
    assert bucket.most_at_once == QUICK.at_once


def refusal_of(server: BucketServer, **place: Any) -> str:
    with open_bucket(server, **place) as store, pytest.raises(BadInput) as caught:
        publish_objects(store, (), BucketWishes(Wishes(), SITE))
    assert SECRET not in str(caught.value)
    return str(caught.value)


def test_every_refusal_says_what_to_do(bucket: BucketServer, small: None) -> None:
    assert "AWS_SECRET_ACCESS_KEY" in refusal_of(bucket, keys=Keys(KEY_ID, "wrong"))
    assert "check AWS_ACCESS_KEY_ID" in refusal_of(bucket, keys=Keys("AKSTRANGER", SECRET))
    assert f"set YAOWEN_S3_REGION={REGION}" in refusal_of(bucket, region="us-east-1")
    assert "no such bucket" in refusal_of(bucket, bucket="nowhere")
    bucket.fast_by = timedelta(minutes=40)
    assert "clock is 40 minutes slow" in refusal_of(bucket)
    bucket.fast_by = timedelta(0)
    bucket.fault = lambda _: Fault(403, "AccessDenied")
    assert "s3:ListBucket" in refusal_of(bucket)
    assert bucket.objects == {}


def test_a_store_that_does_not_answer_is_named(bucket: BucketServer, small: None) -> None:
    bucket.fault = lambda _: Fault(0)
    assert f"s3://{BUCKET}: {bucket.endpoint}/{BUCKET}/{ledger.MANIFEST} " in refusal_of(bucket)


def test_a_damaged_manifest_stops_it_before_anything_is_written(bucket: BucketServer, small: None) -> None:
    put(bucket)
    with open_bucket(bucket) as store:
        store.send(ledger.MANIFEST, b"what is this", {})
    bucket.asked.clear()
    with pytest.raises(BadInput, match="damaged"):
        put(bucket)
    assert {one.method for one in bucket.asked} == {"GET"}


@pytest.mark.django_db
def test_without_an_edition_no_bucket_is_asked(bucket: BucketServer) -> None:
    with pytest.raises(BadInput, match="no edition"):
        put(bucket)
    assert bucket.asked == []


@pytest.mark.parametrize("key", ["zh-hans/index.html", "en/feed.xml", "picture/a.webp", "en/day/2025-01-17/index.html"])
def test_every_page_has_its_place_in_the_order(key: str) -> None:
    assert 0 <= wave_of(key) < WAVES


def test_many_pages_are_sent_without_being_held(bucket: BucketServer, db: None) -> None:
    """26 MB of pages that cannot be packed; beside keys and tokens only those under way are held."""
    chance = random.Random(7)
    texts = [base64.b64encode(chance.randbytes(48_000)) for _ in range(20)]
    publish([StoredPage(f"/zh-hans/article/{one}/", b"%d" % one + texts[one % 20]) for one in range(400)], NOON)
    bucket.forgets = True
    tracemalloc.start()
    try:
        told = put(bucket, gzipped=False)
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert told.written == 400
    assert most_bytes < 8_000_000
