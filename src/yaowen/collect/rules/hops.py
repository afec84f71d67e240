"""Which addresses may be asked, and where a redirect leads."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from yaowen.collect.rules.addresses import DEFAULT_PORTS, is_denied, literal_address, origin_of
from yaowen.collect.rules.canonical import canonical_host
from yaowen.collect.rules.fetching import FetchReason, FetchRequest

KEEPING_METHOD = frozenset({307, 308})
OTHER_SERVICES = frozenset(
    [
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
        110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
        531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
        5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9200, 10080, 11211, 27017,
    ]
)  # fmt: skip
"""Ports that are not asked: the "bad ports" of the WHATWG Fetch standard, and those of databases and caches."""
_DOT = re.compile(r"%2e", re.IGNORECASE)


def decide_hop(url: str, private_origin: str) -> FetchReason | None:
    """Whether an address may be asked at all; None: it may. Names are checked again when they are connected."""
    scheme = url.partition(":")[0].lower()
    host, _, port = origin_of(url).rpartition(":")
    if scheme not in DEFAULT_PORTS or not host or not canonical_host(host.strip("[]")):
        return FetchReason.BAD_ADDRESS
    if origin_of(url) == private_origin:
        return None
    literal = literal_address(url)
    if literal and is_denied(literal):
        return FetchReason.DENIED
    return FetchReason.PORT if int(port) in OTHER_SERVICES else None


def may_follow(request: FetchRequest, status: int, url: str, target: str) -> bool:
    """Whether a redirect may be followed: a form only where the method stays, and its secrets never in the open."""
    if request.method or request.headers:
        return False
    if not request.form:
        return True
    opens = url.lower().startswith("https:") and not target.lower().startswith("https:")
    return status in KEEPING_METHOD and not opens


def next_hop(url: str, location: str) -> str:
    """Where a redirect leads, as `plain_address` gives it; empty where that cannot be said."""
    try:
        return plain_address(urljoin(url, location.strip()))
    except ValueError:
        return ""


def plain_address(url: str) -> str:
    """An address as it is sent: ASCII, the host in lower case, without user, password, fragment and dot segments.

    What is no http(s) address comes back as it is, escaped: `decide_hop` refuses it.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = canonical_host(parts.hostname or ""), parts.port
    except ValueError:
        return _ascii(url)
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host or port == 0:
        return _ascii(url)
    netloc = host if port in {None, DEFAULT_PORTS[scheme]} else f"{host}:{port}"
    path = parts.path if parts.path.startswith("//") else urljoin("/", _DOT.sub(".", parts.path))
    return _ascii(f"{scheme}://{netloc}{path or '/'}" + (f"?{parts.query}" if parts.query else ""))


def _ascii(url: str) -> str:
    return "".join(sign if "!" <= sign <= "~" else _percent(sign) for sign in url)


def _percent(sign: str) -> str:
    return "".join(f"%{octet:02X}" for octet in sign.encode("utf-8", "surrogateescape"))
