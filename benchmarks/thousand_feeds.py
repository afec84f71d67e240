"""1,000 feeds on 625 loopback hosts, a tenth of them faulty, through the real stages of collect.

    python benchmarks/thousand_feeds.py                       # all parts, about fifteen minutes; SQLite
    python benchmarks/thousand_feeds.py --rounds 3            # a short steady part
    python tests/machine/with_postgres.py .venv/bin/python benchmarks/thousand_feeds.py

first round      all feeds due at once, robots.txt and everything read for the first time
unchanged round  the 900 healthy ones due at once: 720 answer 304, 180 send what they sent before
whole round      all 1,000 due at once, none for the first time
steady           every feed read every `--interval` seconds for `--rounds` rounds, a twentieth with news each time
with pages       the same while the pages named by the feeds (about 40,000) are fetched

Politeness is the default one: one request at a time for each host, 2 s between two. CPU is that of this process and of
the parsing child; the farm has its own and does not count. `late` is (pause between two requests as the farm saw
them − interval) / interval, of healthy feeds: 1.0 would be late by twice the interval. Reports, not tests.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import psutil

SCRATCH = tempfile.TemporaryDirectory(prefix="yaowen-farm-")
os.environ |= {"YAOWEN_DATA": SCRATCH.name, "DJANGO_SETTINGS_MODULE": "yaowen.settings"}
django.setup()

from django.core.management import call_command  # noqa: E402 (Django is set up first)
from django.db import connection  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from farm_contents import FarmFeed, plan_feeds  # noqa: E402

from yaowen.base.clock import Clock, real_now  # noqa: E402
from yaowen.base.settings import load_settings  # noqa: E402
from yaowen.belt.conveyor import Context, run_lane  # noqa: E402
from yaowen.collect.models import Feed  # noqa: E402
from yaowen.collect.register import NewFeed, add_feed  # noqa: E402
from yaowen.collect.stage import CollectFeeds, CollectPages  # noqa: E402

HERE = Path(__file__).resolve().parent
NEWS_SHARE = 0.05
Figures = dict[str, Any]


class Farm:
    """The farm's process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, HERE / "feed_farm.py"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.feeds = plan_feeds()

    def ask(self, path: str) -> Figures:
        """A control page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_/{path}") as answer:
            said: Figures = json.load(answer)
            return said

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


class Meter:
    """CPU and memory of this process and its children but the farm, and SQL statements."""

    def __init__(self, farm: Farm) -> None:
        self._farm = farm.process.pid
        self.statements = 0

    def count(self, execute: Callable[..., Any], *given: Any) -> Any:
        """An execute wrapper of Django's."""
        self.statements += 1
        return execute(*given)

    def cpu_seconds(self) -> float:
        """Used so far."""
        own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        living = [child.cpu_times() for child in self._children()]
        return sum(used.ru_utime + used.ru_stime for used in own) + sum(used.user + used.system for used in living)

    def pss_mib(self) -> float:
        """Proportional set size now."""
        total = 0
        for pid in (os.getpid(), *(child.pid for child in self._children())):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
            total += int(re.findall(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[0])
        return total / 1024

    def _children(self) -> list[psutil.Process]:
        return [child for child in psutil.Process().children(recursive=True) if child.pid != self._farm]


@dataclass
class Bench:
    """The stages on the farm."""

    farm: Farm
    meter: Meter
    stages: list[Any] = field(default_factory=list)
    figures: Figures = field(default_factory=dict)

    def context(self, **settings: float) -> Context:
        """What the stages are given."""
        given = load_settings({**kept_environment(), **{f"YAOWEN_{name}": str(n) for name, n in settings.items()}})
        return Context(given, Clock(), "bench", threading.Event())

    def run(self, context: Context, done: Callable[[], bool], *, pages: bool = False) -> float:
        """Run the stages as a worker's lane does until something is so; returns the seconds."""
        started = time.monotonic()
        stages = self.stages if pages else self.stages[:1]
        thread = threading.Thread(target=_stop_when, args=(done, context.stopping))
        thread.start()
        with connection.execute_wrapper(self.meter.count):
            run_lane(stages, context)
        thread.join()
        return time.monotonic() - started

    def round(self, name: str, feeds: Any) -> None:
        """Make feeds due and measure until all are concluded."""
        count = feeds.count()
        feeds.update(due_at=real_now() - timedelta(seconds=1))
        wanted = list(feeds.values_list("pk", flat=True))
        cpu, statements = self.meter.cpu_seconds(), self.meter.statements
        farm_cpu = self.farm.ask("report")["cpu_seconds"]
        seconds = self.run(self.context(), lambda: not _waiting(wanted))
        self.figures[name] = {
            "feeds": count,
            "seconds": round(seconds, 1),
            "cpu_ms_a_feed": round(1000 * (self.meter.cpu_seconds() - cpu) / count, 2),
            "statements_a_feed": round((self.meter.statements - statements) / count, 2),
            "farm_cpu_seconds": round(self.farm.ask("report")["cpu_seconds"] - farm_cpu, 1),
        }
        print(name, self.figures[name], flush=True)

    def steady(self, name: str, rounds: int, interval_seconds: float, *, pages: bool) -> None:
        """Every feed at the same interval, for so many rounds."""
        self.farm.ask(f"news/{interval_seconds / NEWS_SHARE}")
        Feed.objects.filter(state="due").update(
            due_at=real_now() - timedelta(seconds=1), interval_seconds=interval_seconds
        )
        self.farm.ask("report")
        memory: list[float] = []
        cpu = self.meter.cpu_seconds()
        times: dict[str, list[float]] = {}
        for _ in range(rounds):
            until = time.monotonic() + interval_seconds
            context = self.context(MIN_INTERVAL_SECONDS=interval_seconds, MAX_INTERVAL_SECONDS=interval_seconds)
            self.run(context, lambda: time.monotonic() >= until, pages=pages)  # noqa: B023 (called before the next)
            memory.append(round(self.meter.pss_mib(), 1))
            for path, seen in self.farm.ask("report")["times"].items():
                times.setdefault(path, []).extend(seen)
        self.figures[name] = {
            "rounds": rounds,
            "pss_mib": memory,
            "pss_mib_a_round_over_the_second_half": _slope(memory[len(memory) // 2 :]),
            "cpu_share_of_a_core": round((self.meter.cpu_seconds() - cpu) / (rounds * interval_seconds), 3),
            "pages_fetched": sum(len(seen) for path, seen in times.items() if "/a/" in path),
            **_lateness(self.farm.feeds, times, interval_seconds),
        }
        print(name, self.figures[name], flush=True)


def _waiting(wanted: list[int]) -> bool:
    return Feed.objects.filter(~Q(holder="") | Q(due_at__lte=real_now()), pk__in=wanted, state="due").exists()


def _stop_when(done: Callable[[], bool], stopping: threading.Event) -> None:

    try:
        while not done():
            time.sleep(0.1)
    finally:
        stopping.set()
        connection.close()


def _slope(values: list[float]) -> float:
    return round(statistics.linear_regression(range(len(values)), values).slope, 2) if len(values) > 1 else 0.0


def _lateness(feeds: list[FarmFeed], times: dict[str, list[float]], interval_seconds: float) -> Figures:
    late: list[float] = []
    for feed in feeds:
        seen = [] if feed.fault else times.get(f"{feed.host}{feed.path}", [])
        late += [(after - before - interval_seconds) / interval_seconds for before, after in itertools.pairwise(seen)]
    if len(late) < 2:
        return {"late": "too few rounds"}
    late.sort()
    shares = {"late_median": 0.5, "late_p99": 0.99, "late_p999": 0.999}
    return {
        "pauses": len(late),
        "late_max": round(late[-1], 2),
        **{name: round(late[int(share * (len(late) - 1))], 2) for name, share in shares.items()},
    }


def kept_environment() -> dict[str, str]:
    """Our settings of the environment."""
    return {name: value for name, value in os.environ.items() if name.startswith("YAOWEN_")}


def add_farm(farm: Farm) -> float:
    """Add all feeds as an import does; returns the seconds."""
    started = time.monotonic()
    for feed in farm.feeds:
        new = NewFeed(feed.url(farm.port), f"农场 {feed.host}{feed.fault}", private_origin=feed.origin(farm.port))
        assert add_feed(new).result in {"added", "joined"}, feed
    return time.monotonic() - started


def measure(args: argparse.Namespace, farm: Farm) -> Figures:
    """All parts, one after another."""
    bench = Bench(farm, Meter(farm), [CollectFeeds(), CollectPages()])
    bench.figures["import_seconds"] = round(add_farm(farm), 1)
    everything = Feed.objects.filter(state="due")
    faulty = [feed.url(farm.port) for feed in farm.feeds if feed.fault]

    try:
        bench.round("first round", everything)
        for number in (1, 2):
            bench.round(f"unchanged round {number}", everything.exclude(url__in=faulty))
        bench.round("whole round", everything)
        bench.figures["states"] = {
            row["status"]: row["count"] for row in Feed.objects.values("status").annotate(count=Count("pk"))
        }
        if args.rounds:
            bench.steady("steady", args.rounds, args.interval, pages=False)
        if args.pages_rounds:
            bench.steady("with pages", args.pages_rounds, args.interval, pages=True)
    finally:
        for stage in bench.stages:
            stage.wind_down(bench.context())
    return bench.figures


def main() -> int:
    """Print the figures."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--rounds", type=int, default=20, help="steady rounds without pages")
    made.add_argument("--pages-rounds", type=int, default=4, help="steady rounds with pages")
    made.add_argument("--interval", type=float, default=30.0, help="seconds of a steady round")
    args = made.parse_args()
    farm = Farm()
    try:
        call_command("migrate", verbosity=0)
        print(json.dumps(measure(args, farm), ensure_ascii=False))
    finally:
        farm.close()
        SCRATCH.cleanup()
    return 0


if __name__ == "__main__":
    sys.exit(main())
