"""Politeness between requests: the host's row is the mutex, whatever number of workers run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from yaowen.base.clock import real_now
from yaowen.collect.models import Feed, Host, Page, Picture
from yaowen.collect.rules.robots import CLOSED, crawl_delay_seconds

ROBOTS_KEPT = timedelta(hours=24)
"""RFC 9309, 2.4: a cached robots.txt should not be used for more than 24 hours."""
CLOSED_KEPT = timedelta(minutes=30)
SILENT_FOR = timedelta(days=30)
"""RFC 9309, 2.3.1.4: a robots.txt that was not to be had for so long may be taken for unavailable: all is allowed."""


@dataclass(frozen=True, slots=True)
class FreeHost:
    """A host that may be asked now.

    Attributes:
        delay_seconds: pause between two requests; 0: no politeness needed.
        robots: its robots.txt; None where it must be read first.
        asks_reservations: whether what it reserves (`rules.reservations`) must be read before its pages.
    """

    name: str
    delay_seconds: float
    robots: str | None
    asks_reservations: bool = False


def ensure_hosts(names: Iterable[str]) -> None:
    """Make rows for hosts not known yet."""
    wanted = set(names)
    known = set(Host.objects.filter(name__in=wanted).values_list("name", flat=True))
    now = real_now()
    missing = [Host(name=name, next_at=now) for name in sorted(wanted - known)]
    Host.objects.bulk_create(missing, ignore_conflicts=True)


def set_delay(name: str, delay_seconds: float) -> None:
    """Set the pause between two requests to a host."""
    ensure_hosts([name])
    Host.objects.filter(name=name).update(delay_seconds=delay_seconds)


def find_free_hosts(
    model: type[Feed] | type[Page] | type[Picture],
    state: str,
    *,
    limit: int,
    without: Iterable[str],
    default_delay_seconds: float,
) -> list[FreeHost]:
    """Hosts that have due rows of a state and may be asked now, those that wait longest first.

    A host that is asked one thing at a time is left to its feeds while one of them is due: its pages may be many.
    """
    now = real_now()
    due = model._default_manager.filter(state=state, due_at__lte=now).values("host").distinct()
    free = Q(next_at__lte=now)
    if model is not Feed:
        free &= ~Q(name__in=Feed.objects.filter(state="due", due_at__lte=now).values("host"))
    found = Host.objects.filter(free | Q(delay_seconds=0.0), name__in=due).exclude(name__in=set(without))
    return [_free(row, now, default_delay_seconds) for row in found.order_by("next_at", "name")[:limit]]


def hold_hosts(hosts: Iterable[FreeHost], holder: str, hold_seconds: float) -> list[FreeHost]:
    """Take hosts for one request each; returns those taken. Call it in a transaction."""
    hosts = list(hosts)
    now = real_now()
    names = [host.name for host in hosts if host.delay_seconds]
    still_free = Host.objects.filter(name__in=names, next_at__lte=now).select_for_update(skip_locked=True)
    taken = set(still_free.values_list("name", flat=True))
    if taken:
        Host.objects.filter(name__in=taken).update(holder=holder, next_at=now + timedelta(seconds=hold_seconds))
    return [host for host in hosts if not host.delay_seconds or host.name in taken]


def hold_host(host: FreeHost, holder: str, hold_seconds: float) -> bool:
    """Take a host for one request; False where another has it. A host without delay need not be taken.

    Args:
        hold_seconds: after which the host is free again by itself, should the holder die.
    """
    if host.delay_seconds == 0:
        return True
    now = real_now()
    until = now + timedelta(seconds=hold_seconds)
    return Host.objects.filter(name=host.name, next_at__lte=now).update(holder=holder, next_at=until) == 1


def release_host(name: str, holder: str, pause_seconds: float) -> None:
    """Give a held host back: it may be asked again after the pause."""
    after = real_now() + timedelta(seconds=pause_seconds)
    Host.objects.filter(name=name, holder=holder).update(holder="", next_at=after)


def release_hosts(pauses: Mapping[str, float], holder: str) -> None:
    """Give held hosts back, each after its pause in seconds."""
    now = real_now()
    names_of: dict[float, list[str]] = {}
    for name, pause_seconds in pauses.items():
        names_of.setdefault(pause_seconds, []).append(name)
    for pause_seconds, names in names_of.items():
        after = now + timedelta(seconds=pause_seconds)
        Host.objects.filter(name__in=names, holder=holder).update(holder="", next_at=after)


def free_hosts_of(holder: str, default_delay_seconds: float) -> None:
    """Give back the hosts that a dead worker held: each may be asked again after its pause."""
    now = real_now()
    for name, delay in Host.objects.filter(holder=holder).values_list("name", "delay_seconds"):
        pause = timedelta(seconds=default_delay_seconds if delay is None else delay)
        Host.objects.filter(name=name, holder=holder).update(holder="", next_at=now + pause)


def keep_robots(name: str, robots: str) -> None:
    """Remember a host's robots.txt; one that closes everything for want of an answer is asked for again sooner.

    Where it has not been to be had for a month, the host is open until it is asked for again.
    """
    now = real_now()
    own = Host.objects.filter(name=name)
    if robots != CLOSED:
        own.update(robots=robots, robots_until=now + ROBOTS_KEPT, silent_since=None)
        return
    own.filter(silent_since=None).update(silent_since=now)
    silent = own.filter(silent_since__lte=now - SILENT_FOR).exists()
    own.update(robots="" if silent else CLOSED, robots_until=now + CLOSED_KEPT)


def _free(row: Host, now: datetime, default_delay_seconds: float) -> FreeHost:
    known = row.robots_until is not None and row.robots_until > now
    delay = row.delay_seconds
    if delay is None:
        delay = max(default_delay_seconds, crawl_delay_seconds(row.robots) if known else 0.0)
    told = row.tdm_until is not None and row.tdm_until > now
    return FreeHost(row.name, delay, row.robots if known else None, asks_reservations=not told)
