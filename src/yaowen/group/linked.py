"""Links between stories in two languages, in the database: read, made and ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from yaowen.group.models import Story, StoryLink

MOST_SHARED = 8
WHY_CHARS = 80
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two stories are linked: probability of one event, and the names and numbers that both tell."""

    score: float
    shared: tuple[str, ...]


def pair_of(one: int, other: int) -> Pair:
    """Two stories as a link names them."""
    return (min(one, other), max(one, other))


def standing_links(story_ids: Iterable[int]) -> QuerySet[StoryLink]:
    """Links of some stories that stand."""
    ids = set(story_ids)
    return StoryLink.objects.filter(Q(story_id__in=ids) | Q(other_id__in=ids), ended_at__isnull=True)


def load_links(story_ids: Iterable[int]) -> list[StoryLink]:
    """The links of some stories, oldest first."""
    return list(standing_links(story_ids).order_by("pk"))


def load_pairs(story_ids: Iterable[int]) -> set[Pair]:
    """The links of some stories."""
    return set(standing_links(story_ids).values_list("story_id", "other_id"))


def save_links(
    made: Mapping[Pair, Reason], ended: Mapping[Pair, str], at: datetime, *, version: int
) -> list[tuple[str, Pair, str]]:
    """Make links and end others, in one transaction; what stands or has ended already is left as it is.

    Args:
        at: news time.
        version: of the weights that decided.

    Returns:
        What happened: `linked` or `unlinked`, the pair, and why.
    """
    happened: list[tuple[str, Pair, str]] = []
    with transaction.atomic():
        for pair, why in ended.items():
            rows = StoryLink.objects.filter(story_id=pair[0], other_id=pair[1], ended_at__isnull=True)
            if rows.update(ended_at=at, ended_why=why[:WHY_CHARS]):
                happened.append(("unlinked", pair, why))
        for pair, reason in made.items():
            shared = list(reason.shared[:MOST_SHARED])
            values = {"score": round(reason.score, 4), "shared": shared, "link_version": version, "at": at}
            row = StoryLink.objects.get_or_create(
                story_id=pair[0], other_id=pair[1], ended_at__isnull=True, defaults=values
            )
            if row[1]:
                happened.append(("linked", pair, f"score {reason.score:.2f}: {', '.join(shared) or 'likeness alone'}"))
    return happened


def find_dead_pairs() -> set[Pair]:
    """Links of which a story was merged or withdrawn."""
    gone = Story.objects.filter(state__in=("merged", "withdrawn")).values("pk")
    rows = StoryLink.objects.filter(ended_at__isnull=True).filter(Q(story_id__in=gone) | Q(other_id__in=gone))
    return set(rows.values_list("story_id", "other_id"))
