"""How every feed fares, for commands and the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yaowen.collect.models import Feed


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """One feed's state.

    Attributes:
        status: a value of `rules.health.FeedStatus`; `since` says since when.
        message: what happened and what to do; empty for a feed that is fine.
        seconds: how long its last answer took.
    """

    slug: str
    name: str
    url: str
    status: str
    since: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    seconds: float
    message: str


def outlet_health() -> list[FeedHealth]:
    """All feeds of active outlets, by slug; two queries whatever their number."""
    rows = Feed.objects.filter(outlet__active=True).select_related("outlet").order_by("outlet__slug", "url")
    rows = rows.defer("body", "failed_body")
    return [
        FeedHealth(
            row.outlet.slug, row.outlet.name_hans, row.url, row.status, row.status_since, row.last_ok_at,
            row.last_new_at, row.last_seconds, row.last_error,
        )
        for row in rows
    ]  # fmt: skip
