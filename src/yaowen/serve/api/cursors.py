"""Where a list goes on: the last line of a page as an opaque text (keyset paging), so that no line comes twice."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from yaowen.serve.api.problems import Problem

LONGEST_CHARS = 64
_FORM = re.compile(rb"(\d{1,17})\.(\d{1,18})")
_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class Place(NamedTuple):
    """A line's place in a list that is ordered by time and number, the newest first."""

    at: datetime
    id: int


def write_cursor(place: Place) -> str:
    """A place as a text that stands in an address as it is."""
    microseconds = (place.at - _EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{max(0, microseconds)}.{place.id}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> Place | None:
    """The place that a cursor names; None for no cursor.

    Raises:
        Problem: it is none of ours.
    """
    if not text:
        return None
    try:
        found = _FORM.fullmatch(base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
    except (UnicodeEncodeError, binascii.Error, ValueError):
        found = None
    if found is None or len(text) > LONGEST_CHARS:
        raise Problem("bad-cursor", "Begin the list again without `cursor`, and follow its `next` as it stands.")
    return Place(min(_LATEST, _EPOCH + timedelta(microseconds=int(found[1]))), int(found[2]))
