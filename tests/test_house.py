"""Rules of the house that import-linter cannot say: who opens connections, where work may not stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "yaowen"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
OPENS_CONNECTIONS = {"pycurl", "urllib.request", "http.client", "requests", "httpx", "aiohttp", "smtplib", "ftplib"}
FETCHERS = {"collect/fetcher.py"}
ROOMS_OF_NOBODY = {"utils", "common", "helpers", "misc", "util"}


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_the_fetcher_opens_outside_connections(path: Path) -> None:
    found = {name for name in imported(path) if name in OPENS_CONNECTIONS}
    assert not found or str(path.relative_to(SOURCE)) in FETCHERS


def test_there_is_no_room_for_what_has_no_room() -> None:
    assert [path for path in SOURCE.rglob("*") if path.stem in ROOMS_OF_NOBODY] == []


def test_no_room_stands_empty() -> None:
    empty = [path for path in MODULES if not ast.parse(path.read_text("utf-8")).body]
    assert empty == []


def test_every_stage_says_what_it_takes_and_gives() -> None:
    for stage in ("collect", "extract", "group", "rank", "render", "serve"):
        contract = ast.get_docstring(ast.parse((SOURCE / stage / "__init__.py").read_text("utf-8"))) or ""
        for word in ("Takes:", "Gives:", "Drops:"):
            assert word in contract, f"{stage} does not say what it {word[:-1].lower()}"


def test_a_pure_rule_never_asks_for_the_time() -> None:
    asking = {"now", "today", "utcnow"}
    for path in MODULES:
        if "rules" not in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in asking:
                owner = node.func.value
                assert not (isinstance(owner, ast.Name) and owner.id in {"datetime", "date", "time"}), path
