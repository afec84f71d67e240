"""What every test shares: a scratch data folder, and which database the suite runs on.

SQLite by default; PostgreSQL where YAOWEN_DATABASE_URL is set (`make test` runs both).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import SimpleTestCase
from hypothesis import settings as hypothesis_settings

from yaowen.base.settings import load_settings

SCRATCH = tempfile.TemporaryDirectory(prefix="yaowen-tests-")
os.environ["YAOWEN_DATA"] = SCRATCH.name
settings.YAOWEN = load_settings(os.environ)  # pytest-django has read the settings before this file
# What CI says of a submission is the same each time it looks; `make properties` looks for new examples, and for longer.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
hypothesis_settings.register_profile("searching", max_examples=2000, deadline=None, print_blob=True)
hypothesis_settings.load_profile("steady")
TESTS = Path(__file__).resolve().parent
SHARED = TESTS.parents[1] / "shared"
PROCESSES = frozenset({"belt", "cli", "machine", "serve", "soak", "whole_site"})
"""Folders whose tests start processes of their own, which open the database unseen by pytest."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make soak` replays, how fast, and how often it kills the site."""
    parser.addoption("--kills", default=None, help="how often a soak test kills the site (a day: 12, a replay: 20)")
    parser.addoption("--from", default="2020-07-18", help="first day of the full replay")
    parser.addoption("--to", default="2020-11-01", help="end of the full replay, not included")
    parser.addoption("--speed", default="1800", help="how many times faster than life the full replay runs")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what needs ../shared only where that folder is absent; on PostgreSQL run only what asks a database.

    The others have run on SQLite's turn, and have nothing to tell the two apart by.
    """
    if connections["default"].vendor == "postgresql":
        alike = [item for item in items if not _asks_a_database(item)]
        config.hook.pytest_deselected(items=alike)
        items[:] = [item for item in items if _asks_a_database(item)]
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason=f"{SHARED} is not here")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)


def _asks_a_database(item: pytest.Item) -> bool:
    """Whether a test opens the database, itself or through the processes it starts."""
    fixtures = set(getattr(item, "fixturenames", ()))
    case = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not fixtures.isdisjoint({"db", "transactional_db", "django_db_setup"})
        or (case is not None and issubclass(case, SimpleTestCase))
        or not PROCESSES.isdisjoint(item.path.relative_to(TESTS).parts)
    )


def pytest_unconfigure() -> None:
    """Remove the scratch folder."""
    SCRATCH.cleanup()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each of the suite's processes has a database of its own (pytest-xdist).

    SQLite's lies in the scratch folder: a real file, so that threads share it as they do in use.
    """
    test = connections["default"].settings_dict["TEST"]
    if connections["default"].vendor == "sqlite":
        test["NAME"] = str(Path(SCRATCH.name) / "test.sqlite3")


@pytest.fixture
def shared() -> Path:
    """The folder of data that belongs to others."""
    return SHARED


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No YAOWEN_ key in the environment."""
    for name in [name for name in os.environ if name.startswith("YAOWEN_")]:
        monkeypatch.delenv(name)
