"""robots.txt by RFC 9309: groups, the longest matching rule, `*` and `$`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from yaowen.collect.rules.fetching import FetchFailure, FetchReason, FetchResult

PRODUCT = "yaowen"
MAX_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 kibibytes must be read; what stands behind them is not."""
CLOSED = "User-agent: *\nDisallow: /\n"
LONGEST_CRAWL_DELAY_SECONDS = 60.0
"""Crawl-delay is no part of RFC 9309, but outlets write it: it is kept as a pause between two requests, up to here."""
_LINE = re.compile(r"\s*([A-Za-z][A-Za-z -]*?)\s*:\s*([^#]*)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_MAX_PATTERN_CHARS = 1000
_UNAVAILABLE = frozenset([FetchReason.REDIRECTS, FetchReason.REDIRECT_LOOP])
"""RFC 9309, 2.3.1.2: after more than five redirects a robots.txt may be taken for unavailable."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a group: whether it allows, and the paths that it is about."""

    allow: bool
    pattern: str


@dataclass(slots=True)
class _Group:
    agents: set[str] = field(default_factory=set)
    rules: list[Rule] = field(default_factory=list)
    delays: dict[str, float] = field(default_factory=dict)
    in_rules: bool = False


def robots_address(url: str) -> str:
    """Where the robots.txt of an address's host stands."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"


def read_answer(result: FetchResult) -> str | FetchFailure:
    """What the answer to a request for robots.txt means (RFC 9309, 2.3.1).

    Returns:
        The text; empty (all is allowed) for 4xx and endless redirects; `CLOSED` for 5xx and 429; the failure itself
        where the host cannot be reached or does not answer properly: nothing is asked of it then.
    """
    if isinstance(result, FetchFailure):
        if result.reason is FetchReason.TOO_LARGE:
            return _text(result.body)
        return "" if result.reason in _UNAVAILABLE else result
    if result.status >= 500 or result.status == 429:
        return CLOSED
    return _text(result.body) if 200 <= result.status < 300 else ""


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace").replace("\x00", "")


def is_allowed(robots: str, url: str, product: str = PRODUCT) -> bool:
    """Whether a robots.txt lets a product token fetch an address. An empty text allows everything."""
    path = path_of(url)
    if path == "/robots.txt":
        return True
    best = (-1, True)
    for rule in _read(robots, product)[0]:
        if matches(rule.pattern, path):
            best = max(best, (len(rule.pattern), rule.allow))
    return best[1]


def crawl_delay_seconds(robots: str, product: str = PRODUCT) -> float:
    """The pause between two requests that a robots.txt asks for; 0 where it asks for none, at most a minute."""
    return _read(robots, product)[1]


@lru_cache(maxsize=256)
def _read(robots: str, product: str) -> tuple[tuple[Rule, ...], float]:
    """Rules and pause of all groups that name the product; those of `*` where none does."""
    groups = list(_groups(robots))
    named = [group for group in groups if product in group.agents]
    chosen = named or [group for group in groups if "*" in group.agents]
    rules = tuple(rule for group in chosen for rule in group.rules)
    agent = product if named else "*"
    return rules, max((group.delays.get(agent, 0.0) for group in chosen), default=0.0)


def _groups(robots: str) -> Iterator[_Group]:
    group = _Group()
    for line in _LINE_END.split(robots.lstrip("\ufeff")):
        found = _LINE.match(line)
        if not found:
            continue
        key, value = found[1].lower().replace(" ", "-"), found[2].strip()
        if key in {"user-agent", "useragent"}:
            if group.in_rules:
                yield group
                group = _Group()
            token = _TOKEN.match(value)
            group.agents.add("*" if value.startswith("*") else token[0].lower() if token else "")
        elif key in {"allow", "disallow"}:
            group.in_rules = True
            if group.agents and value:
                group.rules.append(Rule(key == "allow", normal_pattern(value)))
        elif key == "crawl-delay":
            group.delays |= {agent: max(group.delays.get(agent, 0.0), _delay(value)) for agent in group.agents}
    yield group


def _delay(value: str) -> float:
    try:
        seconds = float(value.replace(",", "."))
    except ValueError:
        return 0.0
    return min(seconds, LONGEST_CRAWL_DELAY_SECONDS) if seconds > 0 else 0.0


def path_of(url: str) -> str:
    """Path and query of an address as rules are held against it."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _normal(path).replace("*", "%2A").replace("$", "%24")


def normal_pattern(value: str) -> str:
    """A rule's pattern as `matches` takes it: a `$` that does not end it stands for itself."""
    pattern = _normal(value[:_MAX_PATTERN_CHARS])
    return pattern[:-1].replace("$", "%24") + pattern[-1:]


def matches(pattern: str, path: str) -> bool:
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
    """Percent-encoding in one form (RFC 9309, 2.2.2): unreserved octets plain, all others beyond ASCII escaped."""
    raw = "".join(sign if "!" <= sign <= "~" else "".join(f"%{octet:02X}" for octet in sign.encode("utf-8", "replace"))
                  for sign in path)  # fmt: skip
    return _ESCAPE.sub(_plain, raw)


def _plain(found: re.Match[str]) -> str:
    sign = chr(int(found[1], 16))
    return sign if sign in _UNRESERVED else found[0].upper()
