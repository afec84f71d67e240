"""The 24-hour window of the running site: one tally a salt (DESIGN.md, Rank)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from yaowen.rank.rules.columns import Numbers, distinct
from yaowen.rank.rules.packing import Reads
from yaowen.rank.rules.rings import Ring, count_damped
from yaowen.rank.rules.tally import Tally, TallyParts

WINDOW_MINUTES = 1440
MINUTES_A_DAY = 1440


_Minute = TypeVar("_Minute", int, Numbers)


def salt_day(minute: _Minute) -> _Minute:
    """The day (since 1970, UTC) whose salt comes first in a minute's reads.

    Minute m covers ((m−1)·60 s, m·60 s]: a day's minutes are 1440·day + 1 … 1440·(day + 1).
    """
    return (minute - 1) // MINUTES_A_DAY


def counted_day(minute: int) -> int:
    """The day in which the window that ends at `minute` begins: it counts ids under this day's salt."""
    return salt_day(minute - WINDOW_MINUTES + 1)


class Window:
    """Readers of stories in (minute − 1440, minute].

    Every read goes into the tally of its own day's salt and into that of the day before; the ranking is
    read from the tally of the day the window begins in, so that midnight double-counts no one.

    Args:
        per_network: K.
        minute: where the window ends.
    """

    def __init__(self, per_network: int, minute: int) -> None:
        self.minute = minute
        self._per_network = per_network
        self._tallies: dict[int, Tally] = {}

    def merge(self, minutes: Numbers, stories: Numbers, reads: Reads) -> None:
        """Take in reads, as columns of equal length.

        Args:
            minutes: the minute of each read.
            stories: the story each belongs to; 0: none, it is left out.
        """
        days = salt_day(minutes)
        for day in distinct(days[stories != 0]).tolist():
            self._merge_day(day, np.flatnonzero((days == day) & (stories != 0)), minutes, stories, reads)

    def advance(self, minute: int) -> None:
        """Move the end of the window on."""
        self.minute = max(minute, self.minute)
        for day in [day for day in self._tallies if day < counted_day(self.minute)]:
            del self._tallies[day]
        for tally in self._tallies.values():
            tally.advance(self.minute)
        self.rings()  # found with the tick, so that whoever asks for the leaders need not wait

    def drop_stories(self, ids: set[int]) -> None:
        """Forget the reads of stories, for them to be merged in again."""
        for tally in self._tallies.values():
            tally.drop_stories(ids)

    def leaders(self, size: int) -> list[tuple[int, int]]:
        """(story, readers) of the `size` most read and of all that equal the last of them; unordered.

        What rings do not count for is taken off; a story that nothing is left of is not among them.
        """
        removed = count_damped(self.rings())
        raw = self._tally(counted_day(self.minute)).leaders(size + len(removed) if size > 0 else 0)
        return [(story, left) for story, votes in raw if (left := votes - removed.get(story, 0)) > 0]

    def rings(self) -> list[Ring]:
        """The groups of networks whose votes are damped now (rules/rings.py)."""
        return self._tally(counted_day(self.minute)).rings()

    def readers(self) -> int:
        """Distinct readers over all stories; K does not limit them."""
        return self._tally(counted_day(self.minute)).readers()

    @property
    def networks(self) -> int:
        """Distinct networks that read any story."""
        return self._tally(counted_day(self.minute)).networks

    @property
    def held(self) -> int:
        """Identities in memory; a read stores two."""
        return sum(tally.held for tally in self._tallies.values())

    @property
    def held_bytes(self) -> int:
        """Memory of the columns."""
        return sum(tally.held_bytes for tally in self._tallies.values())

    def frozen(self) -> dict[int, TallyParts]:
        """What it is made of, by the day of the salt; not copied."""
        return {day: tally.frozen() for day, tally in self._tallies.items()}

    def thaw(self, made: Mapping[int, TallyParts]) -> None:
        """Become, as a new window, what another of the same minute and K was made of."""
        for day, parts in made.items():
            self._tally(day).thaw(parts)

    def _merge_day(self, day: int, chosen: Numbers, minutes: Numbers, stories: Numbers, reads: Reads) -> None:
        identities = ((day, reads.reader, reads.network), (day - 1, reads.reader_before, reads.network_before))
        for of_day, readers, networks in identities:
            if of_day >= counted_day(self.minute):
                tally = self._tally(of_day)
                tally.merge(stories[chosen], readers[chosen], networks[chosen], minutes[chosen])

    def _tally(self, day: int) -> Tally:
        if day not in self._tallies:
            self._tallies[day] = Tally(
                WINDOW_MINUTES, self._per_network, self.minute, base_minute=day * MINUTES_A_DAY
            )  # fmt: skip
        return self._tallies[day]
