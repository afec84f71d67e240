"""Bringing the database to this version, and refusing one from a newer version."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from yaowen.base.errors import Misconfigured
from yaowen.base.store import keep_fact
from yaowen.cli.start import require_folder


def migrate_database(*, create: bool) -> int:
    """Apply what is missing; returns how many migrations were applied.

    Raises:
        Misconfigured: there is no database and `create` is False; it cannot be reached; it is from a newer version.
    """
    file = Path(settings.DATABASES["default"]["NAME"])
    if connection.vendor == "sqlite":
        if not create and not file.exists():
            message = "there is no database here yet; start the site once with `yaowen up`, or name its folder (--data)"
            raise Misconfigured(message, about=str(file))
        require_folder(file.parent)
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as problem:
        message = f"the database cannot be reached ({str(problem).strip()}); check YAOWEN_DATABASE_URL"
        raise Misconfigured(message, about=str(file)) from problem
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    ours = [f"{app}.{name}" for app, name in unknown if app in executor.loader.migrated_apps]
    if ours:
        message = (
            f"the database is from a newer version of Yaowen ({ours[-1]}); update the program, or use another folder"
        )
        raise Misconfigured(message, about=str(file))
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
    keep_fact("time_zone", settings.YAOWEN.text("TIME_ZONE"))
    return len(plan)
