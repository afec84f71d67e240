"""A killable child process for work on hostile input: one function, called again and again, under limits.

The child is a fresh interpreter that imports only the function's own module: nothing of the parent's
memory, connections or threads is in it, so it may be started, killed and replaced at any time. Only a
first child that is started before its parent has threads is forked, to share the dictionaries in memory.
"""

from __future__ import annotations

import importlib
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Generic, ParamSpec, TypeVar

from yaowen.base.errors import Quarantine

Given = ParamSpec("Given")
Result = TypeVar("Result")

MEMORY_BYTES = 512 * 1024 * 1024
"""What a call may allocate beyond the child's own size: 60 times the largest body fetched (8 MB)."""
GROWTH_BYTES = 96 * 1024 * 1024
"""A child that has grown by so much is replaced after its call."""
START_SECONDS = 60.0
_HEAD = struct.Struct("<Q")
_STALL_SECONDS = 0.5
_REAL_TIMES = 4.0
"""Real seconds that a call may take for each second of processor time."""


class GuardError(Quarantine):
    """The work on hostile input was stopped."""


class GuardTimeout(GuardError):
    """It took longer than it may."""


class GuardMemory(GuardError):
    """It needed more memory than it may."""


class GuardCrash(GuardError):
    """The child process died."""


class GuardFailure(GuardError):
    """The guarded function raised an error."""


class Guard(Generic[Given, Result]):
    """Runs a module-level function in a child process. Thread-safe: one call at a time.

    Args:
        function: found again in the child by module and name; arguments and result are pickled.
        memory_bytes: what a call may allocate beyond the child's own size.
    """

    def __init__(self, function: Callable[Given, Result], *, memory_bytes: int = MEMORY_BYTES) -> None:
        self._name = f"{function.__module__}:{function.__qualname__}"
        self._memory_bytes = memory_bytes
        self._function = function
        self._child: subprocess.Popen[bytes] | _Forked | None = None
        self._lock = threading.Lock()

    def call(self, timeout_seconds: float, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        """Call the function in the child; starts one where none runs.

        Args:
            timeout_seconds: processor time and, four times as long, real time that the call may take.

        Raises:
            GuardTimeout: stopped for its time. GuardMemory: stopped for its memory.
            GuardCrash: the child died. GuardFailure: the function raised.
        """
        message = pickle.dumps((timeout_seconds, args, kwargs), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            child = self._running()
            try:
                kind, value, leaving = self._exchange(child, message, timeout_seconds)
            except BaseException:
                self._kill()
                raise
            if leaving:
                self._kill()
        return self._judged(kind, value)

    def start(self) -> None:
        """Start the child, so that the first call need not wait for it."""
        with self._lock:
            self._running()

    def fork(self) -> None:
        """Start the first child as a fork, which shares this process's memory; only before there are threads."""
        assert threading.active_count() == 1, "a fork of a process with threads may never wake"
        with self._lock:
            self._child = _Forked(lambda asked, answers: _serve(self._function, self._memory_bytes, asked, answers))
            self._receive(self._child, START_SECONDS)

    def stop(self) -> None:
        """Kill the child under a call of another thread, which ends with GuardCrash."""
        if (child := self._child) is not None:
            child.kill()

    def close(self) -> None:
        """End the child; a later call starts another."""
        with self._lock:
            self._kill()

    def _judged(self, kind: str, value: Any) -> Result:
        if kind == "memory":
            raise GuardMemory(about=self._name)
        if kind == "raised":
            raise GuardFailure(value, about=self._name)
        result: Result = value
        return result

    def _running(self) -> subprocess.Popen[bytes] | _Forked:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._kill()
        command = [sys.executable, "-m", "yaowen.base.guard", self._name, str(self._memory_bytes)]
        self._child = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(), start_new_session=True
        )
        try:
            self._receive(self._child, START_SECONDS)
        except GuardError:
            self._kill()
            raise
        return self._child

    def _exchange(
        self, child: subprocess.Popen[bytes] | _Forked, message: bytes, timeout_seconds: float
    ) -> tuple[str, Any, bool]:
        assert child.stdin is not None
        try:
            child.stdin.write(_HEAD.pack(len(message)) + message)
            child.stdin.flush()
        except BrokenPipeError as problem:
            raise self._crash(child) from problem
        answer: tuple[str, Any, bool] = pickle.loads(self._receive(child, _REAL_TIMES * timeout_seconds))  # noqa: S301
        return answer

    def _receive(self, child: subprocess.Popen[bytes] | _Forked, timeout_seconds: float) -> bytes:
        until = time.monotonic() + timeout_seconds
        (size,) = _HEAD.unpack(self._read(child, _HEAD.size, until))
        return self._read(child, size, until)

    def _read(self, child: subprocess.Popen[bytes] | _Forked, size: int, until: float) -> bytes:
        assert child.stdout is not None
        ready = select.poll()
        ready.register(child.stdout, select.POLLIN)
        parts: list[bytes] = []
        while size:
            if not ready.poll(max(0.0, until - time.monotonic()) * 1000):
                raise GuardTimeout(about=self._name)
            part = os.read(child.stdout.fileno(), min(size, 1 << 20))
            if not part:
                raise self._crash(child)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _crash(self, child: subprocess.Popen[bytes] | _Forked) -> GuardError:
        try:
            code = child.wait(_STALL_SECONDS)
        except subprocess.TimeoutExpired:
            code = 0
        if code == -signal.SIGPROF:
            return GuardTimeout(about=self._name)
        return GuardCrash(f"the child process died (exit code {code})", about=self._name)

    def _kill(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close_quietly(pipe)


def _close_quietly(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _environment() -> dict[str, str]:
    package = str(Path(__file__).resolve().parents[2])
    paths = dict.fromkeys([package, *filter(None, sys.path)])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class _Forked:
    """A forked child with the part of Popen's interface that a Guard uses.

    Args:
        serve: what the child does with its two ends, until its input ends.
    """

    def __init__(self, serve: Callable[[BinaryIO, BinaryIO], None]) -> None:
        asked, self_asks = os.pipe()
        self_hears, answers = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _become_child(asked, answers)
            try:
                serve(os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb"))
            finally:
                os._exit(1)
        os.close(asked)
        os.close(answers)
        self.stdin = os.fdopen(self_asks, "wb")
        self.stdout = os.fdopen(self_hears, "rb", buffering=0)
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, as Popen gives it; None while it runs."""
        if self._code is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self._code = os.waitstatus_to_exitcode(status) if ended else None
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended.

        Raises:
            subprocess.TimeoutExpired: it still runs after `timeout` seconds.
        """
        until = time.monotonic() + (START_SECONDS if timeout is None else timeout)
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("a forked child", timeout or START_SECONDS)
            time.sleep(0.005)
        return code

    def kill(self) -> None:
        """End it at once."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def _become_child(asked: int, answers: int) -> None:
    """Take leave of the parent: its files, its signals, its terminal."""
    os.dup2(asked, 0)
    os.dup2(answers, 1)
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setsid()


def _find(name: str) -> Callable[..., Any]:
    module, _, qualname = name.partition(":")
    function: Any = importlib.import_module(module)
    for part in qualname.split("."):
        function = getattr(function, part)
    found: Callable[..., Any] = function
    return found


def _serve(function: Callable[..., Any], memory_bytes: int, asked: BinaryIO, answers: BinaryIO) -> None:
    """The child: says that it is ready, then answers calls until its input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    os.dup2(2, 1)  # what a library prints must not get between the answers
    _send(answers, b"ready")
    own_bytes, resident_bytes = _sizes()
    resource.setrlimit(resource.RLIMIT_AS, (own_bytes + memory_bytes, resource.RLIM_INFINITY))
    while head := asked.read(_HEAD.size):
        timeout_seconds, args, kwargs = pickle.loads(asked.read(_HEAD.unpack(head)[0]))  # noqa: S301 (from our parent)
        _allow_seconds(timeout_seconds)
        kind, value = _answer(function, args, kwargs)
        _allow_seconds(0.0)
        leaving = kind == "memory" or _sizes()[1] > resident_bytes + GROWTH_BYTES
        _send(answers, pickle.dumps((kind, value, leaving), pickle.HIGHEST_PROTOCOL))


def _answer(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[str, Any]:
    try:
        return "result", function(*args, **kwargs)
    except MemoryError:
        return "memory", None
    except Exception as problem:
        return "raised", "".join(traceback.format_exception_only(problem)).strip()[:500]


def _send(answers: BinaryIO, message: bytes) -> None:
    answers.write(_HEAD.pack(len(message)) + message)
    answers.flush()


def _allow_seconds(timeout_seconds: float) -> None:
    """End this process by SIGPROF once it has worked so long from now; 0 takes the limit away.

    RLIMIT_CPU would not do for a child of many calls: the kernel holds it against time counted in whole ticks, which
    runs ahead of `process_time` by a third where work comes in bursts of milliseconds.
    """
    signal.setitimer(signal.ITIMER_PROF, timeout_seconds)


def _sizes() -> tuple[int, int]:
    """Address space and resident size of this process, in bytes."""
    pages = Path("/proc/self/statm").read_text("ascii").split()
    return int(pages[0]) * resource.getpagesize(), int(pages[1]) * resource.getpagesize()


if __name__ == "__main__":
    _serve(_find(sys.argv[1]), int(sys.argv[2]), sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
