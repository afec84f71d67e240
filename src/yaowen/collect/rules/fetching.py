"""What a fetch is asked and what it gives: requests, results, limits, and the rules between two hops."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

FAILED_BODY_BYTES = 65536
"""How much of a body is kept for inspection when a fetch fails."""
LONGEST_RETRY_AFTER_SECONDS = 86400.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
JOINED_HEADERS = frozenset({"x-robots-tag", "link", "content-encoding", "content-usage", "cache-control"})
_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)?\s*(?:;|$)")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)


class FetchReason(StrEnum):
    """Why a fetch failed. Closed: every value has its sentence in `_SENTENCES`."""

    BAD_ADDRESS = "bad_address"
    DENIED = "denied"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    DEADLINE = "deadline"
    TOO_LARGE = "too_large"
    HEADERS = "headers"
    TRUNCATED = "truncated"
    ENCODING = "encoding"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECTS = "redirects"
    PROTOCOL = "protocol"
    ROBOTS = "robots"
    PORT = "port"
    ELSEWHERE = "elsewhere"


_SENTENCES = {
    FetchReason.BAD_ADDRESS: "is not an http or https address; correct it",
    FetchReason.DENIED: "leads to a private or special network address, which is never fetched; "
    "if it is your own server, import it with --allow-private",
    FetchReason.DNS: "has a host name that cannot be found; check the address and this machine's name server",
    FetchReason.CONNECT: "does not accept connections; it is tried again by itself",
    FetchReason.TLS: "shows a certificate that cannot be verified; check the address, or tell the outlet",
    FetchReason.DEADLINE: "did not answer in full within the time limit (YAOWEN_FETCH_TIMEOUT_SECONDS)",
    FetchReason.TOO_LARGE: "sends more than the size limit (YAOWEN_FETCH_MAX_BYTES)",
    FetchReason.HEADERS: "sends more header lines than are read; the server is broken",
    FetchReason.TRUNCATED: "breaks off before the announced end; it is tried again by itself",
    FetchReason.ENCODING: "is compressed in a way that cannot be unpacked; the server is broken",
    FetchReason.REDIRECT_LOOP: "redirects in a circle; look for the new address on the outlet's site",
    FetchReason.REDIRECTS: "redirects more often than is followed (YAOWEN_FETCH_MAX_REDIRECTS)",
    FetchReason.PROTOCOL: "does not answer in HTTP; check the address",
    FetchReason.ROBOTS: "may not be fetched: the robots.txt of its host forbids it; ask the outlet, or remove it",
    FetchReason.PORT: "names the port of another kind of service (mail, terminals, files), which is never asked; "
    "correct it",
    FetchReason.ELSEWHERE: "leads to another host, which is asked in its own turn",
}


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Limits of every fetch.

    Attributes:
        timeout_seconds: from the start to the last byte, redirects included.
        max_bytes: body of each hop, as sent and decoded.
        max_header_bytes: all header lines of one hop, trailers and early hints included. So is `max_header_lines`.
    """

    timeout_seconds: float = 20.0
    max_bytes: int = 8 * 1024 * 1024
    max_redirects: int = 5
    max_header_bytes: int = 131072
    max_header_lines: int = 1000
    user_agent: str = "Yaowen"


@dataclass(frozen=True, slots=True)
class Hop:
    """Where a chain of redirects goes on.

    Attributes:
        url: the address to ask next.
        chain: the addresses left behind, the first one asked first.
        permanent: whether every redirect until here was a permanent one (301, 308).
    """

    url: str
    chain: tuple[str, ...]
    permanent: bool


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One thing to fetch.

    Attributes:
        private_origin: the one `host:port` that may lie in a private network; empty for none.
        etag: validator of the last answer, opaque; empty for none. So is `last_modified`.
        accept: the Accept header. `referer`: the Referer header; empty for none.
        robots: the host's robots.txt, which every redirect on the host is held against; empty where there is none.
        stays: a redirect to another host is not followed but given back as `Elsewhere`.
        hop: where to go on, if a redirect has led away from `url` before.
        cut: a body that is too large is cut at the limit, not refused.
        form: fields to send as a POST; empty for a GET. A POST follows 307 and 308 only, never from https to http.
        method: another than these, `PUT` or `DELETE`. `body`: the bytes to send with it.
        headers: names and values of our own. A request with a method or headers of its own follows no redirect: what
            they prove is meant for one host.
    """

    url: str
    private_origin: str = ""
    etag: str = ""
    last_modified: str = ""
    accept: str = "*/*"
    robots: str = ""
    stays: bool = False
    hop: Hop | None = None
    form: tuple[tuple[str, str], ...] = ()
    referer: str = ""
    cut: bool = False
    method: str = ""
    body: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def next_url(self) -> str:
        """The address that is really asked."""
        return self.hop.url if self.hop else self.url


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, of whatever status.

    Attributes:
        url: as asked. `final_url`: after redirects.
        headers: of the last hop, names in lower case; the last of several lines of one name,
            those of `JOINED_HEADERS` joined by commas, those of X-Robots-Tag by line ends.
        moved: whether it came by redirects that are all permanent (301, 308).
        body: decoded (gzip, br, deflate, zstd undone).
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0
    moved: bool = False

    @property
    def media_type(self) -> str:
        """`text/html` and the like, lower case; empty where none is given."""
        found = _TYPE.match(self.headers.get("content-type", ""))
        return (found[1] or "").lower() if found else ""

    @property
    def charset(self) -> str | None:
        """The charset parameter of Content-Type, as given."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else None


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """A fetch that brought no answer.

    Attributes:
        message: a sentence for the operator: what happened, to what, what to do.
        body: what had come until then, at most 64 KB; of a truncated answer all of it.
    """

    url: str
    reason: FetchReason
    message: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    final_url: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere(FetchFailure):
    """A redirect to another host, which has robots and a pause of its own: nothing was asked of it yet."""

    hop: Hop


FetchResult = Fetched | FetchFailure


def say_failure(url: str, reason: FetchReason, detail: str = "") -> str:
    """The operator's sentence for a failure."""
    return f"{url} {_SENTENCES[reason]}" + (f" ({detail})" if detail else "")


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header: a number or a date; at most a day; None where it cannot be read."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), LONGEST_RETRY_AFTER_SECONDS)
    try:
        at = parsedate_to_datetime(value)
        seconds = (at - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(0.0, seconds), LONGEST_RETRY_AFTER_SECONDS)
