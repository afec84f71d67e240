"""The killable child: what goes wrong in it is a typed error, and the next call works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from yaowen.base.guard import Guard, GuardCrash, GuardError, GuardFailure, GuardMemory, GuardTimeout

MEGABYTE = 1024 * 1024


def behave(how: str) -> object:
    """Runs in the child."""
    match how:
        case "pid":
            return os.getpid()
        case "burn":
            while True:
                pass
        case "sleep":
            time.sleep(600)
        case "eat":
            return len(bytearray(800 * MEGABYTE))
        case "grow":
            KEPT.append(bytearray(os.urandom(MEGABYTE) * 120))
        case "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "raise":
            raise LookupError("the lamp is out")
        case "print":
            print("noise between the answers")  # noqa: T201 (that is what is tested)
            return "clean"
        case "large":
            return b"x" * (8 * MEGABYTE)
    return how


KEPT: list[bytearray] = []


def work(seconds: float) -> float:
    """Runs in the child: that much processor time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return seconds


@pytest.fixture
def guard() -> Iterator[Guard[[str], object]]:
    made = Guard(behave)
    yield made
    made.close()


def test_a_call_gives_the_functions_result_from_another_process(guard: Guard[[str], object]) -> None:
    assert guard.call(60, "灯塔") == "灯塔"
    assert guard.call(60, "pid") not in {os.getpid(), None}


def test_the_child_stays_between_calls(guard: Guard[[str], object]) -> None:
    assert guard.call(60, "pid") == guard.call(60, "pid")


@pytest.mark.parametrize(
    ("how", "seconds", "error"),
    [
        ("burn", 0.3, GuardTimeout),
        ("sleep", 0.3, GuardTimeout),
        ("eat", 60, GuardMemory),
        ("die", 60, GuardCrash),
        ("raise", 60, GuardFailure),
    ],
)
def test_what_goes_wrong_is_a_typed_error_and_the_next_call_works(
    guard: Guard[[str], object], how: str, seconds: float, error: type[GuardError]
) -> None:
    with pytest.raises(error, match="test_guard:behave"):
        guard.call(seconds, how)
    assert guard.call(60, "again") == "again"


def test_an_error_of_the_function_is_told_in_its_words(guard: Guard[[str], object]) -> None:
    with pytest.raises(GuardFailure, match="LookupError: the lamp is out"):
        guard.call(60, "raise")


def test_a_child_killed_from_outside_is_replaced(guard: Guard[[str], object]) -> None:
    pid = guard.call(60, "pid")
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z":
        time.sleep(0.01)
    assert guard.call(60, "pid") != pid


def test_a_child_that_has_grown_is_replaced_without_an_error(guard: Guard[[str], object]) -> None:
    first = guard.call(60, "pid")
    guard.call(60, "grow")
    assert guard.call(60, "pid") != first


def test_what_is_printed_does_not_disturb_the_answers(guard: Guard[[str], object]) -> None:
    assert guard.call(60, "print") == "clean"
    assert guard.call(60, "still") == "still"


def test_large_answers_come_whole(guard: Guard[[str], object]) -> None:
    answer = guard.call(60, "large")
    assert isinstance(answer, bytes)
    assert len(answer) == 8 * MEGABYTE


def test_calls_from_many_threads_get_their_own_answers(guard: Guard[[str], object]) -> None:
    wrong: list[str] = []

    def ask(name: str) -> None:
        wanted = [f"{name}{place}" for place in range(20)]
        if [guard.call(60, text) for text in wanted] != wanted:
            wrong.append(name)

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_many_short_calls_do_not_use_up_the_childs_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred calls take 2.5 s of processor time together: the limit of one call is .2 s."""
    monkeypatch.setattr("yaowen.base.guard._REAL_TIMES", 300.0)
    worker = Guard(work)
    assert [worker.call(0.2, 0.005) for _ in range(500)] == [0.005] * 500
    worker.close()


def test_a_forked_child_answers_and_is_replaced_when_it_dies() -> None:
    script = (
        "import os\n"
        "from yaowen.base.guard import Guard, GuardCrash\n"
        "guard = Guard(os.path.basename)\n"
        "guard.fork()\n"
        "first = guard._child.pid\n"
        "assert guard.call(60, '/a/b') == 'b'\n"
        "os.kill(first, 9)\n"
        "try:\n"
        "    guard.call(60, '/a/b')\n"
        "except GuardCrash:\n"
        "    pass\n"
        "assert guard.call(60, '/c/d') == 'd'\n"
        "assert guard._child.pid != first\n"
        "guard.close()\n"
        "print('fine')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout == "fine\n", done.stderr
