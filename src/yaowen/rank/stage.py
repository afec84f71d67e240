"""The tick: reads of the log → the ranking of the minute, frozen every hour and day."""

from __future__ import annotations

import logging
import time
from functools import partial

from yaowen.base.errors import Misconfigured
from yaowen.belt.conveyor import Context, hold_lease, holds_lease
from yaowen.rank.log import prune_log
from yaowen.rank.ranker import Ranker
from yaowen.rank.rules.window import salt_day
from yaowen.rank.salts import open_salts
from yaowen.rank.snapshot import SnapshotFile

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
LEASE_NAME = "ranking-publisher"
LEASE_SECONDS = 10.0
SNAPSHOT_SECONDS = 300.0
_RENEW_SECONDS = 4.0
_SNAPSHOT_SHARE = 0.01
"""Writing snapshots takes at most this share of the ranker's time."""


class RankTick:
    """Follows the log and saves the ranking, once a news minute and whenever it changes.

    One process at a time publishes, by lease; every other one that runs this stage follows the log beside it, in memory
    alone, and takes over where the holder ends or dies. All that it knows is derived.

    Args:
        look_seconds: shortest pause between two looks into the log.
    """

    name = "rank"
    lane = "rank"

    def __init__(self, look_seconds: float = LOOK_SECONDS) -> None:
        self._look_seconds = look_seconds
        self._ranker: Ranker | None = None
        self._publishes = False
        self._look_at = 0.0
        self._renew_at = 0.0
        self._snapshot_at = 0.0
        self._tidied = (0, 0)

    def step(self, context: Context) -> int:
        """Take in new reads and save what changed; returns how many log rows and rankings were handled."""
        if time.monotonic() < self._look_at:
            return 0
        self._look_at = time.monotonic() + self._look_seconds
        publishes = self._holds_lease(context)
        minute = context.clock.minute()
        ranker = self._ranker_at(minute, context)
        if not publishes:
            if self._publishes:
                ranker.stand_by()
            self._publishes = False
            ranker.follow(minute)
            self._tidy(minute, context)
            return 0
        self._publishes = True
        handled = ranker.tick(minute)
        self._tidy(minute, context)
        if time.monotonic() >= self._snapshot_at:
            self._save_snapshot(context)
        return handled

    def wind_down(self, context: Context) -> None:
        """Write the snapshot for the next start, and hand the lease on."""
        if self._publishes and self._ranker is not None:
            self._save_snapshot(context)
            hold_lease(LEASE_NAME, context.holder, seconds=0.0)
        self._ranker, self._publishes, self._renew_at = None, False, 0.0

    def _ranker_at(self, minute: int, context: Context) -> Ranker:
        """The ranker; a new one at the start, and where the clock was set back."""
        if self._ranker is None or minute < self._ranker.window.minute:
            fence = partial(holds_lease, LEASE_NAME, context.holder)
            self._destroy_salts(minute, context)
            self._ranker = Ranker.begin(context.settings, minute, fence)
            self._snapshot_at = time.monotonic() + SNAPSHOT_SECONDS
            self._tidied = (0, 0)
        return self._ranker

    def _holds_lease(self, context: Context) -> bool:
        if time.monotonic() < self._renew_at:
            return True
        held = hold_lease(LEASE_NAME, context.holder, seconds=LEASE_SECONDS)
        self._renew_at = time.monotonic() + _RENEW_SECONDS if held else 0.0
        return held

    def _tidy(self, minute: int, context: Context) -> None:
        """Once an hour, and when a day of salts begins: what is past its time goes."""
        hour, day = minute // 60, salt_day(minute)
        if (hour, day) == self._tidied:
            return
        if day != self._tidied[1]:
            self._renew_snapshot(minute, context)
        self._tidied = (hour, day)
        if self._ranker is not None:
            self._ranker.tidy()
        if self._publishes:
            log.info("%d rows of the read log were older than 49 hours and are gone", prune_log(minute))

    def _renew_snapshot(self, minute: int, context: Context) -> None:
        """The snapshot of yesterday holds ids of a salt that is now destroyed."""
        self._destroy_salts(minute, context)
        if self._tidied[1]:
            SnapshotFile(context.settings.data).drop()
            self._snapshot_at = 0.0

    def _destroy_salts(self, minute: int, context: Context) -> None:
        try:
            open_salts(context.settings).destroy_old(salt_day(minute))
        except (OSError, Misconfigured) as problem:
            log.warning("salts past their time could not be destroyed: %s", problem)

    def _save_snapshot(self, context: Context) -> None:
        begun = time.monotonic()
        try:
            if self._ranker is not None:
                SnapshotFile(context.settings.data).save(self._ranker.snapshot())
        except OSError as problem:
            log.warning("the snapshot of the ranking could not be written, the next start reads the log: %s", problem)
        took_seconds = time.monotonic() - begun
        self._snapshot_at = time.monotonic() + max(SNAPSHOT_SECONDS, took_seconds / _SNAPSHOT_SHARE)
