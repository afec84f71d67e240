"""What a reading tells of a feed's own rhythm, kept so that its silence can be told from its habit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from yaowen.base.clock import real_now
from yaowen.collect.models import Feed
from yaowen.collect.rules.feeds.parsed import ParsedFeed
from yaowen.collect.rules.silence import learn_gap_seconds


def note_rhythm(row: Feed, parsed: ParsedFeed, new: int, news_now: datetime) -> dict[str, Any]:
    """The columns of a feed that tell its rhythm, after a reading that brought `new` items.

    Args:
        news_now: news time; items dated later say nothing.
    """
    dates = [at for at in parsed.item_dates if at <= news_now]
    waited = (real_now() - row.last_new_at).total_seconds() if new and row.last_new_at else 0.0
    known = row.item_gap_seconds
    gap = learn_gap_seconds(dates, waited, known) if new or not known else known
    return {"item_gap_seconds": gap, "newest_item_at": dates[0] if dates else row.newest_item_at}
