"""The salts of readers' identities: a file outside the database, readable by its owner only.

A salt lives for its UTC day and the next, then it is destroyed, and with it the snapshot, which holds ids made with it;
what was made with it is anonymous from then on. Format: a line a day, `DAY HEX`; DAY counts from 1970 in news time.
Where several machines serve readers they share a table instead, which belongs into no backup (YAOWEN_SALTS).
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.db import DatabaseError, connection

from yaowen.base.errors import Misconfigured
from yaowen.base.settings import Settings
from yaowen.rank.models import Salt
from yaowen.rank.rules.identity import SALT_BYTES
from yaowen.rank.snapshot import SnapshotFile

FILE_NAME = "salts"
_VACUUM = "VACUUM FULL salt"


class Salts(Protocol):
    """Where the salts lie."""

    def pair(self, day: int) -> tuple[bytes, bytes]:
        """The salts of a day and of the day before; missing ones are made.

        Raises:
            OSError: they cannot be read or written.
            Misconfigured: they are damaged.
        """
        ...

    def destroy_old(self, day: int) -> int:
        """Destroy every salt but those of yesterday, of `day` and of tomorrow; returns how many are left.

        Tomorrow's may stand there already: the clocks of two processes differ a little around midnight.
        """
        ...


def open_salts(settings: Settings) -> Salts:
    """The salts, where YAOWEN_SALTS says that they lie.

    Raises:
        Misconfigured: it says something else, or a table in SQLite, whose file is copied whole.
    """
    place = settings.text("SALTS")
    if place == "file":
        return SaltFile(settings.data)
    if place != "database":
        raise Misconfigured(f"{place!r} is no place for salts; give file or database", about="YAOWEN_SALTS")
    if connection.vendor == "sqlite":
        raise Misconfigured("database is for PostgreSQL, SQLite is copied whole; give file", about="YAOWEN_SALTS")
    return SaltTable(settings.data)


class SaltFile:
    """The salts in `<data>/salts`, shared by all processes of this machine.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._lock = threading.Lock()
        self._pair: tuple[int, bytes, bytes] | None = None

    def pair(self, day: int) -> tuple[bytes, bytes]:
        """As `Salts` has it."""
        with self._lock:
            if self._pair is None or self._pair[0] != day:
                salts = self._change(day, make=(day, day - 1))
                self._pair = (day, salts[day], salts[day - 1])
            return self._pair[1], self._pair[2]

    def destroy_old(self, day: int) -> int:
        """As `Salts` has it."""
        return len(self._change(day, make=()))

    def _change(self, day: int, make: tuple[int, ...]) -> dict[int, bytes]:
        with self._alone():
            found = self._read()
            salts = {key: salt for key, salt in found.items() if day - 1 <= key <= day + 1}
            for missing in set(make) - set(salts):
                salts[missing] = secrets.token_bytes(SALT_BYTES)
            if salts != found:
                self._write(salts)
            if found.keys() - salts.keys():
                SnapshotFile(self.path.parent).drop()
            return salts

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with os.fdopen(os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600), "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _read(self) -> dict[int, bytes]:
        try:
            lines = self.path.read_text("ascii").splitlines()
            return {int(day): bytes.fromhex(salt) for day, salt in (line.split() for line in lines)}
        except FileNotFoundError:
            return {}
        except ValueError as problem:
            message = "is damaged; delete it and start again: today's readers may then count twice"
            raise Misconfigured(message, about=str(self.path)) from problem

    def _write(self, salts: dict[int, bytes]) -> None:
        text = "".join(f"{day} {salt.hex()}\n" for day, salt in sorted(salts.items()))
        fresh = self.path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        self._replace(fresh)

    def _replace(self, fresh: Path) -> None:
        """Put the new file in place and blank the old one's bytes, as far as the disk allows."""
        try:
            old = os.open(self.path, os.O_RDWR)
        except FileNotFoundError:
            fresh.rename(self.path)
            return
        with os.fdopen(old, "r+b") as out:
            fresh.rename(self.path)
            out.write(b"\0" * os.fstat(out.fileno()).st_size)
            out.flush()
            os.fsync(out.fileno())


class SaltTable:
    """The salts in the table `salt`, shared by the processes of all machines.

    Args:
        folder: the data folder, where the snapshot lies that goes with a salt.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._pair: tuple[int, bytes, bytes] | None = None

    def pair(self, day: int) -> tuple[bytes, bytes]:
        """As `Salts` has it."""
        with self._lock:
            if self._pair is None or self._pair[0] != day:
                try:
                    salts = self._ask(day)
                except DatabaseError as problem:
                    raise OSError(f"the table of salts did not answer: {problem}") from problem
                self._pair = (day, salts[day], salts[day - 1])
            return self._pair[1], self._pair[2]

    def destroy_old(self, day: int) -> int:
        """As `Salts` has it. The table is written anew: a deleted row would lie on in its file."""
        gone, _ = Salt.objects.exclude(day__range=(day - 1, day + 1)).delete()
        if gone:
            SnapshotFile(self._folder).drop()
            if connection.vendor == "postgresql" and not connection.in_atomic_block:
                with connection.cursor() as cursor:
                    cursor.execute(_VACUUM)
        return Salt.objects.count()

    def _ask(self, day: int) -> dict[int, bytes]:
        wanted = (day - 1, day)
        found = dict(Salt.objects.filter(day__in=wanted).values_list("day", "salt"))
        if len(found) < len(wanted):
            made = [Salt(day=each, salt=secrets.token_bytes(SALT_BYTES)) for each in wanted if each not in found]
            Salt.objects.bulk_create(made, ignore_conflicts=True)
            found = dict(Salt.objects.filter(day__in=wanted).values_list("day", "salt"))
        return {each: bytes(salt) for each, salt in found.items()}
