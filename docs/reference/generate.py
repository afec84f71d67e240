"""Write settings.md, commands.md and stages.md from the code. `make docs`; a test says when they are stale."""

from __future__ import annotations

import importlib
import inspect
import os
import subprocess
import sys
from pathlib import Path

import typer

from yaowen.base.settings import PREFIX, SETTINGS
from yaowen.cli.app import COMMANDS

HERE = Path(__file__).resolve().parent
_MADE = "<!-- Written by docs/reference/generate.py (`make docs`); change the code, not this page. -->\n"
_STAGES = ("collect", "extract", "group", "rank", "render", "serve", "staff")


def main() -> int:
    """Write the pages."""
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")
    return 0


def pages() -> dict[str, str]:
    """File name → text of every generated page."""
    return {"settings.md": _settings(), "commands.md": _commands(), "stages.md": _stages()}


def _settings() -> str:
    rows = []
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else ""
        file = f" Also as a file: `{PREFIX}{setting.name}_FILE`." if setting.secret else ""
        unit = setting.unit.replace("|", " or ")
        rows.append(f"| `{PREFIX}{setting.name}` | {default} | {unit} | {setting.help}{file} |")
    about = (
        f"Every setting is a key of the environment. An unknown `{PREFIX}` key stops the start with a message that "
        "names the nearest known one."
    )
    table = ["| setting | default | unit | what it does |", "|---|---|---|---|", *rows]
    return f"# Settings\n\n{_MADE}\n{about}\n\n" + "\n".join(table) + "\n"


def _commands() -> str:
    codes = (
        "Exit codes: 0 it worked; 1 it worked, and something in it was bad (the output says what); 2 it could not be "
        "done (one line on stderr says why and what to do)."
    )
    parts = [f"# Commands\n\n{_MADE}\n{codes}\n"]
    for name, purpose in COMMANDS.items():
        parts.append(f"## yaowen {name}\n\n{purpose}\n")
        parts += [f"```\n{_help(words)}\n```\n" for words in _calls(name)]
    return "\n".join(parts)


def _calls(name: str) -> list[list[str]]:
    """The command itself, and each command below it."""
    command = typer.main.get_command(importlib.import_module(f"yaowen.cli.{name}").app)
    return [[name], *([name, child] for child in getattr(command, "commands", {}))]


def _help(words: list[str]) -> str:
    """What `--help` prints, without colours and boxes."""
    environment = {**os.environ, "TYPER_USE_RICH": "0", "COLUMNS": "88", "TERMINAL_WIDTH": "88"}
    program = [str(Path(sys.executable).with_name("yaowen")), *words, "--help"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def _stages() -> str:
    parts = [f"# Stages\n\n{_MADE}\nThe news flows through these folders, in this order.\n"]
    for name in _STAGES:
        about = inspect.getdoc(importlib.import_module(f"yaowen.{name}")) or ""
        parts.append(f"## {name}\n\n{about}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaowen.settings")
    sys.exit(main())
