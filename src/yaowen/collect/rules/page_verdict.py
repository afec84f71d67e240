"""What becomes of a page after an attempt to fetch it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from yaowen.collect.rules.challenge import find_challenge
from yaowen.collect.rules.fetching import Fetched, FetchFailure, FetchReason, FetchResult
from yaowen.collect.rules.health import wait_of
from yaowen.collect.rules.page_marks import PageMark

MAX_ATTEMPTS = 5
MAX_ATTEMPTS_GONE = 3
MAX_ATTEMPTS_THROTTLED = 20
MAX_ATTEMPTS_CHALLENGED = 2
"""A check for people is not passed by asking again, but some are shown once in a while only."""
_REFUSED = frozenset({401, 403, 429, 451})
_FINAL = frozenset({FetchReason.BAD_ADDRESS, FetchReason.DENIED, FetchReason.ROBOTS, FetchReason.TOO_LARGE})
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_UNSURE_TYPES = frozenset(
    {"", "text/plain", "application/octet-stream", "text/xml", "application/xml", "unknown/unknown"}
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|p|div|article|h1)\b", re.IGNORECASE)
_SNIFFED_BYTES = 2048


class PageEnd(StrEnum):
    """What becomes of a page."""

    KEPT = "kept"
    WORDLESS = "wordless"
    """No text of its own: the article is made of the feed's words."""
    GONE = "gone"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """The decision, with its reason for the operator.

    Attributes:
        wait_seconds: what the outlet asks us to wait.
        mark: what this attempt says of the outlet's pages as a whole; reading decides about one that is kept.
    """

    end: PageEnd
    message: str = ""
    wait_seconds: float | None = None
    mark: PageMark = PageMark.OTHER


def decide_page(result: FetchResult, attempts: int, now: datetime) -> PageVerdict:
    """Decide about a page.

    Args:
        attempts: failed attempts before this one.
        now: real time.
    """
    if isinstance(result, FetchFailure):
        last = result.reason in _FINAL or attempts + 1 >= MAX_ATTEMPTS
        return PageVerdict(PageEnd.WORDLESS if last else PageEnd.AGAIN, result.message)
    if result.status in {404, 410}:
        end = PageEnd.GONE if attempts + 1 >= MAX_ATTEMPTS_GONE else PageEnd.AGAIN
        return PageVerdict(end, f"{result.url} answers {result.status}: the outlet has no such page")
    if guard := find_challenge(result.status, result.headers, result.body):
        end = PageEnd.WORDLESS if attempts + 1 >= MAX_ATTEMPTS_CHALLENGED else PageEnd.AGAIN
        message = f"{result.url} shows {guard}'s check for people: the article is made of the feed's own words"
        return PageVerdict(end, message, wait_of(result, now), PageMark.CHALLENGE)
    if not 200 <= result.status < 300:
        wait = wait_of(result, now)
        most = MAX_ATTEMPTS if result.status not in {429, 503} else MAX_ATTEMPTS_THROTTLED
        end = PageEnd.WORDLESS if attempts + 1 >= most else PageEnd.AGAIN
        mark = PageMark.BLOCKED if result.status in _REFUSED else PageMark.OTHER
        return PageVerdict(end, f"{result.url} answers {result.status}", wait, mark)
    if not result.body.strip() and attempts + 1 < MAX_ATTEMPTS:
        return PageVerdict(PageEnd.AGAIN, f"{result.url} answers with nothing", mark=PageMark.EMPTY)
    return _decide_content(result)


def _decide_content(result: Fetched) -> PageVerdict:
    if not is_html(result):
        kind = result.media_type or "something without a type"
        message = f"{result.url} is {kind}, not a web page: the article is made of the feed's own words"
        return PageVerdict(PageEnd.WORDLESS, message)
    if "#" in result.url:
        message = f"{result.url} is put together by scripts: the article is made of the feed's own words"
        return PageVerdict(PageEnd.WORDLESS, message)
    if _led_home(result):
        message = f"{result.url} leads to the front page: the outlet has taken the article away"
        return PageVerdict(PageEnd.WORDLESS, message)
    return PageVerdict(PageEnd.KEPT)


def is_html(result: Fetched) -> bool:
    """Whether an answer is a web page, by its type and, where that says little, by its first bytes."""
    start = result.body[:_SNIFFED_BYTES]
    if not result.body.strip() or start.startswith(b"%PDF"):
        return False
    kind = result.media_type
    return kind in _HTML_TYPES or (kind in _UNSURE_TYPES and _HTML.search(start.replace(b"\x00", b"")) is not None)


def _led_home(result: Fetched) -> bool:
    asked, final = urlsplit(result.url), urlsplit(result.final_url)
    return bool(asked.path.strip("/") or asked.query) and not final.path.strip("/") and not final.query
