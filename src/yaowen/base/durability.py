"""What a commit waits for on SQLite: the operating system, or the disk.

A commit that the operating system has survives the death of every process; only a loss of power takes the last ones,
and takes them as a whole. What nobody outside has been told yet may be lost so: it is collected again. What was
told (a read acknowledged, a page shown, an operator's command) waits for the disk, which is the default, and takes all
earlier commits there with it. PostgreSQL writes for many at once and always waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

WAITS = "PRAGMA synchronous=FULL;"
"""A part of what a connection to SQLite begins with."""
_LEAVES = "PRAGMA synchronous=NORMAL;"


def leave_commits_to_the_system() -> None:
    """From now on this thread's commits do not wait for the disk (a worker's lane: ninety times as many a second)."""
    if connection.vendor == "sqlite":
        options = connection.settings_dict["OPTIONS"]
        relaxed = {**options, "init_command": options["init_command"].replace(WAITS, _LEAVES)}
        connection.settings_dict = {**connection.settings_dict, "OPTIONS": relaxed}
        connection.close()


@contextmanager
def on_disk() -> Iterator[None]:
    """The transactions inside wait for the disk. Inside another transaction, that one decides."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    _run(WAITS)
    try:
        yield
    finally:
        if _LEAVES in connection.settings_dict["OPTIONS"]["init_command"]:
            _run(_LEAVES)


def _run(pragma: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(pragma)
