"""/.well-known/tdmrep.json: which paths of a host reserve the rights to text and data mining (W3C TDMRep)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from yaowen.collect.rules.fetching import Fetched, FetchResult
from yaowen.collect.rules.robots import matches, normal_pattern, path_of

PATH = "/.well-known/tdmrep.json"
MAX_BYTES = 262_144
MAX_RULES = 500
_ALL = frozenset({"/", "/*"})


def reservations_address(url: str) -> str:
    """Where the host of an address says what it reserves."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{PATH}"


def read_reservations(result: FetchResult) -> str | None:
    """What an answer to a request for the file says, in the form that is kept.

    Returns:
        A JSON list of `[pattern, reserved]`; empty where the host has no such file, or none that can be read; None
        where it did not answer properly: then what was known before holds on.
    """
    if not isinstance(result, Fetched) or result.status >= 500 or result.status == 429:
        return None
    if not 200 <= result.status < 300:
        return ""
    try:
        found = json.loads(result.body)
    except (ValueError, RecursionError):
        return ""
    listed = found if isinstance(found, list) else [found]
    rules = [rule for one in listed[:MAX_RULES] if isinstance(one, dict) and (rule := _rule(one))]
    return json.dumps(rules, ensure_ascii=True) if rules else ""


def reserves(kept: str, url: str) -> bool:
    """Whether an address is reserved: by the longest pattern that matches its path; of two, by the stricter one."""
    path = path_of(url)
    best = (-1, 0)
    for pattern, reserved in _rules(kept):
        if matches(pattern, path):
            best = max(best, (len(pattern), reserved))
    return bool(best[1])


def reserves_site(kept: str) -> bool:
    """Whether a host reserves all that stands on it, without exceptions."""
    rules = _rules(kept)
    return any(pattern in _ALL and reserved for pattern, reserved in rules) and all(reserved for _, reserved in rules)


def _rules(kept: str) -> list[tuple[str, int]]:
    return [(pattern, reserved) for pattern, reserved in json.loads(kept)] if kept else []


def _rule(one: dict[str, Any]) -> tuple[str, int] | None:
    location, said = one.get("location"), one.get("tdm-reservation")
    if not isinstance(location, str) or not location.strip() or str(said).strip() not in {"0", "1"}:
        return None
    pattern = location.strip()
    return normal_pattern(pattern if pattern.startswith("/") else f"/{pattern}"), int(str(said).strip())
