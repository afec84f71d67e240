"""Writing stories: the head's compare-and-swap, the event log, and recounting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.base.errors import Fenced
from yaowen.group.models import Apart, GroupEvent, GroupHead, Membership, Story
from yaowen.group.rules.choice import rate_as
from yaowen.group.rules.life import find_peak
from yaowen.group.rules.origins import Told, choose_origins, count_origins

PERSON = "person"
"""Rule of the events that are a person's decision."""


_AT_ONCE = 500
_NOTHING = {"headline_article_id": None, "peak_at": None, "articles": 0, "outlets": 0, "origins": 0}


@dataclass(frozen=True, slots=True)
class Event:
    """An event to be logged (models.GroupEvent)."""

    kind: str
    story_id: int
    article_id: int | None = None
    other_story_id: int | None = None
    reason: dict[str, Any] | None = None


def read_version(language: str) -> int:
    """The version of a family's stories; 0 before the first."""
    found = GroupHead.objects.filter(language=language).values_list("version", flat=True).first()
    return found or 0


def move_head(language: str, version: int, by: int) -> None:
    """Move a family's head on from `version`, as the first act of a transaction.

    Raises:
        Fenced: another writer moved it meanwhile; nothing of this transaction may stand.
    """
    GroupHead.objects.get_or_create(language=language)
    if not GroupHead.objects.filter(language=language, version=version).update(version=F("version") + by):
        raise Fenced(f"another process has moved on from version {version}", about=f"stories of {language}")


def log_events(language: str, version: int, events: Sequence[Event], at: datetime) -> None:
    """Write events behind a version, in order."""
    GroupEvent.objects.bulk_create(
        GroupEvent(
            language=language,
            version=version + place,
            kind=event.kind,
            article_id=event.article_id,
            story_id=event.story_id,
            other_story_id=event.other_story_id,
            reason=event.reason or {},
            at=at,
        )
        for place, event in enumerate(events, 1)
    )


def open_stories(language: str, first_at: Sequence[datetime]) -> list[int]:
    """Make a story for each time; returns their new ids in that order."""
    made = Story.objects.bulk_create(
        Story(state="changed", due_at=real_now(), language=language, first_at=at, last_at=at) for at in first_at
    )
    return [story.pk for story in made]


def recount_stories(ids: Iterable[int]) -> None:
    """Set headline article, times and counts of stories from their members, and make them due for rendering.

    A story without members is withdrawn.
    """
    members: dict[int, list[Membership]] = {story_id: [] for story_id in ids}
    for row in Membership.objects.filter(story_id__in=members).defer("shared"):
        members[row.story_id].append(row)
    for story_id, rows in members.items():
        Story.objects.filter(pk=story_id).update(
            **_counted(rows), due_at=real_now(), holder="", attempts=0, epoch=F("epoch") + 1
        )


def told_of(row: Membership) -> Told:
    """A membership as the rules about origins take it."""
    return Told(row.article_id, row.outlet_id, row.published, row.copy_of, row.origin_key)


def _counted(rows: Sequence[Membership]) -> dict[str, Any]:
    if not rows:
        return {**_NOTHING, "state": "withdrawn"}
    told = [told_of(row) for row in rows]
    origins = choose_origins(told)

    def order(row: Membership) -> tuple[float, datetime, int]:
        fitness = rate_as(row.fitness, was_copy=row.copy_of is not None, is_copy=origins[row.article_id] is not None)
        return -fitness, row.published, row.article_id

    return {
        "state": "changed",
        "headline_article_id": min(rows, key=order).article_id,
        "first_at": min(row.published for row in rows),
        "last_at": max(row.published for row in rows),
        "peak_at": find_peak(row.published for row in rows),
        "articles": len(rows),
        "outlets": len({row.outlet_id for row in rows}),
        "origins": count_origins(told, origins),
    }


def move_members(merged: int, survivor: int, reason: dict[str, Any]) -> Event:
    """Put all members of a story into another and close it; returns the event. The survivor is to be recounted."""
    rows = Membership.objects.filter(story_id=merged)
    articles = sorted(rows.values_list("article_id", flat=True))
    rows.update(story_id=survivor)
    closed = {**_NOTHING, "state": "merged", "merged_into": survivor}
    Story.objects.filter(pk=merged).update(**closed, epoch=F("epoch") + 1)
    Story.objects.filter(merged_into=merged).update(merged_into=survivor)
    return Event("merged", merged, other_story_id=survivor, reason={**reason, "articles": articles})


def settle_copies(story_id: int) -> None:
    """See that every copy of a story points to an article of the same story that is none itself.

    Where an origin has left, the earliest of its copies takes its place, as fit to lead as any report.
    """
    rows = {row.article_id: row for row in Membership.objects.filter(story_id=story_id)}
    orphans: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.values():
        if row.copy_of is not None and row.copy_of not in rows:
            orphans[row.copy_of].append(row)
    for copies in orphans.values():
        first, *others = sorted(copies, key=lambda row: (row.published, row.article_id))
        first.copy_of = None
        first.fitness = rate_as(first.fitness, was_copy=True, is_copy=False)
        first.save(update_fields=["copy_of", "fitness"])
        for other in others:
            other.copy_of = first.article_id
            other.save(update_fields=["copy_of"])


def keep_apart(language: str, version: int, some: Sequence[int], others: Sequence[int]) -> None:
    """Note that two sets of articles, the first of each the surest, are never to stand in one story by themselves.

    Each article is held against the first of the other set: whichever leave, what is left holds the rest apart.
    """
    pairs = {(some[0], other) for other in others} | {(one, others[0]) for one in some}
    Apart.objects.bulk_create(
        Apart(language=language, version=version, article_id=one, other_id=other) for one, other in sorted(pairs)
    )


def hand_on_apart(article_id: int, story_id: int) -> None:
    """Let another article of its story stand for one that is withdrawn, in what is kept apart."""
    heir = Membership.objects.filter(story_id=story_id).order_by("published", "article_id").first()
    for column in ("article_id", "other_id"):
        rows = Apart.objects.filter(**{column: article_id})
        if heir is None:
            rows.delete()
        else:
            rows.update(**{column: heir.article_id})


def load_apart(language: str) -> set[tuple[int, int]]:
    """The pairs of a family's stories, the earlier first, that a person has put apart and not together again."""
    pairs = list(Apart.objects.filter(language=language).values_list("article_id", "other_id"))
    named = sorted({article for pair in pairs for article in pair})
    home: dict[int, int] = {}
    for place in range(0, len(named), _AT_ONCE):
        rows = Membership.objects.filter(article_id__in=named[place : place + _AT_ONCE])
        home.update(rows.values_list("article_id", "story_id"))
    stories = ((home[one], home[other]) for one, other in pairs if one in home and other in home)
    return {(min(pair), max(pair)) for pair in stories if pair[0] != pair[1]}
