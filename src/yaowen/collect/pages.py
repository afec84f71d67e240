"""What becomes of a page after it was asked: its bytes kept, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from yaowen.base.clock import real_now
from yaowen.base.opt_out import forbids_text, reserves_mining
from yaowen.belt.conveyor import Context, finish, retry
from yaowen.collect.hashes import hash_address, hash_bytes
from yaowen.collect.models import Page, Tombstone
from yaowen.collect.packing import pack
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.fetching import Fetched, FetchRequest, FetchResult
from yaowen.collect.rules.page_verdict import PageEnd, PageVerdict, decide_page

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
BURIED = "withdrawn: this address is never collected again"
PRUNED_AT_ONCE = 500
_TYPE_CHARS = 200


class PageWork:
    """The pages' side of the rolling set."""

    model = Page
    state = "found"
    order = "-found_at"

    def request_of(self, row: Page) -> FetchRequest:
        """A plain request."""
        return FetchRequest(row.url, row.outlet.private_origin, accept=ACCEPT)

    def conclude(self, context: Context, answers: Sequence[tuple[Page, FetchResult]]) -> None:
        """Save a batch of pages in one transaction."""
        now, at = real_now(), context.clock.now()
        with transaction.atomic():
            buried = _buried([row for row, _ in answers], [result for _, result in answers])
            for row, result in answers:
                if buried & {bytes(row.url_hash), _final_hash(result)}:
                    finish(row, state="gone", last_error=BURIED)
                else:
                    save_page(row, result, decide_page(result, row.attempts, now), at)


def save_page(row: Page, result: FetchResult, verdict: PageVerdict, at: datetime) -> None:
    """Write what has become of a page; `at` is news time."""
    if verdict.end is PageEnd.AGAIN:
        retry(row, verdict.message, pause_seconds=verdict.wait_seconds, http_status=_status(result))
        if verdict.wait_seconds:
            _hold_back(row, verdict.wait_seconds)
        return
    fields: dict[str, Any] = {"fetched_at": at, "http_status": _status(result), "last_error": verdict.message[:500]}
    if isinstance(result, Fetched):
        fields |= {"final_url": canonical_address(result.final_url), "content_type": _content_type(result)}
        fields |= {"body_hash": hash_bytes(result.body), "opted_out": _opts_out(result)}
        if verdict.end is PageEnd.KEPT:
            fields["body"] = pack(result.body)
    finish(row, state="gone" if verdict.end is PageEnd.GONE else "fetched", **fields)


def prune_bodies(before: datetime) -> int:
    """Let go of the bytes of pages fetched before a moment (news time); their hashes stay. Returns how many."""
    old = Page.objects.filter(fetched_at__lt=before, body__isnull=False).exclude(state="fetched")
    ids = list(old.values_list("pk", flat=True)[:PRUNED_AT_ONCE])
    return Page.objects.filter(pk__in=ids).update(body=None) if ids else 0


def _hold_back(row: Page, wait_seconds: float) -> None:
    """The outlet asks us to wait: its other pages on the host wait as well."""
    until = real_now() + timedelta(seconds=wait_seconds)
    Page.objects.filter(state="found", host=row.host, outlet_id=row.outlet_id, due_at__lt=until).update(due_at=until)


def _buried(rows: Sequence[Page], results: Sequence[FetchResult]) -> set[bytes]:
    hashes = {bytes(row.url_hash) for row in rows} | set(map(_final_hash, results))
    return {bytes(found) for found in Tombstone.objects.filter(url_hash__in=hashes).values_list("url_hash", flat=True)}


def _final_hash(result: FetchResult) -> bytes:
    final = canonical_address(result.final_url) if isinstance(result, Fetched) else ""
    return hash_address(final) if final else b""


def _status(result: FetchResult) -> int:
    return result.status if isinstance(result, Fetched) else 0


def _opts_out(result: Fetched) -> bool:
    """Whether the headers forbid to show the text (DESIGN.md, Rights)."""
    headers = result.headers
    return forbids_text(headers.get("x-robots-tag", "")) or reserves_mining(headers.get("tdm-reservation", ""))


def _content_type(result: Fetched) -> str:
    kind = result.headers.get("content-type", "")
    return "".join(sign for sign in kind if sign.isascii() and sign.isprintable())[:_TYPE_CHARS]
