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

from yaowen.base.settings import load_settings

SCRATCH = tempfile.TemporaryDirectory(prefix="yaowen-tests-")
os.environ["YAOWEN_DATA"] = SCRATCH.name
settings.YAOWEN = load_settings(os.environ)  # pytest-django has read the settings before this file
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make soak` replays, how fast, and how often it kills the site."""
    parser.addoption("--kills", default=None, help="how often a soak test kills the site (a day: 12, a replay: 20)")
    parser.addoption("--from", default="2020-07-18", help="first day of the full replay")
    parser.addoption("--to", default="2020-11-01", help="end of the full replay, not included")
    parser.addoption("--speed", default="1800", help="how many times faster than life the full replay runs")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs ../shared only where that folder is absent."""
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason=f"{SHARED} is not here")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)


def pytest_unconfigure() -> None:
    """Remove the scratch folder."""
    SCRATCH.cleanup()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite's test database lies in the scratch folder: a real file, so that threads share it as they do in use."""
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
