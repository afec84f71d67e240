"""The parent of a running site: starts its processes, watches them, swaps sample for real, ends them all."""

from __future__ import annotations

import ctypes
import gc
import importlib
import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from yaowen.base.errors import Misconfigured
from yaowen.base.settings import Settings
from yaowen.base.text import script, words
from yaowen.cli import children
from yaowen.outlets import OutletEntry

if TYPE_CHECKING:
    from yaowen.staff.account import Account

_FORK = multiprocessing.get_context("fork")
_ANSWER_SECONDS = 5.0
_TICK_SECONDS = 0.1
_M_ARENA_MAX = -8
"""glibc: how many heaps the threads share; by default eight a core, which our threads would half fill each."""
_STOP_SECONDS = 10.0
_STEADY_SECONDS = 30.0
_LONGEST_PAUSE_SECONDS = 30.0
_PRELOADED = (
    "brotli", "django.core.management", "django.contrib.admin", "django.contrib.auth", "django.db.migrations.executor",
    "granian.server", "lxml.html", "minijinja", "numpy", "opencc", "orjson", "pycurl", "rjieba", "selectolax.lexbor",
    "typer", "zstandard",
)  # fmt: skip
"""Imported before forking, so that the processes share their memory."""

Progress = dict[str, int]


@dataclass
class Child:
    """A process that is started again when it ends by itself."""

    name: str
    target: Callable[..., None]
    arguments: tuple[Any, ...]
    process: BaseProcess | None = None
    started_seconds: float = 0.0
    failures: int = 0
    again_seconds: float = 0.0

    def start(self) -> None:
        """Fork the process."""
        self.started_seconds = time.monotonic()
        self.process = _FORK.Process(target=self.target, args=self.arguments, name=f"yaowen-{self.name}")
        self.process.start()

    def tend(self) -> None:
        """Start the process again if it has ended, later with every failure in a row.

        Raises:
            Misconfigured: it ended because of a setting; starting it again would not help.
        """
        if self.process is None or self.process.is_alive():
            return
        if self.process.exitcode == children.MISCONFIGURED:
            raise Misconfigured("it said above what is wrong", about=self.name)
        now = time.monotonic()
        if not self.again_seconds:
            self.failures = 0 if now - self.started_seconds > _STEADY_SECONDS else self.failures + 1
            self.again_seconds = now + min(_LONGEST_PAUSE_SECONDS, 2.0**self.failures / 2)
            _say(f"{self.name} ended unexpectedly (exit code {self.process.exitcode}); starting it again")
        if now >= self.again_seconds:
            self.again_seconds = 0.0
            self.start()

    def terminate(self) -> None:
        """Ask the process to end."""
        if self.process is not None and self.process.is_alive():
            self.process.terminate()


@dataclass
class World:
    """A data folder with the processes that work on it."""

    environment: dict[str, str]
    accounts: list[Account] = field(default_factory=list)
    reports: Connection | None = None
    progress: Progress = field(default_factory=dict)
    running: list[Child] = field(default_factory=list)

    def prepare(self, given: children.Given | None = None) -> None:
        """Migrate the database and load the first outlets, in a process of its own.

        Args:
            given: what the sample world is given.

        Raises:
            Misconfigured: it said on stderr what is wrong.
        """
        receiver, sender = _FORK.Pipe(duplex=False)
        once = _FORK.Process(target=children.prepare, args=(self.environment, given, sender))
        once.start()
        sender.close()
        with suppress(EOFError):
            self.accounts = receiver.recv()
        once.join()
        if once.exitcode:
            raise Misconfigured("the site cannot start; see the line above", about=self.environment["YAOWEN_DATA"])

    def start_work(self) -> None:
        """Start the pipeline."""
        self.reports, sender = _FORK.Pipe(duplex=False)
        self._start(Child("pipeline", children.work, (self.environment, sender)))

    def start_press(self) -> list[OutletEntry]:
        """Start the sample press; returns its outlets."""
        receiver, sender = _FORK.Pipe(duplex=False)
        self._start(Child("sample press", children.press, (self.environment, sender)))
        if not receiver.poll(_STOP_SECONDS):
            raise Misconfigured("it did not start within 10 seconds", about="sample press")
        outlets: list[OutletEntry] = receiver.recv()
        return outlets

    def read_reports(self) -> None:
        """Take in what the pipeline reported."""
        while self.reports is not None and self.reports.poll():
            self.progress = self.reports.recv()

    def tend(self) -> None:
        """Keep the processes running."""
        for child in self.running:
            child.tend()

    def stop(self) -> None:
        """End the processes."""
        stop_children(self.running)
        self.running = []

    @property
    def filled(self) -> bool:
        """Whether there is an edition with a story in it."""
        return self.progress.get("stories", 0) > 0 and self.progress.get("edition", 0) > 0

    @property
    def unanswered(self) -> bool:
        """Whether every feed was asked and none answered."""
        asked = self.progress.get("asked", 0)
        return asked > 0 and asked >= self.progress.get("feeds", 0) and not self.progress.get("answered", 0)

    def _start(self, child: Child) -> None:
        child.start()
        self.running.append(child)


class Supervisor:
    """Runs the real world, the sample world while there is no news, and the pages of the one that is shown.

    Args:
        sample: True: the sample press only; False: never; None: while no outlet answers and there is no article.
    """

    def __init__(self, settings: Settings, sample: bool | None) -> None:
        self._settings = settings
        self._sample = sample
        self._stopping = threading.Event()
        self._worlds: list[World] = []
        self._web: Child | None = None
        self._shown: World | None = None

    def run(self) -> int:
        """Run until SIGINT or SIGTERM; returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: self._stopping.set())
        _preload()
        try:
            real = None if self._sample else self._start_real()
            if real is None or (self._sample is None and self._needs_sample(real)):
                self._start_sample(real)
            elif not self._stopping.is_set():
                self._show(real)
            while not self._stopping.wait(_TICK_SECONDS):
                self._tick(real)
        finally:
            self._stop()
        return 0

    def _start_real(self) -> World:
        world = World({"YAOWEN_DATA": str(self._settings.data)})
        self._worlds.append(world)
        world.prepare()
        world.start_work()
        return world

    def _needs_sample(self, real: World) -> bool:
        """Wait until an outlet answers, all have failed, or 5 seconds are over."""
        deadline = time.monotonic() + _ANSWER_SECONDS
        while time.monotonic() < deadline and not self._stopping.wait(_TICK_SECONDS):
            real.tend()
            real.read_reports()
            if real.progress.get("articles") or real.progress.get("answered"):
                return False
            if real.unanswered:
                break
        return not self._stopping.is_set()

    def _start_sample(self, real: World | None) -> None:
        if self._stopping.is_set():
            return
        if real is not None:
            _say("No outlet answers. Showing the sample press (invented outlets and events) until one does.")
        world = World(children.sample_environment(self._settings.data))
        self._worlds.append(world)
        world.prepare(children.Given(world.start_press(), real.accounts if real else []))
        world.start_work()
        self._show(world)

    def _show(self, world: World) -> None:
        """Serve the pages of a world, instead of another's."""
        if self._web is not None:
            stop_children([self._web])
        self._shown = world
        self._web = Child("web", children.serve, (world.environment,))
        self._web.start()
        _say(f"要闻 Yaowen: {self._settings.site_url}  (Ctrl-C ends it)")

    def _tick(self, real: World | None) -> None:
        for world in self._worlds:
            world.tend()
            world.read_reports()
        if self._web is not None:
            self._web.tend()
        if real is not None and self._shown is not real and real.filled:
            sample = self._shown
            _say("The first real article is here: showing the real site from now on.")
            self._show(real)
            if sample is not None:
                self._worlds.remove(sample)
                sample.stop()

    def _stop(self) -> None:
        everything = [child for world in self._worlds for child in world.running]
        stop_children([*([self._web] if self._web else []), *everything])


def stop_children(running: list[Child]) -> None:
    """End processes: SIGTERM to all, SIGKILL to what is still there after 10 seconds."""
    for child in running:
        child.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for child in running:
        if child.process is not None:
            child.process.join(max(0.0, deadline - time.monotonic()))
            if child.process.is_alive():
                child.process.kill()
                child.process.join()


def require_port(host: str, port: int) -> None:
    """See that the port can be listened on.

    Raises:
        Misconfigured: it is in use, or not ours to use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            message = (
                f"cannot listen there ({problem.strerror}); choose another port: make run PORT=8001, or --port 8001"
            )
            raise Misconfigured(message, about=f"{host}:{port}") from problem


def _preload() -> None:
    """Import what the processes need, and read the dictionaries (100 MiB), before forking."""
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)
    for name in _PRELOADED:
        importlib.import_module(name)
    words.cut("要闻")
    script.to_traditional(script.to_simplified("要聞"))
    gc.collect()
    gc.freeze()


def _say(text: str) -> None:
    print(text, flush=True)
