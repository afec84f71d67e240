"""The read beacon `POST /_/read`: one line from a reader's page, answered once the read is on disk.

Takes the body `a12` (article 12) or `s34` (story 34). Robots, prefetches, foreign sites, unknown pages and bodies
that say anything else get the same answer and leave no row. The reader's address is hashed here and never kept.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Mapping
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from yaowen.base.clock import Clock
from yaowen.base.errors import Misconfigured
from yaowen.base.settings import Settings
from yaowen.rank.store import Read, ReadWriter
from yaowen.serve.read_source import PageView, ReadRules, Refusal

log = logging.getLogger(__name__)

LONGEST_BODY_BYTES = 64
_PAGE = re.compile(rb"([as])([1-9][0-9]{0,17})\s*")
_AHEAD_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_LOCAL_NAMES = ("127.0.0.1", "localhost", "::1")

Environ = Mapping[str, Any]


class Beacon:
    """The source of reads that readers' browsers send (`ReadSource`).

    Args:
        settings: origins, proxies and the data folder with the salts.
        clock: news time.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._rules = ReadRules(settings)
        self._writer = ReadWriter(crowd=settings.number("WEB_THREADS"))
        self._origins = {origin_of(settings.site_url), *map(origin_of, settings.items("READ_ORIGINS"))}
        own = {urlsplit(settings.site_url).hostname or "", *settings.items("ALLOWED_HOSTS"), *_LOCAL_NAMES}
        self._own_names = frozenset(own)

    def answer(self, environ: Environ) -> int:
        """The HTTP status for a request: 204 when the read is on disk or does not count, 405, or 503."""
        if environ["REQUEST_METHOD"] != "POST":
            return 405
        try:
            read = self.read_of(environ)
        except (OSError, Misconfigured) as problem:
            log.warning("reads cannot be counted now: %s", problem)
            return 503
        if isinstance(read, str):
            return 204
        return 204 if self._writer.record(read) else 503

    def read_of(self, told: Environ) -> Read | Refusal:
        """As `ReadSource` has it, of a POST."""
        page = read_page(told)
        if page == 0:
            return "no page view"
        if not self._is_from_here(told):
            return "another site"
        minute, get = self._clock.minute(), told.get
        address, forwarded = str(get("REMOTE_ADDR", "")), get("HTTP_X_FORWARDED_FOR", "")
        view = PageView(page, minute, address, forwarded, get("HTTP_USER_AGENT", ""), is_ahead(told))
        return self._rules.read_of(view, minute)

    def close(self) -> None:
        """Write what waits and end the writing thread."""
        self._writer.close()

    def _is_from_here(self, environ: Environ) -> bool:
        """Whether the page that sent it is the site's, or stands at a further origin that may send reads."""
        origin = origin_of(environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER", ""))
        if not origin or origin in self._origins:
            return bool(origin)
        own = urlsplit(origin).hostname in self._own_names
        return own and origin.partition("://")[2] == environ.get("HTTP_HOST")


def read_page(environ: Environ) -> int:
    """The page that the body names: article id, or −story id; 0 where it names none."""
    declared = environ.get("CONTENT_LENGTH") or "0"
    if not declared.isdecimal() or int(declared) > LONGEST_BODY_BYTES:
        return 0
    stream: BinaryIO = environ["wsgi.input"]
    found = _PAGE.fullmatch(stream.read(LONGEST_BODY_BYTES + 1))
    if found is None:
        return 0
    number = int(found[2])
    return number if found[1] == b"a" else -number


def is_ahead(environ: Environ) -> bool:
    """Whether the browser fetches ahead of the reader (prefetch, prerender, preview)."""
    return any("pre" in environ[name].lower() for name in _AHEAD_HEADERS if name in environ)


@functools.lru_cache(maxsize=1024)
def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as browsers send them; empty where it has none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if not parts.scheme or not parts.hostname:
        return ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in {None, usual} else "")
