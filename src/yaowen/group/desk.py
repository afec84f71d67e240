"""Changes by a person: merge, split, withdraw. Each is one event in the log and moves the head on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from yaowen.base.clock import real_now
from yaowen.base.errors import BadInput, Fenced
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
from yaowen.group.models import GroupEvent, Membership, Story

TRIES = 5


def merge_stories(merged: int, survivor: int, reason: str, *, at: datetime | None = None) -> None:
    """Put all articles of one story into another; the merged one's address leads to the survivor for good.

    Args:
        at: news time; real time by default.

    Raises:
        BadInput: one of them does not stand, both are the same, or they are of different languages.
        Fenced: other writers were faster, five times over.
    """

    def act() -> Event:
        story, into = _standing(merged), _standing(survivor)
        if merged == survivor or story.language != into.language:
            message = f"cannot be merged into story {survivor}; give another story of its language"
            raise BadInput(message, about=f"story {merged}")
        event = move_members(merged, survivor, {"rule": "person", "text": reason})
        recount_stories([survivor])
        return event

    _change(_standing(survivor).language, act, at)


def split_story(story_id: int, article_ids: Collection[int], reason: str, *, at: datetime | None = None) -> int:
    """Put some articles of a story into a new one; returns its id.

    Raises:
        BadInput: the story does not stand, an article is not in it, or none would stay.
        Fenced: other writers were faster, five times over.
    """
    wanted = set(article_ids)

    def act() -> Event:
        story = _standing(story_id)
        if not wanted or not wanted < _articles_of(story_id):
            raise BadInput("name some of its articles, not all, and no others", about=f"story {story_id}")
        (made,) = open_stories(story.language, [story.first_at])
        Membership.objects.filter(story_id=story_id, article_id__in=wanted).update(story_id=made, rule="moved")
        settle_copies(story_id)
        settle_copies(made)
        recount_stories([story_id, made])
        return Event("split", story_id, other_story_id=made, reason={"text": reason, "articles": sorted(wanted)})

    made = _change(_standing(story_id).language, act, at).other_story_id
    assert made is not None
    return made


def remove_article(article_id: int, reason: str, *, at: datetime | None = None) -> int | None:
    """Take a withdrawn article out of its story; a story without articles is withdrawn with it.

    The log keeps that it was filed and loses why: the reason holds words of its text.

    Returns:
        The story's id; None where the article was not filed.

    Raises:
        Fenced: other writers were faster, five times over.
    """
    found = Membership.objects.select_related("story").filter(article_id=article_id).first()
    if found is None:
        return None

    def act() -> Event:
        row = Membership.objects.filter(article_id=article_id).first() or found
        row.delete()
        GroupEvent.objects.filter(article_id=article_id, kind="filed").update(reason={})
        settle_copies(row.story_id)
        recount_stories([row.story_id])
        return Event("withdrawn", row.story_id, article_id=article_id, reason={"text": reason})

    return _change(found.story.language, act, at).story_id


def _change(language: str, act: Callable[[], Event], at: datetime | None) -> Event:
    """Act and log it in one transaction; again from the start where another writer was faster."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                version = read_version(language)
                move_head(language, version, 1)
                event = act()
                log_events(language, version, [event], at or real_now())
                return event
        except Fenced:
            continue
    raise Fenced("other writers were faster; nothing was changed, try again", about=f"stories of {language}")


def _standing(story_id: int) -> Story:
    story = Story.objects.filter(pk=story_id).first()
    if story is None or story.state in {"merged", "withdrawn"}:
        what = "there is no such story" if story is None else f"it is {story.state}"
        raise BadInput(f"{what}; give the id of a story that stands", about=f"story {story_id}")
    return story


def _articles_of(story_id: int) -> set[int]:
    return set(Membership.objects.filter(story_id=story_id).values_list("article_id", flat=True))
