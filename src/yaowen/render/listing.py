"""Lists of stories turned page by page, for what asks serving for more than stored pages hold."""

from __future__ import annotations

from datetime import datetime

from yaowen.group.store import stories_before
from yaowen.render.models import StoryPlace


def list_stories(
    limit: int, *, section: str = "", before: tuple[datetime, int] | None = None, since: datetime | None = None
) -> list[tuple[datetime, int]]:
    """Times and ids of stories, the one with the latest report first. One query.

    Args:
        section: slug; empty for all stories.
        before: time and id of a story; only those that come after it in this order.
        since: only stories with a report published then or later.
    """
    if not section:
        return stories_before(limit, before=before, since=since)
    rows = StoryPlace.objects.filter(section=section)
    if since is not None:
        rows = rows.filter(last_at__gte=since)
    if before is not None:
        at, number = before
        rows = rows.filter(last_at__lte=at).exclude(last_at=at, story_id__gte=number)
    return list(rows.order_by("-last_at", "-story_id").values_list("last_at", "story_id")[:limit])
