"""The browser that looks at pages as readers do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or Playwright's own where that is not here; one for the tests of a file."""
    with sync_playwright() as started:
        made = started.chromium.launch(
            executable_path=CHROMIUM if CHROMIUM.exists() else None, args=["--no-sandbox", "--disable-quic"]
        )
        yield made
        made.close()
