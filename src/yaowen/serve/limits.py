"""How often somebody may ask: buckets of tokens in memory, known by salted hashes; no address is kept anywhere."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from yaowen.serve.pages import Kept

BUCKETS = 50_000
"""Callers remembered at once; whoever is forgotten begins with a full bucket."""


class Left(NamedTuple):
    """What is left after a request: `tokens` for more of them at once; `wait_seconds` until the next one, 0 if any."""

    allowed: bool
    tokens: int
    wait_seconds: int


class Buckets:
    """A bucket for each caller: as many requests a minute as it holds, refilled evenly.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._salt = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._buckets: Kept[bytes, tuple[float, float]] = Kept(BUCKETS)

    def take(self, caller: bytes, a_minute: int) -> Left:
        """Take a token.

        Args:
            caller: who asks; only its hash under this process's salt is remembered.
            a_minute: how many tokens the bucket holds, and is filled with in a minute; at least 1.
        """
        key = hashlib.blake2b(caller, digest_size=16, key=self._salt).digest()
        now, rate = self._clock(), a_minute / 60
        with self._lock:
            tokens, at = self._buckets.get(key) or (float(a_minute), now)
            tokens = min(float(a_minute), tokens + (now - at) * rate)
            allowed = tokens >= 1
            tokens -= allowed
            self._buckets.put(key, (tokens, now))
        return Left(allowed, int(tokens), 0 if tokens >= 1 else int((1 - tokens) / rate) + 1)
