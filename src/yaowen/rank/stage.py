"""The tick: reads of the log → the ranking of the minute, frozen every hour and day."""

from __future__ import annotations

import logging
import time

import numpy as np

from yaowen.base.errors import Misconfigured
from yaowen.base.words import Ranking
from yaowen.belt.conveyor import Context, hold_lease
from yaowen.rank import log as read_log
from yaowen.rank import store
from yaowen.rank.recount import build_window, rank_window
from yaowen.rank.rules.movement import decide_movement
from yaowen.rank.rules.spans import minutes_to_freeze, spans_ending
from yaowen.rank.rules.window import WINDOW_MINUTES, Window, salt_day
from yaowen.rank.salts import SaltFile
from yaowen.rank.stories import StoryBook, find_survivors

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
LEASE_NAME = "ranking-publisher"
LEASE_SECONDS = 10.0
_RENEW_SECONDS = 4.0
_FILL_SECONDS = 3.0
_COUNT_SECONDS = 5.0
"""Counting all readers sorts every id: once a minute, and within it only after new reads and not at once again."""


class RankTick:
    """Follows the log and saves the ranking, once a news minute and whenever it changes.

    One process at a time does it, by lease. All it knows is derived: a new one starts from the log alone.

    Args:
        look_seconds: shortest pause between two looks into the log.
    """

    name = "rank"
    lane = "rank"

    def __init__(self, look_seconds: float = LOOK_SECONDS) -> None:
        self._look_seconds = look_seconds
        self._state: _State | None = None
        self._look_at = 0.0
        self._renew_at = 0.0

    def step(self, context: Context) -> int:
        """Take in new reads and save what changed; returns how many log rows and rankings were handled."""
        if time.monotonic() < self._look_at:
            return 0
        self._look_at = time.monotonic() + self._look_seconds
        if not self._holds_lease(context):
            self._state = None
            return 0
        minute = context.clock.minute()
        if self._state is None or minute < self._state.window.minute:
            self._state = _State(context, minute)
        return self._state.tick(minute)

    def _holds_lease(self, context: Context) -> bool:
        if time.monotonic() < self._renew_at:
            return True
        held = hold_lease(LEASE_NAME, context.holder, seconds=LEASE_SECONDS)
        self._renew_at = time.monotonic() + _RENEW_SECONDS if held else 0.0
        return held


class _State:
    """The window, how far the log was followed, and the ranking saved last."""

    def __init__(self, context: Context, minute: int) -> None:
        self._context = context
        self._size = context.settings.number("RANKING_SIZE")
        self._per_network = context.settings.number("READERS_PER_NETWORK")
        self._zone = store.display_zone()
        self._salts = SaltFile(context.settings.data)
        self._book = StoryBook()
        self._positions: dict[str, int] = {}
        frozen = store.last_frozen_minute(minute)
        # The last hour is frozen once more: what reached the log after it may not have been seen.
        self._frozen = (frozen if minute - frozen < WINDOW_MINUTES else minute) - 1
        self.window = Window(self._per_network, self._frozen)
        self._readers = self._readers_saved = 0
        self._uncounted = False
        self._count_at = 0.0
        self._saved: Ranking | None = None
        self._rank_at = 0.0
        self._destroy_salts(minute)

    def tick(self, minute: int) -> int:
        """Bring everything up to `minute`."""
        new_minute = self._saved is None or minute > self._saved.minute
        if new_minute:
            self._follow_merges()
        rows = 0
        for hour in minutes_to_freeze(self._frozen, minute - 1, self._zone):
            rows += self._follow_log(hour)
            self._freeze(hour, self.window)
        rows += self._follow_log(minute)
        self.window.advance(minute)
        counted = False
        self._uncounted = self._uncounted or rows > 0
        if new_minute or (self._uncounted and time.monotonic() >= self._count_at):
            self._count_at = time.monotonic() + _COUNT_SECONDS
            self._readers, self._uncounted, counted = self.window.readers(), False, True
        if minute // 60 != (self._saved.minute if self._saved else 0) // 60:
            self._tidy(minute)
        if rows or new_minute or counted or time.monotonic() >= self._rank_at:
            self._rank_at = time.monotonic() + _FILL_SECONDS
            return rows + self._save()
        return 0

    def _follow_log(self, minute: int) -> int:
        """Take in the log up to a minute; hours frozen too early are frozen again."""
        rows, oldest = 0, minute
        coming = read_log.tail(self._positions, after_minute=self.window.minute - WINDOW_MINUTES, until_minute=minute)
        for some, minutes, reads in read_log.in_batches(coming):
            self.window.merge(minutes, self._book.stories_of(reads.page, minutes), reads)
            self._positions.update({row.writer: row.seq for row in some})
            rows, oldest = rows + len(some), min(oldest, int(minutes.min(initial=oldest)))
        if rows and self._saved is not None and oldest <= self._frozen:
            self._freeze_again(oldest)
        return rows

    def _save(self) -> int:
        """Save the ranking if it is another one; new stories may change what fills it without any read."""
        made = self._with_movement(rank_window(self.window, self._size))
        if self._saved == made and self._readers == self._readers_saved:
            return 0
        store.save_current(made, self._readers)
        self._saved, self._readers_saved = made, self._readers
        return 1

    def _freeze(self, minute: int, window: Window) -> None:
        window.advance(minute)
        ranking = self._with_movement(rank_window(window, self._size))
        store.save_frozen(spans_ending(minute, self._zone), ranking, window.readers())
        self._frozen = max(self._frozen, minute)

    def _freeze_again(self, oldest: int) -> None:
        """Reads reached the log after their hour was frozen: count those hours again from the log."""
        first = max(oldest - 1, self.window.minute - WINDOW_MINUTES)
        for hour in minutes_to_freeze(first, self._frozen, self._zone):
            self._freeze(hour, build_window(hour, self._per_network, self._book))

    def _follow_merges(self) -> None:
        """Stories merged or split: their reads are forgotten and taken from the log again."""
        touched = self._book.refresh(self.window.minute - WINDOW_MINUTES)
        if not touched:
            return
        self.window.drop_stories(touched)
        again = read_log.rows_between(self.window.minute - WINDOW_MINUTES, self.window.minute)
        for _, minutes, reads in read_log.in_batches(again):
            stories = self._book.stories_of(reads.page, minutes)
            self.window.merge(minutes, np.where(np.isin(stories, list(touched)), stories, 0), reads)

    def _with_movement(self, ranking: Ranking) -> Ranking:
        earlier = store.earlier_ranking(ranking.minute)
        before = earlier.standings if earlier else ()
        survivors = find_survivors(standing.story_id for standing in before)
        return Ranking(ranking.minute, decide_movement(ranking.standings, before, survivors))

    def _tidy(self, minute: int) -> None:
        """Once an hour: what is past its time goes."""
        gone = read_log.prune_log(minute)
        self._destroy_salts(minute)
        log.info("%d rows of the read log were older than 49 hours and are gone", gone)

    def _destroy_salts(self, minute: int) -> None:
        try:
            self._salts.destroy_old(salt_day(minute))
        except (OSError, Misconfigured) as problem:
            log.warning("salts past their time could not be destroyed: %s", problem)
