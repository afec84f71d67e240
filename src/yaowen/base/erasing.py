"""Deleting for good: what is withdrawn may not lie on in the database's file.

SQLite only marks deleted pages as free, and keeps what was written lately in its log; PostgreSQL's vacuum frees rows
by itself, and nothing need be done here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def overwriting() -> Iterator[None]:
    """What is deleted inside is overwritten with zeros (SQLite's secure_delete). Costs as much writing as was freed."""
    if connection.vendor != "sqlite":
        yield
        return
    _run("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        _run("PRAGMA secure_delete = OFF")


def empty_log() -> None:
    """Write SQLite's log back into its file and cut it to nothing; in a transaction, or held by readers, it stays."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        _run("PRAGMA wal_checkpoint(TRUNCATE)")


def _run(pragma: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(pragma)
        cursor.fetchall()
