"""One real time for the workers of several machines: the database's.

Leases and pauses between requests are compared by every worker. Where each used its machine's own clock, one that is
ahead by a second would ask a host a second too early. So a process sets its real time by PostgreSQL's clock, runs on
from there by its own monotonic clock, and sets it again a few times a minute. What is left is half the time of a round
trip and the drift between two settings (below 10 ms at 500 ppm).
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime

from django.db import connection

from yaowen.base.clock import anchor_real_time

log = logging.getLogger(__name__)

SET_EVERY_SECONDS = 15.0
_TRIES = 3
_WORTH_SAYING_SECONDS = 2.0


def set_by_database() -> float:
    """Set this process's real time by the database's; on SQLite all processes share one machine and its clock.

    Returns:
        Seconds by which this machine's own clock is ahead of the database's; 0 on SQLite.
    """
    if connection.vendor == "sqlite":
        return 0.0
    readings = [_read() for _ in range(_TRIES)]
    _, at, monotonic_seconds = min(readings)
    anchor_real_time(at, monotonic_seconds)
    own = datetime.now(UTC).timestamp() - (time.monotonic() - monotonic_seconds)
    return own - at.timestamp()


def say_skew(seconds: float) -> None:
    """Tell the operator of a machine whose clock is wrong: it does no harm here, but in its logs."""
    if abs(seconds) >= _WORTH_SAYING_SECONDS:
        direction = "ahead of" if seconds > 0 else "behind"
        log.warning(
            "this machine's clock is %.1f s %s the database's; the database's is used (set the clock: NTP)",
            abs(seconds),
            direction,
        )


def _read() -> tuple[float, datetime, float]:
    """Seconds of the round trip, the database's time, and the monotonic second in its middle."""
    before = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    after = time.monotonic()
    return after - before, at.astimezone(UTC), (before + after) / 2
