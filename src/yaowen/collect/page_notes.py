"""Noting how outlets' pages fare, batch by batch, for their health (`rules.page_marks`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from yaowen.collect.models import OutletHealth, Page
from yaowen.collect.packing import pack
from yaowen.collect.rules.fetching import FAILED_BODY_BYTES, Fetched, FetchResult
from yaowen.collect.rules.page_marks import PageMark, add_marks
from yaowen.collect.rules.page_verdict import PageEnd, PageVerdict

_WORTH_A_LOOK = frozenset({PageMark.CHALLENGE, PageMark.BLOCKED})


def note_fetched(batch: Sequence[tuple[Page, FetchResult, PageVerdict]]) -> None:
    """Note the pages that brought nothing to be read, and keep the last bytes of one that was kept from us.

    Runs in the caller's transaction.
    """
    failed = [(row, result, verdict) for row, result, verdict in batch
              if verdict.end is not PageEnd.KEPT and not _is_unchanged(result)]  # fmt: skip
    note_pages((row.outlet_id, verdict.mark) for row, _, verdict in failed)
    kept = {row.outlet_id: (row, result) for row, result, verdict in failed if verdict.mark in _WORTH_A_LOOK}
    for outlet_id, (row, result) in sorted(kept.items(), key=lambda one: one[0]):
        if isinstance(result, Fetched):
            body = pack(result.body[:FAILED_BODY_BYTES])
            OutletHealth.objects.filter(pk=outlet_id).update(page_url=row.url, page_body=body)


def _is_unchanged(result: FetchResult) -> bool:
    return isinstance(result, Fetched) and result.status == 304


def note_pages(marks: Iterable[tuple[int, PageMark]]) -> None:
    """Add a sign for each page to its outlet's row; rows that stay as they are are not written."""
    added: dict[int, str] = defaultdict(str)
    for outlet_id, mark in marks:
        added[outlet_id] += mark
    if added:
        _write(added)


@transaction.atomic
def _write(added: Mapping[int, str]) -> None:
    known = dict(OutletHealth.objects.filter(pk__in=added).values_list("pk", "pages"))
    fresh = [OutletHealth(pk=outlet_id) for outlet_id in sorted(added.keys() - known.keys())]
    OutletHealth.objects.bulk_create(fresh, ignore_conflicts=True)
    for outlet_id in sorted(added):  # in one order everywhere: two writers do not wait for each other
        pages = add_marks(known.get(outlet_id, ""), added[outlet_id])
        if pages != known.get(outlet_id):
            OutletHealth.objects.filter(pk=outlet_id).update(pages=pages)
