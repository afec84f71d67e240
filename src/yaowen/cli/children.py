"""The processes of a running site, each forked from the supervisor: what they do from birth to SIGTERM."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING
from uuid import uuid4

from yaowen.base.errors import Misconfigured, YaowenError
from yaowen.base.mortality import die_with_parent
from yaowen.base.settings import SAMPLE_FOLDER, SQLITE_FILE

if TYPE_CHECKING:
    from yaowen.outlets import OutletEntry
    from yaowen.sample.press import SamplePress
    from yaowen.staff.account import Account

log = logging.getLogger(__name__)

_REPORT_SECONDS = 0.5
MISCONFIGURED = 2


def sample_environment(data: Path) -> dict[str, str]:
    """The settings by which the sample world differs: a database and a folder of its own, in the site's data folder."""
    return {"YAOWEN_DATA": str(data / SAMPLE_FOLDER), "YAOWEN_DATABASE_URL": ""}


def begin(environment: dict[str, str]) -> None:
    """Start a child: it dies with its parent, leaves Ctrl-C to it, and reads its own settings."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yaowen.settings"


def guarded(action: Callable[[], None]) -> None:
    """Run a child's work; an error of ours is one line and exit code 2."""
    try:
        action()
    except YaowenError as problem:
        print(f"yaowen: {problem}", file=sys.stderr)
        sys.exit(MISCONFIGURED)


@dataclass(frozen=True, slots=True)
class Given:
    """What the sample world is given at its start: the outlets of its press, and who may work at the desk."""

    outlets: list[OutletEntry]
    accounts: list[Account]


def prepare(environment: dict[str, str], given: Given | None, accounts: Connection) -> None:
    """Bring the database of a data folder to this version and give an empty one its outlets.

    Args:
        given: for the sample world; None: this is the real one.
        accounts: takes those that may work at the desk.
    """
    begin(environment)

    def action() -> None:
        from yaowen.cli.start import open_site

        open_site(create=True)
        from yaowen.base.store import set_fact
        from yaowen.cli.first_start import load_outlets
        from yaowen.staff.accounts import list_accounts, take_accounts

        if given is not None:
            set_fact("sample", "1")
            take_accounts(given.accounts)
        load_outlets(given.outlets if given else None)
        accounts.send(list_accounts())

    guarded(action)


def tell_account(data: Path, account: Account) -> None:
    """Make an account the same where the sample press is shown, if it is there; in a process with its own settings.

    Raises:
        Misconfigured: it said on stderr why it cannot.
    """
    environment = sample_environment(data)
    if not (data / SAMPLE_FOLDER / SQLITE_FILE).exists():
        return
    fresh = multiprocessing.get_context("spawn").Process(target=take_account, args=(environment, account))
    fresh.start()
    fresh.join()
    if fresh.exitcode:
        raise Misconfigured("the account is not known there; see the line above", about="sample press")


def take_account(environment: dict[str, str], account: Account) -> None:
    """Let an operator work at the desk of a world whose database is there already."""
    begin(environment)

    def action() -> None:
        from yaowen.cli.start import open_site

        open_site()
        from yaowen.staff.accounts import take_accounts

        take_accounts([account])

    guarded(action)


def work(environment: dict[str, str], report: Connection) -> None:
    """Run the pipeline; tell the supervisor twice a second how far it is."""
    begin(environment)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopping.set())

    def action() -> None:
        import django

        django.setup()
        from django.conf import settings

        from yaowen.belt.conveyor import Context
        from yaowen.cli.progress import read_progress
        from yaowen.collect.press_clock import make_clock
        from yaowen.pipeline import make_stages, run_worker

        stages = make_stages()
        context = Context(settings.YAOWEN, make_clock(settings.YAOWEN), f"work-{uuid4().hex[:12]}", stopping)

        def tell() -> None:
            while not stopping.wait(_REPORT_SECONDS):
                try:
                    report.send(read_progress())
                except OSError:
                    return
                except Exception:
                    log.exception("the progress of the pipeline could not be read")

        threading.Thread(target=tell, daemon=True, name="report").start()
        run_worker(stages, context)

    guarded(action)


def serve(environment: dict[str, str]) -> None:
    """Serve the site with granian, one worker process."""
    begin(environment)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from yaowen.base.settings import load_settings

    settings = load_settings(os.environ)
    Granian(
        "yaowen.wsgi:application",
        address=settings.text("HOST"),
        port=settings.number("PORT"),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.number("WEB_THREADS"),
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
        process_name=None,
    ).serve()


def press(environment: dict[str, str], report: Connection) -> None:
    """Run the sample press; send its outlets to the supervisor."""
    begin(environment)
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)

    def action() -> None:
        from yaowen.base.settings import load_settings
        from yaowen.collect.press_clock import make_clock
        from yaowen.sample.press import SamplePress
        from yaowen.sample.roster import sample_outlets

        running = SamplePress(make_clock(load_settings(os.environ)))
        report.send(sample_outlets(_start_where_it_was(running, Path(os.environ["YAOWEN_DATA"]) / "press_port")))
        stopping.wait()
        running.stop()

    guarded(action)


def _start_where_it_was(running: SamplePress, file: Path) -> str:
    """Start the press on the port it had in this folder before, so that its outlets keep their addresses.

    Returns:
        Its base address.
    """
    try:
        return running.start(int(file.read_text("ascii")))
    except (OSError, ValueError):
        base = running.start(0)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(base.rpartition(":")[2], "ascii")
    return base
