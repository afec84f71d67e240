"""Why an article is where it is, and what has happened to a story: read off memberships and the event log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q

from yaowen.base.errors import BadInput
from yaowen.group.desk import MOVED
from yaowen.group.ledger import told_of
from yaowen.group.models import GroupEvent, Membership, Story
from yaowen.group.rules.origins import choose_origins

Layer = Literal["origin", "copy", "report"]
"""origin: others carry its text; copy: it carries another's text, and is folded under it; report: neither."""
_MOVING = ("merged", "split", "moved")
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Change:
    """An event of the log, in words.

    Attributes:
        rule: `union` (a later article fitted both), `refiled`, `person`, `undo`, `regrouped` (by newer rules); that of
            the filing; `follows`.
        text: what a person gave as reason; `by`: who.
        details: the rest of what the log has of the reason.
    """

    id: int
    version: int
    kind: str
    story_id: int
    other_story_id: int | None
    article_id: int | None
    rule: str
    text: str
    by: str
    at: datetime
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article is in its story.

    Attributes:
        copy_of: the article that it is folded under.
        shared: words it shares with the nearest article, the most telling first.
        nearest: id of the article that decided it; None for one that nothing was near to, and for filings before
            this was noted.
        considered: (story, probability of one event, by how much its logit was over the story's bar), the best first.
        filed_in: the story that it was filed in, whatever became of that.
        since: what has moved it from there, in order.
    """

    article_id: int
    story_id: int
    layer: Layer
    copy_of: int | None
    rule: str
    score: float
    shared: tuple[str, ...]
    nearest: int | None
    considered: tuple[tuple[int, float, float], ...]
    filed_in: int
    filed_at: datetime
    since: tuple[Change, ...]


def explain_article(article_id: int) -> Reason:
    """Why an article is in its story.

    Raises:
        BadInput: it is in none.
    """
    row = Membership.objects.select_related("story").filter(article_id=article_id).first()
    if row is None:
        raise BadInput("it is in no story", about=f"article {article_id}")
    told = [told_of(one) for one in Membership.objects.filter(story_id=row.story_id)]
    origins = choose_origins(told)
    family = row.story.language
    filed = GroupEvent.objects.filter(language=family, version=row.serial).first()
    why: dict[str, Any] = filed.reason if filed else {}
    since = () if filed is None else tuple(_follow(filed, article_id))
    copy_of = origins[article_id]
    layer: Layer = "copy" if copy_of else "origin" if article_id in origins.values() else "report"
    rule = why.get("rule", row.rule) if row.rule == MOVED else row.rule
    return Reason(
        article_id, row.story_id, layer, copy_of, rule, row.score, tuple(row.shared),
        why.get("nearest"), tuple((one, score, over) for one, score, over in why.get("considered", ())),
        filed.story_id if filed else row.story_id, row.filed_at, since,
    )  # fmt: skip


def explain_story(story_id: int) -> list[Change]:
    """What has happened to a story, in order: filings in it, merges, splits, moves, withdrawals, follow-ups.

    Raises:
        BadInput: there is no such story, or it is merged or withdrawn: where it went and why.
    """
    story = Story.objects.filter(pk=story_id).first()
    if story is None:
        raise BadInput("there is no such story; give the number in its page's address", about=f"story {story_id}")
    events = GroupEvent.objects.filter(Q(story_id=story_id) | Q(other_story_id=story_id)).order_by("pk")
    changes = [_change(event) for event in events]
    if story.state in {"merged", "withdrawn"}:
        raise BadInput(_say_end(story, changes), about=f"story {story_id}")
    return changes


def _say_end(story: Story, changes: list[Change]) -> str:
    ends = [one for one in changes if one.story_id == story.pk and one.kind in {"merged", "withdrawn"}]
    why = f" on {ends[-1].at:%Y-%m-%d %H:%M} UTC ({_say_why(ends[-1])})" if ends else ""
    if story.merged_into is not None:
        return f"it was merged into story {story.merged_into}{why}; ask for that one"
    return f"it is withdrawn{why}: none of its articles is left"


def _say_why(change: Change) -> str:
    said = f"{change.rule} by {change.by}" if change.by else change.rule
    return f"{said}: {change.text}" if change.text and said else change.text or said or "no reason kept"


def _follow(filed: GroupEvent, article_id: int) -> Iterator[Change]:
    """What has moved an article since it was filed."""
    at, version = filed.story_id, filed.version
    for _ in range(MOST_STEPS):
        ahead = GroupEvent.objects.filter(story_id=at, version__gt=version, kind__in=_MOVING, language=filed.language)
        event = next((one for one in ahead.order_by("version") if article_id in one.reason.get("articles", [])), None)
        if event is None or event.other_story_id is None:
            return
        yield _change(event)
        at, version = event.other_story_id, event.version


def _change(event: GroupEvent) -> Change:
    reason = dict(event.reason)
    rule, text, by = (str(reason.pop(name, "")) for name in ("rule", "text", "by"))
    return Change(
        event.pk, event.version, event.kind, event.story_id, event.other_story_id, event.article_id, rule, text, by,
        event.at, reason,
    )  # fmt: skip
