"""WebSub, the subscriber's side (W3C Recommendation, 23 January 2018): what to ask of a hub and what to believe."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urljoin, urlsplit

from yaowen.collect.rules.addresses import is_denied, literal_address, origin_of
from yaowen.collect.rules.interval import IntervalBounds

TOKEN_BYTES = 32
SECRET_BYTES = 32
"""Of randomness, written in 64 hexadecimal signs: the specification allows fewer than 200 bytes (5.1)."""
ASKED_LEASE_SECONDS = 10 * 86400
LEASE_BOUNDS_SECONDS = (300, 30 * 86400)
"""A hub that grants less than five minutes would have us renew without end; the longest in use are 15–30 days."""
_RENEWED_AT = 0.8
_JITTER = 0.1
VERIFY_SECONDS = 900.0
"""How long a hub may take to verify a request before it is asked again; the specification names no limit."""
FIRST_RETRY_SECONDS = 60.0
LONGEST_RETRY_SECONDS = 86400.0
LEAVE_ATTEMPTS = 5
MISSES_ALLOWED = 3
"""Readings in a row that bring at least as much as the pushes before them: then the hub is no longer relied on."""
_SAFETY_FACTOR = 4.0
_SAFETY_SECONDS = (3600.0, 6 * 3600.0)
_URL_CHARS = 2000
_CHALLENGE_CHARS = 4000
_QUERY_FIELDS = 50
_SIGNATURE = re.compile(r"\s*(sha1|sha256|sha384|sha512)=([0-9a-f]+)\s*", re.IGNORECASE)
_LINK = re.compile(r"""<([^<>]{1,4000})>((?:\s*;\s*[\w*!#$&^`|~+.%'-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)""")
_REL = re.compile(r""";\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]*))""", re.IGNORECASE)
_LEASE = re.compile(r"[0-9]{1,12}")
_LOCAL_NAMES = (".local", ".internal", ".lan", ".home.arpa", ".localhost", ".test", ".invalid", ".example", ".onion")


class SubscriptionState(StrEnum):
    """State of a subscription as it stands on its row and at the desk."""

    WANTED = "wanted"
    ASKED = "asked"
    LIVE = "live"
    DENIED = "denied"
    SILENT = "silent"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a feed may be subscribed to. Both are absolute."""

    hub_url: str
    topic_url: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a hub asks of the callback. `lease_seconds` is None where it names none that can be read."""

    mode: str
    topic_url: str
    challenge: str
    lease_seconds: int | None


def parse_links(header: str, base_url: str) -> dict[str, list[str]]:
    """Relation → addresses of a Link header (RFC 8288), several joined by commas; the relations in lower case."""
    found: dict[str, list[str]] = {}
    for link in _LINK.finditer(header[: 8 * _URL_CHARS]):
        relation = _REL.search(link[2])
        address = _join(base_url, link[1])
        for name in (relation[1] or relation[2] or "").lower().split() if relation and address else ():
            found.setdefault(name, []).append(address)
    return found


def find_offer(headers: Mapping[str, str], final_url: str, hub: str, self_url: str) -> Offer | None:
    """The hub and topic that an answer names: its headers first, then what the feed itself says (4, Discovery).

    Args:
        headers: of the answer, names in lower case.
        final_url: where it came from; the topic, where no one names another.
        hub: as the feed's document says it, like `self_url`; empty where it does not.

    Returns:
        None where no hub is named. Among several, one over https is preferred.
    """
    links = parse_links(headers.get("link", ""), final_url)
    hubs = links.get("hub") or [_join(final_url, hub)] if links.get("hub") or hub else []
    usable = sorted(filter(None, hubs), key=lambda url: not url.lower().startswith("https:"))
    if not usable:
        return None
    topic = next(iter(links.get("self", ())), "") or (_join(final_url, self_url) if self_url else "") or final_url
    return Offer(usable[0], topic)


def is_public_site(site_url: str) -> bool:
    """Whether hubs can reach the site: no address in a special network, no name that only a local network knows."""
    literal = literal_address(site_url)
    if literal:
        return not is_denied(literal)
    host = origin_of(site_url).rpartition(":")[0]
    return "." in host and not host.endswith(_LOCAL_NAMES)


def may_subscribe(site_url: str, hub_url: str, private_origin: str) -> bool:
    """Whether a hub could reach us: the site is public, or the hub stands on the operator's own server."""
    return is_public_site(site_url) or (bool(private_origin) and origin_of(hub_url) == private_origin)


def may_send_secret(hub_url: str, private_origin: str) -> bool:
    """Whether a secret may be told to a hub: over https, or within the operator's own network (5.1)."""
    return hub_url.lower().startswith("https:") or (bool(private_origin) and origin_of(hub_url) == private_origin)


def request_form(mode: str, topic_url: str, callback_url: str, secret: str) -> tuple[tuple[str, str], ...]:
    """The fields of a subscription request (5.1). `hub.verify` is for hubs of PubSubHubbub 0.3."""
    fields = [("hub.mode", mode), ("hub.topic", topic_url), ("hub.callback", callback_url), ("hub.verify", "async")]
    if mode == "subscribe":
        fields.append(("hub.lease_seconds", str(ASKED_LEASE_SECONDS)))
        fields += [("hub.secret", secret)] if secret else []
    return tuple(fields)


def parse_verification(query: str) -> Verification | None:
    """What the query of a hub's GET asks (5.2, 5.3); None where it is no such request."""
    try:
        fields = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=_QUERY_FIELDS, errors="strict"))
    except ValueError:
        return None
    mode, topic_url, challenge = (fields.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge"))
    if mode not in {"subscribe", "unsubscribe", "denied"} or not topic_url or len(challenge) > _CHALLENGE_CHARS:
        return None
    lease = fields.get("hub.lease_seconds", "").strip()
    return Verification(mode, topic_url, challenge, int(lease) if _LEASE.fullmatch(lease) else None)


def is_signed(secret: str, header: str, body: bytes) -> bool:
    """Whether X-Hub-Signature is the HMAC of a body under our secret (7.1); compared in constant time."""
    given = _SIGNATURE.fullmatch(header) if header.isascii() else None
    if given is None or not secret:
        return False
    expected = hmac.new(secret.encode("ascii"), body, getattr(hashlib, given[1].lower())).hexdigest()
    return hmac.compare_digest(expected, given[2].lower())


def decide_lease_seconds(granted: int | None) -> int:
    """How long a subscription is believed to last: as granted, within bounds; what we asked for where it says none."""
    shortest, longest = LEASE_BOUNDS_SECONDS
    return max(shortest, min(longest, ASKED_LEASE_SECONDS if granted is None else granted))


def decide_renewal_seconds(lease_seconds: float, chance: float) -> float:
    """When to renew: at 72–80 % of the lease, spread, so that thousands do not come due together.

    Args:
        chance: 0–1, drawn by the caller; so below.
    """
    return lease_seconds * _RENEWED_AT * (1.0 - _JITTER * chance)


def decide_retry_seconds(attempts: int, chance: float) -> float:
    """Pause before a hub is asked again after so many failed attempts: a minute, doubled, at most a day."""
    return min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2.0 ** min(attempts - 1, 16)) * (1.0 + _JITTER * chance)


def decide_safety_seconds(interval_seconds: float, bounds: IntervalBounds) -> float:
    """Seconds between two readings of a feed whose pushes are live: four times its own, at least 1 and at most 6 h.

    Never shorter than the feed's own interval, never longer than the longest that the operator allows.
    """
    shortest, longest = _SAFETY_SECONDS
    slowed = max(shortest, min(longest, interval_seconds * _SAFETY_FACTOR))
    return max(interval_seconds, min(slowed, bounds.longest_seconds))


def decide_misses(misses: int, polled_items: int, pushed_items: int) -> int:
    """How many readings in a row have now brought new items that pushes should have brought.

    Args:
        misses: before this reading; −1 for the first one after a verification, which only catches up.
        polled_items: new items of this reading.
        pushed_items: new items of the pushes since the reading before.

    An item whose push is on its way at the moment of a reading is no miss while pushes bring more than readings do.
    """
    if misses < 0 or polled_items == 0 or polled_items < pushed_items:
        return 0
    return misses + 1


def _join(base_url: str, address: str) -> str:
    """An absolute http address of usable length; empty where it is none."""
    try:
        joined = urljoin(base_url, address.strip())
        usable = urlsplit(joined).scheme.lower() in {"http", "https"} and bool(origin_of(joined))
    except ValueError:
        return ""
    return joined if usable and len(joined) <= _URL_CHARS and joined.isascii() and joined.isprintable() else ""
