"""The dates of a feed's items as the feed's own order and rhythm need them; readers' dates are made by `extract`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_MAIL = re.compile(
    r"[A-Z][a-z]{2}, (\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d)"
    r" (?:GMT|([+-])(\d\d)(\d\d))"
)
"""The one spelling that nearly all RSS feeds use; email.utils takes four times as long."""
_LONGEST_RAW_CHARS = 64
"""RFC 822 and RFC 3339 dates have 20–40 characters; email.utils takes time for endless ones."""


def parse_item_date(raw: str) -> datetime | None:
    """The instant of a date in the dialects that feeds' own standards name (RFC 822, RFC 3339), without a zone UTC."""
    text = raw.strip()[:_LONGEST_RAW_CHARS]
    if not text:
        return None
    if found := _MAIL.fullmatch(text):
        return _from_mail(found)
    dialects = (datetime.fromisoformat, parsedate_to_datetime)
    for parse in dialects if text[0].isdecimal() else reversed(dialects):
        try:
            at = parse(text)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _from_mail(found: re.Match[str]) -> datetime | None:
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        at = datetime(
            int(year), _MONTHS.index(month) // 3 + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
        return at - offset if sign != "-" else at + offset
    except (ValueError, OverflowError):
        return None


def newest_places(dates: Sequence[datetime | None], limit: int) -> list[int]:
    """The places of the newest items, in the feed's order; undated ones count as oldest, later ones first to go."""
    if len(dates) <= limit:
        return list(range(len(dates)))
    earliest = datetime.min.replace(tzinfo=UTC)
    places = sorted(range(len(dates)), key=lambda place: (dates[place] or earliest, -place), reverse=True)
    return sorted(places[:limit])
