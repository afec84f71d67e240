"""Claiming, finishing and retrying rows; leases; the loop that runs the stages of a lane."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar, runtime_checkable

from django.apps import apps
from django.db import close_old_connections, connection, models, transaction
from django.db.utils import OperationalError

from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import Settings
from yaowen.belt.models import Lease, WorkItem

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=WorkItem)

LEASE = timedelta(minutes=5)
LONGEST_HOLD = timedelta(minutes=30)
"""No row is held longer: a batch of fetches that all run into their time limit takes some minutes."""
FIRST_PAUSE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 6 * 3600.0
IDLE_SECONDS = 0.25
MOVE_SECONDS = 0.02
ERROR_CHARS = 500


@dataclass(frozen=True, slots=True)
class Context:
    """What a stage is given to work with.

    Attributes:
        holder: name of this worker, unique among all that run.
        stopping: set when the worker should finish its batch and return.
    """

    settings: Settings
    clock: Clock
    holder: str
    stopping: threading.Event


class Stage(Protocol):
    """A step of the pipeline.

    Attributes:
        name: as `yaowen status` shows it.
        lane: stages of one lane run one after the other in one thread, in pipeline order.
    """

    name: str
    lane: str

    def step(self, context: Context) -> int:
        """Work on at most one batch of what is due; returns how many rows were handled (0: nothing was due)."""
        ...


@runtime_checkable
class WarmsUp(Protocol):
    """A stage with processes of its own, best forked before the worker has threads."""

    def warm_up(self) -> None:
        """Fork them."""
        ...


@runtime_checkable
class WindsDown(Protocol):
    """A stage that holds rows between its steps."""

    def wind_down(self, context: Context) -> None:
        """Give back what is under way, so that nobody waits for a lease to end."""
        ...


@runtime_checkable
class MovesOn(Protocol):
    """A stage that waits for answers between its steps, which should not stand still while its lane rests."""

    def is_busy(self) -> bool:
        """Whether anything is under way."""
        ...

    def move_on(self, seconds: float) -> bool:
        """Let it go on for at most so long; True as soon as a step is of use."""
        ...


def claim(
    model: type[Row], state: str, *, holder: str, limit: int, lease: timedelta = LEASE, order: str = "due_at"
) -> list[Row]:
    """Claim up to `limit` due rows of a state for `lease`, in one conditional UPDATE.

    Args:
        order: column to claim by, `-` before it for descending: what is first is worked on first.

    Returns:
        The rows as claimed, their `epoch` raised, in `order`.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    column = connection.ops.quote_name(order.lstrip("-"))
    direction = "DESC" if order.startswith("-") else "ASC"
    skip = " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    now = real_now()
    # Materialized: PostgreSQL may else run the inner query again for every row, and claim more than the limit.
    sql = (
        f"WITH chosen AS MATERIALIZED (SELECT id FROM {table} WHERE state = %s AND due_at <= %s "  # noqa: S608 (ours)
        f"ORDER BY {column} {direction} LIMIT %s{skip}) UPDATE {table} SET holder = %s, epoch = epoch + 1, due_at = %s "
        "WHERE id IN (SELECT id FROM chosen) AND due_at <= %s RETURNING id"
    )
    at = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(sql, [state, at(now), limit, holder, at(now + lease), at(now)])
        ids = [row[0] for row in cursor.fetchall()]
    return list(model._default_manager.filter(pk__in=ids).order_by(order, "pk")) if ids else []


def give_back_rows(holder: str) -> int:
    """Let the rows that a dead worker holds be claimed at once; what it may still write is fenced off.

    Looks at every table of the belt, in its states with rows that are held: a worker that has just started has claimed
    nothing itself, but it is the one that finds the dead.

    Returns:
        How many rows.
    """
    now = real_now()
    held = {"due_at__gt": now, "due_at__lt": now + LONGEST_HOLD}
    fresh = {"due_at": now, "holder": "", "epoch": models.F("epoch") + 1}
    given = 0
    for model in (one for one in apps.get_models() if issubclass(one, WorkItem)):
        rows = model._default_manager.filter(**held)
        for state in rows.order_by().values_list("state", flat=True).distinct():  # by the index of state and due_at
            given += rows.filter(state=state, holder=holder).update(**fresh)
    return given


def finish(row: WorkItem, *, state: str, due_at: datetime | None = None, **fields: Any) -> bool:
    """Write the result of work on a claimed row.

    Args:
        due_at: when the row may be claimed in its new state; at once by default.
        fields: further columns to write.

    Returns:
        False where another worker has claimed the row since: nothing was written.
    """
    values = {"state": state, "due_at": due_at or real_now(), "holder": "", "attempts": 0, "last_error": "", **fields}
    owned = type(row)._default_manager.filter(pk=row.pk, epoch=row.epoch)
    return owned.update(**values) == 1


def finish_many(results: Sequence[tuple[Row, Mapping[str, Any]]]) -> None:
    """Write the results of work on many claimed rows of one table: one statement, sent for each, for equal columns.

    Args:
        results: rows, each with the columns to write as `finish` has them; rows claimed since are left alone.
    """
    of_columns: dict[tuple[str, ...], list[tuple[Row, dict[str, Any]]]] = {}
    for row, given in results:
        values = {"due_at": real_now(), "holder": "", "attempts": 0, "last_error": "", **given}
        of_columns.setdefault(tuple(sorted(values)), []).append((row, values))
    for names, rows in of_columns.items():
        meta = rows[0][0]._meta
        column_of = {field.name: field for field in meta.concrete_fields}
        fields = [column_of[name] for name in names]
        quote = connection.ops.quote_name
        columns = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
        sql = f"UPDATE {quote(meta.db_table)} SET {columns} WHERE id = %s AND epoch = %s"  # noqa: S608 (our names)
        with connection.cursor() as cursor:
            cursor.executemany(sql, [
                [*(field.get_db_prep_save(values[field.name], connection) for field in fields), row.pk, row.epoch]
                for row, values in rows
            ])  # fmt: skip


def retry(row: WorkItem, error: str, *, pause_seconds: float | None = None, **fields: Any) -> bool:
    """Make a claimed row due again in the same state, later with every attempt.

    Args:
        pause_seconds: how long to wait; by default 30 s doubled with every attempt, at most 6 h.

    Returns:
        False where another worker has claimed the row since.
    """
    pause = pause_after(row.attempts + 1) if pause_seconds is None else pause_seconds
    values: dict[str, Any] = {"due_at": real_now() + timedelta(seconds=pause), "holder": "", **fields}
    values |= {"attempts": row.attempts + 1, "last_error": error[:ERROR_CHARS]}
    return type(row)._default_manager.filter(pk=row.pk, epoch=row.epoch).update(**values) == 1


def pause_after(attempts: int) -> float:
    """Seconds to wait after so many failed attempts: 30 s, doubled each time, at most 6 h."""
    return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(attempts - 1, 16))


def hold_lease(name: str, holder: str, *, seconds: float) -> bool:
    """Take or renew a lease; False where another holder has it."""
    now = real_now()
    until = now + timedelta(seconds=seconds)
    free = models.Q(holder=holder) | models.Q(until__lte=now)
    with transaction.atomic():
        if Lease.objects.filter(free, name=name).update(holder=holder, until=until, epoch=models.F("epoch") + 1):
            return True
        made = Lease.objects.get_or_create(name=name, defaults={"holder": holder, "until": until})
        return made[1]


def holds_lease(name: str, holder: str) -> bool:
    """Whether a holder still has a lease; inside a transaction nobody else gets it before that ends."""
    rows = Lease.objects.filter(name=name, holder=holder, until__gt=real_now())
    if connection.in_atomic_block and connection.features.has_select_for_update:
        rows = rows.select_for_update()
    return bool(rows.values_list("name"))


def drop_leases(holder: str) -> None:
    """Let go of every lease of a worker that ends or is dead."""
    Lease.objects.filter(holder=holder).update(until=real_now())


def run_lane(stages: Sequence[Stage], context: Context, idle: Callable[[float], Any] | None = None) -> None:
    """Run the stages of a lane round and round until the context says stop.

    An unexpected error of a stage is logged and the stage waits; the others go on. This is the one
    place with a broad `except` (STYLE.md, 18).
    """
    rest_until: dict[str, float] = {}
    failures: dict[str, int] = {}
    wait = idle or context.stopping.wait
    while not context.stopping.is_set():
        handled = 0
        for stage in stages:
            if context.stopping.is_set():
                break
            if rest_until.get(stage.name, 0.0) > time.monotonic():
                continue
            try:
                handled += stage.step(context)
                failures[stage.name] = 0
            except OperationalError as problem:
                log.warning("%s: the database did not answer (%s); trying again", stage.name, problem)
                rest_until[stage.name] = time.monotonic() + 1.0
                close_old_connections()
            except Exception:
                failures[stage.name] = failures.get(stage.name, 0) + 1
                log.exception("stage %s failed; it goes on after a pause", stage.name)
                rest_until[stage.name] = time.monotonic() + min(60.0, 2.0 ** failures[stage.name])
        if not handled:
            awake = [stage for stage in stages if rest_until.get(stage.name, 0.0) <= time.monotonic()]
            _rest(awake, context, wait)


def _rest(stages: Sequence[Stage], context: Context, wait: Callable[[float], Any]) -> None:
    """Let a lane rest; what its stages have under way goes on meanwhile."""
    until = time.monotonic() + IDLE_SECONDS
    busy = [stage for stage in stages if isinstance(stage, MovesOn) and stage.is_busy()]
    if not busy:
        wait(IDLE_SECONDS)
    while busy and time.monotonic() < until and not context.stopping.is_set():
        if any([stage.move_on(MOVE_SECONDS) for stage in busy]):  # noqa: C419 (each of them goes on)
            return
