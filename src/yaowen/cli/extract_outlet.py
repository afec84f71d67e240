"""`yaowen extract --outlet`: the rule that an outlet's pages are read by, and its history read anew."""

from __future__ import annotations

import getpass
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yaowen.base.errors import BadInput
from yaowen.cli.start import open_site

if TYPE_CHECKING:
    from yaowen.collect.models import Outlet
    from yaowen.extract.bench import Tried
    from yaowen.extract.rules.page_rule import PageRule

LOOK_AGAIN_SECONDS = 0.5
_EXAMPLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """What to do with an outlet: a rule's file to keep, its history to be read, or only to tell what would change."""

    slug: str
    rule: Path | None = None
    again: bool = False
    dry_run: bool = False


def extract_outlet(asked: Asked, data: Path | None) -> None:
    """Keep a rule, read the history anew, or show the rule in use.

    Raises:
        BadInput: there is no such outlet, or the rule cannot be used.
    """
    rule = load_rule(asked.rule) if asked.rule is not None else None
    open_site(data)
    from yaowen.collect.recoding import find_outlet

    outlet = find_outlet(asked.slug)
    if outlet is None:
        raise BadInput("there is no such outlet; `yaowen outlets list` shows them", about=asked.slug)
    if rule is not None and not _keep(outlet, rule, asked):
        return
    if asked.again:
        _read_again(outlet)
    elif rule is None:
        _show(outlet)


def load_rule(file: Path) -> PageRule:
    """A rule from a file, its selectors checked.

    Raises:
        BadInput: it cannot be read, or is no rule.
    """
    from yaowen.extract.rules.page_rule import LONGEST_TEXT, read_rule

    try:
        text = file.read_bytes()[: 4 * LONGEST_TEXT].decode()
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"cannot be read ({problem}); give a TOML file in UTF-8", about=str(file)) from problem
    return read_rule(text, str(file))


def _keep(outlet: Outlet, rule: PageRule, asked: Asked) -> bool:
    """Tell what a rule would change of the last stored articles, and keep it; False where it was only to be tried."""
    from yaowen.extract.bench import Bench
    from yaowen.extract.page_rules import check_rule, save_rule

    check_rule(rule, str(asked.rule))
    with Bench() as bench:
        _tell(list(bench.try_on_stored(outlet.pk, rule)))
    if asked.dry_run:
        print("Nothing was written; leave out --dry-run to have pages read by it.")
        return False
    save_rule(outlet.pk, rule, getpass.getuser())
    print(f"{outlet.slug}: the rule is kept; pages that are read from now on are read by it.")
    if not asked.again:
        print(f"`yaowen extract --outlet {outlet.slug} --again` reads its history anew.")
    return True


def _tell(tried: Sequence[Tried]) -> None:
    """What would change of each stored article, before and after."""
    for one in tried:
        if one.problem:
            print(f"! {one.headline}: cannot be read: {one.problem}")
            continue
        print(f"{'*' if one.changes else '='} {one.headline}")
        for field in one.fields:
            print(f"    {field.field}: {field.before or '—'} → {field.after or '—'}")
        for sign, lines in (("-", one.goes), ("+", one.comes)):
            for line in lines:
                print(f"    {sign} {line[:_EXAMPLE_CHARS]}")
    changing = sum(one.changes for one in tried)
    print(f"{changing} of the last {len(tried)} stored articles read otherwise by it.")


def _read_again(outlet: Outlet) -> None:
    """Read the outlet's history anew, here and in whatever worker of the running site takes it up."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    from yaowen.base.guard import Guard
    from yaowen.belt.conveyor import give_back_rows
    from yaowen.extract.rereading import ask_rereading, read_progress, reread_some
    from yaowen.extract.rules.compose import read_request
    from yaowen.extract.stage import PAGE_SECONDS, request_of

    errand = ask_rereading(outlet.pk, getpass.getuser())
    holder = f"extract-{os.getpid()}"
    reader = Guard(read_request)
    try:
        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(f"reading {outlet.slug} anew", total=errand.articles or 1)
            while not errand.done:
                found = reread_some(holder, lambda page: reader.call(PAGE_SECONDS, request_of(page)))
                now = read_progress(errand.id)
                if now is None:
                    print("It was asked for anew elsewhere, by another rule; that errand goes on while the site runs.")
                    return
                errand = now
                bar.update(task, completed=errand.read)
                if not found and not errand.done:  # a worker of the site is at it
                    time.sleep(LOOK_AGAIN_SECONDS)
    finally:
        give_back_rows(holder)
        reader.close()
    print(
        f"{outlet.slug}: {errand.read} articles read anew: {errand.changed} changed, {errand.unchanged} unchanged, "
        f"{errand.unreadable} unreadable."
    )
    if errand.changed:
        print("Those that changed are written and shown while the site runs.")


def _show(outlet: Outlet) -> None:
    """Print the rule in use, as a file that can be given back."""
    from yaowen.extract.page_rules import rule_of
    from yaowen.extract.rules.page_rule import TABLE, print_rule

    rule = rule_of(outlet.pk, outlet.slug)
    print(f"[{TABLE}]\n{print_rule(rule)}" if rule else f"# the pages of {outlet.slug} are read without a rule")
