"""Taking a person's change back: one event more, which leads back what the change had led away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from yaowen.base.errors import BadInput
from yaowen.group.desk import MOVED, Wish, change, find_standing, say_state, take_over
from yaowen.group.ledger import PERSON, Event, move_members, recount_stories
from yaowen.group.models import Apart, GroupEvent, Membership, Story

CHANGES = ("merged", "split", "moved")
UNDO = "undo"


def undo_change(event_id: int, reason: str, *, at: datetime | None = None, by: str = "") -> None:
    """Take back a merge, split or move by a person: its articles return, a merged story gets its address back.

    What came into the stories since stays where it is. The last change is undone first.

    Args:
        event_id: number of the event in the log.

    Raises:
        BadInput: there is no such event, no person made it, it is undone already, a later change stands on it,
            or its articles are gone.
        Fenced: other writers were faster, five times over.
    """
    event = GroupEvent.objects.filter(pk=event_id).first()
    if event is None:
        raise BadInput("there is no such event", about=f"event {event_id}")
    check_undoable(event)
    wish = Wish(reason, by, at)

    def act(_version: int) -> Event:
        check_undoable(event)
        Apart.objects.filter(language=event.language, version=event.version).delete()
        return _ACTS[event.kind](event, wish)

    change(event.language, act, at)


def check_undoable(event: GroupEvent) -> None:
    """See that an event can be taken back.

    Raises:
        BadInput: it cannot, and why.
    """
    about = f"event {event.pk}"
    if event.kind not in CHANGES or event.reason.get("rule") != PERSON:
        raise BadInput("it is no merge, split or move by a person; only those can be undone", about=about)
    touched = {event.story_id, event.other_story_id}
    later = GroupEvent.objects.filter(language=event.language, version__gt=event.version, kind__in=CHANGES)
    undone: set[int] = set()
    standing: dict[int, int] = {}
    for one in later.order_by("version"):
        if one.reason.get("rule") == UNDO:
            undone.add(one.reason["undoes"])
        elif one.reason.get("rule") == PERSON and touched & {one.story_id, one.other_story_id}:
            standing[one.version] = one.pk
    if event.version in undone:
        raise BadInput("it is undone already", about=about)
    for version, number in sorted(standing.items(), reverse=True):
        if version not in undone:
            raise BadInput(f"event {number} came after it; undo that first", about=about)


def _undo_merge(event: GroupEvent, wish: Wish) -> Event:
    """The merged story stands again with the articles that it had."""
    assert event.other_story_id is not None
    survivor, story = follow(event.other_story_id), event.story_id
    back = _still_in(survivor, event)
    if len(back) == Membership.objects.filter(story_id=survivor).count():
        raise BadInput("nothing would be left of the other story", about=f"event {event.pk}")
    Story.objects.filter(pk=story).update(merged_into=None, state="changed")
    for earlier in _merged_into(story, event):
        Story.objects.filter(pk=earlier).update(merged_into=story)
    take_over(survivor, story, back)
    _give_back_rules(back, event.language)
    return Event("split", survivor, other_story_id=story, reason=_why(event, wish, back))


def _undo_split(event: GroupEvent, wish: Wish) -> Event:
    """The new story goes back into the one that it was taken from, with all that has come since."""
    assert event.other_story_id is not None
    made, home = find_standing(event.other_story_id), follow(event.story_id)
    undone = move_members(made.pk, home, {"rule": UNDO, "undoes": event.version, "text": wish.text, "by": wish.by})
    recount_stories([home])
    return undone


def _undo_move(event: GroupEvent, wish: Wish) -> Event:
    assert event.other_story_id is not None
    away, home = follow(event.other_story_id), follow(event.story_id)
    back = _still_in(away, event)
    if away == home or len(back) == Membership.objects.filter(story_id=away).count():
        raise BadInput("nothing would be left of the other story; merge it instead", about=f"event {event.pk}")
    take_over(away, home, back)
    _give_back_rules(back, event.language)
    return Event("moved", away, other_story_id=home, reason=_why(event, wish, back))


_ACTS: dict[str, Callable[[GroupEvent, Wish], Event]] = {
    "merged": _undo_merge, "split": _undo_split, "moved": _undo_move,
}  # fmt: skip


def follow(story_id: int) -> int:
    """The story that stands where this one went.

    Raises:
        BadInput: it is withdrawn.
    """
    story = Story.objects.filter(pk=story_id).first()
    if story is not None and story.merged_into is not None:
        story = Story.objects.filter(pk=story.merged_into).first()
    if story is None or story.state in {"merged", "withdrawn"}:
        what = "gone" if story is None else say_state(story)
        raise BadInput(f"it is {what}; there is nothing to go back to", about=f"story {story_id}")
    return story.pk


def _still_in(story_id: int, event: GroupEvent) -> list[int]:
    """The event's articles that are where it put them.

    Raises:
        BadInput: none is.
    """
    rows = Membership.objects.filter(story_id=story_id, article_id__in=event.reason.get("articles", []))
    found = sorted(rows.values_list("article_id", flat=True))
    if not found:
        raise BadInput("none of its articles is left there", about=f"event {event.pk}")
    return found


def _give_back_rules(articles: list[int], language: str) -> None:
    """Let articles say again by what rule they were filed."""
    rows = {row.serial: row for row in Membership.objects.filter(article_id__in=articles, rule=MOVED)}
    for event in GroupEvent.objects.filter(language=language, version__in=list(rows), kind="filed"):
        row = rows[event.version]
        row.rule = event.reason.get("rule", MOVED)
        row.save(update_fields=["rule"])


def _merged_into(story: int, event: GroupEvent) -> set[int]:
    """The stories that had been merged into one before it was merged itself, by whatever ways."""
    found: set[int] = set()
    ahead = {story}
    while ahead:
        rows = GroupEvent.objects.filter(
            language=event.language, version__lt=event.version, kind="merged", other_story_id__in=ahead
        )
        ahead = set(rows.values_list("story_id", flat=True)) - found - {story}
        found |= ahead
    standing = Story.objects.filter(pk__in=found, merged_into__isnull=False)
    return set(standing.values_list("pk", flat=True))


def _why(event: GroupEvent, wish: Wish, articles: list[int]) -> dict[str, object]:
    return {"rule": UNDO, "undoes": event.version, "text": wish.text, "by": wish.by, "articles": articles}
