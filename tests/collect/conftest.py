"""The loopback server as a fixture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from collect.loopback import Loopback, running


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A fresh server."""
    with running() as started:
        yield started
