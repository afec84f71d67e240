"""Commands as real processes on a data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def yaowen(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command without the settings of the shell."""
    environment = bare_environment() | {"COLUMNS": "250", "YAOWEN_FETCH_TIMEOUT_SECONDS": "60"}
    command = [sys.executable, "-m", "yaowen", *arguments, "--data", str(data)]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL, timeout=300, check=False
    )


def bare_environment() -> dict[str, str]:
    """The shell's environment without its settings of Yaowen: commands work on their folder's own database."""
    return {name: value for name, value in os.environ.items() if not name.startswith("YAOWEN_")}


def migrated_folder(factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database."""
    folder = factory.mktemp("migrated")
    assert yaowen(folder, "migrate").returncode == 0
    return folder
