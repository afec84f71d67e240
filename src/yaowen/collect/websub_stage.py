"""The two stages of WebSub: hubs are asked to push, and what they have pushed is read like a reading of the feed."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from random import random
from typing import Any

from django.db import transaction
from django.db.models import F

from yaowen.base.addresses import HUB_CALLBACK
from yaowen.base.clock import real_now
from yaowen.belt.conveyor import Context, claim, finish, retry
from yaowen.collect.claiming import MARGIN_SECONDS
from yaowen.collect.feeds import FeedReader
from yaowen.collect.fetcher import Fetcher, limits_of
from yaowen.collect.hosts import FreeHost, hold_host, release_host
from yaowen.collect.links import names_withdrawn, save_links
from yaowen.collect.models import Feed, Host, Push, Subscription
from yaowen.collect.packing import pack, unpack
from yaowen.collect.rules.feeds.parsed import ParsedFeed
from yaowen.collect.rules.fetching import FAILED_BODY_BYTES, Fetched, FetchRequest
from yaowen.collect.rules.health import wait_of
from yaowen.collect.rules.websub import (
    LEAVE_ATTEMPTS,
    VERIFY_SECONDS,
    SubscriptionState,
    decide_retry_seconds,
    request_form,
)
from yaowen.collect.websub import end_orphans, fresh_keys, hasten

LOOK_SECONDS = 1.0
HUBS_AT_ONCE = 4
ANSWER_BYTES = 65536
PUSHES_AT_ONCE = 4
PUSH_LEASE = timedelta(seconds=200)
"""Four pushes that each run into the parser's time limit (10 s of processor, 40 s of real time), and their writing."""
_ASKED_ANEW = frozenset({SubscriptionState.DENIED, SubscriptionState.SILENT})


@dataclass(slots=True, eq=False)
class Errand:
    """A request to a hub under way."""

    row: Subscription
    host: FreeHost


class AskHubs:
    """Sends subscriptions, renewals and endings to hubs; a hub's host is asked as politely as any other."""

    name = "ask hubs"
    lane = "collect"

    def __init__(self) -> None:
        self._fetcher: Fetcher | None = None
        self._look_at_seconds = 0.0

    def step(self, context: Context) -> int:
        """Start what is due, note what hubs have answered; returns how many requests were concluded."""
        if time.monotonic() >= self._look_at_seconds:
            self._look_at_seconds = time.monotonic() + LOOK_SECONDS
            end_orphans()
            self._start_due(context)
        done = self._fetcher.poll(0.0) if self._fetcher is not None and len(self._fetcher) else []
        for errand, result in done:
            asked_to_wait = (wait_of(result, real_now()) or 0.0) if isinstance(result, Fetched) else 0.0
            release_host(errand.host.name, context.holder, max(errand.host.delay_seconds, asked_to_wait))
            save_answer(errand.row, result, asked_to_wait)
        return len(done)

    def wind_down(self, context: Context) -> None:
        """Give up what is under way, so that another worker may ask at once."""
        for errand in self._fetcher.close() if self._fetcher is not None else ():
            release_host(errand.host.name, context.holder, errand.host.delay_seconds)
            Subscription.objects.filter(pk=errand.row.pk, epoch=errand.row.epoch).update(due_at=real_now(), holder="")
        self._fetcher = None

    def _start_due(self, context: Context) -> None:
        fetcher = self._fetcher = self._fetcher or Fetcher(limits_of(context.settings))
        limits = replace(fetcher.limits, max_bytes=ANSWER_BYTES)
        for row in Subscription.objects.filter(due_at__lte=real_now()).order_by("due_at")[: 8 * HUBS_AT_ONCE]:
            if len(fetcher) >= HUBS_AT_ONCE:
                break
            if _is_left(row):
                Subscription.objects.filter(pk=row.pk, epoch=row.epoch).delete()
                continue
            with transaction.atomic():
                errand = _claim(row, context)
            if errand is not None:
                callback_url = f"{context.settings.site_url}{HUB_CALLBACK}{errand.row.token}"
                form = request_form(errand.row.expecting, row.topic_url, callback_url, errand.row.secret)
                fetcher.start(errand, FetchRequest(row.hub_url, row.private_origin, form=form), limits)


class CollectPushes:
    """Reads what hubs have pushed: same parser, same identity; an item that a push does not name means nothing."""

    name = "collect pushes"
    lane = "collect"

    def __init__(self) -> None:
        self._reader = FeedReader()

    def step(self, context: Context) -> int:
        """Read some of the pushes kept; returns how many."""
        rows = claim(Push, "received", holder=context.holder, limit=PUSHES_AT_ONCE, lease=PUSH_LEASE)
        for row in rows:
            self._read(row, context)
        return len(rows)

    def wind_down(self, context: Context) -> None:  # noqa: ARG002 (the belt's)
        """End the parser's child."""
        self._reader.close()

    def _read(self, row: Push, context: Context) -> None:
        subscription = Subscription.objects.select_related("feed__outlet").get(pk=row.subscription_id)
        feed = subscription.feed
        if feed is None or feed.state == "retired":
            Push.objects.filter(pk=row.pk).delete()
            return
        body = unpack(row.body)
        headers = {"content-type": row.content_type}
        answer = Fetched(feed.url, subscription.topic_url, 200, headers, body)
        read = self._reader.read(feed.outlet.name_hans, answer, real_now())
        with transaction.atomic():
            if not Push.objects.filter(pk=row.pk, epoch=row.epoch).delete()[0]:
                return
            if read.parsed is None:
                _set_aside(subscription, feed, body)
            else:
                _save_push(row, feed, read.parsed, body, context)


def save_answer(row: Subscription, result: Any, wait_seconds: float) -> None:
    """Note what a hub answered: 2xx means that it will verify, everything else that it is asked again, later."""
    again = max(decide_retry_seconds(row.attempts + 1, random()), wait_seconds)  # noqa: S311 (no secret)
    if isinstance(result, Fetched) and 200 <= result.status < 300:
        due_at = _within_lease(row, real_now() + timedelta(seconds=max(again, VERIFY_SECONDS)))
        finish(row, state=row.state, due_at=due_at, attempts=row.attempts + 1)
        return
    said = f"{row.hub_url} answers {result.status}" if isinstance(result, Fetched) else result.message
    pause_seconds = (_within_lease(row, real_now() + timedelta(seconds=again)) - real_now()).total_seconds()
    retry(row, f"hub: {said}; the feed is read meanwhile, and the hub is asked again", pause_seconds=pause_seconds)


def _claim(row: Subscription, context: Context) -> Errand | None:
    """Claim a subscription together with its hub's host; None where another worker was quicker or the host rests."""
    kept = Host.objects.filter(name=row.host).values_list("delay_seconds", flat=True).first()
    delay_seconds = context.settings.decimal("HOST_DELAY_SECONDS") if kept is None else kept
    host = FreeHost(row.host, delay_seconds, "")
    lease_seconds = context.settings.decimal("FETCH_TIMEOUT_SECONDS") + MARGIN_SECONDS
    if not hold_host(host, context.holder, lease_seconds):
        return None
    now = real_now()
    lapsed = row.state == SubscriptionState.LIVE and (row.lease_until is None or row.lease_until <= now)
    values: dict[str, Any] = {"holder": context.holder, "due_at": now + timedelta(seconds=lease_seconds)}
    values["expecting"] = "unsubscribe" if row.state == SubscriptionState.LEAVING else "subscribe"
    values |= fresh_keys(row.hub_url, row.private_origin) if row.state in _ASKED_ANEW else {}
    if lapsed or row.state not in {SubscriptionState.LEAVING, SubscriptionState.LIVE}:
        values["state"] = SubscriptionState.ASKED.value
    own = Subscription.objects.filter(pk=row.pk, epoch=row.epoch)
    if not own.update(epoch=F("epoch") + 1, **values):
        release_host(host.name, context.holder, 0.0)
        return None
    if lapsed:
        hasten(row.feed_id)
    return Errand(Subscription.objects.get(pk=row.pk), host)


def _is_left(row: Subscription) -> bool:
    """Whether an ending has been tried often enough: without renewal the subscription lapses by itself."""
    lapsed = row.lease_until is None or row.lease_until <= real_now()
    return row.state == SubscriptionState.LEAVING and (lapsed or row.attempts >= LEAVE_ATTEMPTS)


def _within_lease(row: Subscription, at: Any) -> Any:
    """A moment, but not after the end of a live lease: when it lapses, the feed must be read in full at once."""
    return min(at, row.lease_until) if row.lease_until is not None and row.lease_until > real_now() else at


def _set_aside(subscription: Subscription, feed: Feed, body: bytes) -> None:
    """What cannot be read is kept for inspection; a reading of the feed brings what it meant to say."""
    Feed.objects.filter(pk=feed.pk).update(failed_body=pack(body[:FAILED_BODY_BYTES]))
    Subscription.objects.filter(pk=subscription.pk).update(refused_pushes=F("refused_pushes") + 1)
    hasten(feed.pk)


def _save_push(row: Push, feed: Feed, parsed: ParsedFeed, body: bytes, context: Context) -> None:
    new = save_links(feed, parsed.items, context.clock.now())
    kept = None if names_withdrawn(parsed.items) else pack(body)
    Feed.objects.filter(pk=feed.pk).update(body=kept, **({"last_new_at": real_now()} if new else {}))
    Subscription.objects.filter(pk=row.subscription_id).update(
        pushed_items=F("pushed_items") + new, last_push_hash=row.body_hash
    )
