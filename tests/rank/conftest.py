"""What the tests of rank share."""

from __future__ import annotations

from pathlib import Path

import pytest

from rank.scene import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A site without stories and readers yet."""
    return Scene(tmp_path)
