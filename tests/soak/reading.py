"""A web process, two rankers and a crowd of readers; every process may be killed at any time."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whole_site.crew import Crew
from whole_site.running import BROWSER, PROGRAM

STORIES = (1, 2, 3, 4)
RANKERS = ("ranker-a", "ranker-b")
ORIGIN = "http://news.example"
_STORIES = """
from datetime import UTC, datetime
from yaowen.cli.start import open_site
open_site(create=True)
from yaowen.group.models import Story
now = datetime.now(UTC)
for number in (1, 2, 3, 4):
    Story.objects.create(pk=number, language="zh", state="rendered", articles=1, origins=1, due_at=now, first_at=now,
                         last_at=now)
"""


class Readers:
    """Readers that each read one story once, and say so again until they are answered.

    Each has a network of its own: an address that a trusted proxy names. Who reads what is known to the test.
    """

    def __init__(self, port: int, threads: int) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._next = 0
        self._ended = threading.Event()
        self.acknowledged: Counter[int] = Counter()
        self.unanswered = 0
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]

    def start(self) -> None:
        """Begin to read."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Every reader under way is answered first."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        while not self._ended.is_set():
            with self._lock:
                number, self._next = self._next, self._next + 1
            story = STORIES[number % 7 % len(STORIES)]
            while not self._is_acknowledged(connection, number, story):
                connection.close()
                with self._lock:
                    self.unanswered += 1
                time.sleep(0.05)
            with self._lock:
                self.acknowledged[story] += 1
        connection.close()

    def _is_acknowledged(self, connection: http.client.HTTPConnection, number: int, story: int) -> bool:
        headers = {"Origin": ORIGIN, "User-Agent": BROWSER, "X-Forwarded-For": address_of(number)}
        try:
            connection.request("POST", "/_/read", f"s{story}".encode(), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        return answer.status == 204


class ReadCrew(Crew):
    """The processes that take reads and count them."""

    def __init__(self, data: Path, database_url: str) -> None:
        super().__init__(data, database_url)
        self.site.environment |= {
            "YAOWEN_SITE_URL": ORIGIN, "YAOWEN_TRUSTED_PROXIES": "127.0.0.1", "YAOWEN_PORT": str(self.site.port),
            "DJANGO_SETTINGS_MODULE": "yaowen.settings",
        }  # fmt: skip
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def open(self) -> None:
        """Make the database and its stories, and start every process."""
        self.site.data.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-c", _STORIES], env=self.site.environment, check=True)
        for name in ("web", *RANKERS):
            self.begin(name)

    def begin(self, name: str) -> None:
        """Start one process."""
        worker = [str(PROGRAM), "worker", "--lanes", "rank"]
        web = [
            str(PROGRAM.with_name("granian")), "--interface", "wsgi", "--port", str(self.site.port),
            "--blocking-threads", "16", "--no-log", "yaowen.wsgi:application",
        ]  # fmt: skip
        with self.site.output.open("ab") as log:
            command = web if name == "web" else worker
            self.processes[name] = subprocess.Popen(
                command, env=self.site.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill_named(self, name: str) -> None:
        """SIGKILL for one process and its children; another is started in its place."""
        _end(self.processes[name], signal.SIGKILL)
        self.begin(name)

    def end(self) -> None:
        """SIGTERM for all, SIGKILL for who does not listen."""
        for process in self.processes.values():
            _end(process, signal.SIGTERM)

    def counted(self) -> dict[int, int]:
        """Story → readers of the running ranking."""
        rows = self.query("SELECT standings FROM frozen_ranking WHERE span = 'now' ORDER BY minute DESC LIMIT 1")
        standings = json.loads(rows[0][0]) if rows and isinstance(rows[0][0], str) else rows[0][0] if rows else []
        return {row[0]: row[1] for row in standings if row[1]}


def _end(process: subprocess.Popen[bytes], number: int) -> None:
    """A signal for a process's whole session: granian's worker outlives a killed parent."""

    if process.poll() is not None:
        return
    os.killpg(process.pid, number)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)


def address_of(number: int) -> str:
    """The address of a reader: each in a network of their own."""
    return f"{100 + (number >> 16)}.{number >> 8 & 255}.{number & 255}.7"


@contextmanager
def reading(data: Path, database_url: str, threads: int) -> Iterator[tuple[ReadCrew, Readers]]:
    """The processes and the crowd, for the length of a with statement."""
    crew = ReadCrew(data, database_url)
    readers = Readers(crew.site.port, threads)
    crew.open()
    try:
        readers.start()
        yield crew, readers
    finally:
        readers.stop()
        crew.end()
