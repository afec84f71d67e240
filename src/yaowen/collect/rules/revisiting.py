"""How often a page is fetched again, and what becomes of it then."""

from __future__ import annotations

from enum import StrEnum

from yaowen.collect.rules.fetching import Fetched, FetchResult
from yaowen.collect.rules.page_verdict import PageEnd, PageVerdict

_PAUSES_SECONDS = (0.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0, 72 * 3600.0)
MOST_VISITS = len(_PAUSES_SECONDS)
"""Visits that a feed can bring about for one page by changing headline or date of update."""
FIRST_RECHECK_SECONDS = 3600.0
_RECHECK_GROWTH = 5.0
_LAST_RECHECK_SECONDS = 30 * 3600.0


class VisitEnd(StrEnum):
    """What becomes of a page after a revisit."""

    CHANGED = "changed"
    """Other bytes, or other words of the feed where there is no page: read it again."""
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """Nothing to be had any more: ours stays."""
    AGAIN = "again"


def pause_before(visits: int) -> float:
    """Seconds that must lie between the last visit and the next one, after so many revisits."""
    return _PAUSES_SECONDS[min(visits, MOST_VISITS - 1)]


def next_recheck(since_last_seconds: float) -> float | None:
    """Seconds until the next recheck of a page that can be asked conditionally; None: no more.

    It comes after an hour, six hours and some thirty hours.

    Args:
        since_last_seconds: between the last two visits; 0 after the first.
    """
    pause = max(FIRST_RECHECK_SECONDS, _RECHECK_GROWTH * since_last_seconds)
    return pause if pause <= _LAST_RECHECK_SECONDS else None


def decide_visit(result: FetchResult, verdict: PageVerdict, *, same_bytes: bool, had_page: bool) -> VisitEnd:
    """Decide about a page that was fetched again.

    Args:
        verdict: as for a page fetched for the first time.
        same_bytes: the answer holds what we have.
        had_page: an earlier fetch brought a page; else its article is made of the feed's words.
    """
    if isinstance(result, Fetched) and result.status == 304:
        return VisitEnd.UNCHANGED
    if verdict.end is PageEnd.AGAIN:
        return VisitEnd.AGAIN
    if verdict.end is PageEnd.KEPT:
        return VisitEnd.UNCHANGED if same_bytes else VisitEnd.CHANGED
    return VisitEnd.KEPT if had_page else VisitEnd.CHANGED
