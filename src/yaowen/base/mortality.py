"""Processes that end with the one that started them, however that ended (Linux)."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal

_PR_SET_PDEATHSIG = 1
"""Of prctl(2)."""


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Have this process sent a signal when the process that started it ends; end at once where it has ended already.

    Without it a killed site leaves its web process behind, which holds the port and answers from old editions.
    Does nothing in a process that multiprocessing did not start.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
    if not parent.is_alive():
        os._exit(1)
