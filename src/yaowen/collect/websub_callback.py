"""What hubs send to the callback: verified intents, and pushes kept before the hub is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import random

from django.db import transaction
from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.base.settings import Settings
from yaowen.collect.hashes import hash_bytes
from yaowen.collect.models import Push, Subscription
from yaowen.collect.packing import pack
from yaowen.collect.rules.websub import (
    LONGEST_RETRY_SECONDS,
    SubscriptionState,
    Verification,
    decide_lease_seconds,
    decide_renewal_seconds,
    is_signed,
    parse_verification,
)
from yaowen.collect.websub import hasten

WAITING_PUSHES = 32
"""Pushes of one subscription that may wait to be read; a hub with more is asked to come again."""
CLOCK_MARGIN = timedelta(hours=1)
"""A push is due at once, also where the clock of the machine that took it is ahead of the workers'."""
_TYPE_CHARS = 200
_DENIED_MESSAGE = "the hub refuses to push this feed; it is read as before, and the hub is asked again in a day"


class PushEnd(StrEnum):
    """What becomes of a push. Closed."""

    KEPT = "kept"
    KNOWN = "known"
    HINT = "hint"
    REFUSED = "refused"
    BUSY = "busy"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SentPush:
    """A push as it came. `signature` is the header X-Hub-Signature, empty where there is none."""

    token: str
    signature: str
    content_type: str
    body: bytes


def answer_hub(token: str, query: str) -> str | None:
    """Answer a hub's question about a subscription.

    Args:
        token: the last part of the callback's path.
        query: of the request, as it came.

    Returns:
        The challenge to send back with 200 (empty for a denial that was noted); None: 404, we asked for no such thing.
    """
    asked = parse_verification(query)
    if asked is None:
        return None
    row = Subscription.objects.filter(token=token, topic_url=asked.topic_url).first()
    if row is None:
        return None
    if asked.mode == "denied":
        _save_denial(row)
        return ""
    if not asked.challenge or row.expecting != asked.mode:
        return None
    done = _save_lease(row, asked) if asked.mode == "subscribe" else _end(row)
    return asked.challenge if done else None


def is_subscribed(token: str) -> bool:
    """Whether anything may be pushed to a token: asked before a body is read."""
    return Subscription.objects.filter(token=token).exclude(state=SubscriptionState.LEAVING).exists()


def keep_push(sent: SentPush, settings: Settings) -> PushEnd:
    """Keep a push on disk, to be read by the stage; returns only once it is there.

    One without a right signature is counted and let go. Where no secret could be sent, a push is believed no word: it
    only makes its feed due, not sooner than the shortest pause between two readings.
    """
    rows = Subscription.objects.filter(token=sent.token).exclude(state=SubscriptionState.LEAVING)
    row = rows.select_related("feed").defer("feed__body", "feed__failed_body").first()
    if row is None or row.feed is None:
        return PushEnd.GONE
    own = Subscription.objects.filter(pk=row.pk)
    if not row.secret:
        own.update(pushes=F("pushes") + 1, last_push_at=real_now())
        last = row.feed.last_ok_at
        hasten(row.feed_id, last + timedelta(seconds=settings.decimal("MIN_INTERVAL_SECONDS")) if last else None)
        return PushEnd.HINT
    if not is_signed(row.secret, sent.signature, sent.body):
        own.update(refused_pushes=F("refused_pushes") + 1)
        return PushEnd.REFUSED
    if Push.objects.filter(subscription=row).count() >= WAITING_PUSHES:
        return PushEnd.BUSY
    return _store(row, sent)


def _store(row: Subscription, sent: SentPush) -> PushEnd:
    now, body_hash = real_now(), hash_bytes(sent.body)
    if row.last_push_hash is not None and bytes(row.last_push_hash) == body_hash:
        return PushEnd.KNOWN
    push = Push(
        state="received", due_at=now - CLOCK_MARGIN, subscription=row, body=pack(sent.body), body_hash=body_hash,
        content_type=_printable(sent.content_type), received_at=now,
    )  # fmt: skip
    with transaction.atomic():
        Push.objects.bulk_create([push], ignore_conflicts=True)
        Subscription.objects.filter(pk=row.pk).update(pushes=F("pushes") + 1, last_push_at=now)
    return PushEnd.KEPT


def _save_lease(row: Subscription, asked: Verification) -> bool:
    now = real_now()
    lease_seconds = decide_lease_seconds(asked.lease_seconds)
    renewed = row.state == SubscriptionState.LIVE and row.lease_until is not None and row.lease_until > now
    kept = {"attempts": 0, "last_error": "", "holder": "", "expecting": ""}
    values = kept if renewed else {**kept, "misses": -1, "pushed_items": 0}
    after = now + timedelta(seconds=decide_renewal_seconds(lease_seconds, random()))  # noqa: S311 (no secret)
    asked_for = Subscription.objects.filter(pk=row.pk, token=row.token, expecting="subscribe")
    with transaction.atomic():
        done = asked_for.exclude(state=SubscriptionState.LEAVING).update(
            state=SubscriptionState.LIVE, due_at=after, lease_until=now + timedelta(seconds=lease_seconds),
            epoch=F("epoch") + 1, **values,
        )  # fmt: skip
        if done and not renewed:
            hasten(row.feed_id)  # what came between the last reading and now, no push will bring
    return bool(done)


def _save_denial(row: Subscription) -> None:
    after = real_now() + timedelta(seconds=LONGEST_RETRY_SECONDS * (1.0 + random() / 10))  # noqa: S311 (no secret)
    Subscription.objects.filter(pk=row.pk).exclude(state=SubscriptionState.LEAVING).update(
        state=SubscriptionState.DENIED, due_at=after, lease_until=None, expecting="", holder="", epoch=F("epoch") + 1,
        last_error=_DENIED_MESSAGE,
    )  # fmt: skip
    hasten(row.feed_id)


def _end(row: Subscription) -> bool:
    leaving = Subscription.objects.filter(pk=row.pk, state=SubscriptionState.LEAVING, expecting="unsubscribe")
    return bool(leaving.delete()[0])


def _printable(kind: str) -> str:
    return "".join(sign for sign in kind if sign.isascii() and sign.isprintable())[:_TYPE_CHARS]
