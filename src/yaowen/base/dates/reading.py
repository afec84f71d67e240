"""What a dialect reads out of a text: a calendar day, perhaps a time of day, perhaps a zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

EARLIEST_YEAR = 1980


@dataclass(frozen=True, slots=True)
class PrintedTime:
    """A date found in a text.

    Attributes:
        start, end: where it stands, in characters of the folded text.
        time: None where only a day is printed.
        zone: None where none is printed.
        confidence: 0–1, that it was read as it was meant.
        other_day: the other way to read an ambiguous day and month.
    """

    start: int
    end: int
    day: date
    time: time | None
    zone: tzinfo | None
    confidence: float
    other_day: date | None = None


Dialect = Callable[[str, datetime], Iterator[PrintedTime]]
"""Finds the dates of one dialect in a folded text; the second argument is now, in the page's zone."""


def day_of(year: int, month: int, day: int) -> date | None:
    """A day of the calendar; None where there is no such day or no article can be of it."""
    if not EARLIEST_YEAR <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(year: int) -> int:
    """A year of two digits as one of four: 00–69 are of this century, as RFC 2822 readers take them."""
    if year >= 100:
        return year
    return year + (2000 if year < 70 else 1900)


def latest_day(month: int, day: int, now: datetime) -> date | None:
    """The newest such day that is not in the future: a date printed without its year."""
    this_year = day_of(now.year, month, day)
    if this_year is not None and this_year <= now.date():
        return this_year
    return day_of(now.year - 1, month, day) or this_year
