"""The stage that reads fetched pages."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from email.message import Message

from django.db.utils import DataError

from yaowen.base.errors import ROW_FAULTS
from yaowen.base.guard import Guard, GuardError
from yaowen.belt.conveyor import Context
from yaowen.collect.store import FetchedPage, claim_fetched, note_read, retry_page
from yaowen.extract.outdated import drop_old_evidence, renew_outdated
from yaowen.extract.page_rules import rule_of
from yaowen.extract.parts import part_of
from yaowen.extract.rereading import reread_some
from yaowen.extract.rules.compose import ReadArticle, Request, read_request
from yaowen.extract.saving import keep_article, save_article

log = logging.getLogger(__name__)

BATCH = 20
PAGE_SECONDS = 20.0
"""Processor time that one page may take: fifty times the slowest real page measured."""
RENEWAL_PAUSE_SECONDS = 2.0
LEAVING_SECONDS = 5.0
"""A batch is finished when the site stops, unless it takes longer: pages left over wait for their lease to end."""

REFUSED = (*ROW_FAULTS, DataError)
"""What a page may cause beside the child, and what the database says to a value that it cannot hold: one such page
may not keep its batch from being read."""


class Extract:
    """Reads fetched pages into articles, newest first; where none is due, reads old ones anew by newer rules."""

    name = "extract"
    lane = "news"

    def __init__(self) -> None:
        self._reader = Guard(read_request)
        self._renew_at = 0.0

    def step(self, context: Context) -> int:
        """Read at most 20 pages; returns how many were claimed."""
        pages = claim_fetched(context, BATCH)
        started = time.monotonic()
        fared: list[tuple[int, bool]] = []
        for page in pages:
            if context.stopping.is_set() and time.monotonic() - started > LEAVING_SECONDS:
                break
            found_text = self._read_page(page)
            fared += [(page.outlet.id, found_text)] if page.body is not None else []
        note_read(fared)
        if not pages and time.monotonic() >= self._renew_at:
            self._renew_at = time.monotonic() + RENEWAL_PAUSE_SECONDS
            drop_old_evidence(context)
            return reread_some(context.holder, self._peek) or renew_outdated(context)
        return len(pages)

    def warm_up(self) -> None:
        """Fork the child while there are no threads yet."""
        self._reader.fork()

    def wind_down(self, _context: Context | None = None) -> None:
        """End the child process."""
        self._reader.close()

    def _peek(self, page: FetchedPage) -> ReadArticle:
        """Read a page without writing anything."""
        return self._reader.call(PAGE_SECONDS, request_of(page))

    def _read_page(self, page: FetchedPage) -> bool:
        """Read a page and keep its article; returns whether text was found in the page."""
        try:
            request = request_of(page)
        except REFUSED as problem:
            retry_page(page, f"what is known of the page cannot be put to the reader: {problem}")
            return False
        try:
            read = self._reader.call(PAGE_SECONDS, request)
            save_article(page, read)
        except (GuardError, *REFUSED) as problem:
            log.warning("%s of outlet %s cannot be read (%s)", page.url, page.outlet.slug, problem)
            self._save_without_page(page, request, f"the page cannot be read: {problem}")
            return False
        return read.found_text

    def _save_without_page(self, page: FetchedPage, request: Request, reason: str) -> None:
        """Keep what an earlier reading gave, or else an article of the feed's own words; try again without either."""
        if keep_article(page, reason):
            return
        if not page.item.headline:
            retry_page(page, reason)
            return
        bare = replace(request, body=None, charset="")
        try:
            save_article(page, read_request(bare))
        except REFUSED as problem:
            retry_page(page, f"{reason}; nor can the feed's words be kept: {problem}")


def request_of(page: FetchedPage) -> Request:
    """What the reader is asked about a page."""
    header = Message()
    header["Content-Type"] = page.content_type
    charset = header.get_param("charset")
    return Request(
        body=page.body,
        charset=charset if isinstance(charset, str) else "",
        url=page.final_url or page.url,
        item=page.item,
        zone=page.outlet.zone,
        language=page.outlet.language,
        fetched_at=page.fetched_at,
        opted_out=page.opted_out,
        withholds_pictures=page.withholds_pictures,
        forced=page.outlet.charset,
        asked=part_of(page.id),
        rule=rule_of(page.outlet.id, page.outlet.slug),
    )
