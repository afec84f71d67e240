"""Hiding stories from the ranking: its place stays and says so, nothing else moves. Every step is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from yaowen.base.errors import BadInput
from yaowen.rank.models import HiddenStory
from yaowen.rank.stories import find_survivors


def hide_story(story_id: int, *, by: str, reason: str, at: datetime) -> None:
    """Hide a story from the ranking, from its next minute on. Kept rankings stay as they stood.

    Args:
        by: who does it, for the log.
        at: news time, UTC.

    Raises:
        BadInput: no open story, no reason, or hidden already.
    """
    if not reason.strip():
        raise BadInput("say why; the reason is kept and shown at the desk", about=f"story {story_id}")
    if find_survivors([story_id]).get(story_id) != story_id:
        message = "is no open story; give the number in its page's address, of merged ones the survivor's"
        raise BadInput(message, about=f"story {story_id}")
    with transaction.atomic():
        if story_id in hidden_stories(at):
            raise BadInput("is hidden already", about=f"story {story_id}")
        HiddenStory.objects.create(story_id=story_id, hidden_at=at, hidden_by=by, reason=reason.strip())


def show_story(story_id: int, *, by: str, at: datetime) -> None:
    """Show a hidden story again, those merged into it included.

    Raises:
        BadInput: it is not hidden.
    """
    rows = list(_hidden_at(at))
    ends = find_survivors(row.story_id for row in rows)
    chosen = [row.pk for row in rows if story_id in (row.story_id, ends.get(row.story_id))]
    if not HiddenStory.objects.filter(pk__in=chosen, shown_at=None).update(shown_at=at, shown_by=by):
        raise BadInput("is not hidden; `yaowen rank hidden` lists those that are", about=f"story {story_id}")


def hidden_stories(at: datetime) -> frozenset[int]:
    """The open stories that are hidden at a time; a hidden story that has merged hides its survivor."""
    hidden = set(_hidden_at(at).values_list("story_id", flat=True))
    return frozenset(find_survivors(hidden).values()) if hidden else frozenset()


def _hidden_at(at: datetime) -> QuerySet[HiddenStory]:
    return HiddenStory.objects.filter(Q(shown_at=None) | Q(shown_at__gt=at), hidden_at__lte=at)
