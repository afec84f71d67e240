"""The documentation says what the code does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def generated() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "reference" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages: dict[str, str] = module.pages()
    return pages


@pytest.mark.parametrize("name", ["settings.md", "commands.md", "stages.md", "outlet-states.md"])
def test_the_reference_is_fresh(name: str) -> None:
    assert (DOCS / "reference" / name).read_text("utf-8") == generated()[name], "stale; run `make docs`"


@pytest.mark.parametrize(
    "page", [*sorted(DOCS.rglob("*.md")), DOCS.parent / "README.md", DOCS.parent / "CONTRIBUTING.md"], ids=str
)
def test_no_page_is_empty_and_no_link_is_broken(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(text) > 300
    for target in _LINK.findall(text):
        assert (page.parent / target).exists(), target
