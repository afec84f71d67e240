"""Changes by a person: merge, split, move, withdraw. Each is one event in the log and moves the head on.

What a person has put together nothing but a person takes apart: filing moves no article, and re-filing only puts whole
stories together. What a person has put apart is kept apart (`ledger.keep_apart`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yaowen.base.clock import real_now
from yaowen.base.errors import BadInput, Fenced
from yaowen.group.follow_ups import forget_words
from yaowen.group.ledger import (
    PERSON,
    Event,
    hand_on_apart,
    keep_apart,
    log_events,
    move_head,
    move_members,
    open_stories,
    read_version,
    recount_stories,
    settle_copies,
)
from yaowen.group.linked import hand_on_pins
from yaowen.group.models import GroupEvent, LiveText, Membership, Story

TRIES = 5
MOVED = "moved"
"""Rule of an article that a person put where it is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A person's word for a change: why, who, and when (news time; real time by default)."""

    text: str
    by: str = ""
    at: datetime | None = None

    def reason(self, **more: object) -> dict[str, object]:
        """What the log keeps of it."""
        return {"rule": PERSON, "text": self.text, **({"by": self.by} if self.by else {}), **more}


def merge_stories(merged: int, survivor: int, reason: str, *, at: datetime | None = None, by: str = "") -> None:
    """Put all articles of one story into another; the merged one's address leads to the survivor for good.

    Args:
        at: news time; real time by default.
        by: the person.

    Raises:
        BadInput: one of them does not stand, both are the same, or they are of different languages.
        Fenced: other writers were faster, five times over.
    """
    wish = Wish(reason, by, at)

    def act(_version: int) -> Event:
        story, into = find_standing(merged), find_standing(survivor)
        check_joinable(story, into)
        event = move_members(merged, survivor, wish.reason())
        recount_stories([survivor])
        return event

    change(find_standing(survivor).language, act, at)


def split_story(
    story_id: int, article_ids: Collection[int], reason: str, *, at: datetime | None = None, by: str = ""
) -> int:
    """Put some articles of a story into a new one; returns its id. The two never become one by themselves.

    Raises:
        BadInput: the story does not stand, an article is not in it, or none would stay.
        Fenced: other writers were faster, five times over.
    """
    wish = Wish(reason, by, at)

    def act(version: int) -> Event:
        story = find_standing(story_id)
        leaving, staying = _part(story_id, article_ids)
        if not staying:
            raise BadInput("name some of its articles, not all, and no others", about=f"story {story_id}")
        (made,) = open_stories(story.language, [story.first_at])
        keep_apart(story.language, version + 1, leaving, staying)
        take_over(story_id, made, leaving)
        return Event("split", story_id, other_story_id=made, reason=wish.reason(articles=sorted(leaving)))

    made = change(find_standing(story_id).language, act, at).other_story_id
    assert made is not None
    return made


def move_articles(
    story_id: int, article_ids: Collection[int], into: int, reason: str, *, at: datetime | None = None, by: str = ""
) -> None:
    """Put some articles of a story into another that stands. The two never become one by themselves.

    All of its articles: that is a merge, and the story's address leads to the other.

    Raises:
        BadInput: a story does not stand, they are of different languages, or an article is not in the first.
        Fenced: other writers were faster, five times over.
    """
    wish = Wish(reason, by, at)

    def act(version: int) -> Event:
        story, other = find_standing(story_id), find_standing(into)
        check_joinable(story, other)
        leaving, staying = _part(story_id, article_ids)
        if not staying:
            event = move_members(story_id, into, wish.reason())
            recount_stories([into])
            return event
        keep_apart(story.language, version + 1, leaving, staying)
        take_over(story_id, into, leaving)
        return Event("moved", story_id, other_story_id=into, reason=wish.reason(articles=sorted(leaving)))

    change(find_standing(story_id).language, act, at)


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

    def act(_version: int) -> Event:
        row = Membership.objects.filter(article_id=article_id).first() or found
        row.delete()
        GroupEvent.objects.filter(article_id=article_id, kind="filed").update(reason={})
        LiveText.objects.filter(article_id=article_id).delete()
        forget_words(row.story_id)
        hand_on_apart(article_id, row.story_id)
        heir = hand_on_pins(article_id, row.story_id)
        settle_copies(row.story_id)
        recount_stories([row.story_id])
        named = {} if heir is None else {"heir": heir}
        return Event("withdrawn", row.story_id, article_id=article_id, reason={"text": reason, **named})

    return change(found.story.language, act, at).story_id


def change(language: str, act: Callable[[int], Event], at: datetime | None) -> Event:
    """Act and log it in one transaction; again from the start where another writer was faster.

    Args:
        act: takes the version before its event, gives the event.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                version = read_version(language)
                move_head(language, version, 1)
                event = act(version)
                log_events(language, version, [event], at or real_now())
                return event
        except Fenced:
            continue
    raise Fenced("other writers were faster; nothing was changed, try again", about=f"stories of {language}")


def take_over(story_id: int, into: int, articles: Collection[int]) -> None:
    """Put articles of one story into another, and count both anew."""
    Membership.objects.filter(story_id=story_id, article_id__in=articles).update(story_id=into, rule=MOVED)
    settle_copies(story_id)
    settle_copies(into)
    recount_stories([story_id, into])


def find_standing(story_id: int) -> Story:
    """A story that stands.

    Raises:
        BadInput: there is none of that number, or it is merged or withdrawn.
    """
    story = Story.objects.filter(pk=story_id).first()
    if story is None or story.state in {"merged", "withdrawn"}:
        what = "there is no such story" if story is None else f"it is {say_state(story)}"
        raise BadInput(f"{what}; give the id of a story that stands", about=f"story {story_id}")
    return story


def check_joinable(story: Story, into: Story) -> None:
    """See that a story's articles can stand in another.

    Raises:
        BadInput: they are the same, or of different languages.
    """
    if story.pk == into.pk or story.language != into.language:
        message = f"cannot be merged into story {into.pk}; give another story of its language"
        raise BadInput(message, about=f"story {story.pk}")


def say_state(story: Story) -> str:
    """Where a closed story has gone."""
    return f"merged into story {story.merged_into}" if story.merged_into is not None else story.state


def _part(story_id: int, article_ids: Collection[int]) -> tuple[Sequence[int], Sequence[int]]:
    """The articles that leave a story and those that stay, each earliest first.

    Raises:
        BadInput: none is named, or one that is not in it.
    """
    rows = Membership.objects.filter(story_id=story_id).order_by("published", "article_id")
    held, wanted = list(rows.values_list("article_id", flat=True)), set(article_ids)
    if not wanted or not wanted <= set(held):
        raise BadInput("name some of its articles, not all, and no others", about=f"story {story_id}")
    return [one for one in held if one in wanted], [one for one in held if one not in wanted]
