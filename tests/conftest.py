"""What every test shares: a scratch data folder, and which database the suite runs on.

SQLite by default; PostgreSQL where YAOWEN_DATABASE_URL is set (`make test` runs both).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

SCRATCH = tempfile.TemporaryDirectory(prefix="yaowen-tests-")
os.environ["YAOWEN_DATA"] = SCRATCH.name
SHARED = Path(__file__).resolve().parents[2] / "shared"


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


@pytest.fixture
def shared() -> Path:
    """The folder of data that belongs to others."""
    return SHARED


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No YAOWEN_ key in the environment."""
    for name in [name for name in os.environ if name.startswith("YAOWEN_")]:
        monkeypatch.delenv(name)
