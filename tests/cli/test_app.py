"""The command line: the table of commands, errors in one line, exit codes."""

from __future__ import annotations

import importlib
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from yaowen.cli.app import COMMANDS


def run(*arguments: str, data: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `yaowen` as a user would, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YAOWEN_")}
    if data is not None:
        environment["YAOWEN_DATA"] = str(data)
    program = Path(sys.executable).with_name("yaowen")
    return subprocess.run(
        [program, *arguments], env={**kept, **environment}, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there(name: str) -> None:
    assert isinstance(importlib.import_module(f"yaowen.cli.{name}").app, typer.Typer)


def test_help_lists_every_command_without_importing_them() -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert f"  {name} " in done.stdout


def test_a_command_without_a_database_says_how_to_make_one(tmp_path: Path) -> None:
    done = run("status", data=tmp_path / "nothing")
    assert done.returncode == 2
    assert "yaowen up" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "nothing" / "yaowen.sqlite3").exists()


def test_an_unknown_setting_is_refused_with_its_name(tmp_path: Path) -> None:
    done = run("migrate", data=tmp_path, YAOWEN_PROT="8000")
    assert done.returncode == 2
    assert "YAOWEN_PROT" in done.stderr
    assert "did you mean YAOWEN_PORT?" in done.stderr


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder", "utf-8")
    done = run("up", "--data", str(file / "data"))
    assert done.returncode == 2
    assert str(file / "data") in done.stderr
    assert "--data" in done.stderr


def test_a_port_in_use_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("up", "--data", str(tmp_path), "--port", str(port))
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "PORT=8001" in done.stderr


def test_a_database_from_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    assert run("migrate", data=tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "yaowen.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('group', '0999_later', '2030-01-01')"
        )
    done = run("status", data=tmp_path)
    assert done.returncode == 2
    assert "newer version" in done.stderr
    assert "group.0999_later" in done.stderr


def test_a_clock_that_is_no_time_is_explained(tmp_path: Path) -> None:
    done = run("up", "--data", str(tmp_path), "--clock", "teatime", "--port", "0")
    assert done.returncode == 2
    assert "--clock" in done.stderr
