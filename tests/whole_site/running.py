"""A running site, and a running replay press, as a user would start them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

PROGRAM = Path(sys.executable).with_name("yaowen")
PATIENCE_SECONDS = 90.0


class Site:
    """`yaowen up` on a data folder and a port of its own; on PostgreSQL where the suite runs on it."""

    def __init__(self, data: Path, database_url: str = "") -> None:
        self.data = data
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.output = data.parent / f"{data.name}.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("YAOWEN_")}
        self.environment = {**kept, "YAOWEN_DATA": str(data), "YAOWEN_EDITION_SECONDS": "0.5"}
        if database_url:
            self.environment["YAOWEN_DATABASE_URL"] = database_url
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command on the same data."""
        return subprocess.run(
            [PROGRAM, *arguments], env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )

    def status(self) -> dict[str, int]:
        """`yaowen status --json`."""
        done = self.run("status", "--json")
        assert done.returncode == 0, done.stderr
        numbers: dict[str, int] = json.loads(done.stdout)
        return numbers

    def start(self, *arguments: str) -> None:
        """Start `yaowen up`."""
        with self.output.open("ab") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "up", "--port", str(self.port), *arguments], env=self.environment, stdout=log, stderr=log
            )

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it; returns its exit code."""
        assert self._process is not None
        self._process.send_signal(number)
        try:
            return self._process.wait(60)
        finally:
            self._process.kill()

    @property
    def pid(self) -> int:
        """The supervisor's process."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it is up."""
        return self._process is not None and self._process.poll() is None

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text of a page."""
        request = urllib.request.Request(self.address + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, problem.read().decode()

    def post_read(self, page: str) -> int:
        """Send a read beacon as the site's own page would."""
        headers = {"Origin": self.address, "Content-Type": "text/plain", "User-Agent": BROWSER}
        request = urllib.request.Request(self.address + "/_/read", page.encode(), headers, method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)

    def wait_until(self, what: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
        """Ask again and again until the answer is true; the log is shown when it never is."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if answer := what():
                    return answer
            except (OSError, AssertionError):
                pass
            if self._process is not None and not self.running:
                break
            time.sleep(0.2)
        raise AssertionError(f"it never came; the site said:\n{self.output.read_text('utf-8')[-4000:]}")


BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@contextmanager
def running_site(data: Path, *arguments: str, database_url: str = "") -> Iterator[Site]:
    """A site that is started and, whatever happens, ended."""
    site = Site(data, database_url)
    site.start(*arguments)
    try:
        yield site
    finally:
        if site.running:
            site.stop()


@contextmanager
def replay_press(shared: Path, *arguments: str) -> Iterator[str]:
    """The press of ../shared on a free port; gives its base address."""
    command = [sys.executable, str(shared / "press" / "press.py"), "--data", str(shared / "data" / "stream_waimei")]
    process = subprocess.Popen(
        [*command, *([] if "--port" in arguments else ["--port", "0"]), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[0].removesuffix("/outlets.opml")
    finally:
        process.terminate()
        process.wait(60)
        if process.stdout is not None:
            process.stdout.close()


@contextmanager
def scratch_database() -> Iterator[str]:
    """The address of a new database where the suite runs on PostgreSQL; empty on SQLite."""
    server = os.environ.get("YAOWEN_DATABASE_URL", "")
    if not server:
        yield ""
        return
    import psycopg  # noqa: PLC0415 (only where it is used)

    name = f"site_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
