"""robots.txt by RFC 9309: groups, the longest matching rule, `*` and `$`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from yaowen.collect.rules.fetching import FetchFailure, FetchReason, FetchResult

PRODUCT = "yaowen"
MAX_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 kibibytes must be read."""
CLOSED = "User-agent: *\nDisallow: /\n"
_LINE = re.compile(r"^\s*([A-Za-z-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_MAX_PATTERN_CHARS = 1000
_UNREACHED = frozenset(
    [
        FetchReason.DNS, FetchReason.CONNECT, FetchReason.TLS, FetchReason.DEADLINE, FetchReason.DENIED,
        FetchReason.BAD_ADDRESS,
    ]
)  # fmt: skip
Rule = tuple[bool, str]


def robots_address(url: str) -> str:
    """Where the robots.txt of an address's host stands."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def read_answer(result: FetchResult) -> str | FetchFailure:
    """What the answer to a request for robots.txt means (RFC 9309, 2.3.1).

    Returns:
        The text; empty (all is allowed) for 4xx and what cannot be read; `CLOSED` for 5xx and 429; the failure
        itself where the host cannot be reached.
    """
    if isinstance(result, FetchFailure):
        if result.reason in _UNREACHED:
            return result
        return _text(result.body) if result.reason is FetchReason.TOO_LARGE else ""
    if result.status >= 500 or result.status == 429:
        return CLOSED
    return _text(result.body) if 200 <= result.status < 300 else ""


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace").replace("\x00", "")


def is_allowed(robots: str, url: str, product: str = PRODUCT) -> bool:
    """Whether a robots.txt lets a product token fetch an address. An empty text allows everything."""
    parts = urlsplit(url)
    path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    if path == "/robots.txt":
        return True
    best = (-1, True)
    for allow, pattern in _rules_for(robots, product):
        if _matches(pattern, path):
            best = max(best, (len(pattern), allow))
    return best[1]


def _rules_for(robots: str, product: str) -> list[Rule]:
    """The rules of all groups that name the product; those of `*` where none does."""
    own: list[Rule] = []
    general: list[Rule] = []
    named = False
    for agents, rules in _groups(robots):
        if product in agents:
            named = True
            own += rules
        if "*" in agents:
            general += rules
    return own if named else general


def _groups(robots: str) -> Iterator[tuple[set[str], list[Rule]]]:
    agents: set[str] = set()
    rules: list[Rule] = []
    in_rules = False
    for line in robots.lstrip("\ufeff").splitlines():
        found = _LINE.match(line)
        if not found:
            continue
        key, value = found[1].lower(), found[2]
        if key == "user-agent":
            if in_rules:
                yield agents, rules
                agents, rules, in_rules = set(), [], False
            token = _TOKEN.match(value)
            agents.add("*" if value.startswith("*") else token[0].lower() if token else "")
        elif key in {"allow", "disallow"}:
            in_rules = True
            if agents and value:
                rules.append((key == "allow", _normal(value[:_MAX_PATTERN_CHARS])))
    yield agents, rules


def _matches(pattern: str, path: str) -> bool:
    """Whether a rule matches a path from its beginning. Greedy piece by piece: linear, whatever the pattern."""
    ended = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    if not others:
        return not ended or place == len(path)
    for piece in others[:-1]:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    last = others[-1]
    if ended:
        return path.endswith(last) and len(path) - len(last) >= place
    return path.find(last, place) >= 0


def _normal(path: str) -> str:
    """Percent-encoding in one form: octets beyond ASCII escaped, hexadecimals in capitals."""
    raw = "".join(sign if "!" <= sign <= "~" else "".join(f"%{octet:02X}" for octet in sign.encode("utf-8", "replace"))
                  for sign in path)  # fmt: skip
    return _ESCAPE.sub(lambda found: found[0].upper(), raw)
