"""The table of commands: each is imported when it is called, so that every start is quick."""

from __future__ import annotations

import importlib
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from yaowen import __version__
from yaowen.base.errors import YaowenError

COMMANDS = {
    "up": "Run the whole site: pipeline and pages, until Ctrl-C.",
    "worker": "Work on the site's database beside `up`: more processes, more machines.",
    "outlets": "Outlets and their feeds: add, preview, relearn, show, list, remove, import, export.",
    "doctor": "How the machine and every outlet fare, and what to do; --ask asks every feed now.",
    "status": "What the site holds: outlets, pages, articles, stories, readers, edition; what was set aside.",
    "ranking": "The 24-hour ranking as it stands.",
    "story": "A story: its articles with copies folded, its events, what went before and what followed.",
    "why": "Why an article is in its story: rule, score, shared words, what else was considered.",
    "read": "Read one article, from a file or an address, with all that its text says.",
    "recode": "Read an outlet's pages again from their kept bytes, where text was stored wrongly.",
    "regroup": "Group again what older rules have grouped; what a person decided stays.",
    "withdraw": "Take an article down for good and leave a tombstone.",
    "publish": "Write the current edition into a folder, for a web server without Yaowen.",
    "operator": "Make or change an operator's account for the desk.",
    "migrate": "Bring the database to this version.",
    "extract": "Pages in, articles out (JSON Lines); an outlet's reading rule, its history read anew.",
    "facts": "Articles in, claims, dates and names out (JSON Lines).",
    "group": "Articles in, stories out (JSON Lines).",
    "rank": "Replay reads into exact rankings (JSON Lines); verify the running one.",
}
"""Command → help. The command stands in `yaowen/cli/<name>.py` as a typer application called `app`."""


class Commands(TyperGroup):
    """The commands of the table."""

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a command; None where the table has none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(importlib.import_module(f"yaowen.cli.{cmd_name}").app)
        command.name = cmd_name
        return command

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """List the commands without importing them."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
        with formatter.section("Options"):
            formatter.write_dl(
                [("--version", "Show the version and exit."), ("-h, --help", "Show this message and exit.")]
            )


program = typer.Typer(
    cls=Commands,
    help="Yaowen 要闻: a headline-news site that reads the news it publishes.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"yaowen {__version__}")
        raise typer.Exit


@program.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 (its callback answers)
        bool, typer.Option("--version", is_eager=True, callback=_say_version)
    ] = False,
) -> None:
    """Yaowen 要闻: a headline-news site that reads the news it publishes."""
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> None:
    """Run a command. An error of ours is one line on stderr and exit code 2."""
    try:
        program()
    except YaowenError as problem:
        print(f"yaowen: {problem}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(141)
