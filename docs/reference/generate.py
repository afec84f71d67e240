"""Write settings.md, commands.md and stages.md from the code. `make docs`; a test says when they are stale."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from pathlib import Path

import click

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
    from yaowen.base.settings import PREFIX, SETTINGS  # noqa: PLC0415

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
    from yaowen.cli.app import COMMANDS, program  # noqa: PLC0415

    codes = (
        "Exit codes: 0 it worked; 1 it worked, and something in it was bad (the output says what); 2 it could not be "
        "done (one line on stderr says why and what to do)."
    )
    parts = [f"# Commands\n\n{_MADE}\n{codes}\n"]
    top = click.Context(program, info_name="yaowen", terminal_width=88)
    for name, purpose in COMMANDS.items():
        command = program.get_command(top, name)
        assert command is not None
        parts.append(f"## yaowen {name}\n\n{purpose}\n")
        parts += [f"```\n{text}\n```\n" for text in _helps(command, top, name)]
    return "\n".join(parts)


def _helps(command: click.Command, parent: click.Context, name: str) -> list[str]:
    context = click.Context(command, parent=parent, info_name=name, terminal_width=88)
    found = [_plain_help(command, context)]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            inner = command.get_command(context, child)
            if inner is not None:
                found += _helps(inner, context, child)
    return found


def _plain_help(command: click.Command, context: click.Context) -> str:
    formatter = click.HelpFormatter(width=88)
    click.Command.format_usage(command, context, formatter)
    click.Command.format_help_text(command, context, formatter)
    click.Command.format_options(command, context, formatter)
    if isinstance(command, click.Group):
        click.Group.format_commands(command, context, formatter)
    return "\n".join(line.rstrip() for line in formatter.getvalue().strip().splitlines())


def _stages() -> str:
    parts = [f"# Stages\n\n{_MADE}\nThe news flows through these folders, in this order.\n"]
    for name in _STAGES:
        about = inspect.getdoc(importlib.import_module(f"yaowen.{name}")) or ""
        parts.append(f"## {name}\n\n{about}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaowen.settings")
    sys.exit(main())
