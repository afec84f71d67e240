"""`yaowen doctor`: how the machine and every outlet fare, and what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.doctor_ask import ask_feeds
from yaowen.cli.start import DataOption, JsonOption, open_site

if TYPE_CHECKING:
    from rich.console import Console

    from yaowen.collect.models import HealthEvent
    from yaowen.collect.outlets_health import OutletReport
    from yaowen.collect.rules.health_words import StateWords, WordsLanguage
    from yaowen.staff.machine import Check
    from yaowen.staff.overview import SetAside

app = typer.Typer(add_completion=False)

WELL, WANTS_A_PERSON, BROKEN = 0, 1, 3
RECOVERED_WITHIN = timedelta(days=2)
_LEVELS = {"ok": "", "warn": "yellow", "fail": "red"}


@app.command()
def doctor(
    ask: Annotated[bool, typer.Option("--ask", help="Ask every feed once, now, and say how each answers.")] = False,
    language: Annotated[str, typer.Option("--language", help="Of the states: zh-hans, zh-hant or en.")] = "en",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how the machine and every outlet fare, and what to do.

    Exit code: 0 all is well, or mends by itself; 1 something wants a person; 3 the machine does not carry the site.
    With --ask: 1 where no feed answers.
    """
    open_site(data)
    if ask:
        sys.exit(0 if ask_feeds(as_json=as_json) else 1)
    from yaowen.collect.rules.health_words import WORDS_LANGUAGES

    chosen = next((one for one in WORDS_LANGUAGES if one == language), None)
    if chosen is None:
        raise BadInput(f"is none of {', '.join(WORDS_LANGUAGES)}", about=f"--language {language}")
    found = _look()
    if as_json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        _print(found, chosen)
    sys.exit(found.exit_code)


class Findings:
    """All that the doctor has found."""

    def __init__(
        self,
        checks: Sequence[Check],
        outlets: Sequence[OutletReport],
        asides: Sequence[SetAside],
        recovered: Sequence[HealthEvent],
    ) -> None:
        self.checks, self.outlets, self.asides, self.recovered = checks, outlets, asides, recovered

    @property
    def exit_code(self) -> int:
        """What the findings come to."""
        levels = {check.level for check in self.checks}
        if "fail" in levels:
            return BROKEN
        wanted = any(_words(outlet).wants == "person" for outlet in self.outlets)
        return WANTS_A_PERSON if wanted or self.asides or "warn" in levels else WELL

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "exit_code": self.exit_code,
            "machine": [
                {"name": one.name, "level": one.level, "found": one.found, "step": one.step} for one in self.checks
            ],
            "set_aside": [{"name": one.name, "rows": one.rows, "step": one.step} for one in self.asides],
            "outlets": [outlet_as_json(one) for one in self.outlets],
            "recovered": [
                {"outlet": one.outlet.slug, "was": one.was, "at": one.at.isoformat()} for one in self.recovered
            ],
        }


def outlet_as_json(one: OutletReport) -> dict[str, Any]:
    """An outlet's state for programs, in words of all languages."""
    from yaowen.collect.rules.health_words import WORDS_LANGUAGES

    words = _words(one)
    said = {language: words.said(language) for language in WORDS_LANGUAGES}
    return {
        "outlet": one.slug,
        "name": one.name,
        "state": one.state,
        "was": one.was,
        "since": one.since.isoformat() if one.since else None,
        "last_ok_at": one.last_ok_at.isoformat() if one.last_ok_at else None,
        "wants": words.wants,
        "message": one.message,
        "words": {language: f"{each.sentence} {each.step}" for language, each in said.items()},
        "feeds": one.feeds,
        "pages": one.pages,
    }


def _look() -> Findings:
    from yaowen.base.clock import real_now
    from yaowen.collect.outlets_health import recovered_since
    from yaowen.staff.machine import check_machine
    from yaowen.staff.overview import read_asides, report_now

    return Findings(check_machine(), report_now(), read_asides(), recovered_since(real_now() - RECOVERED_WITHIN))


def _words(outlet: OutletReport) -> StateWords:
    from yaowen.collect.rules.health_words import words_of

    return words_of(outlet.state)


def _print(found: Findings, language: WordsLanguage) -> None:
    from rich.console import Console

    console = Console()
    _print_checks(console, found)
    _print_outlets(console, found.outlets, language)
    for event in found.recovered:
        line = f"recovered: {event.outlet} ({event.was} until {event.at:%Y-%m-%d %H:%M} UTC)"
        console.print(line, style="green", markup=False)


def _print_checks(console: Console, found: Findings) -> None:
    from rich.table import Column, Table

    table = Table("machine", "", Column("found, and what to do", overflow="fold"), box=None)
    for check in found.checks:
        told = f"{check.found}; {check.step}" if check.step else check.found
        table.add_row(check.name, check.level, told, style=_LEVELS[check.level])
    for aside in found.asides:
        table.add_row("set aside", "warn", f"{aside.name}: {aside.rows:,}; {aside.step}", style="yellow")
    console.print(table)


def _print_outlets(console: Console, outlets: Sequence[OutletReport], language: WordsLanguage) -> None:
    from rich.markup import escape
    from rich.table import Column, Table

    troubled = [one for one in outlets if _words(one).wants != "nothing"]
    fine = len(outlets) - len(troubled)
    console.print(f"\n{fine} of {len(outlets)} outlets are fine")
    if not troubled:
        return
    table = Table("outlet", "state", "since (UTC)", Column("what happened, and what to do", overflow="fold"), box=None)
    for one in sorted(troubled, key=lambda one: (_words(one).wants != "person", one.state, one.slug)):
        said = _words(one).said(language)
        told = one.message if one.message and language == "en" else f"{said.sentence} {said.step}"
        since = f"{one.since:%Y-%m-%d %H:%M}" if one.since else ""
        style = "red" if _words(one).wants == "person" else "yellow"
        table.add_row(escape(one.slug), said.label, since, escape(told), style=style)
    console.print(table)
