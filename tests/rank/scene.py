"""A site with stories, readers and a clock that the test sets."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from yaowen.base.clock import Clock
from yaowen.base.settings import Settings
from yaowen.belt.conveyor import Context
from yaowen.group.models import Membership, Story
from yaowen.rank.log import append_reads
from yaowen.rank.rules.identity import Identity
from yaowen.rank.rules.packing import Read
from yaowen.rank.rules.window import salt_day
from yaowen.rank.salts import SaltFile
from yaowen.rank.stage import RankTick
from yaowen.rank.store import current_ranking

START = datetime(2025, 3, 14, 9, 30, 20, tzinfo=UTC)


class SetClock(Clock):
    """A clock that stands where the test puts it."""

    def __init__(self) -> None:
        super().__init__()
        self.at = START

    def now(self) -> datetime:
        return self.at


class Scene:
    """What a test of the ranking does and sees."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock()
        self.folder = folder
        self.changed: dict[str, str] = {}
        self._stage = RankTick(look_seconds=0)
        self._seq: dict[str, int] = {}

    @property
    def minute(self) -> int:
        return self.clock.minute()

    def context(self, **changed: str) -> Context:
        values = {**settings.YAOWEN.values, "DATA": str(self.folder), **self.changed, **changed}
        return Context(Settings(values), self.clock, "tests", threading.Event())

    def forward(self, **by: float) -> None:
        """Set the clock on, or back."""
        self.clock.at += timedelta(**by)

    def file(self, story: int, articles: Iterable[int], *, origins: int = 1, hours_ago: float = 0) -> None:
        """File a story with its articles."""
        at, listed = self.clock.at - timedelta(hours=hours_ago), list(articles)
        Story.objects.create(
            pk=story, language="zh", state="rendered", due_at=at, headline_article_id=listed[0], first_at=at,
            last_at=at, articles=len(listed), outlets=origins, origins=origins,
        )  # fmt: skip
        self.number_on()
        for article in listed:
            Membership.objects.create(
                article_id=article, story_id=story, rule="alone", filed_at=at, outlet_id=1, published=at, serial=1,
                window_at=at,
            )  # fmt: skip

    @staticmethod
    def number_on() -> None:
        """Let new stories take numbers after those that tests gave (PostgreSQL counts by itself)."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT setval(pg_get_serial_sequence('story', 'id'), (SELECT max(id) FROM story))")

    def read(self, *pairs: tuple[int, int], minute: int | None = None, writer: str = "w") -> None:
        """Put (page, reader) reads into the log, of the running minute unless another is named."""
        reads = [read_of(page, self.minute if minute is None else minute, reader) for page, reader in pairs]
        self._seq[writer] = append_reads(writer, self._seq.get(writer, 0), reads)

    def tick(self) -> int:
        return self._stage.step(self.context())

    def end(self) -> None:
        """End the stage cleanly; the next tick is a new process's."""
        self._stage.wind_down(self.context())
        self._stage = RankTick(look_seconds=0)

    def salt(self) -> None:
        """Ask for the salts of the running minute, as a reader's beacon does."""
        SaltFile(self.folder).pair(salt_day(self.minute))

    def restart_writer(self, writer: str, seq: int) -> None:
        """Let a writer go on from another row."""
        self._seq[writer] = seq

    def start_again(self) -> None:
        """A new process, that knows nothing."""
        self._stage = RankTick(look_seconds=0)

    def listed(self) -> list[tuple[int, int]]:
        """(story, readers) of the running ranking."""
        return [(each.story_id, each.readers) for each in current_ranking().standings]


def read_of(page: int, minute: int, reader: int, network: int | None = None) -> Read:
    """The read of a reader, who has a network of their own unless one is named."""
    day = (minute - 1) // 1440
    own = reader if network is None else network
    return Read(page, minute, identity_of(reader, own, day), identity_of(reader, own, day - 1))


def identity_of(reader: int, network: int, day: int) -> Identity:
    """Ids under a day's salt: another day gives others."""
    return Identity(
        (reader * 0x9E3779B97F4A7C15 + day * 0x1000193) % 2**64, (network * 0x85EBCA6B + day * 0x1F3) % 2**32
    )
