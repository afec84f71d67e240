"""One printed date → an instant. The dialects stand in the files beside this one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from yaowen.base.dates.chinese import find_chinese
from yaowen.base.dates.day_first import find_year_last
from yaowen.base.dates.iso import find_iso, find_packed
from yaowen.base.dates.korean import find_korean
from yaowen.base.dates.machine import find_machine
from yaowen.base.dates.month_names import find_month_names
from yaowen.base.dates.reading import Dialect, PrintedTime
from yaowen.base.dates.relative import find_relative
from yaowen.base.dates.relative_words import find_relative_words
from yaowen.base.dates.short import find_short
from yaowen.base.dates.zones import load_zone
from yaowen.base.words import Precision, Published

DIALECTS: tuple[Dialect, ...] = (
    find_iso, find_chinese, find_korean, find_month_names, find_year_last, find_relative, find_relative_words,
    find_packed,
)  # fmt: skip
WHOLE_DIALECTS: tuple[Dialect, ...] = (find_machine, find_short)
"""Dialects that count only where a text is nothing but the date."""
RAW_CHARS = 200
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_CLOCK_SLIP = timedelta(minutes=5)
_CLAMPED = 0.5
_MONTH_FIRST_ZONES = {
    f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix", "Detroit")
}


def parse_printed_date(raw: str, *, zone: str, now: datetime) -> Published:
    """Read a date as an outlet prints it.

    A printed zone counts, otherwise `zone`. GMT printed behind a local time is a known fault of feeds: where the
    instant would be in the future and the same clock reading in `zone` would not, that is taken. What is still in
    the future is set to `now`; both lower the confidence.

    Args:
        raw: the expression, perhaps with a label or more text around it; only the first 200 characters are read.
        zone: IANA name or fixed offset (`+08:00`) that holds where none is printed.
        now: timezone-aware; relative times count from it.

    Returns:
        The first date in it; without `at` where there is none.
    """
    kept = _UNPRINTABLE.sub(" ", raw).strip()[:RAW_CHARS]
    local_now = now.astimezone(load_zone(zone))
    folded = unicodedata.normalize("NFKC", kept)
    whole = (found for dialect in WHOLE_DIALECTS for found in dialect(folded, local_now))
    found = next(whole, None) or next(find_printed(kept, local_now), None)
    return Published(raw=kept, zone=zone) if found is None else resolve_printed(found, kept, zone=zone, now=now)


def find_printed(text: str, local_now: datetime) -> Iterator[PrintedTime]:
    """The dates in a text, surest dialect first.

    Args:
        text: any text; the places of what is found count in its NFKC form.
        local_now: now in the page's zone.
    """
    folded = unicodedata.normalize("NFKC", text)
    for dialect in DIALECTS:
        yield from dialect(folded, local_now)


def resolve_printed(found: PrintedTime, raw: str, *, zone: str, now: datetime) -> Published:
    """The instant of a date that was found; the same rules as `parse_printed_date`."""
    place = found.zone or load_zone(zone)
    at, confidence = _instant(found.day, found.time, place), found.confidence
    latest = now + _CLOCK_SLIP
    if found.other_day is not None and (at > latest or zone in _MONTH_FIRST_ZONES):
        at = _instant(found.other_day, found.time, place)
    if at > latest and found.zone is not None and found.time is not None and not _offset(at, found.zone):
        at, place, confidence = _instant(found.day, found.time, load_zone(zone)), load_zone(zone), confidence * 0.6
    if at > now:
        confidence *= _CLAMPED if at > latest else 1.0
        at = now.astimezone(UTC).replace(microsecond=0)
    return Published(at, _precision(found.time), raw, zone if place is not found.zone else _name(at, place), confidence)


def _instant(day: date, at: time | None, zone: tzinfo) -> datetime:
    return datetime.combine(day, at or time(), zone).astimezone(UTC)


def _offset(at: datetime, zone: tzinfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _precision(at: time | None) -> Precision:
    if at is None:
        return "day"
    return "second" if at.second else "minute"


def _name(at: datetime, zone: tzinfo) -> str:
    minutes = int(_offset(at, zone).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
