"""Rules of the house that import-linter cannot say (who opens connections: test_one_fetcher.py)."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "yaowen"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
ROOMS_OF_NOBODY = {"utils", "common", "helpers", "misc", "util"}


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
