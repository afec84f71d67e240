"""Opening the site's database for a command."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from yaowen.base.errors import Misconfigured
from yaowen.base.settings import SECRET_FILE, load_settings

DataOption = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Data folder; YAOWEN_DATA, default ./data.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")]


def open_site(data: Path | None = None, *, create: bool = False) -> None:
    """Set up Django on the data folder and see that the database is of this version.

    Args:
        create: make the folder and the database where there is none.

    Raises:
        Misconfigured: no database there, one from a newer version, or a folder that cannot be written.
    """
    if data is not None:
        os.environ["YAOWEN_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaowen.settings")
    if create:
        keep_secret()
    import django

    django.setup()
    from yaowen.cli.database import migrate_database

    migrate_database(create=create)


def keep_secret() -> None:
    """Make Django's secret once and keep it in the data folder, readable by its owner only."""
    settings = load_settings(os.environ)
    require_folder(settings.data)
    with suppress(FileExistsError):
        file = os.open(settings.data / SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w") as out:
            out.write(secrets.token_urlsafe(48))


def require_folder(folder: Path) -> None:
    """See that the data folder is there and can be written.

    Raises:
        Misconfigured: it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        message = f"the data folder cannot be written ({problem.strerror}); choose another with --data DIR"
        raise Misconfigured(message, about=str(folder)) from problem
