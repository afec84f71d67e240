"""What later stages, the desk and commands may ask of group: stories, their members, why, and what moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q

from yaowen.base.clock import real_now
from yaowen.belt.conveyor import ERROR_CHARS, Context, claim, finish
from yaowen.group.desk import merge_stories, move_articles, remove_article, split_story
from yaowen.group.ledger import told_of
from yaowen.group.linked import load_links
from yaowen.group.models import FollowUp, GroupEvent, GroupHead, Membership, Story
from yaowen.group.rules.origins import choose_origins
from yaowen.group.undoing import undo_change

__all__ = [
    "ClaimedStory", "Linked", "Member", "Related", "StoredStory", "StoryMove", "StoryOutline", "claim_changed",
    "finish_story", "latest_outlines", "latest_stories", "linked_stories", "load_linked", "load_outlines",
    "load_related", "load_standing", "load_stories", "members_of", "merge_stories", "merges_since",
    "move_articles", "moves_after", "remove_article", "replay_events", "set_aside_standing", "split_story",
    "stories_before", "story_of", "touch_stories", "undo_change", "why",
]  # fmt: skip

LIVING = ("changed", "rendered")
SET_ASIDE = "failed"
_MOVES = ("merged", "split", "moved", "withdrawn")
_OUTLINE = ("pk", "state", "first_at", "last_at", "articles", "origins", "merged_into")


@dataclass(frozen=True, slots=True)
class StoredStory:
    """A story.

    Attributes:
        language: its family: `zh` for both scripts, else a primary tag.
        headline_article_id: the article that stands for it; None only where the story is withdrawn or merged.
        outlets: carriers, copies included; `origins`: outlets with a report of their own (independent origins).
        merged_into: the surviving story, already followed to its end; None for a story that stands.
        state: `changed`, `rendered`, `merged` or `withdrawn`.
        peak_at: the hour with most of its reports, by its beginning; None below three reports.
    """

    id: int
    language: str
    headline_article_id: int | None
    first_at: datetime
    last_at: datetime
    articles: int
    outlets: int
    origins: int
    merged_into: int | None
    state: str
    peak_at: datetime | None = None


class StoryOutline(NamedTuple):
    """What counting needs to know of a story; the fields as `StoredStory` has them."""

    id: int
    state: str
    first_at: datetime
    last_at: datetime
    articles: int
    origins: int
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class ClaimedStory:
    """A story claimed for rendering."""

    story: StoredStory
    epoch: int


@dataclass(frozen=True, slots=True)
class Member:
    """An article's place in its story and the reason for it.

    Attributes:
        copy_of: id of the article that it is folded under, the origin of its near-copies; None for an origin.
        rule: `copy`, `headline`, `event`, `alone`, `recurring` (rules/arrival.py), or `moved` by a person.
        score: 0–1.
        shared: words shared with the nearest article of the story when it was filed, the most telling first.
        filed_at: news time.
    """

    article_id: int
    story_id: int
    outlet_id: int
    published: datetime
    copy_of: int | None
    rule: str
    score: float
    shared: tuple[str, ...]
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class Related:
    """A story that goes before or after another.

    Attributes:
        later: it is a follow-up 后续; else what went before 前情.
        score: 0–1, how much of their headlines the two share.
    """

    story: StoredStory
    later: bool
    score: float


@dataclass(frozen=True, slots=True)
class Linked:
    """A story in another language that tells the same event.

    Attributes:
        score: probability of one event, 0–1, when it was linked.
        shared: names and numbers that both told then, as both print them, the most telling first.
        at: when it was linked, news time.
    """

    story: StoredStory
    score: float
    shared: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryMove:
    """A merge, a split, a move, or a withdrawal: what readers of the event log must follow.

    Attributes:
        event_id: rises from event to event; give the last one seen to `merges_since`.
        kind: `merged` (story → other), `split` and `moved` (articles: story → other), `withdrawn` (article left
            story). The other story of a split is a new one, or one that stands again: its merge was undone.
    """

    event_id: int
    kind: str
    story_id: int
    other_story_id: int | None
    article_ids: tuple[int, ...]
    reason: str
    at: datetime


def load_stories(ids: Iterable[int]) -> dict[int, StoredStory]:
    """Stories by id; an unknown id is left out."""
    return {row.pk: _story_of_row(row) for row in Story.objects.filter(pk__in=set(ids))}


def load_outlines(ids: Iterable[int]) -> dict[int, StoryOutline]:
    """Stories by id without their words; an unknown id is left out."""
    rows = Story.objects.filter(pk__in=set(ids)).values_list(*_OUTLINE)
    return {row[0]: StoryOutline(*row) for row in rows}


def latest_outlines(limit: int, since: datetime) -> dict[int, StoryOutline]:
    """The stories that stand with an article published at `since` or later, the newest `limit` of them."""
    rows = Story.objects.filter(state__in=LIVING, last_at__gte=since).order_by("-last_at", "-pk")
    return {row[0]: StoryOutline(*row) for row in rows.values_list(*_OUTLINE)[:limit]}


def members_of(story_ids: Iterable[int]) -> dict[int, list[Member]]:
    """The members of each story, earliest first; near-copies point to the earliest credited source."""
    wanted = set(story_ids)
    rows: dict[int, list[Membership]] = {story_id: [] for story_id in wanted}
    for row in Membership.objects.filter(story_id__in=wanted).order_by("published", "article_id"):
        rows[row.story_id].append(row)
    found: dict[int, list[Member]] = {}
    for story_id, members in rows.items():
        origins = choose_origins([told_of(row) for row in members])
        found[story_id] = [_member_of_row(row, origins[row.article_id]) for row in members]
    return found


def story_of(article_ids: Iterable[int]) -> dict[int, int]:
    """Article id → id of its story; an article not filed is left out."""
    rows = Membership.objects.filter(article_id__in=set(article_ids))
    return dict(rows.values_list("article_id", "story_id"))


def latest_stories(limit: int, since: datetime | None = None) -> list[int]:
    """Ids of the stories that stand, the one with the latest article first.

    Args:
        since: only stories with an article published then or later.
    """
    rows = Story.objects.filter(state__in=LIVING)
    if since is not None:
        rows = rows.filter(last_at__gte=since)
    return list(rows.order_by("-last_at", "-pk").values_list("pk", flat=True)[:limit])


def stories_before(
    limit: int, *, before: tuple[datetime, int] | None = None, since: datetime | None = None
) -> list[tuple[datetime, int]]:
    """Times (of the latest article) and ids of the stories that stand, the newest first.

    Args:
        before: time and id of a story; only those that come after it in this order.
        since: only stories with an article published then or later.
    """
    rows = Story.objects.filter(state__in=LIVING)
    if since is not None:
        rows = rows.filter(last_at__gte=since)
    if before is not None:
        at, number = before
        rows = rows.filter(last_at__lte=at).exclude(last_at=at, pk__gte=number)
    return list(rows.order_by("-last_at", "-pk").values_list("last_at", "pk")[:limit])


def claim_changed(context: Context, limit: int) -> list[ClaimedStory]:
    """Claim changed stories for rendering, the newest first."""
    rows = claim(Story, "changed", holder=context.holder, limit=limit, order="-last_at")
    return [ClaimedStory(_story_of_row(row), row.epoch) for row in rows]


def finish_story(claimed: ClaimedStory) -> bool:
    """Mark a claimed story as rendered; False where it has changed since: it stays due."""
    return finish(Story(pk=claimed.story.id, epoch=claimed.epoch), state="rendered")


def set_aside_story(claimed: ClaimedStory, reason: str) -> bool:
    """Keep a claimed story whose pages cannot be made out of all lists; its next change tries it again."""
    return finish(Story(pk=claimed.story.id, epoch=claimed.epoch), state=SET_ASIDE, last_error=reason[:ERROR_CHARS])


def set_aside_standing(reasons: Mapping[int, str]) -> None:
    """Keep stories that nobody has claimed out of all lists, each with the reason why no line of it can be made."""
    for story_id, reason in reasons.items():
        Story.objects.filter(pk=story_id, state="rendered").update(state=SET_ASIDE, last_error=reason[:ERROR_CHARS])


def touch_stories(ids: Iterable[int]) -> int:
    """Make stories due for rendering again, also where one is being rendered now; returns how many."""
    rows = Story.objects.filter(pk__in=set(ids), state__in=(*LIVING, SET_ASIDE))
    return rows.update(state="changed", due_at=real_now(), holder="", epoch=F("epoch") + 1)


def merges_since(event_id: int = 0, limit: int = 1000) -> list[StoryMove]:
    """Merges, splits, moves and withdrawals after an event, in order."""
    rows = GroupEvent.objects.filter(pk__gt=event_id, kind__in=_MOVES)
    return [_move_of_row(row) for row in rows.order_by("pk")[:limit]]


def moves_after(versions: Mapping[str, int]) -> tuple[list[StoryMove], dict[str, int]]:
    """Merges, splits, moves and withdrawals after known versions of the families' stories.

    A family's versions are committed one after the other, so that none is passed over; event numbers
    could be.

    Returns:
        The moves of each family in order, and the versions as they stand now.
    """
    heads = dict(GroupHead.objects.values_list("language", "version"))
    moves: list[StoryMove] = []
    for language, version in heads.items():
        known = versions.get(language, 0)
        if version != known:
            rows = GroupEvent.objects.filter(language=language, version__gt=known, version__lte=version)
            moves += map(_move_of_row, rows.filter(kind__in=_MOVES).order_by("version"))
    return moves, heads


def load_related(story_ids: Iterable[int]) -> dict[int, list[Related]]:
    """What went before each story and what followed, by time; stories without either are left out.

    Links of stories merged into one count as its own. Three queries.
    """
    wanted = set(story_ids)
    own = dict(Story.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into"))
    home = {**own, **{one: one for one in wanted}}
    links = FollowUp.objects.filter(Q(story_id__in=home) | Q(earlier_id__in=home))
    pairs = list(links.values_list("story_id", "earlier_id", "score"))
    found = load_standing({story for later, earlier, _ in pairs for story in (later, earlier)})
    related: dict[int, dict[tuple[int, bool], Related]] = {}
    for later, earlier, score in pairs:
        for one, other, is_later in ((earlier, later, True), (later, earlier, False)):
            story, here = found.get(other), home.get(one)
            if here in wanted and here is not None and story is not None and story.id != here:
                kept = related.setdefault(here, {})
                key = (story.id, is_later)
                if key not in kept or kept[key].score < score:
                    kept[key] = Related(story, is_later, score)
    return {
        one: sorted(kept.values(), key=lambda each: (each.story.first_at, each.story.id))
        for one, kept in related.items()
    }


def linked_stories(story_id: int) -> list[Linked]:
    """The stories in other languages that tell the event of one, by language and score."""
    return load_linked([story_id]).get(story_id, [])


def load_linked(story_ids: Iterable[int]) -> dict[int, list[Linked]]:
    """The linked stories of each story, by language and score; stories without any are left out.

    Links of stories merged into one count as its own. Four queries at most.
    """
    wanted = set(story_ids)
    home = {one: one for one in wanted}
    home |= {one: into for one, into in Story.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into")
             if into is not None}  # fmt: skip
    links = load_links(home)
    ends = load_standing({end for link in links for end in (link.story_id, link.other_id)}) if links else {}
    found: dict[int, dict[int, Linked]] = {}
    for link in links:
        for one, other in ((link.story_id, link.other_id), (link.other_id, link.story_id)):
            here, story = home.get(one), ends.get(other)
            if here is not None and story is not None and story.id != here:
                kept = found.setdefault(here, {})
                made = Linked(story, link.score, tuple(link.shared), link.at)
                kept[story.id] = max(kept.get(story.id, made), made, key=lambda each: each.score)
    return {one: sorted(kept.values(), key=lambda each: (each.story.language, -each.score, each.story.id))
            for one, kept in found.items()}  # fmt: skip


def load_standing(ids: Iterable[int]) -> dict[int, StoredStory]:
    """Story → the one that stands where it went; those withdrawn or set aside are left out."""
    stories = load_stories(ids)
    into = load_stories({story.merged_into for story in stories.values() if story.merged_into is not None})
    ends = {one: into.get(story.merged_into) if story.merged_into else story for one, story in stories.items()}
    return {one: story for one, story in ends.items() if story is not None and story.state in LIVING}


def why(article_id: int) -> Member | None:
    """Why an article stands where it does: rule, score and shared words; None where it is not filed."""
    row = Membership.objects.filter(article_id=article_id).first()
    return None if row is None else _member_of_row(row, row.copy_of)


def replay_events(language: str) -> dict[int, int]:
    """Article id → story id, read off the event log alone: equal to the memberships of that family."""
    stories: dict[int, int] = {}
    for event in GroupEvent.objects.filter(language=language).order_by("version").iterator():
        if event.kind == "withdrawn" and event.article_id is not None:
            stories.pop(event.article_id, None)
        elif event.kind == "filed" and event.article_id is not None:
            stories[event.article_id] = event.story_id
        elif event.other_story_id is not None:
            moved = event.reason.get("articles", [])
            stories.update(dict.fromkeys(moved, event.other_story_id))
    return stories


def _story_of_row(row: Story) -> StoredStory:
    return StoredStory(
        row.pk, row.language, row.headline_article_id, row.first_at, row.last_at, row.articles, row.outlets,
        row.origins, row.merged_into, row.state, row.peak_at,
    )  # fmt: skip


def _member_of_row(row: Membership, copy_of: int | None) -> Member:
    return Member(
        row.article_id, row.story_id, row.outlet_id, row.published, copy_of, row.rule, row.score,
        tuple(row.shared), row.filed_at,
    )  # fmt: skip


def _move_of_row(row: GroupEvent) -> StoryMove:
    articles = row.reason.get("articles") or ([row.article_id] if row.article_id else [])
    return StoryMove(
        row.pk, row.kind, row.story_id, row.other_story_id, tuple(articles), row.reason.get("text", ""), row.at
    )
