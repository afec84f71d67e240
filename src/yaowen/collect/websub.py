"""What a reading of a feed means for its WebSub subscription, and what the subscription means for the next reading."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from yaowen.base.clock import real_now
from yaowen.base.settings import Settings
from yaowen.collect.hosts import ensure_hosts
from yaowen.collect.models import Feed, Push, Subscription
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.feeds.parsed import ParsedFeed
from yaowen.collect.rules.fetching import Fetched
from yaowen.collect.rules.interval import IntervalBounds
from yaowen.collect.rules.websub import (
    LONGEST_RETRY_SECONDS,
    MISSES_ALLOWED,
    SECRET_BYTES,
    TOKEN_BYTES,
    Offer,
    SubscriptionState,
    decide_misses,
    decide_safety_seconds,
    find_offer,
    is_public_site,
    may_send_secret,
    may_subscribe,
)

SILENT_MESSAGE = (
    "the hub says that it pushes, but readings find what it did not push; the feed is read in full again, "
    "and the hub is asked anew in a day"
)
_ENDING = Q(feed=None) | Q(feed__state="retired")


@dataclass(frozen=True, slots=True)
class Pace:
    """When a feed is read next.

    Attributes:
        interval_seconds: the feed's own rhythm, to be kept.
        pause_seconds: until the next reading; longer than the rhythm while pushes are live.
    """

    interval_seconds: float
    pause_seconds: float


def pushed_feeds(ids: Iterable[int]) -> set[int]:
    """Which of these feeds have pushes that are live."""
    live = Subscription.objects.filter(feed__in=list(ids), state=SubscriptionState.LIVE)
    return set(live.values_list("feed_id", flat=True))


def decide_pace(row: Feed, new: int, interval_seconds: float, bounds: IntervalBounds) -> Pace:
    """Slow the reading of a feed whose pushes are live; note where a reading found what no push had brought.

    Args:
        new: items that this reading found and nothing before it.
        interval_seconds: the rhythm that the reading alone would give.
    """
    live = Subscription.objects.filter(feed=row, state=SubscriptionState.LIVE, lease_until__gt=real_now()).first()
    if live is None:
        return Pace(interval_seconds, interval_seconds)
    misses = decide_misses(live.misses, 0 if _was_hinted(live, row) else new, live.pushed_items)
    own = Subscription.objects.filter(pk=live.pk, state=SubscriptionState.LIVE)
    if misses >= MISSES_ALLOWED:
        again = real_now() + timedelta(seconds=LONGEST_RETRY_SECONDS)
        fields = {"lease_until": None, "expecting": "", "last_error": SILENT_MESSAGE, "misses": 0, "holder": ""}
        own.update(state=SubscriptionState.SILENT, due_at=again, epoch=F("epoch") + 1, **fields)
        return Pace(interval_seconds, interval_seconds)
    own.update(misses=misses, pushed_items=0)
    kept_seconds = row.interval_seconds or interval_seconds  # what pushes bring is no news to a reading
    return Pace(kept_seconds, decide_safety_seconds(kept_seconds, bounds))


def follow_offer(row: Feed, result: Fetched, parsed: ParsedFeed, settings: Settings) -> None:
    """Want, change or end a feed's subscription as an answer of the feed names a hub, another one, or none."""
    offer = find_offer(result.headers, result.final_url, parsed.hub, parsed.self_url)
    origin = row.outlet.private_origin
    if offer and not may_subscribe(settings.site_url, offer.hub_url, origin):
        offer = None
    held = Subscription.objects.filter(feed=row).first()
    if held is None:
        if offer:
            ensure_hosts([origin_of(offer.hub_url)])
            Subscription.objects.bulk_create([Subscription(feed=row, **_wanted(offer, origin))], ignore_conflicts=True)
        return
    own = Subscription.objects.filter(pk=held.pk)
    if offer is None:
        _end(own.exclude(state=SubscriptionState.LEAVING))
    elif offer != Offer(held.hub_url, held.topic_url) or held.state == SubscriptionState.LEAVING:
        ensure_hosts([origin_of(offer.hub_url)])
        own.update(epoch=F("epoch") + 1, **_wanted(offer, origin))


def fresh_keys(hub_url: str, private_origin: str) -> dict[str, str]:
    """A new callback token, and a new secret where it may be told to the hub."""
    secret = secrets.token_hex(SECRET_BYTES) if may_send_secret(hub_url, private_origin) else ""
    return {"token": secrets.token_urlsafe(TOKEN_BYTES), "secret": secret}


def end_orphans() -> None:
    """Subscriptions of feeds that were removed or have retired are to be ended at their hubs."""
    orphans = Subscription.objects.filter(_ENDING).exclude(state=SubscriptionState.LEAVING)
    if found := list(orphans.values_list("pk", flat=True)[:1000]):
        _end(Subscription.objects.filter(pk__in=found))


def hasten(feed_id: int | None, not_before: datetime | None = None) -> None:
    """Let a feed be read soon: at once, or at a moment that is near; one that is being read stays as it is."""
    if feed_id is None:
        return
    at = max(real_now(), not_before or real_now())
    Feed.objects.filter(pk=feed_id, state="due", holder="", due_at__gt=at).update(due_at=at)


def drop_pushes(outlet_ids: Any) -> None:
    """Let go of what hubs have pushed for outlets and nobody has read yet; the feeds' next reading brings it."""
    Push.objects.filter(subscription__feed__outlet__in=outlet_ids).delete()


def count_subscriptions() -> Mapping[str, int]:
    """How many subscriptions there are, and how many of them are live."""
    live = Subscription.objects.filter(state=SubscriptionState.LIVE, lease_until__gt=real_now())
    return {"wanted": Subscription.objects.exclude(state=SubscriptionState.LEAVING).count(), "live": live.count()}


def push_state(feed: Feed) -> str:
    """How a feed stands with its hub, a value of `SubscriptionState`; empty where it has none."""
    held: Subscription | None = getattr(feed, "subscription", None)
    return held.state if held else ""


def say_reach(settings: Settings) -> str:
    """What the operator should know of the site's address: empty where hubs can reach it."""
    if is_public_site(settings.site_url):
        return ""
    return (
        f"feeds are polled only: hubs cannot reach {settings.site_url}, so none is asked to push; "
        "YAOWEN_SITE_URL names the public address"
    )


def _wanted(offer: Offer, private_origin: str) -> dict[str, Any]:
    return {
        "state": SubscriptionState.WANTED.value, "due_at": real_now(), "holder": "", "attempts": 0, "last_error": "",
        "hub_url": offer.hub_url, "host": origin_of(offer.hub_url), "topic_url": offer.topic_url,
        "private_origin": private_origin, "expecting": "", "lease_until": None, "misses": 0,
        **fresh_keys(offer.hub_url, private_origin),
    }  # fmt: skip


def _end(rows: Any) -> None:
    rows.update(
        state=SubscriptionState.LEAVING, due_at=real_now(), holder="", attempts=0, expecting="", epoch=F("epoch") + 1
    )


def _was_hinted(live: Subscription, row: Feed) -> bool:
    """Whether an unsigned push made the feed due: what this reading finds is what it hinted at."""
    hinted = live.last_push_at is not None and (row.last_ok_at is None or live.last_push_at > row.last_ok_at)
    return not live.secret and hinted
