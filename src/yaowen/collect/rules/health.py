"""How a feed fares: a closed set of states, each with a sentence that names the outlet and the next step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yaowen.collect.rules.challenge import find_challenge
from yaowen.collect.rules.feeds.parsed import FeedProblem
from yaowen.collect.rules.fetching import Fetched, FetchFailure, FetchReason, FetchResult, parse_retry_after

FIRST_HOST_WAIT_SECONDS, LONGEST_HOST_WAIT_SECONDS = 30.0, 900.0


class FeedStatus(StrEnum):
    """State of a feed, and of an outlet by its feeds and pages, as the operator sees it (`health_words` says each).

    The last six are an outlet's alone; of a feed MOVED and STALE are decided when its outlet is looked at.
    """

    NEW = "new"
    FINE = "fine"
    SLOW = "slow"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    DENIED = "denied"
    BAD_ADDRESS = "bad_address"
    REDIRECTS = "redirects"
    NOT_FOUND = "not_found"
    GONE = "gone"
    BLOCKED = "blocked"
    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    HTML = "html"
    EMPTY = "empty"
    NOT_A_FEED = "not_a_feed"
    HOSTILE = "hostile"
    ROBOTS = "robots"
    CHANGED = "changed"
    CHALLENGE = "challenge"
    MOVED = "moved"
    STALE = "stale"
    PARTLY = "partly"
    PAGES_CHALLENGE = "pages_challenge"
    PAGES_BLOCKED = "pages_blocked"
    PAGES_EMPTY = "pages_empty"


_OF_REASON = {
    FetchReason.BAD_ADDRESS: FeedStatus.BAD_ADDRESS,
    FetchReason.DENIED: FeedStatus.DENIED,
    FetchReason.DNS: FeedStatus.UNREACHABLE,
    FetchReason.CONNECT: FeedStatus.UNREACHABLE,
    FetchReason.PROTOCOL: FeedStatus.UNREACHABLE,
    FetchReason.HEADERS: FeedStatus.UNREACHABLE,
    FetchReason.TLS: FeedStatus.TLS,
    FetchReason.DEADLINE: FeedStatus.SLOW,
    FetchReason.TOO_LARGE: FeedStatus.TOO_LARGE,
    FetchReason.TRUNCATED: FeedStatus.TRUNCATED,
    FetchReason.ENCODING: FeedStatus.UNREACHABLE,
    FetchReason.REDIRECT_LOOP: FeedStatus.REDIRECTS,
    FetchReason.REDIRECTS: FeedStatus.REDIRECTS,
    FetchReason.ROBOTS: FeedStatus.ROBOTS,
    FetchReason.PORT: FeedStatus.BAD_ADDRESS,
    FetchReason.ELSEWHERE: FeedStatus.REDIRECTS,
}
_OF_HTTP = {401: FeedStatus.BLOCKED, 403: FeedStatus.BLOCKED, 404: FeedStatus.NOT_FOUND, 410: FeedStatus.GONE,
            429: FeedStatus.TOO_MANY, 451: FeedStatus.BLOCKED}  # fmt: skip
_HTTP_STEPS = {
    FeedStatus.BLOCKED: "it keeps us out; ask the outlet, or remove the feed (yaowen outlets remove)",
    FeedStatus.NOT_FOUND: "look for the feed's new address on the outlet's site (yaowen outlets add)",
    FeedStatus.GONE: "the outlet has ended this feed; look for another on its site (yaowen outlets add)",
    FeedStatus.TOO_MANY: "we ask too often; it is asked again when the outlet allows it",
    FeedStatus.SERVER_ERROR: "the outlet's server is in trouble; it is tried again by itself",
}
_CHALLENGE_STEP = (
    "shows {guard}'s check for people in place of the {what}; programs do not pass it: ask the outlet to let this "
    "address in, look for another feed of it, or remove it"
)
_SECRET_IN_ADDRESS = re.compile(
    r"(//)[^\s/@]{1,200}@|([?&;](?:[a-z_-]{0,20}(?:token|key|auth|secret|sign(?:ature)?|passw(?:or)?d|session))=)[^&\s;#]+",
    re.IGNORECASE,
)
_OF_PROBLEM = {
    FeedProblem.EMPTY: (FeedStatus.EMPTY, "answers with nothing; it is tried again by itself"),
    FeedProblem.HTML: (
        FeedStatus.HTML,
        "answers with a web page in place of a feed (moved, or we are blocked); open it in a browser to see which",
    ),
    FeedProblem.NOT_A_FEED: (
        FeedStatus.NOT_A_FEED,
        "answers with something that is neither RSS, Atom nor JSON Feed; look for the address on the outlet's site",
    ),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a feed.

    Attributes:
        message: names the outlet, what happened, and the next step.
        wait_seconds: what the outlet asks us to wait (Retry-After); None where it does not say.
    """

    status: FeedStatus
    message: str
    wait_seconds: float | None = None


def find_trouble(name: str, result: FetchResult, now: datetime) -> Trouble | None:
    """What is wrong with an answer, before its body is read; None for 2xx and 304.

    Args:
        name: the outlet's name, for the message.
        now: real time, which a Retry-After date is measured from.
    """
    if isinstance(result, FetchFailure):
        return Trouble(_OF_REASON[result.reason], hide_secrets(f"{name}: {result.message}"))
    if 200 <= result.status < 300 or result.status == 304:
        return None
    if guard := find_challenge(result.status, result.headers, result.body):
        return Trouble(FeedStatus.CHALLENGE, say_challenge(name, result, guard, "feed"), wait_of(result, now))
    status = _OF_HTTP.get(result.status, FeedStatus.SERVER_ERROR)
    message = f"{name}: {result.url} answers {result.status}; {_HTTP_STEPS[status]}"
    return Trouble(status, hide_secrets(message), wait_of(result, now))


def say_challenge(name: str, result: Fetched, guard: str, what: str) -> str:
    """The sentence for a check for people that stands where a feed or a page should."""
    step = _CHALLENGE_STEP.format(guard=guard, what=what)
    return hide_secrets(f"{name}: {result.url} answers {result.status} and {step}")


def hide_secrets(text: str) -> str:
    """A message without the passwords and keys that an address in it may carry."""
    return _SECRET_IN_ADDRESS.sub(lambda found: f"{found[1]}…@" if found[1] else f"{found[2]}…", text)


def wait_of(result: Fetched, now: datetime) -> float | None:
    """Seconds that an answer of trouble (429, 503 and the like) asks us to wait; None where it does not say."""
    if result.status < 400:
        return None
    return parse_retry_after(result.headers.get("retry-after", ""), now)


def host_wait_seconds(result: FetchResult, attempts: int, now: datetime) -> float:
    """Seconds for which nothing at all is to be asked of a host after an answer; 0 where its usual pause will do.

    Args:
        attempts: failed attempts at the same address before this one: a 429 that names no time holds the host back for
            30 s, doubled each time, at most a quarter of an hour.
    """
    if isinstance(result, FetchFailure):
        return 0.0
    asked = wait_of(result, now)
    if asked is None and result.status == 429:
        return min(LONGEST_HOST_WAIT_SECONDS, FIRST_HOST_WAIT_SECONDS * 2.0 ** min(attempts, 16))
    return asked or 0.0


def judge_body(name: str, result: Fetched, problem: FeedProblem) -> Trouble:
    """What is wrong with an answer whose body is no feed: a check for people, or what its form says."""
    if guard := find_challenge(result.status, result.headers, result.body):
        return Trouble(FeedStatus.CHALLENGE, say_challenge(name, result, guard, "feed"))
    return say_problem(name, result.url, problem)


def say_problem(name: str, url: str, problem: FeedProblem) -> Trouble:
    """What is wrong with a body that is no feed."""
    status, sentence = _OF_PROBLEM[problem]
    return Trouble(status, hide_secrets(f"{name}: {url} {sentence}"))


def say_hostile(name: str, url: str, detail: str) -> Trouble:
    """A body whose parsing had to be stopped."""
    sentence = f"its parsing was stopped ({detail}); look at the kept body on the desk, or remove the feed"
    return Trouble(FeedStatus.HOSTILE, hide_secrets(f"{name}: {url}: {sentence}"))


def say_changed(name: str, result: Fetched, links: int) -> Trouble:
    """A list page that answers with `links` links, none of which its rule knows."""
    if guard := find_challenge(result.status, result.headers, result.body):
        return Trouble(FeedStatus.CHALLENGE, say_challenge(name, result, guard, "list page"))
    sentence = f"the list page changed its form ({links} links, none by its rule)"
    message = f"{name}: {result.url}: {sentence}; run `yaowen outlets relearn {result.url}`"
    return Trouble(FeedStatus.CHANGED, hide_secrets(message))
