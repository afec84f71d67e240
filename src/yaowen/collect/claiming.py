"""Claiming due rows of free hosts: one a host where politeness rules, a batch where none is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, TypeVar

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from yaowen.base.clock import real_now
from yaowen.collect.hosts import FreeHost, ensure_hosts, hold_hosts, release_host, release_hosts
from yaowen.collect.models import Feed, Page, Picture
from yaowen.collect.rules.addresses import origin_of
from yaowen.collect.rules.fetching import Hop

Row = TypeVar("Row", Feed, Page, Picture)

MARGIN_SECONDS = 40.0
"""What a lease lasts beyond the time limit of the fetches under it: parsing and writing."""
BATCH_ROWS = 8
PARALLEL_WITHOUT_DELAY = 4
PARALLEL_OF_ONE_OUTLET = 2
_LOOKED_AT_ROWS = 8 * BATCH_ROWS
_LEFT: dict[Any, tuple[str, ...]] = {Feed: ("body", "failed_body"), Page: ("body",)}
"""Columns of bytes, which the way to an answer does not need."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who claims, and for how long.

    Attributes:
        timeout_seconds: total time of one fetch; a lease lasts as long as the fetches under it may take.
    """

    holder: str
    timeout_seconds: float


def claim_of_hosts(
    model: type[Row], state: str, order: str, hosts: Iterable[FreeHost], claimant: Claimant
) -> list[tuple[Row, FreeHost]]:
    """Claim rows of many hosts together with the hosts themselves, in seven statements however many there are.

    Args:
        order: column to claim by, `-` before it for descending.

    Returns:
        The rows with their outlets and hosts; those that another worker was quicker to claim are left out.
        Call it in a transaction.
    """
    held = hold_hosts(hosts, claimant.holder, claimant.timeout_seconds + MARGIN_SECONDS)
    host_of = {host.name: host for host in held}
    chosen = _choose_rows(model, state, order, host_of)
    due = model._default_manager.filter(pk__in=chosen, state=state, due_at__lte=real_now())
    locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("outlet")
    rows = [row for row in locked.defer(*_LEFT.get(model, ())) if row.host in host_of]
    for turns in (1, BATCH_ROWS // PARALLEL_OF_ONE_OUTLET):
        # A queue of one outlet's rows that all run into the time limit must end within the lease.
        lease_end = real_now() + timedelta(seconds=claimant.timeout_seconds * turns + MARGIN_SECONDS)
        _mark_claimed(
            [row for row in rows if (turns == 1) == bool(host_of[row.host].delay_seconds)], claimant, lease_end
        )
    idle = {host.name for host in held if host.delay_seconds} - {row.host for row in rows}
    release_hosts(dict.fromkeys(idle, 0.0), claimant.holder)
    return [(row, host_of[row.host]) for row in sorted(rows, key=lambda row: chosen.index(row.pk))]


def _choose_rows(model: type[Row], state: str, order: str, host_of: Mapping[str, FreeHost]) -> list[int]:
    """The first due row of each host that is asked politely, a batch of the others."""
    first = F(order.lstrip("-")).desc() if order.startswith("-") else F(order).asc()
    due = model._default_manager.filter(state=state, due_at__lte=real_now())
    unhurried = {name for name, host in host_of.items() if not host.delay_seconds}
    chosen: list[int] = []
    for names, most in ((set(host_of) - unhurried, 1), (unhurried, _LOOKED_AT_ROWS)):
        if not names:
            continue
        place = Window(RowNumber(), partition_by=F("host"), order_by=[first, F("pk").asc()])
        found = due.filter(host__in=names).annotate(place=place).filter(place__lte=most).order_by("host", "place")
        rows = found.values_list("host", "pk", "outlet_id")
        for _, places in groupby(rows, key=lambda row: row[0]):
            chosen += _in_turn((pk, outlet_id) for _, pk, outlet_id in places)[: 1 if most == 1 else BATCH_ROWS]
    return chosen


def _mark_claimed(rows: Sequence[Feed | Page | Picture], claimant: Claimant, lease_end: datetime) -> None:
    if not rows:
        return
    claimed = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows])
    claimed.update(holder=claimant.holder, epoch=F("epoch") + 1, due_at=lease_end)
    for row in rows:
        row.epoch, row.holder, row.due_at = row.epoch + 1, claimant.holder, lease_end


def give_back(row: Row, host: FreeHost, holder: str, pause_seconds: float) -> None:
    """Let a claimed row be claimed again at once, and its host after a pause."""
    return_row(row)
    if host.delay_seconds:
        release_host(host.name, holder, pause_seconds)


def return_row(row: Feed | Page | Picture) -> None:
    """Let a claimed row be claimed again at once."""
    type(row)._default_manager.filter(pk=row.pk, epoch=row.epoch).update(due_at=real_now(), holder="")


def hop_of(row: Feed | Page | Picture) -> Hop | None:
    """Where a chain of redirects goes on that has left a row's own host."""
    return Hop(row.hop["url"], tuple(row.hop["chain"]), row.hop["permanent"]) if row.hop else None


def send_elsewhere(row: Feed | Page | Picture, hop: Hop) -> None:
    """Let a claimed row be claimed again for the host that it was redirected to: its robots and pause are its own."""
    host = origin_of(hop.url)
    ensure_hosts([host])
    owned = type(row)._default_manager.filter(pk=row.pk, epoch=row.epoch)
    owned.update(hop=asdict(hop), host=host, due_at=real_now(), holder="")


def bring_home(row: Feed | Page | Picture) -> None:
    """The chain has come to its end: the next request of a claimed row begins at its own address."""
    if row.hop:
        owned = type(row)._default_manager.filter(pk=row.pk, epoch=row.epoch)
        owned.update(hop=None, host=origin_of(row.url))


def _in_turn(places: Iterable[tuple[int, int]]) -> list[int]:
    """Rows with the outlets taking turns, so that one outlet's backlog does not fill a batch."""
    seen: Counter[int] = Counter()
    turns: list[tuple[int, int, int]] = []
    for place, (pk, outlet_id) in enumerate(places):
        turns.append((seen[outlet_id], place, pk))
        seen[outlet_id] += 1
    return [pk for _, _, pk in sorted(turns)]
