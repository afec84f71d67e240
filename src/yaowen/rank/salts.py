"""The salts of readers' identities: a file outside the database, readable by its owner only.

A salt lives for its UTC day and the next, then it is destroyed; what was made with it is anonymous from then on.
Format: a line a day, `DAY HEX`; DAY counts from 1970 in news time.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yaowen.base.errors import Misconfigured
from yaowen.rank.rules.identity import SALT_BYTES

FILE_NAME = "salts"


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
        """The salts of a day and of the day before; missing ones are made.

        Raises:
            OSError: the file cannot be read or written.
            Misconfigured: the file is damaged.
        """
        with self._lock:
            if self._pair is None or self._pair[0] != day:
                salts = self._change(day, make=(day, day - 1))
                self._pair = (day, salts[day], salts[day - 1])
            return self._pair[1], self._pair[2]

    def destroy_old(self, day: int) -> int:
        """Destroy every salt but those of yesterday, of `day` and of tomorrow; returns how many are left.

        Tomorrow's may stand there already: the clocks of two processes differ a little around midnight.
        """
        return len(self._change(day, make=()))

    def _change(self, day: int, make: tuple[int, ...]) -> dict[int, bytes]:
        with self._alone():
            found = self._read()
            salts = {key: salt for key, salt in found.items() if day - 1 <= key <= day + 1}
            for missing in set(make) - set(salts):
                salts[missing] = secrets.token_bytes(SALT_BYTES)
            if salts != found:
                self._write(salts)
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
