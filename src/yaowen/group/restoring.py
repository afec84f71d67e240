"""A grouper as the database has it, after a start or where another process moved on."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from yaowen.base.words import text_of
from yaowen.extract import store as articles
from yaowen.group.filing import ASIDE
from yaowen.group.ledger import load_apart
from yaowen.group.models import Membership
from yaowen.group.rules.arrival import Arrival, Filed
from yaowen.group.rules.filer import Filer
from yaowen.group.rules.pins import Pins
from yaowen.group.rules.window import LIVE

log = logging.getLogger(__name__)
LOADED_AT_ONCE = 500


def restore_grouper(family: str) -> Filer:
    """A grouper as it stood when the family's last article was filed, from the last 96 hours of the database."""
    grouper = Filer(provisional=True)
    rows = Membership.objects.filter(story__language=family).exclude(rule=ASIDE)
    last_at = rows.order_by("-window_at").values_list("window_at", flat=True).first()
    if last_at is None:
        return grouper
    live = rows.filter(window_at__gte=last_at - LIVE).select_related("story").order_by("serial")
    unreadable = grouper.restore(_live(live))
    if unreadable:
        log.error("group: articles %s cannot be read any more; nothing new joins them", unreadable)
    grouper.pins = Pins(load_apart(family))
    grouper.schedule_all()
    return grouper


def arrival_of(article: articles.StoredArticle, published: datetime) -> Arrival:
    """An article as the grouper takes it; `published` as it counts for grouping."""
    text = "\n".join(text_of(article.blocks))
    return Arrival(article.id, str(article.outlet_id), article.headline, text, published, article.language)


def _live(rows: Iterable[Membership]) -> Iterator[Filed]:
    live = list(rows)
    for place in range(0, len(live), LOADED_AT_ONCE):
        some = live[place : place + LOADED_AT_ONCE]
        found = articles.load_articles([row.article_id for row in some])
        yield from (_filed(row, found[row.article_id]) for row in some if row.article_id in found)


def _filed(row: Membership, article: articles.StoredArticle) -> Filed:
    return Filed(arrival_of(article, row.published), row.story_id, row.copy_of, row.window_at, row.story.first_at)
