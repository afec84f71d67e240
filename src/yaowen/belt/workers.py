"""Workers show that they live, keep their duties, and give back at once what a dead one held."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from django.db import close_old_connections, connection
from django.db.utils import DatabaseError

from yaowen.base.clock import real_now
from yaowen.belt.conveyor import drop_leases, give_back_rows
from yaowen.belt.models import Worker
from yaowen.belt.shared_clock import SET_EVERY_SECONDS, say_skew, set_by_database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a worker's life is told.

    Attributes:
        beat_seconds: between two signs of life.
        dead_seconds: without one after which a worker of another machine counts as dead. Longer than a fetch
            (20 s), so that nothing it asked for is under way any more. One of this machine is simply looked for.
    """

    beat_seconds: float = 3.0
    dead_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Alive:
    """A worker that shows signs of life."""

    name: str
    machine: str
    lanes: tuple[str, ...]
    seconds: float


class Heartbeat:
    """The thread that tells of a worker's life, as a context; leaving it signs the worker off.

    Args:
        name: the worker's, unique among all that run.
        lanes: what it works on, for the operator.
        give_back: called with the name of a dead worker, to free what the belt does not know of.
    """

    def __init__(
        self, name: str, lanes: Iterable[str], give_back: Callable[[str], object], rhythm: Rhythm | None = None
    ) -> None:
        self._name = name
        self._lanes = ",".join(lanes)
        self._give_back = give_back
        self._rhythm = rhythm or Rhythm()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._set_at_seconds = float("-inf")

    def __enter__(self) -> Heartbeat:
        """Set the clock and sign on before any work is claimed."""
        say_skew(self._set_clock())
        self.beat()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Sign off: duties are free at once."""
        self._ended.set()
        self._thread.join()
        try:
            drop_leases(self._name)
            Worker.objects.filter(name=self._name).delete()
        except DatabaseError as gone:
            log.warning("the worker could not be signed off (%s); it is taken for dead soon", gone)

    def beat(self) -> None:
        """Show that this worker lives; bury those that do not."""
        if time.monotonic() - self._set_at_seconds > SET_EVERY_SECONDS:
            self._set_clock()
        now = real_now()
        if not Worker.objects.filter(name=self._name).update(beat_at=now):
            place, pid, born = where_we_are()
            Worker.objects.get_or_create(
                name=self._name,
                defaults={
                    "machine": os.uname().nodename[:200], "place": place, "pid": pid, "born": born,
                    "lanes": self._lanes, "started_at": now, "beat_at": now,
                },
            )  # fmt: skip
        for dead in find_dead(self._rhythm.dead_seconds):
            bury(dead, self._give_back)

    def _set_clock(self) -> float:
        skew_seconds = set_by_database()
        self._set_at_seconds = time.monotonic()
        return skew_seconds

    def _run(self) -> None:
        try:
            while not self._ended.wait(self._rhythm.beat_seconds):
                try:
                    self.beat()
                except DatabaseError as problem:
                    log.warning("the database did not take a sign of life (%s); trying again", problem)
                    close_old_connections()
        finally:
            connection.close()


def find_dead(dead_seconds: float) -> list[Worker]:
    """Workers that are certainly gone from this machine, or have not been heard of for so long."""
    before = real_now() - timedelta(seconds=dead_seconds)
    place = where_we_are()[0]
    return [
        worker
        for worker in Worker.objects.all()
        if worker.beat_at < before or (worker.place == place and _birth_of(worker.pid) != worker.born)
    ]


def bury(dead: Worker, give_back: Callable[[str], object]) -> None:
    """Give back what a dead worker held. Several may do it at once: the second finds nothing left."""
    rows = give_back_rows(dead.name)
    give_back(dead.name)
    drop_leases(dead.name)
    Worker.objects.filter(name=dead.name, beat_at=dead.beat_at).delete()
    log.warning("worker %s on %s ended without a word; %d rows it held are due again", dead.name, dead.machine, rows)


def list_workers(rhythm: Rhythm | None = None) -> list[Alive]:
    """The workers that live, by name."""
    now, rhythm = real_now(), rhythm or Rhythm()
    dead = {worker.pk for worker in find_dead(rhythm.dead_seconds)}
    return [
        Alive(row.name, row.machine, tuple(row.lanes.split(",")), (now - row.started_at).total_seconds())
        for row in Worker.objects.exclude(pk__in=dead).order_by("name")
    ]


def where_we_are() -> tuple[str, int, int]:
    """Boot and process namespace of this machine; our process id and birth in it."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    namespace = Path("/proc/self/ns/pid").readlink()
    return f"{boot} {namespace}", os.getpid(), _birth_of(os.getpid())


def _birth_of(pid: int) -> int:
    """When a process of this machine was born, in ticks since the boot; −1 where there is none, or only its corpse."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return -1
    return -1 if fields[0] in {"Z", "X"} else int(fields[19])
