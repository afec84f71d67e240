"""An outlet's state, by its feeds and its last pages together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yaowen.collect.rules.health import FeedStatus
from yaowen.collect.rules.page_marks import judge_pages
from yaowen.collect.rules.silence import Silence, find_silence

PATIENCE = 2
"""Readings in a row that must fail before a passing trouble is the outlet's state: one may be a slip."""
PASSING = frozenset({
    FeedStatus.SLOW, FeedStatus.UNREACHABLE, FeedStatus.TLS, FeedStatus.SERVER_ERROR, FeedStatus.TRUNCATED,
    FeedStatus.EMPTY, FeedStatus.HTML, FeedStatus.NOT_FOUND, FeedStatus.TOO_MANY, FeedStatus.NOT_A_FEED,
})  # fmt: skip
_FINE = frozenset({FeedStatus.FINE, FeedStatus.NEW})
_QUIET = frozenset({FeedStatus.STALE, FeedStatus.MOVED})
_PAGES = {
    FeedStatus.PAGES_CHALLENGE: "its feed answers, but {n} of its last {of} pages show a check for people; articles "
    "are made of the feed's own words: ask the outlet to let this address in",
    FeedStatus.PAGES_BLOCKED: "its feed answers, but {n} of its last {of} pages are refused; articles are made of the "
    "feed's own words: ask the outlet, or ask more slowly (the host's delay at the desk)",
    FeedStatus.PAGES_EMPTY: "its pages are fetched, but no text is found in {n} of the last {of}; articles are made of "
    "the feed's own words: look at one of them with `yaowen read ADDRESS`",
}


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What is known of one feed.

    Attributes:
        failures: readings in a row that failed.
        retired: it is not asked any more.
        moved_url: where permanent redirects lead, seen more than once; empty for none.
        message: what happened and what to do; empty where it answers.
    """

    url: str
    status: str
    failures: int
    since: datetime | None
    silence: Silence
    message: str = ""
    moved_url: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outlet's state; `since` only where the state itself tells (a silence)."""

    state: FeedStatus
    message: str = ""
    since: datetime | None = None


def judge_feed(name: str, feed: FeedFacts, now: datetime, news_now: datetime) -> Verdict:
    """The state of one feed: as its last reading left it, unless it has only slipped, moved or fallen silent.

    Args:
        name: the outlet's, for the message.
        now: real time. `news_now`: news time.
    """
    status = FeedStatus(feed.status) if feed.status else FeedStatus.NEW
    if status in PASSING and feed.failures < PATIENCE:
        return Verdict(FeedStatus.FINE if feed.silence.last_new_at else FeedStatus.NEW)
    if status not in _FINE or feed.retired:
        return Verdict(status if status not in _FINE else FeedStatus.GONE, feed.message, feed.since)
    if status is FeedStatus.FINE and (since := find_silence(feed.silence, now, news_now)):
        message = f"{name}: {feed.url} answers, but has brought nothing new since {since:%Y-%m-%d}"
        step = "; look at the outlet's site: the feed may be abandoned or replaced by another"
        return Verdict(FeedStatus.STALE, message + step, since)
    if feed.moved_url:
        message = f"{name}: {feed.url} redirects for good to {feed.moved_url}; the new address is taken over by itself"
        return Verdict(FeedStatus.MOVED, message)
    return Verdict(status)


def judge_outlet(name: str, feeds: Sequence[FeedFacts], pages: str, now: datetime, news_now: datetime) -> Verdict:
    """The state of an outlet.

    Where all of its feeds fail, the trouble most of them have; where only some do, `partly`; where they answer
    and its pages do not, the pages' trouble.

    Args:
        pages: signs of its last pages (`page_marks`).
        now: real time. `news_now`: news time.
    """
    asked = [feed for feed in feeds if not feed.retired] or list(feeds)
    verdicts = [judge_feed(name, feed, now, news_now) for feed in asked]
    failing = [verdict for verdict in verdicts if verdict.state not in _FINE | _QUIET]
    if failing and len(failing) == len(verdicts):
        states = [verdict.state for verdict in failing]
        return max(failing, key=lambda verdict: states.count(verdict.state))
    if found := judge_pages(pages):
        state, count = found
        return Verdict(state, f"{name}: " + _PAGES[state].format(n=count, of=len(pages)))
    if failing:
        return Verdict(FeedStatus.PARTLY, f"{len(failing)} of {len(verdicts)} feeds fail; {failing[0].message}")
    return _of_answering(verdicts)


def _of_answering(verdicts: Sequence[Verdict]) -> Verdict:
    """Of feeds that all answer: silent only where all are, moved where one is."""
    quiet = [verdict for verdict in verdicts if verdict.state is FeedStatus.STALE]
    if quiet and len(quiet) == len(verdicts):
        return max(quiet, key=lambda verdict: verdict.since.timestamp() if verdict.since else 0.0)
    moved = next((verdict for verdict in verdicts if verdict.state is FeedStatus.MOVED), None)
    if moved:
        return moved
    answering = any(verdict.state is not FeedStatus.NEW for verdict in verdicts)
    return Verdict(FeedStatus.FINE if answering else FeedStatus.NEW)
