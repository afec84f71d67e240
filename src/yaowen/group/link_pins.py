"""A person's word on links across languages: made, taken away, or left to the program again. It holds for good.

Each is one event in the log of the language that sorts first. The word is kept with an article of each story (the
headline article of then), so that it goes with its articles through merges, splits and regrouping.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yaowen.base.clock import real_now
from yaowen.base.errors import BadInput
from yaowen.group.desk import Wish, change, find_standing
from yaowen.group.ledger import Event
from yaowen.group.linked import CERTAIN, Pair, Reason, load_pairs, pair_of, save_links
from yaowen.group.models import GroupEvent, LinkPin, Membership, Story
from yaowen.group.store import touch_stories

LINKED, UNLINKED, FREED = "linked", "unlinked", "link_freed"
KINDS = (LINKED, UNLINKED, FREED)


@dataclass(frozen=True, slots=True)
class _Ends:
    """Two stories in two languages, that of the language that sorts first before the other, and an article of each."""

    one: Story
    other: Story
    anchors: tuple[int, int]

    @property
    def pair(self) -> Pair:
        return pair_of(self.one.pk, self.other.pk)


def link_stories(story_id: int, other_id: int, reason: str, *, at: datetime | None = None, by: str = "") -> None:
    """Link two stories in two languages for good, whatever the program thinks of it.

    Args:
        at: news time; real time by default.
        by: the person.

    Raises:
        BadInput: one does not stand, both are in one language, or a person has linked them already.
        Fenced: other writers were faster, five times over.
    """
    _decide(story_id, other_id, LINKED, Wish(reason, by, at))


def unlink_stories(story_id: int, other_id: int, reason: str, *, at: datetime | None = None, by: str = "") -> None:
    """See that two stories are not linked, now and ever.

    Raises:
        BadInput: one does not stand, both are in one language, or a person has unlinked them already.
        Fenced: other writers were faster, five times over.
    """
    _decide(story_id, other_id, UNLINKED, Wish(reason, by, at))


def free_link(story_id: int, other_id: int, reason: str, *, at: datetime | None = None, by: str = "") -> None:
    """Leave it to the program again whether two stories are linked.

    Raises:
        BadInput: one does not stand, or no person has decided on them.
        Fenced: other writers were faster, five times over.
    """
    _decide(story_id, other_id, FREED, Wish(reason, by, at))


def replay_pins() -> dict[Pair, bool]:
    """Pairs of articles → linked, or not, read off the event logs alone: equal to the table."""
    pins: dict[Pair, bool] = {}
    for event in GroupEvent.objects.filter(kind__in=(*KINDS, "withdrawn")).order_by("pk").iterator():
        if event.kind == "withdrawn":
            pins = _hand_on(pins, event.article_id, event.reason.get("heir"))
            continue
        pins = {pair: linked for pair, linked in pins.items() if list(pair) not in event.reason["drops"]}
        if event.kind != FREED:
            one, other = event.reason["anchors"]
            pins[one, other] = event.kind == LINKED
    return pins


def _hand_on(pins: dict[Pair, bool], gone: int | None, heir: int | None) -> dict[Pair, bool]:
    if not any(gone in pair for pair in pins):
        return pins
    kept: dict[Pair, bool] = {}
    for (one, other), linked in pins.items():
        pair = heir if one == gone else one, heir if other == gone else other
        if pair[0] is not None and pair[1] is not None:
            kept[pair[0], pair[1]] = linked
    return kept


def _decide(story_id: int, other_id: int, kind: str, wish: Wish) -> None:
    """Log a person's word on two stories, keep it, and let the link follow it."""

    def act(version: int) -> Event:
        ends = _find_ends(story_id, other_id)
        earlier = _find_pins(ends)
        _check_new(kind, [row.linked for row in earlier], ends)
        LinkPin.objects.filter(pk__in=[row.pk for row in earlier]).delete()
        if kind != FREED:
            LinkPin.objects.create(
                language=ends.one.language, version=version + 1, article_id=ends.anchors[0], other_id=ends.anchors[1],
                linked=kind == LINKED,
            )  # fmt: skip
        apply_word(ends.pair, kind, wish)
        drops = [[row.article_id, row.other_id] for row in earlier]
        reason = wish.reason(anchors=list(ends.anchors), drops=drops)
        return Event(kind, ends.one.pk, other_story_id=ends.other.pk, reason=reason)

    change(_find_ends(story_id, other_id).one.language, act, wish.at)


def apply_word(pair: Pair, kind: str, wish: Wish) -> None:
    """Make or end the link of two stories as a person has said, and have both pages made anew."""
    said = f"{wish.by}: {wish.text}" if wish.by else wish.text
    made = {pair: Reason(CERTAIN, (), by_person=True)} if kind == LINKED else {}
    ended = {pair: f"by a person: {said}"} if pair in load_pairs(pair) else {}
    save_links(made, ended, wish.at or real_now(), version=0)
    touch_stories(pair)


def _find_ends(story_id: int, other_id: int) -> _Ends:
    """Two stories that stand, in two languages.

    Raises:
        BadInput: they are not.
    """
    one, other = sorted((find_standing(story_id), find_standing(other_id)), key=lambda story: story.language)
    if one.language == other.language:
        message = f"is in the language of story {other.pk}; links are between languages: merge the two instead"
        raise BadInput(message, about=f"story {one.pk}")
    assert one.headline_article_id is not None
    assert other.headline_article_id is not None
    return _Ends(one, other, (one.headline_article_id, other.headline_article_id))


def _find_pins(ends: _Ends) -> list[LinkPin]:
    """What persons have said of two stories before, by whichever of their articles."""
    here, there = (
        set(Membership.objects.filter(story_id=story.pk).values_list("article_id", flat=True))
        for story in (ends.one, ends.other)
    )
    return [
        row for row in LinkPin.objects.order_by("pk") if {row.article_id, row.other_id} & here
        and {row.article_id, row.other_id} & there
    ]  # fmt: skip


def _check_new(kind: str, earlier: Iterable[bool], ends: _Ends) -> None:
    said = list(earlier)
    about = f"stories {ends.pair[0]} and {ends.pair[1]}"
    if kind == FREED and not said:
        raise BadInput("no person has linked or unlinked them; there is nothing to free", about=about)
    if said and kind != FREED and said[-1] == (kind == LINKED):
        raise BadInput(f"a person has {kind} them already", about=about)
