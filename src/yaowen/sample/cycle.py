"""The 24-hour cycle: when each article comes out, so that at any moment a full day of news is there.

The articles of an event and of its follow-ups share one cycle. It begins anew each day at the minute of its first
article; the later ones of the day before are taken off then, so that no copy is older than its origin.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from yaowen.sample.almanac import fill_dates
from yaowen.sample.content import House, Paper, Piece

PRESS_ZONE = ZoneInfo("Asia/Shanghai")
"""Offsets of all articles count in this zone; it has no summer time."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as it came out on one day: dates filled in.

    Attributes:
        published: in the outlet's zone.
        path: its address on the press.
    """

    house: House
    piece: Piece
    published: datetime
    path: str
    headline: str
    paragraphs: tuple[str, ...]


class Cycle:
    """When the articles of a paper come out."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._first: dict[str, timedelta] = {}
        for piece in paper.pieces.values():
            offset = offset_of(piece)
            self._first[piece.cycle] = min(offset, self._first.get(piece.cycle, offset))

    def visible(self, now: datetime) -> list[Printed]:
        """What is out at a moment, newest first; each was published in the 24 hours up to it."""
        out = (self._current(piece, now) for piece in self._paper.pieces.values())
        return sorted((item for item in out if item), key=lambda item: (item.published, item.path), reverse=True)

    def printed_on(self, piece: Piece, day: date, now: datetime) -> Printed | None:
        """The article as it came out on a day of its outlet's zone, today's or an older one; None before that."""
        for away in (-2, -1, 0, 1):
            published = _midnight(day) + away * _DAY + offset_of(piece)
            item = self._printed(piece, published)
            if item.published.date() == day:
                return item if published <= now else None
        return None

    def _current(self, piece: Piece, now: datetime) -> Printed | None:
        first = self._first[piece.cycle]
        since = (now - _midnight(now.astimezone(PRESS_ZONE).date()) - first) % _DAY
        published = now - since + (offset_of(piece) - first)
        return self._printed(piece, published) if published <= now else None

    def _printed(self, piece: Piece, published: datetime) -> Printed:
        house = self._paper.houses[piece.outlet]
        local = published.astimezone(ZoneInfo(house.zone))

        def fill(text: str) -> str:
            return fill_dates(text, local.date(), house.language)

        path = f"/{house.slug}/{local:%Y%m%d}/{piece.slug}.html"
        return Printed(house, piece, local, path, fill(piece.headline), tuple(map(fill, piece.paragraphs)))


def offset_of(piece: Piece) -> timedelta:
    """The time of day, with seconds of its own: no two articles of the real world come out on the full minute."""
    seconds = zlib.crc32(f"{piece.outlet}/{piece.slug}".encode()) % 60
    return timedelta(minutes=piece.offset_minutes, seconds=seconds)


def of_house(items: Iterable[Printed], slug: str) -> list[Printed]:
    """One outlet's articles, in the order given."""
    return [item for item in items if item.house.slug == slug]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PRESS_ZONE)
