"""The maps of a sitemap index: the newest few are feeds of the same outlet, read in their own turn."""

from __future__ import annotations

from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.collect.hosts import ensure_hosts
from yaowen.collect.models import Feed
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.lists.shapes import site_of
from yaowen.collect.rules.sitemaps import MapOfIndex, SitemapIndex, choose_maps

MOST_MAPS = 3
DEEPEST = 2
"""Indexes of indexes are followed once."""
LEFT = "its sitemap index lists newer maps"


def follow_maps(index_row: Feed, index: SitemapIndex) -> int:
    """Make the newest maps of an index feeds of its outlet; returns how many are new or have changed.

    Maps are read like feeds: conditionally, politely, at their own pace, and at once when the index says that they
    have changed. A map that is no longer among the newest is retired; one on another site is left out.
    """
    depth = int(index_row.rule.get("depth", 0)) + 1
    if depth > DEEPEST:
        return 0
    on_site = tuple(one for one in index.maps if site_of(one.url) == site_of(index_row.url))
    chosen = choose_maps(SitemapIndex("", "sitemap", (), maps=on_site), MOST_MAPS)
    known = {row.url: row for row in Feed.objects.filter(url__in=[one.url for one in chosen]).defer("body")}
    changed = sum(_follow(index_row, one, known.get(one.url), depth) for one in chosen)
    _leave(index_row, {one.url for one in chosen})
    return changed


def _follow(index_row: Feed, one: MapOfIndex, row: Feed | None, depth: int) -> bool:
    rule = {"index": index_row.url, "depth": depth, "changed": one.changed}
    now = real_now()
    if row is None:
        host = origin_of(one.url)
        ensure_hosts([host])
        Feed.objects.create(
            outlet_id=index_row.outlet_id, url=one.url, host=host, kind="sitemap", rule=rule, state="due", due_at=now,
            status_since=now,
        )  # fmt: skip
        return True
    if row.rule.get("index") != index_row.url or (row.rule == rule and row.state == "due"):
        return False
    Feed.objects.filter(pk=row.pk).update(rule=rule)
    waiting = Feed.objects.filter(pk=row.pk, holder="")
    waiting.update(state="due", due_at=now, last_error="", attempts=0)
    return True


def _leave(index_row: Feed, kept: set[str]) -> None:
    own = Feed.objects.filter(outlet_id=index_row.outlet_id, rule__index=index_row.url, state="due")
    own.exclude(url__in=kept).update(state="retired", epoch=F("epoch") + 1, holder="", last_error=LEFT)
