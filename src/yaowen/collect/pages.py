"""What becomes of a page after it was asked: its bytes kept, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from yaowen.base.clock import real_now
from yaowen.base.opt_out import forbids_pictures
from yaowen.belt.conveyor import Context, finish, retry
from yaowen.collect.hashes import hash_address, hash_bytes
from yaowen.collect.models import Page, Tombstone
from yaowen.collect.opt_outs import load_reservations, page_opt_out
from yaowen.collect.packing import pack
from yaowen.collect.page_notes import note_fetched
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.fetching import Fetched, FetchRequest, FetchResult
from yaowen.collect.rules.page_verdict import PageEnd, PageVerdict, decide_page
from yaowen.collect.rules.revisiting import VisitEnd, decide_visit, next_recheck

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
BURIED = "withdrawn: this address is never collected again"
PRUNED_AT_ONCE = 500
_TYPE_CHARS = 200
_ETAG_CHARS = 1000


class PageWork:
    """The pages' side of the rolling set."""

    model = Page
    state = "found"
    order = "-found_at"

    def request_of(self, row: Page) -> FetchRequest:
        """A plain request; of a page fetched before a conditional one."""
        return FetchRequest(row.url, row.outlet.private_origin, row.etag, row.last_modified, ACCEPT)

    def conclude(self, context: Context, answers: Sequence[tuple[Page, FetchResult]]) -> None:
        """Save a batch of pages in one transaction."""
        now, at = real_now(), context.clock.now()
        with transaction.atomic():
            buried = _buried([row for row, _ in answers], [result for _, result in answers])
            reservations = load_reservations(result for _, result in answers)
            noted: list[tuple[Page, FetchResult, PageVerdict]] = []
            for row, result in answers:
                if buried & {bytes(row.url_hash), _final_hash(result)}:
                    finish(row, state="gone", last_error=BURIED)
                else:
                    noted.append((row, result, decide_page(result, row.attempts, now)))
                    save_page(*noted[-1], at, reservations)
            note_fetched(noted)


def save_page(
    row: Page, result: FetchResult, verdict: PageVerdict, at: datetime, reservations: Mapping[str, str]
) -> None:
    """Write what has become of a page; `at` is news time, `reservations` what hosts reserve."""
    if row.visit:
        had = bytes(row.body_hash) if row.body_hash else None
        same = isinstance(result, Fetched) and hash_bytes(result.body) == had
        end = decide_visit(result, verdict, same_bytes=same, had_page=had is not None)
        if end in {VisitEnd.UNCHANGED, VisitEnd.KEPT}:
            _close_visit(row, result, verdict, end)
            return
    if verdict.end is PageEnd.AGAIN:
        retry(row, verdict.message, pause_seconds=verdict.wait_seconds or None, http_status=_status(result))
        if verdict.wait_seconds:
            _hold_back(row, verdict.wait_seconds)
        return
    fields: dict[str, Any] = {"fetched_at": at, "http_status": _status(result), "last_error": verdict.message[:500]}
    if isinstance(result, Fetched):
        fields |= {"final_url": canonical_address(result.final_url), "content_type": _content_type(result)}
        said = page_opt_out(result, reservations, row.outlet)
        fields |= {"opted_out": bool(said), "opt_out": said or None}
        fields["withholds_pictures"] = forbids_pictures(result.headers.get("x-robots-tag", ""))
        if verdict.end is PageEnd.KEPT:
            fields |= {"body": pack(result.body), "body_hash": hash_bytes(result.body), **_validators(row, result)}
    # An article of the feed's words goes on following the feed, also when there is no page at all any more.
    gone = verdict.end is PageEnd.GONE and not (row.visit and row.fetched_at)
    finish(row, state="gone" if gone else "fetched", **{"visited_at": real_now(), **fields})


def _close_visit(row: Page, result: FetchResult, verdict: PageVerdict, end: VisitEnd) -> None:
    """A revisit that brings nothing: the page stays as it was, also where the outlet has taken it away (noted)."""
    fields: dict[str, Any] = {"http_status": _status(result), "visit": "", "visited_at": real_now()}
    if end is VisitEnd.KEPT:
        fields["last_error"] = f"{verdict.message}: ours is kept"[:500]
    elif isinstance(result, Fetched):
        fields |= _validators(row, result)
    finish(row, state="extracted", **fields)


def _validators(row: Page, result: Fetched) -> dict[str, Any]:
    """What to ask with the next time, and when: only pages that can be asked conditionally are checked unbidden."""
    now = real_now()
    fields: dict[str, Any] = {"visited_at": now}
    if result.status != 304:
        etag = _validator(result.headers.get("etag", ""), _ETAG_CHARS)
        fields |= {"etag": etag, "last_modified": _validator(result.headers.get("last-modified", ""), _TYPE_CHARS)}
    conditional = any(fields.get(name, getattr(row, name)) for name in ("etag", "last_modified"))
    pause = next_recheck((now - row.visited_at).total_seconds() if row.visited_at else 0.0)
    again = now + timedelta(seconds=pause) if conditional and pause else None
    return {**fields, "recheck_at": again}


def _validator(value: str, most_chars: int) -> str:
    usable = len(value) <= most_chars and value.isascii() and value.isprintable()
    return value if usable else ""


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


def _content_type(result: Fetched) -> str:
    kind = result.headers.get("content-type", "")
    return "".join(sign for sign in kind if sign.isascii() and sign.isprintable())[:_TYPE_CHARS]
