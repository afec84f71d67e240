"""The canonical form of an article's address: two spellings of one address become the same text."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from yaowen.collect.rules.addresses import DEFAULT_PORTS

MAX_CHARS = 2000
"""Longest address kept (the column's length); real article addresses stay far below."""
_TRACKING = frozenset(
    [
        "fbclid",
        "gclid",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "twclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "_hsenc",
        "_hsmi",
        "mkt_tok",
        "vero_id",
        "wickedid",
        "oly_anon_id",
        "oly_enc_id",
        "at_medium",
        "at_campaign",
        "cmpid",
        "ocid",
        "sr_share",
        "spm",
        "scm",
        "ns_campaign",
        "ns_mchannel",
        "ns_source",
        "ns_linkname",
        "ns_fee",
    ]
)
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "at_custom", "stm_")
_UNRESERVED = re.compile(rb"[A-Za-z0-9\-._~]")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_IPV6 = re.compile(r"[0-9a-f:.]+")
_ABSOLUTE = re.compile(r"https?://[^\s/?#\\][^;]*", re.IGNORECASE)
_NOTHING_TO_ESCAPE = re.compile(r"[A-Za-z0-9._~/:@!$&'()*+,;=-]*")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ROUTE = re.compile(r"!?/[^/]")
_PLAIN = re.compile(
    r"https?://(?=[a-z0-9.-]{1,253}[:/])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
    r"(?::(?:[1-9]\d{3}|[1-5]\d{4}|6[0-4]\d{3}))?/(?!\.)[A-Za-z0-9_~-]*+(?:[./](?!\.)[A-Za-z0-9_~-]*+)*+"
)
"""What is canonical as it stands, and most addresses are: there the long way (40 µs) is spared."""
_BLANKS = re.compile(r"[\x00-\x20\x7f]+")


def canonical_address(url: str, base: str = "", *, tracking: bool = False) -> str:
    """The canonical spelling of an http(s) address.

    Lower-case scheme and host (IDNA), no default port, no fragment, no user, no tracking parameters,
    percent-encoding normalised (RFC 3986, 6.2.2), dot segments resolved. The query is otherwise kept as it is.
    A fragment that is a route (`#!/news/1`, `#/news/1`) stays: without it all pages of such a site would be one.

    Args:
        url: as found, perhaps relative.
        base: what a relative address is joined to.
        tracking: keep the whole query (addresses of feeds, which may need all of it).

    Returns:
        The address, at most 2,000 characters of ASCII; empty where it is no usable http(s) address.
    """
    if len(url) <= MAX_CHARS and _PLAIN.fullmatch(url):
        return url
    return _canonical(url, base, tracking=tracking)


def _canonical(url: str, base: str, *, tracking: bool) -> str:
    stripped = url.strip()
    try:
        parts = urlsplit(stripped if not base or _ABSOLUTE.fullmatch(stripped) else urljoin(base, stripped))
        host, port = canonical_host(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host or port == 0:
        return ""
    netloc = host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    route = _escaped(parts.fragment, "/:@!$&'()*+,;=?") if _ROUTE.match(parts.fragment) else ""
    made = urlunsplit(
        SplitResult(scheme, netloc, _canonical_path(parts.path), _canonical_query(parts.query, tracking), route)
    )
    return made if len(made) <= MAX_CHARS else ""


def canonical_host(host: str) -> str:
    """A host name in lower-case ASCII; empty where it cannot be one."""
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]" if _IPV6.fullmatch(host) else ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return ""
    return host if len(host) <= 253 and all(_LABEL.fullmatch(label) for label in host.split(".")) else ""


def _canonical_path(path: str) -> str:
    return _without_dots(_escaped(path, "/:@!$&'()*+,;=")) or "/"


def _canonical_query(query: str, tracking: bool) -> str:
    parts = [part for part in query.split("&") if part]
    kept = [part for part in parts if tracking or not is_tracking(part.partition("=")[0].lower())]
    return _escaped("&".join(kept), "/:@!$&'()*+,;=?[]|")


def is_tracking(name: str) -> bool:
    """Whether a parameter of this name (lower case) only tells where a reader came from."""
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _escaped(text: str, safe: str) -> str:
    """Every octet that must be escaped is, unreserved ones are not, hexadecimals in capitals."""
    if _NOTHING_TO_ESCAPE.fullmatch(text):
        return text
    text = _BARE_PERCENT.sub("%25", text)
    raw = _BLANKS.sub(lambda found: quote(found[0]), text).encode("utf-8", "surrogatepass")
    return _ESCAPE.sub(_normal_escape, quote(raw, safe=safe + "%").encode("ascii")).decode("ascii")


def _normal_escape(found: re.Match[bytes]) -> bytes:
    octet = bytes([int(found[1], 16)])
    return octet if _UNRESERVED.fullmatch(octet) else found[0].upper()


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path if not path or path.startswith("/") else f"/{path}"
    kept: list[str] = []
    segments = path.lstrip("/").split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)
