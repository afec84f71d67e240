"""The command itself, killed in the middle: what it had sent and noted is not sent again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.bucket_server import BUCKET, KEY_ID, REGION, SECRET, Asked, BucketServer, running_bucket
from yaowen.serve.static.ledger import FOLDER, MANIFEST, NOTED_AT_ONCE

PAGES = NOTED_AT_ONCE + 60
MAKING = f"""
from datetime import UTC, datetime
from yaowen.cli.start import open_site
open_site(create=True)
from yaowen.render.editions import StoredPage, publish
pages = [StoredPage(f"/zh-hans/article/{{one}}/", b"text %d" % one) for one in range({PAGES})]
publish(pages, datetime(2026, 11, 23, tzinfo=UTC))
"""


@pytest.fixture
def bucket() -> Iterator[BucketServer]:
    with running_bucket() as server:
        yield server


def environment(data: Path, server: BucketServer, **more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("YAOWEN_", "AWS_"))}
    keys = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": REGION}
    return own | keys | {"YAOWEN_DATA": str(data), "YAOWEN_S3_ENDPOINT": server.endpoint} | more


def articles_sent(server: BucketServer) -> int:
    return len({one.key for one in server.asked if one.method == "PUT" and "/article/" in one.key})


def test_a_killed_publishing_is_gone_on_with(tmp_path: Path, bucket: BucketServer) -> None:
    env = environment(tmp_path / "data", bucket)
    command = [sys.executable, "-m", "yaowen", "publish", f"s3://{BUCKET}/news", "--reads", "none"]
    subprocess.run([sys.executable, "-c", MAKING], env=env, check=True)
    reached, killed = threading.Event(), threading.Event()

    def hold(asked: Asked) -> None:
        if articles_sent(bucket) > NOTED_AT_ONCE + 30:
            reached.set()
            killed.wait(60)

    bucket.fault = hold
    first = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert reached.wait(300)
    first.kill()
    first.wait()
    bucket.fault = lambda _: None
    killed.set()
    assert f"news/{MANIFEST}" not in bucket.objects
    bucket.asked.clear()
    second = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    assert f"stands in s3://{BUCKET}/news: " in second.stdout
    assert articles_sent(bucket) == PAGES - NOTED_AT_ONCE
    assert sum("/article/" in key for key in bucket.objects) == PAGES
    assert [key for key in bucket.objects if key.startswith(f"news/{FOLDER}")] == [f"news/{MANIFEST}"]


def test_missing_and_wrong_keys_end_it_with_one_line_that_holds_no_secret(tmp_path: Path, bucket: BucketServer) -> None:
    env = environment(tmp_path / "data", bucket)
    subprocess.run([sys.executable, "-c", MAKING], env=env, check=True)
    for more, told in (
        ({"AWS_SECRET_ACCESS_KEY": ""}, "keys to the object store are missing"),
        ({"AWS_SECRET_ACCESS_KEY": "mistyped-secret"}, "SignatureDoesNotMatch"),
        ({"YAOWEN_S3_ENDPOINT": "ftp://store.test"}, "YAOWEN_S3_ENDPOINT"),
        ({"AWS_REGION": "elsewhere-9"}, f"set YAOWEN_S3_REGION={REGION}"),
    ):
        ended = subprocess.run(
            [sys.executable, "-m", "yaowen", "publish", f"s3://{BUCKET}"],
            env=env | more,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 2
        assert told in " ".join(ended.stderr.split())
        assert "mistyped-secret" not in ended.stderr + ended.stdout
        assert SECRET not in ended.stderr + ended.stdout
    assert bucket.objects == {}
