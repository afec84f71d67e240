"""What the two databases' indexes have in common: what goes in, what is asked, what an engine can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import connection

from yaowen.render.rules.search_queries import Query, Term
from yaowen.render.rules.search_scores import Found


@dataclass(frozen=True, slots=True)
class Entry:
    """One article's tokens."""

    article_id: int
    outlet_id: int
    published: datetime
    title: tuple[str, ...]
    body: tuple[str, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of an engine. `outlets` None: any; `since` ≤ published < `until`."""

    terms: tuple[Term, ...]
    outlets: frozenset[int] | None
    since: datetime | None
    until: datetime | None


class Engine(Protocol):
    """An index on one kind of database."""

    def save_entries(self, entries: Sequence[Entry]) -> None:
        """Put entries in, in place of older ones of the same articles."""
        ...

    def remove_entries(self, article_ids: Sequence[int]) -> None:
        """Take entries out."""
        ...

    def find(self, wanted: Wanted, blocks: Sequence[int]) -> list[Found]:
        """All articles of some blocks (blocks.py) that have all terms, of which there is at least one; not weighed."""
        ...

    def weigh(self, terms: Sequence[Term], found: Sequence[Found]) -> list[Found]:
        """The same articles with their relevance; costs what their texts cost to read."""
        ...


def bounds_of(query: Query, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """The instants between which the days of a query lie."""
    return _start_of(query.after, zone), _start_of(query.before, zone)


def instant_of(value: Any) -> datetime:
    """SQLite gives times in UTC, as text or without their zone."""
    return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).replace(tzinfo=UTC)


def days_of(wanted: Wanted) -> tuple[list[str], list[Any]]:
    """The filter by days as SQL over `search_entry e`, and its parameters."""
    parts: list[str] = []
    values: list[Any] = []
    for sign, instant in ((">=", wanted.since), ("<", wanted.until)):
        if instant is not None:
            parts.append(f"e.published {sign} %s")
            values.append(connection.ops.adapt_datetimefield_value(instant))
    return parts, values


def _start_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
