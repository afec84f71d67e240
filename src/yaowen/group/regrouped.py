"""Putting articles where newer rules have them: steps in transactions of some, each an event of the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import transaction

from yaowen.base.errors import Fenced
from yaowen.group.filing import GROUP_VERSION
from yaowen.group.ledger import (
    Event,
    log_events,
    move_head,
    move_members,
    open_stories,
    read_version,
    recount_stories,
    settle_copies,
)
from yaowen.group.models import Membership, Story
from yaowen.group.regrouping import Judgement, Plan, Progress, Scope, chunks
from yaowen.group.rules.choice import rate_as
from yaowen.group.rules.regrouping import Change, Step

RULE = "regrouped"
STEPS_AT_ONCE = 20
TRIES = 20
_CLOSED = ("merged", "withdrawn")
_NOTED = ("group_version", "copy_of", "fitness", "rule", "score", "shared")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Author:
    """Who has articles grouped again, and when (news time)."""

    at: datetime
    by: str = ""

    def reason(self, **more: object) -> dict[str, object]:
        """What the log keeps of it."""
        return {"rule": RULE, "version": GROUP_VERSION, **({"by": self.by} if self.by else {}), **more}


def apply_change(scope: Scope, plan: Plan, change: Change, author: Author, progress: Progress) -> int:
    """Take the steps of a change, then note on every article of the plan by which rules it is grouped.

    Whatever has happened meanwhile is left alone: a step whose stories are gone, or whose articles have left, is not
    taken. A run that was broken off is taken up by finding the change anew.

    Returns:
        How many steps were not taken.

    Raises:
        Fenced: other writers were faster, twenty times over.
    """
    steps, into, left_out = list(change.steps), dict(change.into), 0
    for place in range(0, len(steps), STEPS_AT_ONCE):
        some = steps[place : place + STEPS_AT_ONCE]
        taken, opened = _insist(partial(_take_steps, scope.language, some, into, author))
        into |= opened
        left_out += len(some) - taken
        progress(place + len(some), len(steps))
    note_judgements(scope, plan, into)
    _insist(lambda: _log_end(scope, len(plan.judged), author))
    return left_out


def _insist(act: Callable[[], _Made]) -> _Made:
    """Act, again where another writer was faster.

    Raises:
        Fenced: twenty times over.
    """
    for _ in range(TRIES - 1):
        try:
            return act()
        except Fenced:
            continue
    return act()


def _take_steps(
    language: str, steps: Sequence[Step], into: Mapping[int, int], author: Author
) -> tuple[int, dict[int, int]]:
    """Take steps in one transaction; returns how many could be, and group → the story opened for it."""
    with transaction.atomic():
        version = read_version(language)
        fit = _find_fit(steps, into)
        if not fit:
            return 0, {}
        move_head(language, version, len(fit))
        opened: dict[int, int] = {}
        events = [_take(step, into, opened, author) for step in fit]
        log_events(language, version, events, author.at)
        touched = {story for event in events for story in (event.story_id, event.other_story_id) if story is not None}
        standing = set(Story.objects.filter(pk__in=touched).exclude(state="merged").values_list("pk", flat=True))
        for story in sorted(standing):
            settle_copies(story)
        recount_stories(standing)
        return len(fit), opened


def _find_fit(steps: Sequence[Step], into: Mapping[int, int]) -> list[Step]:
    """The steps of which the stories stand, and the articles are where they were."""
    named = {step.story for step in steps} | {into.get(step.group, step.story) for step in steps}
    standing = set(Story.objects.filter(pk__in=named).exclude(state__in=_CLOSED).values_list("pk", flat=True))
    articles = [article for step in steps for article in step.articles]
    homes: dict[int, int] = {}
    for some in chunks(articles):
        homes |= dict(Membership.objects.filter(article_id__in=some).values_list("article_id", "story_id"))
    return [
        step
        for step in steps
        if {step.story, into.get(step.group, step.story)} <= standing
        and all(homes.get(article) == step.story for article in step.articles)
    ]


def _take(step: Step, into: Mapping[int, int], opened: dict[int, int], author: Author) -> Event:
    """Take a step; a story opened for it is noted."""
    target, kind = into.get(step.group, opened.get(step.group)), "moved"
    if target is None:
        story = Story.objects.get(pk=step.story)
        (target,) = open_stories(story.language, [story.first_at])
        opened[step.group], kind = target, "split"
    if step.whole:
        return move_members(step.story, target, author.reason())
    Membership.objects.filter(article_id__in=step.articles).update(story_id=target)
    return Event(kind, step.story, other_story_id=target, reason=author.reason(articles=list(step.articles)))


def note_judgements(scope: Scope, plan: Plan, into: Mapping[int, int]) -> None:
    """Keep why articles are where they are now, and by which rules; those not in their place are left as they are."""
    for some in chunks(list(plan.groups)):
        with transaction.atomic():
            rows = list(Membership.objects.filter(article_id__in=some, serial__gte=scope.first))
            copied = {one.copy_of for one in (plan.judged.get(row.article_id) for row in rows) if one and one.copy_of}
            homes = dict(Membership.objects.filter(article_id__in=copied).values_list("article_id", "story_id"))
            placed = [row for row in rows if into.get(plan.unions.find(plan.groups[row.article_id])) == row.story_id]
            changed = {row.story_id for row in placed if _note(row, plan.judged.get(row.article_id), homes)}
            Membership.objects.bulk_update(placed, _NOTED)
            for story in sorted(changed):
                settle_copies(story)
            recount_stories(changed)


def _note(row: Membership, said: Judgement | None, homes: Mapping[int, int]) -> bool:
    """Put a judgement on an article's row; returns whether it is now folded under another article than before."""
    row.group_version = GROUP_VERSION
    if said is None:
        return False
    origin = said.copy_of if said.copy_of is not None and homes.get(said.copy_of) == row.story_id else None
    before = row.copy_of
    row.fitness = rate_as(row.fitness, was_copy=before is not None, is_copy=origin is not None)
    row.copy_of, row.rule, row.score, row.shared = origin, said.rule, said.score, list(said.shared)
    return before != origin


def _log_end(scope: Scope, judged: int, author: Author) -> None:
    """One event that moves nothing, so that every grouper that runs reads its window anew."""
    with transaction.atomic():
        version = read_version(scope.language)
        move_head(scope.language, version, 1)
        log_events(scope.language, version, [Event(RULE, 0, reason=author.reason(judged=judged))], author.at)
