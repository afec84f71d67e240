"""Whether the machine carries the site: the database can be written, there is room, clocks agree, secrets are kept."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.db.utils import DatabaseError

from yaowen.base.clock import real_now
from yaowen.base.errors import Misconfigured
from yaowen.base.settings import SECRET_FILE, Settings
from yaowen.base.store import set_fact
from yaowen.belt.workers import list_workers
from yaowen.collect.models import Feed
from yaowen.collect.press_clock import make_clock
from yaowen.extract.models import Article
from yaowen.rank.salts import FILE_NAME as SALT_FILE
from yaowen.staff.overview import Backlog, read_backlog

Level = Literal["ok", "warn", "fail"]

LEAST_FREE_BYTES = 200 * 1024 * 1024
LITTLE_FREE_BYTES = 1024 * 1024 * 1024
CLOCK_SLIP = timedelta(minutes=2)
EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
"""No machine whose clock is right shows an earlier time."""
LATE_SECONDS = 900.0
"""Work that has been due for longer while the site runs: it does not keep up, or it is stuck."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do (empty where nothing is)."""

    name: str
    level: Level
    found: str
    step: str = ""


def check_machine() -> list[Check]:
    """Look at everything; nothing is changed."""
    data = settings.YAOWEN.data
    return [
        check_database(), check_disk(data), *check_clocks(settings.YAOWEN), check_workers(),
        *check_secret_files(data), *check_backlog(read_backlog(), running=bool(list_workers())),
    ]  # fmt: skip


def check_database() -> Check:
    """Whether it can be written: a row is written and taken back."""
    try:
        with transaction.atomic():
            set_fact("doctor", "was here")
            transaction.set_rollback(True)
    except DatabaseError as problem:
        step = "see that its disk has room and that this account may write to it (YAOWEN_DATA, YAOWEN_DATABASE_URL)"
        return Check("database", "fail", f"{connection.vendor}: cannot be written ({str(problem).strip()})", step)
    return Check("database", "ok", f"{connection.vendor}: can be written")


def check_disk(folder: Path) -> Check:
    """Whether the data folder's disk has room."""
    free = shutil.disk_usage(folder).free
    found = f"{free / 2**30:.1f} GiB free for {folder}"
    if free >= LITTLE_FREE_BYTES:
        return Check("disk", "ok", found)
    step = "make room, or keep fetched pages for fewer days (YAOWEN_KEEP_PAGES_DAYS)"
    return Check("disk", "fail" if free < LEAST_FREE_BYTES else "warn", found, step)


def check_clocks(given: Settings) -> Iterator[Check]:
    """Whether this machine, the database and the news agree on the time."""
    now = datetime.now(UTC)
    step = "set this machine's clock (NTP)"
    latest = Feed.objects.aggregate(at=Max("last_ok_at"))["at"]
    slip = abs(now - _database_time())
    if now < EARLIEST or (latest is not None and latest - now > CLOCK_SLIP):
        yield Check("clock", "fail", f"this machine says {now:%Y-%m-%d %H:%M} UTC, which is in the past", step)
    elif slip > CLOCK_SLIP:
        found = f"this machine and the database differ by {slip.total_seconds():.0f} s"
        yield Check("clock", "warn", found, step + " and the database's")
    else:
        yield Check("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")
    yield check_news_clock(given)


def check_news_clock(given: Settings) -> Check:
    """Whether news time can be had, and is not behind the news that is kept."""
    try:
        news_now = make_clock(given).now()
    except (OSError, Misconfigured) as problem:
        return Check("news clock", "fail", str(problem), "start what YAOWEN_CLOCK names, or unset it")
    away = news_now - real_now()
    found = f"{news_now:%Y-%m-%d %H:%M} UTC" + ("" if abs(away) < CLOCK_SLIP else f", {_days(away)} from real time")
    latest = Article.objects.aggregate(at=Max("first_seen"))["at"]
    if latest is not None and latest - news_now > timedelta(days=1):
        found += f"; the latest article was seen at {latest:%Y-%m-%d %H:%M}"
        step = "the clock was set back: start the doctor with the site's --clock (YAOWEN_CLOCK), or set it right"
        return Check("news clock", "warn", found, step)
    return Check("news clock", "ok", found)


def check_workers() -> Check:
    """Whether anybody works."""
    alive = list_workers()
    if not alive:
        return Check("workers", "warn", "none runs: nothing is collected", "start the site with `yaowen up`")
    places = ", ".join(sorted({worker.machine for worker in alive}))
    return Check("workers", "ok", f"{len(alive)} on {places}")


def check_secret_files(folder: Path) -> Iterator[Check]:
    """Whether the salts of readers' identities and Django's secret are readable by their owner only."""
    for name in (SALT_FILE, SECRET_FILE):
        path = folder / name
        if not path.exists():
            yield Check(name, "ok", "not made yet")
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Check(name, "fail", f"{path} may be read by others ({mode:04o})", f"chmod 600 {path}")
        else:
            yield Check(name, "ok", f"readable by its owner only ({mode:04o})")


def check_backlog(backlog: list[Backlog], *, running: bool) -> Iterator[Check]:
    """Whether every stage keeps up.

    Args:
        running: a worker is alive; where none is, waiting says nothing.
    """
    now = real_now()
    for queue in backlog:
        waited = queue.waited_seconds(now)
        found = f"{queue.due:,} due" + (f", the oldest for {_span(waited)}" if queue.due else "")
        if running and waited > LATE_SECONDS:
            step = "look at the log; if nothing is wrong there, add workers (`yaowen worker`)"
            yield Check(queue.name, "warn", found, step)
        else:
            yield Check(queue.name, "ok", found)


def _database_time() -> datetime:
    if connection.vendor != "postgresql":
        return datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
    return at.astimezone(UTC)


def _days(away: timedelta) -> str:
    return f"{away.total_seconds() / 86400:+,.1f} days"


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
