"""When a feed is read next: its habits, what its readings bring, and what it asks for."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import Settings
from yaowen.collect.models import Feed
from yaowen.collect.rules.feeds.parsed import ParsedFeed
from yaowen.collect.rules.fetching import Fetched, FetchResult
from yaowen.collect.rules.habits import Habits, after_rest, find_habits, keep_habits, load_habits, parse_max_age
from yaowen.collect.rules.interval import IntervalBounds, NewsTime, Observed, decide_interval, spread, spread_first
from yaowen.collect.websub import Pace, decide_pace

FIRST_AT_ONCE = 100
"""Feeds never read yet that are read at once; a fresh site shows their news within seconds, and the rest are spread."""


@dataclass(frozen=True, slots=True)
class NextReading:
    """When a feed that is well is read next, and what of its rhythm is kept until then."""

    due_at: datetime
    fields: dict[str, Any]


def bounds_of(settings: Settings, speed: float = 1.0) -> IntervalBounds:
    """The pauses that the settings allow.

    Args:
        speed: of news time. The longest pause is one of news time: in a replay a silent feed that wakes up has soon
            more news than its list holds.
    """
    shortest, longest = settings.decimal("MIN_INTERVAL_SECONDS"), settings.decimal("MAX_INTERVAL_SECONDS")
    return IntervalBounds(shortest, max(shortest, longest / max(1.0, speed)))


def plan_reading(  # noqa: PLR0913 (all that a reading knows)
    row: Feed,
    result: FetchResult,
    parsed: ParsedFeed | None,
    new: int,
    clock: Clock,
    bounds: IntervalBounds,
    *,
    pushed: bool = True,
) -> NextReading:
    """Decide about the next reading of a feed after one that succeeded.

    Args:
        parsed: None where the feed was unchanged (304).
        new: items that were not known.
        pushed: whether a hub may push it; False saves the question.
    """
    now, time = real_now(), NewsTime(clock.now(), clock.speed)
    habits = _habits(row, result, parsed, time, bounds)
    elapsed = (now - row.last_ok_at).total_seconds() if row.last_ok_at else 0.0
    seen = Observed(row.interval_seconds, elapsed, new, len(parsed.items) if parsed else 0)
    interval = decide_interval(seen, habits, time, bounds)
    pace = decide_pace(row, new, interval, bounds) if pushed else Pace(interval, interval)
    chance = random.random()  # noqa: S311 (no secret)
    pause = (spread if row.interval_seconds else spread_first)(pace.pause_seconds, chance)
    due_at = now + timedelta(seconds=pause)
    if time.speed == 1:
        due_at = now + (after_rest(time.now + timedelta(seconds=pause), habits) - time.now)
    return NextReading(due_at, {"interval_seconds": pace.interval_seconds, "pace": keep_habits(habits)})


def first_dues(settings: Settings, count: int) -> list[datetime]:
    """When feeds that are being added are read first: at once, or over the shortest interval behind many others.

    An import of thousands neither begins nor goes on as one herd.
    """
    waiting = Feed.objects.filter(state="due", status="new").values("pk")[:FIRST_AT_ONCE].count()
    at_once = max(0, FIRST_AT_ONCE - waiting)
    now = real_now()
    return [now + (timedelta(0) if number < at_once else _somewhere(settings)) for number in range(count)]


def spread_backlog(settings: Settings) -> int:
    """Spread feeds that came due while nobody was working, but for those due longest; returns how many."""
    behind = real_now() - timedelta(seconds=settings.decimal("MIN_INTERVAL_SECONDS"))
    overdue = Feed.objects.filter(state="due", due_at__lt=behind).order_by("due_at", "pk")
    rows = list(overdue.only("pk", "epoch", "due_at")[FIRST_AT_ONCE:])
    for row in rows:
        own = Feed.objects.filter(pk=row.pk, epoch=row.epoch, due_at=row.due_at)
        own.update(due_at=real_now() + _somewhere(settings))
    return len(rows)


def _somewhere(settings: Settings) -> timedelta:
    return timedelta(seconds=random.random() * settings.decimal("MIN_INTERVAL_SECONDS"))  # noqa: S311 (no secret)


def _habits(
    row: Feed, result: FetchResult, parsed: ParsedFeed | None, time: NewsTime, bounds: IntervalBounds
) -> Habits:
    if parsed is None:
        habits = load_habits(row.pace)
    else:
        habits = find_habits(parsed.item_dates, parsed.rhythm, time.now, time.speed, bounds.shortest_seconds)
    fresh = parse_max_age(result.headers) if isinstance(result, Fetched) else 0
    return replace(habits, fresh_seconds=fresh)
