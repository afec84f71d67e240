"""Write the generated pages of the reference from the code. `make docs`; a test says when they are stale."""

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
from yaowen.collect.rules.health_words import STATE_WORDS

HERE = Path(__file__).resolve().parent
_MADE = "<!-- Written by docs/reference/generate.py (`make docs`); change the code, not this page. -->\n"
_STAGES = ("collect", "extract", "group", "names", "rank", "render", "serve", "staff")


def main() -> int:
    """Write the pages."""
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")
    return 0


def pages() -> dict[str, str]:
    """File name → text of every generated page."""
    made = {"settings.md": _settings(), "commands.md": _commands(), "stages.md": _stages()}
    return {**made, "outlet-states.md": _states()}


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
        "done (one line on stderr says why and what to do). `yaowen doctor` ends with 3 where the machine does not "
        "carry the site."
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


def _states() -> str:
    about = (
        "Every outlet is in one of these states, by its feeds and its last pages together. It is reviewed every thirty "
        "seconds; every change is logged with its reason, recoveries too. `yaowen doctor` names the outlets in "
        "trouble, `yaowen outlets show OUTLET` one of them with its history, the desk lists them all. A state "
        "wants nothing, patience (it is tried again by itself), or a person."
    )
    rows = []
    for state, words in STATE_WORDS.items():
        hans, english = words.said("zh-hans"), words.said("en")
        rows.append(f"| `{state.value}` | {english.label}, {hans.label} | {words.wants} | {english.sentence} | "
                    f"{english.step} |")  # fmt: skip
    table = ["| state | in words | wants | what has happened | what to do |", "|---|---|---|---|---|", *rows]
    return f"# States of an outlet\n\n{_MADE}\n{about}\n\n" + "\n".join(table) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaowen.settings")
    sys.exit(main())
