"""Worker processes on one database, and hosts on loopback that note when they were asked."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

from whole_site.running import PROGRAM, Site

ARTICLE = (
    "<!DOCTYPE html><html lang='zh'><head><meta charset='utf-8'><title>{0}</title></head><body><article><h1>{0}</h1>"
    "<p>{0}。渡口管理处今天上午说，江面水位已经回落，渡船从中午起恢复航行，往返两岸的居民可以照常乘船。</p></article></body></html>"
)
SLACK_SECONDS = 0.15
"""Workers' clocks agree to half a round trip to the database: tens of milliseconds on a busy machine."""


@dataclass(frozen=True)
class Visit:
    """One request, in seconds of the server's monotonic clock; `whole`: the answer was sent to its end."""

    path: str
    started: float
    ended: float
    whole: bool


class Host(ThreadingHTTPServer):
    """One host: an outlet with feeds and pages, which takes its time for every answer."""

    daemon_threads = True

    def __init__(self, feeds: int, pages: int, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.feeds, self.pages, self.seed = feeds, pages, seed
        self.visits: list[Visit] = []
        self.lock = threading.Lock()
        self.pause = random.Random(seed)

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def page_paths(self) -> list[str]:
        """Every article of the host."""
        return [f"/{feed}/{number}.html" for feed in range(self.feeds) for number in range(self.pages)]

    def headline(self, path: str) -> str:
        """The headline of an article."""
        feed, number = path.strip("/").removesuffix(".html").split("/")
        return f"青桐渡口第{self.seed}线第{feed}段第{number}次航班恢复通行"

    def body_of(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and bytes of an answer."""
        if path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\nAllow: /\n"
        if path.startswith("/feed"):
            mine = [one for one in self.page_paths() if one.startswith(f"/{path[5:]}/")]
            items = "".join(
                f"<item><title>{self.headline(one)}</title><link>{self.url(one)}</link>"
                f"<pubDate>Tue, 06 May 2025 08:00:00 +0800</pubDate></item>"
                for one in mine
            )
            text = f"<rss version='2.0'><channel><title>渡口{self.seed}</title>{items}</channel></rss>"
            return 200, "application/rss+xml", text.encode()
        if path in self.page_paths():
            return 200, "text/html; charset=utf-8", ARTICLE.format(self.headline(path)).encode()
        return 404, "text/plain", b"nothing here"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Readers who are killed are no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host
    timeout = 20

    def do_GET(self) -> None:
        started, ended, whole = time.monotonic(), 0.0, False
        try:
            time.sleep(self.server.pause.uniform(0.02, 0.2))
            status, kind, body = self.server.body_of(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            ended = time.monotonic()  # a reader may go on as soon as the last bytes are out
            self.wfile.write(body)
            whole = True
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        finally:
            with self.server.lock:
                self.server.visits.append(Visit(self.path, started, ended or time.monotonic(), whole))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the base class's)
        """Stay quiet."""


class Crew:
    """Workers on one database: `yaowen worker`, started and killed at will.

    Args:
        database_url: of a scratch database; empty for SQLite in `data`.
    """

    def __init__(self, data: Path, database_url: str) -> None:
        self.site = Site(data, database_url)
        self.site.environment |= {"YAOWEN_FETCH_TIMEOUT_SECONDS": "60"}
        self.database_url = database_url
        self.workers: list[subprocess.Popen[bytes]] = []

    def prepare(self, hosts: list[Host], delay_seconds: float) -> None:
        """A database with the hosts' feeds."""
        done = self.site.run("migrate")
        assert done.returncode == 0, done.stderr
        lines = "".join(
            f'<outline text="渡口{host.seed}" type="rss" xmlUrl="{host.url(f"/feed{feed}")}"/>'
            for host in hosts
            for feed in range(host.feeds)
        )
        file = self.site.data.parent / "outlets.opml"
        file.write_text(f'<opml version="2.0"><body>{lines}</body></opml>', "utf-8")
        done = self.site.run("outlets", "import", str(file), "--allow-private", "--host-delay", str(delay_seconds))
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, lanes: str = "collect") -> None:
        """One more worker."""
        with self.site.output.open("ab") as log:
            command = [str(PROGRAM), "worker", "--lanes", lanes]
            self.workers.append(subprocess.Popen(command, env=self.site.environment, stdout=log, stderr=log))

    def kill(self, place: int) -> None:
        """SIGKILL for one of them."""
        worker = self.workers.pop(place)
        worker.kill()
        worker.wait(60)

    def stop(self) -> list[int]:
        """SIGTERM for all; their exit codes."""
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        codes = []
        for worker in self.workers:
            with suppress(subprocess.TimeoutExpired):
                codes.append(worker.wait(60))
            worker.kill()
        self.workers = []
        return codes

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        if not self.database_url:
            with sqlite3.connect(self.site.data / "yaowen.sqlite3", timeout=30) as connection:
                return connection.execute(sql).fetchall()
        import psycopg  # noqa: PLC0415 (only where it is used)

        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(sql).fetchall()

    def wait_until(self, what: Callable[[], bool], seconds: float) -> None:
        """Until something is so; what the workers said is shown when it never is."""
        deadline = time.monotonic() + seconds
        while not what():
            if time.monotonic() > deadline:
                raise AssertionError(f"it never came; the workers said:\n{self.site.output.read_text('utf-8')[-3000:]}")
            time.sleep(0.1)

    def pages_in(self, *states: str) -> int:
        """How many pages have come to one of these states."""
        listed = ", ".join(f"'{state}'" for state in states)
        return int(self.query(f"SELECT count(*) FROM page WHERE state IN ({listed})")[0][0])


def find_rushes(host: Host, delay_seconds: float) -> list[str]:
    """Requests that began before the one before them had ended and the pause was over, by the server's clock."""
    visits = sorted(host.visits, key=lambda visit: visit.started)
    return [
        f"{after.path} {after.started - before.ended:.3f} s after {before.path}"
        for before, after in pairwise(visits)
        if after.started < before.ended + delay_seconds - SLACK_SECONDS
    ]


def count_visits(hosts: list[Host]) -> Counter[str]:
    """How often each address was asked for."""
    return Counter(host.url(visit.path) for host in hosts for visit in host.visits)


@contextmanager
def running_hosts(count: int, *, feeds: int, pages: int) -> Iterator[list[Host]]:
    """Hosts for the length of a test."""
    hosts = [Host(feeds, pages, seed) for seed in range(count)]
    threads = [
        threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True) for host in hosts
    ]
    for thread in threads:
        thread.start()
    try:
        yield hosts
    finally:
        for host, thread in zip(hosts, threads, strict=True):
            host.shutdown()
            host.server_close()
            thread.join()
