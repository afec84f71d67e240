"""The read beacon `POST /_/read`: one line from a reader's page, answered once the read is on disk.

Takes the body `a12` (article 12) or `s34` (story 34). Robots, prefetches, foreign sites, unknown pages and bodies
that say anything else get the same answer and leave no row. The reader's address is hashed here and never kept.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from crawleruseragents import is_crawler

from yaowen.base.clock import Clock
from yaowen.base.errors import Misconfigured
from yaowen.base.settings import Settings
from yaowen.rank.store import Read, ReadWriter, decide_agent_class, identify, open_salts, parse_address, salt_day

log = logging.getLogger(__name__)

LONGEST_BODY_BYTES = 64
_LONGEST_AGENT_CHARS = 512
_PAGE = re.compile(rb"([as])([1-9][0-9]{0,17})\s*")
_AHEAD_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_LOCAL_NAMES = ("127.0.0.1", "localhost", "::1")

Network = IPv4Network | IPv6Network
Environ = Mapping[str, Any]


class Beacon:
    """Takes reads.

    Args:
        settings: origins, proxies and the data folder with the salts.
        clock: news time.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._salts = open_salts(settings)
        self._writer = ReadWriter(crowd=settings.number("WEB_THREADS"))
        self._origins = {origin_of(settings.site_url), *map(origin_of, settings.items("READ_ORIGINS"))}
        own = {urlsplit(settings.site_url).hostname or "", *settings.items("ALLOWED_HOSTS"), *_LOCAL_NAMES}
        self._own_names = frozenset(own)
        self._proxies = parse_proxies(settings.items("TRUSTED_PROXIES"))

    def answer(self, environ: Environ) -> int:
        """The HTTP status for a request: 204 when the read is on disk or does not count, 405, or 503."""
        if environ["REQUEST_METHOD"] != "POST":
            return 405
        page = read_page(environ)
        agent = environ.get("HTTP_USER_AGENT", "")
        if page == 0 or not self._is_from_here(environ) or is_ahead(environ) or is_robot(agent):
            return 204
        address = parse_address(client_address(environ, self._proxies))
        if address is None:
            return 204
        try:
            minute = self._clock.minute()
            salts = self._salts.pair(salt_day(minute))
        except (OSError, Misconfigured) as problem:
            log.warning("reads cannot be counted now: %s", problem)
            return 503
        kind = agent_class(agent)
        now, before = (identify(address, kind, salt) for salt in salts)
        return 204 if self._writer.record(Read(page, minute, now, before)) else 503

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
    return any("pre" in environ.get(name, "").lower() for name in _AHEAD_HEADERS)


@functools.lru_cache(maxsize=4096)
def is_robot(agent: str) -> bool:
    """Whether a User-Agent is a robot's, by the list of the package crawler-user-agents; none given is one."""
    return not agent or is_crawler(agent[:_LONGEST_AGENT_CHARS])


@functools.lru_cache(maxsize=4096)
def agent_class(agent: str) -> int:
    """Place of a User-Agent in the closed table of kinds."""
    return decide_agent_class(agent[:_LONGEST_AGENT_CHARS])


def client_address(environ: Environ, proxies: Sequence[Network]) -> str:
    """The address of the reader as text: the connection's, or what trusted proxies say that it is.

    X-Forwarded-For is read from the right; the first address that is no trusted proxy is the reader's.
    """
    address = str(environ.get("REMOTE_ADDR", ""))
    if not proxies or "HTTP_X_FORWARDED_FOR" not in environ:
        return address
    for hop in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        parsed = parse_address(address)
        if parsed is None or not any(parsed in network for network in proxies):
            return address
        address = hop.strip() or address
    return address


def parse_proxies(listed: Sequence[str]) -> tuple[Network, ...]:
    """The networks of YAOWEN_TRUSTED_PROXIES.

    Raises:
        Misconfigured: one of them is no address.
    """
    try:
        return tuple(ip_network(each) for each in listed)
    except ValueError as problem:
        message = f"{problem}; give addresses or networks like 127.0.0.1, 10.0.0.0/8"
        raise Misconfigured(message, about="YAOWEN_TRUSTED_PROXIES") from problem


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
