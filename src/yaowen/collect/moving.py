"""A feed that has moved for good gets its new address; one that has moved onto another feed's is retired."""

from __future__ import annotations

from typing import Any

from yaowen.base.clock import real_now
from yaowen.collect.hosts import ensure_hosts
from yaowen.collect.models import Feed
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.fetching import Fetched, FetchResult
from yaowen.collect.rules.moving import Sighting, has_moved, sight

EARLIER_KEPT = 20


def follow_move(row: Feed, result: FetchResult) -> dict[str, Any]:
    """What a reading that succeeded changes in a feed's address.

    Call it in the transaction of the reading. Whatever is returned is to be written with it: the sighting of a
    permanent redirect, the new address with the old one kept in `moved_from`, or the feed's retirement.
    """
    if not isinstance(result, Fetched):
        return {}
    now = real_now()
    seen = sight(Sighting(row.moved_url, row.moved_seen, row.moved_since), row.url, result, now)
    if not has_moved(seen, now):
        kept = {"moved_url": seen.url, "moved_seen": seen.times, "moved_since": seen.since}
        return kept if row.moved_url or seen.url else {}
    other = Feed.objects.filter(url=seen.url).select_related("outlet").only("state", "outlet__slug").first()
    if other is None:
        return _at_new_address(row, seen.url)
    if other.state == "retired":  # its address is taken, but nobody reads it: the redirect is followed as before
        return {"moved_seen": seen.times}
    slug = other.outlet.slug
    return {"state": "retired", "last_error": f"{row.url} has moved to {seen.url}, which is read already as a feed of "
            f"{slug}; nothing is lost, and this feed may be removed"}  # fmt: skip


def _at_new_address(row: Feed, url: str) -> dict[str, Any]:
    host = origin_of(url)
    ensure_hosts([host])
    earlier = [*row.moved_from, [row.url, real_now().isoformat()]][-EARLIER_KEPT:]
    return {"url": url, "host": host, "moved_from": earlier, "moved_url": "", "moved_seen": 0, "moved_since": None}
