"""The order of what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

RECENCY_DAYS = 7.0
"""A report this much older than the newest found counts about half (a choice: news grows old in a week)."""
OLDEST_SHARE = 0.1
"""What is left of relevance however old a report is, so that a headline on the very thing stays above a mention."""


@dataclass(frozen=True, slots=True)
class Found:
    """An article found. `relevance` ≥ 0, comparable within one result only."""

    article_id: int
    published: datetime
    relevance: float


def order_by_relevance(found: Sequence[Found]) -> list[Found]:
    """Best first: relevance, less with every day that an article is older than the newest found; ties: newer first."""
    if not found:
        return []
    newest = max(hit.published for hit in found)
    return sorted(found, key=lambda hit: (-_score(hit, newest), -hit.published.timestamp(), -hit.article_id))


def order_by_time(found: Sequence[Found]) -> list[Found]:
    """Newest first; ties: the article that came in last."""
    return sorted(found, key=lambda hit: (-hit.published.timestamp(), -hit.article_id))


def _score(hit: Found, newest: datetime) -> float:
    age_days = (newest - hit.published).total_seconds() / 86_400
    return hit.relevance * (OLDEST_SHARE + (1 - OLDEST_SHARE) / (1 + age_days / RECENCY_DAYS))
