"""The stage that reads fetched pages."""

from __future__ import annotations

import logging
import time
from email.message import Message

from yaowen.base.guard import Guard, GuardError
from yaowen.belt.conveyor import Context
from yaowen.collect.store import FetchedPage, claim_fetched, retry_page
from yaowen.extract.outdated import renew_outdated
from yaowen.extract.rules.compose import ReadArticle, Request, read_request
from yaowen.extract.saving import save_article

log = logging.getLogger(__name__)

BATCH = 20
PAGE_SECONDS = 20.0
"""Processor time that one page may take: fifty times the slowest real page measured."""
RENEWAL_PAUSE_SECONDS = 2.0
LEAVING_SECONDS = 5.0
"""A batch is finished when the site stops, unless it takes longer: pages left over wait for their lease to end."""


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
        for page in pages:
            if context.stopping.is_set() and time.monotonic() - started > LEAVING_SECONDS:
                break
            self._read_page(page)
        if not pages and time.monotonic() >= self._renew_at:
            self._renew_at = time.monotonic() + RENEWAL_PAUSE_SECONDS
            return renew_outdated(context)
        return len(pages)

    def warm_up(self) -> None:
        """Fork the child while there are no threads yet."""
        self._reader.fork()

    def wind_down(self, _context: Context | None = None) -> None:
        """End the child process."""
        self._reader.close()

    def _read_page(self, page: FetchedPage) -> None:
        request = request_of(page)
        try:
            read = self._reader.call(PAGE_SECONDS, request)
        except GuardError as problem:
            found = self._without_page(page, request, str(problem))
            if found is None:
                return
            read = found
        save_article(page, read)

    def _without_page(self, page: FetchedPage, request: Request, reason: str) -> ReadArticle | None:
        """An article of the feed's own words where the page cannot be read; None where the feed has none either."""
        log.warning("%s of outlet %s cannot be read (%s)", page.url, page.outlet.slug, reason)
        if not page.item.headline:
            retry_page(page, f"the page cannot be read: {reason}")
            return None
        return read_request(
            Request(None, "", request.url, request.item, request.zone, request.language, request.fetched_at)
        )


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
    )
