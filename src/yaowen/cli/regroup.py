"""`yaowen regroup`: stories that older rules or weights have made are made again by the newer ones."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.start import DataOption, open_site

if TYPE_CHECKING:
    from yaowen.group.regrouping import Plan, Scope
    from yaowen.group.rules.regrouping import Change, Step

app = typer.Typer(add_completion=False)
EXAMPLES = 10


@app.command()
def regroup(
    since: Annotated[
        str, typer.Option(metavar="DAY", help="From that day on (2025-01-17), whatever rules have grouped it.")
    ] = "",
    language: Annotated[str, typer.Option(help="Only stories of this language: zh, en, …")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    data: DataOption = None,
) -> None:
    """Group again what older rules have grouped: after an upgrade that says so, or from a day on.

    What a person has merged, split or moved stays; addresses of stories that are gone lead to where most of their
    articles are. It may be broken off and started again, and the site may run meanwhile.
    """
    start = parse_day(since)
    open_site(data)
    from yaowen.group.models import GroupHead
    from yaowen.group.regrouping import find_scope

    families = sorted(GroupHead.objects.values_list("language", flat=True))
    if language and language not in families:
        raise BadInput(
            f"there are no stories in it; there are some in: {', '.join(families) or 'none'}", about=language
        )
    scopes = [find_scope(one, start) for one in families if language in {"", one}]
    asked = [scope for scope in scopes if scope is not None]
    if not asked:
        print("Everything is grouped by the rules of this version; --since DAY groups again all the same.")
    for scope in asked:
        _regroup(scope, dry_run=dry_run)


def _regroup(scope: Scope, *, dry_run: bool) -> None:
    from django.conf import settings
    from rich.console import Console
    from rich.progress import Progress

    from yaowen.collect.press_clock import make_clock
    from yaowen.group.regrouped import Author, apply_change
    from yaowen.group.regrouping import find_change, make_plan

    file = Path(settings.YAOWEN.data) / f"regroup-{scope.language}.jsonl"
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"judging ({scope.language})", total=1)
        plan = make_plan(scope, file, lambda done, total: bar.update(task, completed=done, total=max(total, 1)))
        change = find_change(scope, plan)
        tell(scope, plan, change)
        if dry_run:
            print("Nothing was changed; without --dry-run these judgements are used.")
            return
        task = bar.add_task(f"putting right ({scope.language})", total=len(change.steps) or 1)
        author = Author(make_clock(settings.YAOWEN).now(), getpass.getuser())
        left = apply_change(scope, plan, change, author, lambda done, _: bar.update(task, completed=done))
    file.unlink(missing_ok=True)
    print(f"Done: {len(change.steps) - left} steps taken; their pages are made anew while the site runs.")
    if left:
        print(f"{left} steps were overtaken by what came meanwhile; `yaowen regroup` again sees to them.")


def tell(scope: Scope, plan: Plan, change: Change) -> None:
    """Say what changes: how much in all, and the largest steps by their headlines."""
    from yaowen.cli.why import headlines_of_stories

    print(
        f"{scope.language}: {len(plan.judged)} articles judged; {len(scope.held)} stories stay as a person left them."
    )
    moved, merges, opened = change.moved, change.merges, change.opened
    print(
        f"{moved} articles go to another story; {merges} stories become part of another (their addresses lead there); "
        f"{opened} are new."
    )
    largest = sorted(change.steps, key=lambda step: -len(step.articles))[:EXAMPLES]
    headlines = headlines_of_stories([story for step in largest for story in (step.story, step.into or step.story)])
    for step in largest:
        print(_say(step, headlines))


def _say(step: Step, headlines: dict[int, str]) -> str:
    what = "becomes part of" if step.whole else f"gives {len(step.articles)} articles to"
    where = "a new story" if step.into is None else f"story {step.into} ({headlines.get(step.into, '–')})"
    return f"- story {step.story} ({headlines.get(step.story, '–')}) {what} {where}"


def parse_day(text: str) -> datetime | None:
    """A day as it was typed, at its beginning in UTC; None where there is none.

    Raises:
        BadInput: it is no day.
    """
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as problem:
        raise BadInput("is no day; give it as 2025-01-17", about=text) from problem
