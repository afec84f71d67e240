"""Measure the site as a stranger meets it: first start, memory, and a replayed day through the whole pipeline.

    python benchmarks/site.py                 # first start with the sample press, and the replayed day
    python benchmarks/site.py --clone         # also a fresh clone: seconds of installation and of the start after it
    python benchmarks/site.py --json

Seconds are real time on this machine; memory is the sum of the proportional set sizes (PSS, /proc/PID/smaps_rollup) of
all processes of `yaowen up`, sampled five times a second. These are reports, not tests: no gate depends on them.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared"
sys.path.insert(0, str(HERE.parent / "tests"))

from whole_site.running import Site, free_port, replay_press  # noqa: E402 (the tests' own helper)

_MIB = 1 << 20
_STORIES_OF_A_FILLED_PAGE = 10


class Memory:
    """The largest memory of a process tree, sampled in the background."""

    def __init__(self, root: int) -> None:
        self._root = psutil.Process(root)
        self.peak_mib = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Stop sampling; returns the peak in MiB."""
        self._ended.set()
        self._thread.join()
        return self.peak_mib

    def now_mib(self) -> float:
        """The sum of PSS of the tree now."""
        total = 0
        for process in [self._root, *self._root.children(recursive=True)]:
            try:
                rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii")
                total += int(re.findall(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[0]) * 1024
            except (OSError, IndexError):
                continue
        return total / _MIB

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            try:
                self.peak_mib = max(self.peak_mib, self.now_mib())
            except psutil.Error:
                return


def measure_first_start(folder: Path) -> dict[str, float]:
    """Seconds from the command to a filled front page, sample press and all."""
    site = Site(folder / "first")
    started = time.monotonic()
    site.start()
    memory = Memory(site.pid)
    site.wait_until(lambda: _stories_on(site, "/") >= _STORIES_OF_A_FILLED_PAGE)
    seconds = time.monotonic() - started
    time.sleep(20)
    settled = memory.now_mib()
    figures = {"start_seconds": seconds, "start_peak_mib": memory.end(), "start_settled_mib": settled}
    site.stop(signal.SIGTERM)
    return figures


def measure_replay(folder: Path) -> dict[str, float]:
    """A recorded day of 351 articles from the press to pages of the edition."""
    with replay_press(SHARED, "--from", "2020-08-28") as press:
        site = Site(folder / "replay")
        site.run("migrate")
        site.run("outlets", "import", f"{press}/outlets.opml", "--allow-private", "--host-delay", "0")
        with urllib.request.urlopen(f"{press}/clock") as answer:
            wanted = json.load(answer)["total"]
        started = time.monotonic()
        site.start("--clock", f"{press}/clock", "--no-sample")
        memory = Memory(site.pid)
        site.wait_until(lambda: site.get(f"/zh-hans/article/{wanted}/")[0] == 200, 240)
        seconds = time.monotonic() - started
        numbers = site.status()
        peak = memory.end()
        site.stop(signal.SIGTERM)
    return {
        "replay_articles": numbers["articles"],
        "replay_lost": wanted - numbers["articles"],
        "replay_pages_over": numbers["pages"] - wanted,
        "replay_stories": numbers["stories"],
        "replay_seconds": seconds,
        "replay_articles_per_second": wanted / seconds,
        "replay_peak_mib": peak,
    }


def measure_clone(folder: Path) -> dict[str, float]:
    """A fresh clone: seconds of `make setup`, and of `make run` after it until the front page is filled."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "-q", str(HERE.parent), str(clone)], check=True)
    started = time.monotonic()
    subprocess.run(["make", "-s", "setup"], cwd=clone, check=True)
    installed = time.monotonic() - started
    port = free_port()
    started = time.monotonic()
    process = subprocess.Popen(["make", "-s", "run", f"PORT={port}"], cwd=clone, start_new_session=True)
    site = Site(folder / "unused")
    site.address = f"http://127.0.0.1:{port}"
    try:
        site.wait_until(lambda: _stories_on(site, "/") >= _STORIES_OF_A_FILLED_PAGE)
        return {"install_seconds": installed, "run_seconds": time.monotonic() - started}
    finally:
        subprocess.run(["pkill", "-TERM", "-g", str(process.pid)], check=False)
        process.wait(30)


def _stories_on(site: Site, path: str) -> int:
    status, page = site.get(path)
    return len(set(re.findall(r"/story/(\d+)/", page))) if status == 200 else 0


def main() -> int:
    """Print the figures."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--clone", action="store_true", help="also measure a fresh clone")
    made.add_argument("--json", action="store_true", help="one JSON line")
    args = made.parse_args()
    with tempfile.TemporaryDirectory(prefix="yaowen-bench-") as scratch:
        folder = Path(scratch)
        figures = measure_first_start(folder)
        if SHARED.is_dir():
            figures |= measure_replay(folder)
        if args.clone:
            figures |= measure_clone(folder)
    if args.json:
        print(json.dumps(figures))
        return 0
    for name, value in figures.items():
        print(f"{name:<30}{value:>10.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
