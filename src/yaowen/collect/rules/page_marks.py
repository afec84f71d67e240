"""How an outlet's last pages fared, as signs in a row: enough to say that its feed is fine and its pages are not."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from yaowen.collect.rules.health import FeedStatus

KEPT = 20
LEAST_PAGES = 5
MOST_SHARE = 0.8
"""From this share on, of at least five pages, it is the outlet and not the page."""


class PageMark(StrEnum):
    """What a page gave."""

    READ = "."
    CHALLENGE = "c"
    BLOCKED = "b"
    EMPTY = "e"
    """Fetched, and no text found in it: scripts build the page, or its form has changed."""
    OTHER = "x"
    """Not there, not a web page, a server in trouble: says nothing of the outlet as a whole."""


_STATE_OF = {
    PageMark.CHALLENGE: FeedStatus.PAGES_CHALLENGE,
    PageMark.BLOCKED: FeedStatus.PAGES_BLOCKED,
    PageMark.EMPTY: FeedStatus.PAGES_EMPTY,
}


def add_marks(row: str, marks: str) -> str:
    """The row with new signs at its end; only the last twenty are kept."""
    return (row + marks)[-KEPT:]


def judge_pages(row: str) -> tuple[FeedStatus, int] | None:
    """The state that an outlet's last pages put it in, and how many of them do so; None where they do not.

    Pages kept out by a check and by a refusal count together: many sites alternate.
    """
    if len(row) < LEAST_PAGES:
        return None
    counts = Counter(row)
    kept_out = counts[PageMark.CHALLENGE] + counts[PageMark.BLOCKED]
    if kept_out >= MOST_SHARE * len(row):
        mark = PageMark.CHALLENGE if counts[PageMark.CHALLENGE] >= counts[PageMark.BLOCKED] else PageMark.BLOCKED
        return _STATE_OF[mark], kept_out
    if counts[PageMark.EMPTY] >= MOST_SHARE * len(row):
        return _STATE_OF[PageMark.EMPTY], counts[PageMark.EMPTY]
    return None
