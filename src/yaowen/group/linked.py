"""Links between stories in two languages, in the database: read, made and ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from yaowen.group.models import LinkPin, Membership, Story, StoryLink

MOST_SHARED = 8
WHY_CHARS = 80
CERTAIN = 1.0
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two stories are linked.

    Attributes:
        score: probability of one event, 0–1; 1 where a person said so.
        shared: the names and numbers that both tell.
        likeness: of their sentence vectors, −1–1; None where none was taken.
    """

    score: float
    shared: tuple[str, ...]
    likeness: float | None = None
    by_person: bool = False

    @property
    def said(self) -> str:
        """In words, for the log."""
        return (
            "a person's word" if self.by_person else f"score {self.score:.2f}: {', '.join(self.shared) or 'likeness'}"
        )


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
            values = {
                "score": round(reason.score, 4), "shared": shared, "link_version": version, "at": at,
                "by_person": reason.by_person,
                "likeness": None if reason.likeness is None else round(reason.likeness, 4),
            }  # fmt: skip
            row = StoryLink.objects.get_or_create(
                story_id=pair[0], other_id=pair[1], ended_at__isnull=True, defaults=values
            )
            if row[1]:
                happened.append(("linked", pair, reason.said))
    return happened


def find_dead_pairs() -> dict[Pair, tuple[Pair | None, Reason]]:
    """Links of which a story was merged or withdrawn → the pair that the link goes on with, and its reason.

    None where it goes nowhere: a story was withdrawn, or the two would be one, or of one language.
    """
    gone = Story.objects.filter(state__in=("merged", "withdrawn")).values("pk")
    rows = list(StoryLink.objects.filter(ended_at__isnull=True).filter(Q(story_id__in=gone) | Q(other_id__in=gone)))
    ends = {end for row in rows for end in (row.story_id, row.other_id)}
    into = {key: heir or key for key, heir in Story.objects.filter(pk__in=ends).values_list("pk", "merged_into")}
    standing = Story.objects.filter(pk__in=set(into.values())).exclude(state__in=("merged", "withdrawn"))
    languages = dict(standing.values_list("pk", "language"))
    dead: dict[Pair, tuple[Pair | None, Reason]] = {}
    for row in rows:
        one, other = into[row.story_id], into[row.other_id]
        lives = one in languages and other in languages and languages[one] != languages[other]
        reason = Reason(row.score, tuple(row.shared), row.likeness, row.by_person)
        dead[row.story_id, row.other_id] = (pair_of(one, other) if lives else None, reason)
    return dead


def load_pins() -> dict[Pair, bool]:
    """What persons have decided of stories that stand: pair → linked, or not. The latest word counts."""
    rows = list(LinkPin.objects.order_by("pk").values_list("article_id", "other_id", "linked"))
    if not rows:
        return {}
    named = {article for row in rows for article in row[:2]}
    home = dict(Membership.objects.filter(article_id__in=named).values_list("article_id", "story_id"))
    return {
        pair_of(home[one], home[other]): linked
        for one, other, linked in rows
        if one in home and other in home and home[one] != home[other]
    }


def hand_on_pins(article_id: int, story_id: int) -> int | None:
    """Let another article of its story stand for one that is withdrawn; returns it, None where there was nothing."""
    rows = LinkPin.objects.filter(article_id=article_id) | LinkPin.objects.filter(other_id=article_id)
    if not rows.exists():
        return None
    members = Membership.objects.filter(story_id=story_id).order_by("published", "article_id")
    heir = members.values_list("article_id", flat=True).first()
    for column in ("article_id", "other_id"):
        held = LinkPin.objects.filter(**{column: article_id})
        if heir is None:
            held.delete()
        else:
            held.update(**{column: heir})
    return heir
