"""How every feed and every outlet fares, for commands and the desk; and the review that notices what changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from yaowen.collect.models import Feed, HealthEvent, Outlet, OutletHealth
from yaowen.collect.rules.health import FeedStatus
from yaowen.collect.rules.outlet_state import FeedFacts, Verdict, judge_outlet
from yaowen.collect.rules.silence import Silence

EVENTS_KEPT = 50
"""Changes of state kept an outlet."""
REASON_CHARS = 1000
SAVED_AT_ONCE = 200
_STATES = frozenset(FeedStatus)
WELL = frozenset({FeedStatus.FINE, FeedStatus.NEW})
_FEED_COLUMNS = (
    "outlet_id", "url", "status", "attempts", "status_since", "last_error", "moved_url", "moved_seen", "state",
    "item_gap_seconds", "newest_item_at", "last_new_at", "last_ok_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """One feed's state.

    Attributes:
        status: a value of `rules.health.FeedStatus`; `since` says since when.
        message: what happened and what to do; empty for a feed that is fine.
        seconds: how long its last answer took.
    """

    slug: str
    name: str
    url: str
    status: str
    since: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    seconds: float
    message: str


@dataclass(frozen=True, slots=True)
class OutletReport:
    """An outlet's state, by its feeds and pages.

    Attributes:
        state: a value of `rules.health.FeedStatus`; `rules.health_words` says it in words.
        since: real time; None where nobody has looked yet.
        message: what happened to it and what to do; empty where it is fine.
        pages: signs of its last pages (`rules.page_marks`).
        was: the state before, and what it was noticed by, where the state has changed; empty where it never has.
    """

    id: int
    slug: str
    name: str
    state: str
    since: datetime | None
    message: str
    last_ok_at: datetime | None
    feeds: int
    pages: str = ""
    was: str = ""


def outlet_health() -> list[FeedHealth]:
    """All feeds of active outlets, by slug; two queries whatever their number."""
    rows = Feed.objects.filter(outlet__active=True).select_related("outlet").order_by("outlet__slug", "url")
    rows = rows.defer("body", "failed_body")
    return [
        FeedHealth(
            row.outlet.slug, row.outlet.name_hans, row.url, row.status, row.status_since, row.last_ok_at,
            row.last_new_at, row.last_seconds, row.last_error,
        )
        for row in rows
    ]  # fmt: skip


def report_outlets(now: datetime, news_now: datetime | None) -> list[OutletReport]:
    """The active outlets, by slug; four queries whatever their number.

    Args:
        now: real time.
        news_now: news time, to judge them as they stand at this moment; None for what the last review found.
    """
    kept = {row.pk: row for row in OutletHealth.objects.filter(outlet__active=True).defer("page_body")}
    before = _states_before()
    return [
        _report(outlet, feeds, kept.get(outlet.pk) or OutletHealth(outlet_id=outlet.pk), before, now, news_now)
        for outlet, feeds in _outlets_with_feeds()
    ]


def review_outlets(now: datetime, news_now: datetime) -> int:
    """Look at every active outlet once, keep its state, and log every change; returns how many changed."""
    kept = {row.pk: row for row in OutletHealth.objects.filter(outlet__active=True).defer("page_body")}
    changed: list[tuple[OutletHealth, HealthEvent]] = []
    for outlet, feeds in _outlets_with_feeds():
        row = kept.get(outlet.pk) or OutletHealth(outlet_id=outlet.pk)
        verdict = _judge(outlet, feeds, row, now, news_now)
        last_ok_at = _last_ok(feeds)
        if row.since is not None and (row.state, row.message) == (verdict.state, verdict.message[:REASON_CHARS]):
            continue
        event = HealthEvent(outlet_id=outlet.pk, was=row.state, state=verdict.state.value, at=now,
                            reason=verdict.message[:REASON_CHARS])  # fmt: skip
        if row.since is None or row.state != verdict.state:
            row.since = verdict.since or now
        row.state, row.message, row.last_ok_at = verdict.state.value, verdict.message[:REASON_CHARS], last_ok_at
        changed.append((row, event))
    for place in range(0, len(changed), SAVED_AT_ONCE):  # many at the first review: other writers get their turn
        _save(changed[place : place + SAVED_AT_ONCE])
    return sum(event.was != event.state for _, event in changed)


def history_of(outlet_id: int, limit: int = EVENTS_KEPT) -> list[HealthEvent]:
    """The changes of an outlet's state, the latest first."""
    return list(HealthEvent.objects.filter(outlet_id=outlet_id).order_by("-at", "-pk")[:limit])


def recovered_since(at: datetime) -> list[HealthEvent]:
    """Recoveries since a moment (real time): outlets that are fine again, the latest first."""
    rows = HealthEvent.objects.filter(at__gte=at, state=FeedStatus.FINE.value).exclude(was__in=WELL)
    return list(rows.select_related("outlet").order_by("-at", "-pk"))


def _report(
    outlet: Outlet, feeds: Sequence[Feed], row: OutletHealth, before: Mapping[int, str], now: datetime,
    news_now: datetime | None,
) -> OutletReport:  # fmt: skip
    reviewed = Verdict(FeedStatus.NEW if row.state not in _STATES else FeedStatus(row.state), row.message, row.since)
    verdict = reviewed if news_now is None else _judge(outlet, feeds, row, now, news_now)
    same = row.since is not None and row.state == verdict.state
    return OutletReport(
        outlet.pk, outlet.slug, outlet.name_hans, verdict.state.value, row.since if same else verdict.since or now,
        verdict.message, _last_ok(feeds), len(feeds), row.pages, before.get(outlet.pk, ""),
    )  # fmt: skip


def _save(changed: Sequence[tuple[OutletHealth, HealthEvent]]) -> None:
    """Keep states and log changes. A row's `pages` belong to other writers and are left alone."""
    columns = ["state", "message", "since", "last_ok_at"]
    rows = [OutletHealth(pk=row.pk, **{name: getattr(row, name) for name in columns}) for row, _ in changed]
    with transaction.atomic():
        OutletHealth.objects.bulk_create(rows, update_conflicts=True, unique_fields=["outlet"], update_fields=columns)
        events = [event for _, event in changed if event.was != event.state]
        HealthEvent.objects.bulk_create(events)
        _forget_old({event.outlet_id for event in events})


def _forget_old(outlet_ids: Collection[int]) -> None:
    counted = HealthEvent.objects.filter(outlet_id__in=outlet_ids).values("outlet_id").annotate(events=Count("pk"))
    for outlet_id in counted.filter(events__gt=EVENTS_KEPT).values_list("outlet_id", flat=True):
        rows = HealthEvent.objects.filter(outlet_id=outlet_id).order_by("-at", "-pk")
        past = list(rows.values_list("pk", flat=True)[EVENTS_KEPT : EVENTS_KEPT + 100])
        HealthEvent.objects.filter(pk__in=past).delete()


def _outlets_with_feeds() -> list[tuple[Outlet, list[Feed]]]:
    feeds: dict[int, list[Feed]] = defaultdict(list)
    for feed in Feed.objects.filter(outlet__active=True).only(*_FEED_COLUMNS).order_by("url"):
        feeds[feed.outlet_id].append(feed)
    outlets = Outlet.objects.filter(active=True).only("slug", "name_hans", "added_at").order_by("slug")
    return [(outlet, feeds[outlet.pk]) for outlet in outlets]


def _judge(outlet: Outlet, feeds: Sequence[Feed], row: OutletHealth, now: datetime, news_now: datetime) -> Verdict:
    facts = [
        FeedFacts(
            feed.url, feed.status, feed.attempts, feed.status_since,
            Silence(feed.item_gap_seconds, feed.newest_item_at, feed.last_new_at, outlet.added_at),
            feed.last_error, feed.moved_url if feed.moved_seen > 1 else "", feed.state == "retired",
        )
        for feed in feeds
    ]  # fmt: skip
    return judge_outlet(outlet.name_hans, facts, row.pages, now, news_now)


def _last_ok(feeds: Sequence[Feed]) -> datetime | None:
    return max((feed.last_ok_at for feed in feeds if feed.last_ok_at), default=None)


def _states_before() -> dict[int, str]:
    """The state that each outlet had before its present one."""
    return dict(HealthEvent.objects.order_by("at", "pk").values_list("outlet_id", "was"))  # the last one stands
