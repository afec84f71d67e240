"""The beacon in a process of its own: what it leaves on disk, and what a kill takes away."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from ipaddress import ip_address
from pathlib import Path

import pytest

DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
OPENED = """
import io, logging, os, sys, threading
from yaowen.cli.start import open_site
open_site(create=True)
from datetime import UTC, datetime
from django.conf import settings
from yaowen.base.clock import Clock
from yaowen.group.models import Story
from yaowen.rank.models import ReadLog
from yaowen.serve.beacon import Beacon
now = datetime.now(UTC)
Story.objects.create(pk=5, language="zh", state="rendered", articles=1, due_at=now, first_at=now, last_at=now)
beacon = Beacon(settings.YAOWEN, Clock())

def send(address):
    return beacon.answer({"REQUEST_METHOD": "POST", "REMOTE_ADDR": address, "HTTP_HOST": "localhost:8000",
        "HTTP_ORIGIN": "http://localhost:8000", "HTTP_USER_AGENT": sys.argv[1], "CONTENT_LENGTH": "2",
        "wsgi.input": io.BytesIO(b"s5")})
"""
VISIT = (
    OPENED
    + """
logging.getLogger().setLevel(logging.DEBUG)
assert [send(address) for address in sys.argv[2:]] == [204] * len(sys.argv[2:])
assert sum(ReadLog.objects.values_list("n", flat=True)) == len(sys.argv[2:])
os._exit(0)  # as a kill would: the write-ahead log stays
"""
)
CROWD = (
    OPENED
    + """
def read(thread):
    for number in range(60_000):
        if send(f"100.{thread}.{number >> 8}.{number & 255}") == 204:
            os.write(1, b"+")

for thread in range(16):
    threading.Thread(target=read, args=(thread,)).start()
"""
)


@pytest.fixture
def environment(tmp_path: Path, no_settings: None) -> dict[str, str]:
    """SQLite in a folder of its own."""
    return {**os.environ, "YAOWEN_DATA": str(tmp_path)}


def test_no_address_is_in_any_file_of_the_data_folder_nor_in_the_log(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    texts = ["203.0.113.77", "198.51.100.201", "2001:db8:7:8:9:a:b:c"]
    command = [sys.executable, "-c", VISIT, DESKTOP, *texts]
    ran = subprocess.run(command, env=environment, capture_output=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {"yaowen.sqlite3", "yaowen.sqlite3-wal", "salts"} <= {file.name for file in files}
    written = b"\n".join([ran.stdout, ran.stderr, *(file.read_bytes() for file in files)])
    for text in texts:
        packed = ip_address(text).packed
        assert text.encode() not in written
        assert packed not in written
        assert packed[:8] not in written or len(packed) == 4
    assert DESKTOP.encode() not in written


def test_a_kill_loses_no_acknowledged_read(tmp_path: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen([sys.executable, "-c", CROWD, DESKTOP], env=environment, stdout=subprocess.PIPE) as crowd:
        assert crowd.stdout is not None
        acknowledged = len(crowd.stdout.read(800))
        crowd.send_signal(signal.SIGKILL)
        acknowledged += len(crowd.stdout.read())
    assert acknowledged >= 800
    with closing(sqlite3.connect(tmp_path / "yaowen.sqlite3")) as base:
        (logged,) = base.execute("SELECT sum(n) FROM read_log").fetchone()
    assert acknowledged <= logged <= acknowledged + 16
