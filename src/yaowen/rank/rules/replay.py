"""Contract D: reads in, exact rankings of given instants out. The window's own code, without K and salts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from yaowen.rank.rules.tally import Tally

BATCH_READS = 50_000
SPARE_PAIRS = 200_000


@dataclass(frozen=True, slots=True)
class Click:
    """One read of a stream; `item` and `reader` are whatever names they have."""

    minute: int
    item: str
    reader: str


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a replayed ranking."""

    item: str
    readers: int


class Replay:
    """Rankings by distinct readers in (minute − span, minute], ties by item as text.

    Only what is inside the window stays in memory: names and pairs that have run out are let go.
    """

    def __init__(self, span_minutes: int, size: int) -> None:
        self._size = size
        self._tally = Tally(span_minutes, None)
        self._items: dict[str, int] = {}
        self._readers: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._next_item = 0
        self._next_reader = 0

    @property
    def held(self) -> int:
        """Names and pairs in memory."""
        return self._tally.held + len(self._readers) + len(self._items)

    def rankings(self, clicks: Iterable[Click], minutes: Sequence[int]) -> Iterator[tuple[int, list[Place]]]:
        """(minute, ranking) for each of the ascending minutes, as soon as the stream has passed it.

        Args:
            clicks: in order of time.
        """
        stream = iter(clicks)
        waiting: list[Click] = []
        for minute in minutes:
            while not waiting or waiting[-1].minute <= minute:
                self._take([click for click in waiting if click.minute <= minute])
                waiting = list(islice(stream, BATCH_READS))
                if not waiting:
                    break
            self._take([click for click in waiting if click.minute <= minute])
            waiting = [click for click in waiting if click.minute > minute]
            self._tally.advance(minute)
            yield minute, self._places()

    def _take(self, clicks: Sequence[Click]) -> None:
        if not clicks:
            return
        items = np.array([self._item(click.item) for click in clicks], np.int64)
        readers = np.array([self._reader(click.reader) for click in clicks], np.uint64)
        minutes = np.array([click.minute for click in clicks], np.int64)
        self._tally.merge(items, readers, readers & np.uint64(0xFFFFFFFF), minutes)
        self._tally.advance(int(minutes.max()))
        if self._tally.held > 2 * self._tally.alive + SPARE_PAIRS:
            self._let_go()

    def _places(self) -> list[Place]:
        places = [Place(self._names[item], readers) for item, readers in self._tally.leaders(self._size)]
        return sorted(places, key=lambda place: (-place.readers, place.item))[: self._size]

    def _item(self, name: str) -> int:
        number = self._items.setdefault(name, self._next_item)
        if number == self._next_item:
            self._names[number] = name
            self._next_item += 1
        return number

    def _reader(self, name: str) -> int:
        number = self._readers.setdefault(name, self._next_reader)
        self._next_reader += number == self._next_reader
        return number

    def _let_go(self) -> None:
        self._tally = self._tally.compacted()
        items, readers = (set(column.tolist()) for column in self._tally.living())
        self._readers = {name: number for name, number in self._readers.items() if number in readers}
        self._items = {name: number for name, number in self._items.items() if number in items}
        self._names = {number: name for name, number in self._items.items()}
