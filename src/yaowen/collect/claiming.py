"""Claiming due rows of one host: one where politeness rules, a batch where none is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import TypeVar

from yaowen.base.clock import real_now
from yaowen.collect.hosts import FreeHost, ensure_hosts, hold_host, release_host
from yaowen.collect.models import Feed, Page
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.fetching import Hop

Row = TypeVar("Row", Feed, Page)

MARGIN_SECONDS = 40.0
"""What a lease lasts beyond the time limit of the fetches under it: parsing and writing."""
BATCH_ROWS = 8
PARALLEL_WITHOUT_DELAY = 4
PARALLEL_OF_ONE_OUTLET = 2
_LOOKED_AT_ROWS = 8 * BATCH_ROWS


def claim_of_host(
    model: type[Row], state: str, order: str, *, host: FreeHost, holder: str, timeout_seconds: float
) -> list[Row]:
    """Claim rows of a host for as long as fetching them may take, together with the host itself.

    Args:
        order: column to claim by, `-` before it for descending.
        timeout_seconds: total time of one fetch.

    Returns:
        The rows with their outlets; none where another worker was quicker. Call it in a transaction.
    """
    if not hold_host(host, holder, timeout_seconds + MARGIN_SECONDS):
        return []
    # A queue of one outlet's rows that all run into the time limit must end within the lease.
    turns = 1 if host.delay_seconds else BATCH_ROWS // PARALLEL_OF_ONE_OUTLET
    now = real_now()
    lease_end = now + timedelta(seconds=timeout_seconds * turns + MARGIN_SECONDS)
    due = model._default_manager.filter(state=state, host=host.name, due_at__lte=now)
    places = due.order_by(order, "pk").values_list("pk", "epoch", "outlet_id")[:_LOOKED_AT_ROWS]
    claimed = [
        pk
        for pk, epoch in _in_turn(places)[: 1 if host.delay_seconds else BATCH_ROWS]
        if due.filter(pk=pk, epoch=epoch).update(holder=holder, epoch=epoch + 1, due_at=lease_end)
    ]
    if not claimed:
        release_host(host.name, holder, 0.0)
    return list(model._default_manager.filter(pk__in=claimed).select_related("outlet"))


def give_back(row: Row, host: FreeHost, holder: str, pause_seconds: float) -> None:
    """Let a claimed row be claimed again at once, and its host after a pause."""
    type(row)._default_manager.filter(pk=row.pk, epoch=row.epoch).update(due_at=real_now(), holder="")
    if host.delay_seconds:
        release_host(host.name, holder, pause_seconds)


def hop_of(row: Feed | Page) -> Hop | None:
    """Where a chain of redirects goes on that has left a row's own host."""
    return Hop(row.hop["url"], tuple(row.hop["chain"]), row.hop["permanent"]) if row.hop else None


def send_elsewhere(row: Feed | Page, hop: Hop) -> None:
    """Let a claimed row be claimed again for the host that it was redirected to: its robots and pause are its own."""
    host = origin_of(hop.url)
    ensure_hosts([host])
    owned = type(row)._default_manager.filter(pk=row.pk, epoch=row.epoch)
    owned.update(hop=asdict(hop), host=host, due_at=real_now(), holder="")


def bring_home(row: Feed | Page) -> None:
    """The chain has come to its end: the next request of a claimed row begins at its own address."""
    if row.hop:
        owned = type(row)._default_manager.filter(pk=row.pk, epoch=row.epoch)
        owned.update(hop=None, host=origin_of(row.url))


def _in_turn(places: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """(pk, epoch) of rows with the outlets taking turns, so that one outlet's backlog does not fill a batch."""
    seen: Counter[int] = Counter()
    turns: list[tuple[int, int, int, int]] = []
    for place, (pk, epoch, outlet_id) in enumerate(places):
        turns.append((seen[outlet_id], place, pk, epoch))
        seen[outlet_id] += 1
    return [(pk, epoch) for _, _, pk, epoch in sorted(turns)]
