"""Reading an outlet's history anew, after its rule has changed: an errand that any worker goes on with.

Articles that read otherwise now have their pages made due, and the stage writes them as it writes all others; those
that read the same are left alone, with all that later stages have made of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from yaowen.base.clock import real_now
from yaowen.base.errors import ROW_FAULTS
from yaowen.base.guard import GuardError
from yaowen.belt.conveyor import claim, finish
from yaowen.collect.store import DAMAGED, FetchedPage, peek_pages, reopen_pages
from yaowen.extract.block_rows import pack_blocks
from yaowen.extract.models import Article, OutletRule, Part, Rereading
from yaowen.extract.rules.compose import ReadArticle
from yaowen.extract.saving import columns_of

BATCH = 20
LEASE = timedelta(minutes=10)
"""A batch of pages that all run into their limits takes seven minutes."""
KEPT_ERRANDS = 50
_UNASKED = frozenset((
    "state", "due_at", "holder", "attempts", "last_error", "outlet_id", "url", "confidence", "extract_version",
    "facts_version", "page_hash", "published_confidence",
))  # fmt: skip
"""Columns that tell nothing of what readers see."""

Read = Callable[[FetchedPage], ReadArticle]
"""Reads a page in a killable child.

Raises:
    GuardError: it cannot be read.
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an errand is. `articles`: how many it had to read when it was asked for."""

    id: int
    outlet_id: int
    articles: int
    changed: int
    unchanged: int
    unreadable: int
    done: bool

    @property
    def read(self) -> int:
        """How many it has read."""
        return self.changed + self.unchanged + self.unreadable


def ask_rereading(outlet_id: int, by: str) -> Progress:
    """Have an outlet's kept pages read anew by its rule as it stands now.

    An errand under way goes on, unless the rule has been saved since: then it begins anew.

    Args:
        outlet_id: the outlet's.
        by: the operator's account.
    """
    now, articles = real_now(), _kept(outlet_id).count()
    with transaction.atomic():
        saved_at = OutletRule.objects.filter(pk=outlet_id).values_list("saved_at", flat=True).first()
        under_way = Rereading.objects.filter(outlet_id=outlet_id, state="due").order_by("-pk").first()
        if under_way is not None and (saved_at is None or saved_at < under_way.asked_at):
            return progress_of(under_way)
        Rereading.objects.filter(outlet_id=outlet_id, state="due").delete()
        old = Rereading.objects.filter(state="done").order_by("-pk").values_list("pk", flat=True)[KEPT_ERRANDS:]
        Rereading.objects.filter(pk__in=list(old)).delete()
        made = Rereading.objects.create(
            outlet_id=outlet_id, state="due", due_at=now, asked_at=now, asked_by=by, articles=articles
        )
    return progress_of(made)


def progress_of(row: Rereading) -> Progress:
    """How far an errand is, as its row tells it."""
    return Progress(
        row.pk, row.outlet_id, row.articles, row.changed, row.unchanged, row.unreadable, done=row.state == "done"
    )


def read_progress(errand_id: int) -> Progress | None:
    """How far an errand is; None where it was asked for anew since."""
    row = Rereading.objects.filter(pk=errand_id).first()
    return None if row is None else progress_of(row)


def reread_some(holder: str, read: Read) -> int:
    """Go on with the errand that waits longest; returns how many articles were read.

    What was counted is written with how far it has come: whoever goes on after a crash reads at most one batch twice.

    Args:
        holder: of the errand while it is under way.
        read: reads one page.
    """
    for row in claim(Rereading, "due", holder=holder, limit=1, lease=LEASE):
        rows = _kept(row.outlet_id)
        below = rows if row.below is None else rows.filter(page_id__lt=row.below)
        batch = list(below.order_by("-page_id")[:BATCH])
        results = [_reread(article, read) for article in batch]
        counts: dict[str, Any] = {
            name: F(name) + results.count(name) for name in ("changed", "unchanged", "unreadable")
        }
        last = batch[-1].page_id if batch else row.below
        ended = {} if len(batch) == BATCH else {"ended_at": real_now()}
        finish(row, state="done" if ended else "due", below=last, **counts, **ended)
        return len(batch)
    return 0


def compare(row: Article, page: FetchedPage, read: ReadArticle) -> tuple[str, ...]:
    """The columns of an article that a newer reading of its page would change."""
    columns = columns_of(page, read.article)
    return tuple(name for name, value in columns.items() if name not in _UNASKED and getattr(row, name) != value)


def _kept(outlet_id: int) -> QuerySet[Article]:
    """An outlet's articles whose pages have been read and are kept."""
    rows = Article.objects.filter(outlet_id=outlet_id, page__state="extracted", page__body__isnull=False)
    return rows.exclude(state="withdrawn")


def _reread(row: Article, read: Read) -> str:
    """Read an article's pages again, and make those due that read otherwise now."""
    assert row.page_id is not None
    parts = {part.page_id: part for part in Part.objects.filter(article_id=row.pk, number__gt=1, state="read")}
    try:
        pages = peek_pages([row.page_id, *parts])
        readings = [(page, read(page)) for page in pages]
    except (GuardError, *DAMAGED, *ROW_FAULTS):
        return "unreadable"
    others = {
        page.id
        for page, found in readings
        if (compare(row, page, found) if page.id == row.page_id else _part_differs(parts[page.id], found))
    }
    return "changed" if reopen_pages(others) else "unchanged"


def _part_differs(part: Part, found: ReadArticle) -> bool:
    return found.adds and pack_blocks(found.own) != part.blocks
