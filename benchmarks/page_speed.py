"""Pages a second beside nginx: the same bytes from the edition (granian, one worker) and from a file (gzip_static).

    apt-get install wrk nginx-light
    python benchmarks/page_speed.py [--seconds 5] [--connections 16] [--rounds 3]

Starts the site with the sample press, waits for a filled front page, and asks in turns, with wrk and gzip, for it
and for an article, each with its ranking joined in. One JSON line a round and page: requests a second and
microseconds of the server's processor time a request, for both, and their ratios. The site works on beside it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from whole_site.running import Site, free_port  # noqa: E402 (the tests' own helper)

FILLED_STORIES, SETTLE_SECONDS = 40, 20
CONFIGURATION = """
daemon off; user root; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  types {{ text/html html; }} charset utf-8; access_log off; gzip_static on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


@dataclass(frozen=True)
class Served:
    """What a server did under load."""

    requests_a_second: float
    processor_us: float


@contextmanager
def running_nginx(folder: Path, pages: dict[str, bytes]) -> Iterator[int]:
    """A web server with these files; gives its port."""
    for name, body in pages.items():
        file = folder / "files" / f"{name}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.decompress(body))
        file.with_name(f"{name}.html.gz").write_bytes(body)
    port = free_port()
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port))
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        while listening_on(port) is None:
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def listening_on(port: int) -> psutil.Process | None:
    """The newest process that listens on a port: the worker, where its parent has the socket too."""
    pids = {one.pid for one in psutil.net_connections("tcp") if one.laddr and one.laddr.port == port and one.pid}
    if not pids:
        return None
    last = psutil.Process(max(pids))
    return (last.children() or [last])[-1]


def fetch(url: str) -> bytes:
    """A page as a browser gets it, compressed."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        body: bytes = answer.read()
    return body


def load(args: argparse.Namespace, port: int, path: str) -> Served:
    """Ask for a path as fast as it is answered."""
    server = listening_on(port)
    assert server is not None, f"nobody listens on port {port}"
    before = sum(server.cpu_times()[:2])
    command = ["wrk", "-t1", f"-c{args.connections}", f"-d{args.seconds}s", "-H", "Accept-Encoding: gzip"]
    told = subprocess.run([*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True)
    spent = sum(server.cpu_times()[:2]) - before
    if "Non-2xx" in told.stdout:
        raise SystemExit(f"{path} was not always answered:\n{told.stdout}")
    asked = int(re.findall(r"(\d+) requests in", told.stdout)[0])
    return Served(float(re.findall(r"Requests/sec:\s+([\d.]+)", told.stdout)[0]), spent / asked * 1e6)


def main() -> int:
    """Print the figures."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--seconds", type=int, default=5)
    made.add_argument("--connections", type=int, default=16)
    made.add_argument("--rounds", type=int, default=3)
    args = made.parse_args()
    for name in ("wrk", "nginx"):
        if shutil.which(name) is None:
            raise SystemExit(f"{name} is not here: apt-get install wrk nginx-light")
    with tempfile.TemporaryDirectory(prefix="yaowen-bench-") as scratch:
        site = Site(Path(scratch) / "site")
        site.start("--sample")
        try:
            measure(args, site, Path(scratch))
        finally:
            site.stop()
    return 0


def measure(args: argparse.Namespace, site: Site, folder: Path) -> None:
    """Ask both servers in turns."""
    site.wait_until(lambda: len(set(re.findall(r"/story/\d+/", site.get("/zh-hans/")[1]))) >= FILLED_STORIES)
    time.sleep(SETTLE_SECONDS)
    story = re.findall(r"/zh-hans/story/\d+/", site.get("/zh-hans/")[1])[0]
    article = re.findall(r"/zh-hans/article/\d+/", site.get(story)[1])[0]
    paths = {"front": "/zh-hans/", "article": article}
    pages = {name: fetch(site.address + path) for name, path in paths.items()}
    with running_nginx(folder, pages) as port:
        for _ in range(args.rounds):
            for name, path in paths.items():
                own, other = load(args, site.port, path), load(args, port, f"/{name}.html")
                figures = {
                    "page": name, "bytes": len(pages[name]), "requests_a_second": round(own.requests_a_second),
                    "nginx": round(other.requests_a_second), "processor_us": round(own.processor_us, 1),
                    "nginx_processor_us": round(other.processor_us, 1),
                    "speed_ratio": round(own.requests_a_second / other.requests_a_second, 3),
                    "processor_ratio": round(own.processor_us / other.processor_us, 2),
                }  # fmt: skip
                print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    sys.exit(main())
