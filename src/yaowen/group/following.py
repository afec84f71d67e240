"""Keeping up: a grouper follows what other processes have logged, without reading the window anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from yaowen.extract import store as articles
from yaowen.group.filing import ASIDE
from yaowen.group.ledger import load_apart
from yaowen.group.models import GroupEvent, Membership
from yaowen.group.restoring import arrival_of
from yaowen.group.rules.arrival import Filed
from yaowen.group.rules.filer import Filer
from yaowen.group.rules.pins import Pins

MOST_EVENTS = 2_000
"""More than these are not followed: reading the window anew is no slower."""
_HARMLESS = frozenset({"filed", "merged", "follows", "linked", "unlinked", "link_freed"})


def follow_events(grouper: Filer, family: str, since: int, until: int) -> bool:
    """Let a grouper that stands at one version of a family's stories catch up with another.

    Returns:
        False where it must be read anew: articles were taken out of stories, or too much has happened. It is
        unchanged then.
    """
    if not 0 < until - since <= MOST_EVENTS:
        return False
    rows = GroupEvent.objects.filter(language=family, version__gt=since, version__lte=until)
    events = list(rows.order_by("version"))
    if len(events) != until - since or not all(_is_harmless(event, grouper) for event in events):
        return False
    filed = _load_filed([event for event in events if event.kind == "filed"])
    if filed is None:
        return False
    for event in events:
        if event.kind == "filed" and event.article_id in filed:
            put_back(grouper, filed[event.article_id])
        elif event.kind == "merged":
            _join(grouper, event)
    grouper.pins = Pins(load_apart(family))
    grouper.schedule_all()
    return True


def _is_harmless(event: GroupEvent, grouper: Filer) -> bool:
    """Whether a grouper can follow an event: it takes no article of its window out of a story."""
    if event.kind in {"split", "moved"}:
        moved = set(event.reason.get("articles", ()))
        return not any(article.article_id in moved for article in grouper.window.articles.values())
    return event.kind in _HARMLESS


def _load_filed(events: Sequence[GroupEvent]) -> dict[int | None, Filed] | None:
    """The articles of filings as they were filed, those left out that a grouper knows nothing of.

    None where one has gone meanwhile, or was filed a second time after a failure.
    """
    ids = [event.article_id for event in events if event.article_id is not None]
    rows = {row.article_id: row for row in Membership.objects.select_related("story").filter(article_id__in=ids)}
    found = articles.load_articles(ids)
    if len(rows) < len(ids) or len(found) < len(ids):
        return None
    filed: dict[int | None, Filed] = {}
    for event in events:
        row = rows[event.article_id or 0]
        if row.serial != event.version:
            return None
        if row.rule != ASIDE:
            arrival = arrival_of(found[row.article_id], row.published)
            first_at: datetime = row.story.first_at
            copy_of = event.reason.get("copy_of")
            filed[row.article_id] = Filed(arrival, event.story_id, copy_of, row.window_at, first_at)
    return filed


def put_back(grouper: Filer, filed: Filed) -> None:
    """Put an article back as it was filed, behind all others."""
    grouper.restore([filed])
    window = grouper.window
    article = window.articles.get(grouper.received)
    if article is not None and article.article_id == filed.arrival.id and filed.copy_of is not None:
        article.origin = next((one.serial for one in window.articles.values() if one.article_id == filed.copy_of), None)


def _join(grouper: Filer, event: GroupEvent) -> None:
    stories, survivor = grouper.window.stories, event.other_story_id
    if survivor is None or event.story_id not in stories:
        return
    if survivor in stories:
        grouper.window.join_stories(event.story_id, survivor)
    else:
        grouper.rename_story(event.story_id, survivor)
