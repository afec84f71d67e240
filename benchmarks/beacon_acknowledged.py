"""Acknowledged reads a second over HTTP: granian, the beacon, one commit a batch, fsync on.

    python benchmarks/beacon_acknowledged.py [--seconds 5] [--connections 128] [--threads 64] [--rounds 3]

Beside it in the same run, in turns: the same server with an application that only says 204, and nginx `return 204`
where it is installed (apt-get install nginx-light).

Every read comes from another address, so that none is answered from memory; each is in the log when it is answered,
and at the end the log is counted. The database is SQLite in a scratch folder, or the one that YAOWEN_DATABASE_URL
names. "per core" divides by the server's processor time, because the client shares the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

ANSWER_SECONDS = 10.0
REQUEST = (
    "POST /_/read HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 2\r\n"
    "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36\r\n"
    "X-Forwarded-For: {address}\r\nContent-Type: text/plain\r\n\r\ns5"
)
SERVED = """
import os
from yaowen.cli.start import open_site
open_site(create=True)
from datetime import UTC, datetime
from django.conf import settings
from yaowen.base.clock import Clock
from yaowen.group.models import Story
from yaowen.serve.beacon import Beacon
now = datetime.now(UTC)
Story.objects.get_or_create(pk=5, defaults=dict(language="zh", state="rendered", articles=1, due_at=now, first_at=now,
                                                last_at=now))
_beacon = Beacon(settings.YAOWEN, Clock())

def application(environ, start_response):
    start_response(f"{_beacon.answer(environ)} Answer", [])
    return [b""]
"""
BARE = """
def application(environ, start_response):
    environ["wsgi.input"].read(65)
    start_response("204 No Content", [])
    return [b""]
"""
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{ access_log off; server {{ listen 127.0.0.1:{port}; location / {{ return 204; }} }} }}
"""
COUNT = """
from yaowen.cli.start import open_site
open_site(create=True)
from django.db.models import Count, Sum
from yaowen.rank.models import ReadLog
found = ReadLog.objects.aggregate(rows=Count("seq"), reads=Sum("n"))
print(found["rows"], found["reads"])
"""


class Load:
    """Clients that each wait for their answer before they send the next read."""

    def __init__(self, port: int, seconds: float) -> None:
        self._port = port
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._numbers = itertools.count()
        self.waits_seconds: list[float] = []
        self.refused = 0
        self.broken = 0

    async def run(self, connections: int) -> None:
        """Send until the time is up; who still waits for an answer much later waits in vain."""
        try:
            async with asyncio.timeout(self._seconds + ANSWER_SECONDS):
                await asyncio.gather(*(self._client() for _ in range(connections)))
        except TimeoutError:
            self.broken += 1

    async def _client(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while time.monotonic() < self._until:
            number = next(self._numbers)
            address = f"100.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            sent = time.monotonic()
            try:
                writer.write(REQUEST.format(address=address).encode())
                answer = await reader.readuntil(b"\r\n\r\n")
            except (OSError, asyncio.IncompleteReadError):
                self.broken += 1  # nginx closes a connection after 1,000 requests, a server that ends all of them
                writer.close()
                try:
                    reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                except OSError:
                    return
                continue
            self.waits_seconds.append(time.monotonic() - sent)
            self.refused += not answer.startswith(b"HTTP/1.1 204")
        writer.close()


def main() -> int:
    """Serve, load, count."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--seconds", type=float, default=5.0)
    made.add_argument("--connections", type=int, default=128)
    made.add_argument("--threads", type=int, default=64)
    made.add_argument("--rounds", type=int, default=3)
    args = made.parse_args()
    with tempfile.TemporaryDirectory(prefix="yaowen-beacon-") as folder:
        (Path(folder) / "served.py").write_text(SERVED)
        (Path(folder) / "bare.py").write_text(BARE)
        environment = {
            **os.environ, "YAOWEN_DATA": folder, "YAOWEN_TRUSTED_PROXIES": "127.0.0.1", "PYTHONPATH": folder,
            "YAOWEN_SITE_URL": "http://localhost", "YAOWEN_WEB_THREADS": str(args.threads),
        }  # fmt: skip
        for _ in range(args.rounds):
            before = count_reads(environment)
            found = measure(args, granian("served", args.threads), environment)
            rows, reads = (now - then for now, then in zip(count_reads(environment), before, strict=True))
            if reads < found["acknowledged"]:
                raise SystemExit(f"{found['acknowledged'] - reads} acknowledged reads are not in the log")
            print(json.dumps({"server": "beacon", **found, "log_rows": rows, "in_the_log": reads}), flush=True)
            found = measure(args, granian("bare", args.threads), environment)
            print(json.dumps({"server": "bare application", **found}), flush=True)
            if shutil.which("nginx"):
                found = measure(args, nginx(Path(folder)), environment)
                print(json.dumps({"server": "nginx return 204", **found}), flush=True)
    return 0


def granian(module: str, threads: int) -> Callable[[int], list[str]]:
    """The command that serves a module's application on a port."""
    program = str(Path(sys.executable).parent / "granian")
    options = ["--interface", "wsgi", "--blocking-threads", str(threads), "--log-level", "warning", "--no-log"]
    return lambda port: [program, *options, "--port", str(port), f"{module}:application"]


def nginx(folder: Path) -> Callable[[int], list[str]]:
    """The command that serves nothing but 204 on a port."""

    def command(port: int) -> list[str]:
        file = folder / "nginx.conf"
        file.write_text(NGINX.format(folder=folder, port=port))
        return ["nginx", "-c", str(file), "-p", str(folder)]

    return command


def count_reads(environment: dict[str, str]) -> tuple[int, int]:
    """Rows and reads in the log."""
    counted = subprocess.run([sys.executable, "-c", COUNT], env=environment, capture_output=True, text=True, check=True)
    rows, reads = (0 if word == "None" else int(word) for word in counted.stdout.split())
    return rows, reads


def measure(
    args: argparse.Namespace, command: Callable[[int], list[str]], environment: dict[str, str]
) -> dict[str, float]:
    """One run of one server."""
    port = free_port()
    with serving(port, command(port), environment) as server:
        busy = processor_seconds(server)
        load = Load(port, args.seconds)
        begun = time.monotonic()
        asyncio.run(load.run(args.connections))
        elapsed, busy = time.monotonic() - begun, processor_seconds(server) - busy
        server.terminate()
        server.wait(ANSWER_SECONDS)
    if not load.waits_seconds:
        raise SystemExit(f"{args.connections} clients got no answer within {args.seconds} s")
    waits = sorted(load.waits_seconds)
    acknowledged = len(waits) - load.refused
    return {
        "acknowledged": acknowledged,
        "refused": load.refused,
        "broken_connections": load.broken,
        "a_second": round(acknowledged / elapsed),
        "a_second_per_server_core": round(acknowledged / max(busy, 0.01)),
        "server_processor_us": round(busy * 1e6 / max(acknowledged, 1)),
        "wait_p50_ms": round(waits[len(waits) // 2] * 1000, 1),
        "wait_p99_ms": round(waits[len(waits) * 99 // 100] * 1000, 1),
    }


class serving:  # noqa: N801 (reads as a word in a with statement)
    """A server on a port, for the length of a with statement."""

    def __init__(self, port: int, command: list[str], environment: dict[str, str]) -> None:
        self._command = command
        self._environment = environment
        self._port = port

    def __enter__(self) -> subprocess.Popen[bytes]:
        self._server = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.DEVNULL)
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return self._server
            time.sleep(0.1)
        self._server.kill()
        raise SystemExit(f"{self._command[0]} did not answer within 30 s")

    def __exit__(self, *_: object) -> None:
        if self._server.poll() is None:
            self._server.kill()
            self._server.wait()


def processes(server: subprocess.Popen[bytes]) -> Iterator[psutil.Process]:
    """The server and its workers; it must still run."""
    if server.poll() is not None:
        raise SystemExit("the server ended during the measurement")
    own = psutil.Process(server.pid)
    yield own
    yield from own.children(recursive=True)


def processor_seconds(server: subprocess.Popen[bytes]) -> float:
    """Processor time that the server has used."""
    return sum(sum(each.cpu_times()[:2]) for each in processes(server))


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
