"""Going back to pages that the outlet has changed: politely, boundedly, with growing pauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.base.words import FoundLink
from yaowen.collect.known import KnownPage
from yaowen.collect.models import Feed, Page
from yaowen.collect.rules.changes import Change, decide_changes
from yaowen.collect.rules.revisiting import MOST_VISITS, pause_before

OPEN = ("extracted", "alias")
"""States from which a page may be visited again; before that it is fetched anyway."""


def note_changes(feed: Feed, found: Sequence[tuple[KnownPage, FoundLink]]) -> int:
    """Keep what a feed says anew of known pages, and make those due that it has changed; returns how many.

    Another feed's wording is no change: only the feed that a page came from is heard.
    """
    own = [(page, item) for page, item in found if page.feed_id in {None, feed.pk}]
    shown: dict[int, set[str]] = defaultdict(set)
    for page, item in own:
        shown[page.id].add(item.headline)
    single = [(page, item) for page, item in own if len(shown[page.id]) == 1]
    changes = decide_changes([(page.headline, page.updated_raw, item) for page, item in single])
    changed = {page.id: (page, item, change) for (page, item), change in zip(single, changes, strict=True) if change}
    rows = Page.objects.filter(pk__in=changed).exclude(url="").only("item", "epoch") if changed else ()
    return sum(_note(row, *changed[row.pk]) for row in rows)


def schedule_rechecks(limit: int) -> int:
    """Make pages due whose recheck has come, the newest first; returns how many."""
    now = real_now()
    due = Page.objects.filter(recheck_at__lte=now, state="extracted").order_by("-found_at")
    ids = list(due.values_list("pk", flat=True)[:limit])
    rows = Page.objects.filter(pk__in=ids, state="extracted")
    return rows.update(state="found", visit="recheck", recheck_at=None, due_at=now, attempts=0) if ids else 0


def _note(row: Page, page: KnownPage, item: FoundLink, change: Change) -> int:
    said = {**row.item, "headline": item.headline or page.headline, "updated_raw": item.updated_raw}
    if item.summary:
        said["summary"] = item.summary
    Page.objects.filter(pk=row.pk, epoch=row.epoch).update(item=said)
    if not change.visit or page.visits >= MOST_VISITS:
        return 0
    return Page.objects.filter(pk=row.pk, state__in=OPEN).update(
        state="found", visit=change.visit, visits=F("visits") + 1, attempts=0, recheck_at=None,
        due_at=_due_at(page.visits, page.visited_at),
    )  # fmt: skip


def _due_at(visits: int, visited_at: datetime | None) -> datetime:
    now = real_now()
    return max(now, visited_at + timedelta(seconds=pause_before(visits))) if visited_at else now
