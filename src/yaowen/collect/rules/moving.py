"""When a feed has moved for good: permanent redirects, seen again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.fetching import Fetched

SIGHTINGS = 3
SIGHTED_FOR = timedelta(hours=1)
"""A misconfigured proxy or a hotel's login page redirects permanently too, but hardly for an hour of readings; a feed
that has moved will do it for months, so that nothing is lost by waiting."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where permanent redirects have led, and since when. An empty `url`: nowhere."""

    url: str = ""
    times: int = 0
    since: datetime | None = None


def sight(before: Sighting, asked_url: str, result: Fetched, now: datetime) -> Sighting:
    """Count one more reading of a feed that was found to be one.

    Args:
        asked_url: the feed's address as it stands.
        now: real time.

    Returns:
        An empty sighting where no redirect is to be followed for good: none, one that is not permanent, one that
        leaves https, one to an address that cannot be kept.
    """
    target = canonical_address(result.final_url, tracking=True) if result.moved else ""
    if not target or target == asked_url or _leaves_https(asked_url, target):
        return Sighting()
    if target != before.url or before.since is None:
        return Sighting(target, 1, now)
    return Sighting(target, before.times + 1, before.since)


def has_moved(seen: Sighting, now: datetime) -> bool:
    """Whether a redirect was seen often and long enough to be taken for the feed's new address."""
    return seen.times >= SIGHTINGS and seen.since is not None and now - seen.since >= SIGHTED_FOR


def _leaves_https(asked_url: str, target: str) -> bool:
    return asked_url.startswith("https:") and not target.startswith("https:")
