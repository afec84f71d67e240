"""The ranker: the window over the log, and the rankings that it gives."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from django.db import transaction

from yaowen.base.settings import Settings
from yaowen.base.store import keep_fact
from yaowen.base.words import Ranking
from yaowen.group import store as groups
from yaowen.rank import log as read_log
from yaowen.rank import store
from yaowen.rank.recount import build_window, rank_window
from yaowen.rank.rules.movement import decide_movement
from yaowen.rank.rules.spans import minutes_to_freeze, spans_ending
from yaowen.rank.rules.window import WINDOW_MINUTES, Window
from yaowen.rank.snapshot import Snapshot, SnapshotFile
from yaowen.rank.stories import StoryBook, find_survivors

log = logging.getLogger(__name__)

_FILL_SECONDS = 3.0
_KEPT_HOURS = 48
_UNSEEN_SECONDS = 60.0
"""A dead publisher has seen what its standby saw so long ago, its lease of 10 s included."""
_DATABASE = "database"

Fence = Callable[[], bool]


class Ranker:
    """The window, how far the log was followed, and the ranking saved last. All of it is derived.

    Args:
        minute: where it begins.
        fence: asked inside every transaction that publishes: whether this process still may.
    """

    def __init__(self, settings: Settings, minute: int, fence: Fence) -> None:
        self._size = settings.number("RANKING_SIZE")
        self._per_network = settings.number("READERS_PER_NETWORK")
        self._fence = fence
        self._zone = store.display_zone()
        self._book = StoryBook()
        self._positions: dict[str, read_log.Position] = {}
        _, self._heads = groups.moves_after({})
        frozen = store.last_frozen_minute(minute)
        # The last hour is frozen once more: what reached the log after it may not have been seen.
        self._frozen = (frozen if minute - frozen < WINDOW_MINUTES else minute) - 1
        self.window = Window(self._per_network, self._frozen)
        self._unsaved: dict[int, tuple[Ranking, int]] = {}
        self._late: list[tuple[float, int]] = []
        self._followed = False
        self._saved: Ranking | None = None
        self._readers_saved = 0
        self._merged_at = 0
        self._rank_at = 0.0

    @classmethod
    def begin(cls, settings: Settings, minute: int, fence: Fence) -> Ranker:
        """Begin from the snapshot in the data folder, or from the log where there is none that fits."""
        file, made = SnapshotFile(settings.data), cls(settings, minute, fence)
        begun = time.monotonic()
        found = file.load()
        if found is None:
            return made
        if reason := made._find_misfit(found, minute):
            file.refuse(reason)
            return made
        made._thaw(found)
        log.info("the ranking goes on from the snapshot of minute %d, read in %.1f s", found.minute,
                 time.monotonic() - begun)  # fmt: skip
        return made

    def tick(self, minute: int) -> int:
        """Bring everything up to `minute` and publish; returns how many log rows and rankings were handled."""
        new_minute = self._saved is None or minute > self._saved.minute
        rows = self.follow(minute)
        if not self._publish_hours():
            return rows
        if rows or new_minute or time.monotonic() >= self._rank_at:
            self._rank_at = time.monotonic() + _FILL_SECONDS
            return rows + self._save()
        return rows

    def follow(self, minute: int) -> int:
        """Bring the window up to `minute` without publishing; returns how many log rows were handled."""
        if minute > self._merged_at:
            self._follow_merges()
            self._merged_at = minute
        rows = 0
        for hour in minutes_to_freeze(self._frozen, minute - 1, self._zone):
            rows += self._follow_log(hour)
            self.window.advance(hour)
            self._keep(hour, self.window)
        rows += self._follow_log(minute)
        self.window.advance(minute)
        return rows

    def stand_by(self) -> None:
        """Another process publishes now: what was saved is not known any more."""
        self._saved = None

    def tidy(self) -> None:
        """Once an hour: forget what is past its time."""
        self._book.forget(self.window.minute - WINDOW_MINUTES)
        known = read_log.known_writers()
        self._positions = {writer: at for writer, at in self._positions.items() if writer in known}

    def snapshot(self) -> Snapshot:
        """What it holds, to be written away before it follows further."""
        pages, stories, read = self._book.columns()
        return Snapshot(
            _database_name(), self._per_network, self.window.minute, self._frozen, dict(self._positions),
            dict(self._heads), pages, stories, read, self.window.frozen(),
        )  # fmt: skip

    def _find_misfit(self, found: Snapshot, minute: int) -> str:
        """Why a snapshot cannot be gone on from; empty where it can."""
        if found.database != _database_name() or not read_log.stands(found.positions, minute):
            return "it was counted from another log"
        if found.per_network != self._per_network:
            return "it was counted with another YAOWEN_READERS_PER_NETWORK"
        if not minute - WINDOW_MINUTES < found.minute <= minute:
            return "it is of another time"
        return ""

    def _thaw(self, found: Snapshot) -> None:
        self._book = StoryBook.of_columns(found.pages, found.stories, found.read)
        self._positions, self._heads, self._frozen = dict(found.positions), dict(found.heads), found.frozen
        self.window = Window(self._per_network, found.minute)
        self.window.thaw(found.tallies)
        self._followed = True

    def _follow_log(self, minute: int) -> int:
        """Take in the log up to a minute; notes when hours were frozen too early."""
        rows, oldest = 0, minute
        coming = read_log.tail(self._positions, after_minute=self.window.minute - WINDOW_MINUTES, until_minute=minute)
        for some, minutes, reads in read_log.in_batches(coming):
            self.window.merge(minutes, self._book.stories_of(reads.page, minutes), reads)
            self._positions.update({name: row.position for name, row in {row.writer: row for row in some}.items()})
            rows, oldest = rows + len(some), min(oldest, int(minutes.min(initial=oldest)))
        if rows and self._followed and oldest <= self._frozen:
            now = time.monotonic()
            self._late = [*((at, other) for at, other in self._late if at >= now - _UNSEEN_SECONDS), (now, oldest)]
        self._followed = True  # from now on: behind a row from the future may lie one of an hour that was kept since
        return rows

    def _follow_merges(self) -> None:
        """Stories merged or split: their reads are forgotten and taken from the log again."""
        moves, self._heads = groups.moves_after(self._heads)
        touched = self._book.follow(moves)
        if not touched:
            return
        self.window.drop_stories(touched)
        again = read_log.rows_between(self.window.minute - WINDOW_MINUTES, self.window.minute)
        for _, minutes, reads in read_log.in_batches(again):
            stories = self._book.stories_of(reads.page, minutes)
            self.window.merge(minutes, np.where(np.isin(stories, list(touched)), stories, 0), reads)

    def _keep(self, hour: int, window: Window) -> None:
        """Keep an hour as it stands now, to be saved by whoever publishes."""
        self._unsaved[hour] = rank_window(window, self._size), window.readers()
        self._unsaved = {kept: self._unsaved[kept] for kept in sorted(self._unsaved)[-_KEPT_HOURS:]}
        self._frozen = max(self._frozen, hour)

    def _publish_hours(self) -> bool:
        """Save the hours that ended; those whose reads came late are counted again from the log.

        Returns:
            False where another process publishes now.
        """
        late = [oldest for _, oldest in self._late]
        for hour in minutes_to_freeze(max(min(late) - 1, self._day_ago), self._frozen, self._zone) if late else ():
            self._keep(hour, build_window(hour, self._per_network, self._book))
        first = store.last_frozen_minute(self.window.minute) if self._unsaved and self._saved is None else 0
        for hour in sorted(self._unsaved):
            if (hour >= first or late) and not self._publish(partial(self._save_hour, hour)):
                return False
        self._late, self._unsaved = [], {}
        return True

    def _save_hour(self, hour: int) -> None:
        ranking, readers = self._unsaved[hour]
        store.save_frozen(spans_ending(hour, self._zone), self._moved(ranking), readers)

    def _save(self) -> int:
        """Save the ranking if it is another one; new stories may change what fills it without any read."""
        made, readers = self._moved(rank_window(self.window, self._size)), self.window.readers()
        if self._saved == made and self._readers_saved == readers:
            return 0
        if not self._publish(partial(store.save_current, made, readers)):
            return 0
        self._saved, self._readers_saved = made, readers
        return 1

    def _publish(self, save: Callable[[], None]) -> bool:
        with transaction.atomic():
            if not self._fence():
                return False
            save()
        return True

    def _moved(self, ranking: Ranking) -> Ranking:
        earlier = store.earlier_ranking(ranking.minute)
        before = earlier.standings if earlier else ()
        survivors = find_survivors(standing.story_id for standing in before)
        return replace(ranking, standings=decide_movement(ranking.standings, before, survivors))

    @property
    def _day_ago(self) -> int:
        return self.window.minute - WINDOW_MINUTES


def _database_name() -> str:
    """What this database is called: made up once, so that a snapshot of another one is not taken for its own."""
    return keep_fact(_DATABASE, secrets.token_hex(16))
