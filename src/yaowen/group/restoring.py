"""A grouper as the database has it, after a start or where another process moved on."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from yaowen.base.words import text_of
from yaowen.extract import store as articles
from yaowen.group.filing import ASIDE
from yaowen.group.ledger import load_apart
from yaowen.group.memory import keep_blocks_apart
from yaowen.group.models import LiveText, Membership
from yaowen.group.rules.arrival import Arrival, Filed
from yaowen.group.rules.filer import Filer
from yaowen.group.rules.packed import find_stamp
from yaowen.group.rules.pins import Pins
from yaowen.group.rules.window import LIVE

log = logging.getLogger(__name__)
LOADED_AT_ONCE = 500


def restore_grouper(family: str) -> Filer:
    """A grouper as it stood when the family's last article was filed, from the last 96 hours of the database."""
    keep_blocks_apart()
    grouper = Filer(provisional=True)
    rows = Membership.objects.filter(story__language=family).exclude(rule=ASIDE)
    last_at = rows.order_by("-window_at").values_list("window_at", flat=True).first()
    if last_at is None:
        return grouper
    live = rows.filter(window_at__gte=last_at - LIVE).order_by("serial").values_list(*_PLACE)
    unreadable = grouper.restore(_live(grouper, _read_places(live)))
    if unreadable:
        log.error("group: articles %s cannot be read any more; nothing new joins them", unreadable)
    grouper.pins = Pins(load_apart(family))
    grouper.schedule_all()
    return grouper


def arrival_of(article: articles.StoredArticle, published: datetime) -> Arrival:
    """An article as the grouper takes it; `published` as it counts for grouping."""
    text = "\n".join(text_of(article.blocks))
    return Arrival(article.id, str(article.outlet_id), article.headline, text, published, article.language)


class Place(NamedTuple):
    """Where an article was filed; the fields as `Membership` has them."""

    article_id: int
    outlet_id: int
    published: datetime
    story_id: int
    copy_of: int | None
    window_at: datetime
    first_at: datetime


_PLACE = ("article_id", "outlet_id", "published", "story_id", "copy_of", "window_at", "story__first_at")


def _read_places(rows: QuerySet[Membership, tuple[Any, ...]]) -> list[Place]:
    """Rows of `_PLACE`, past Django's conversions, which take as long as the database; SQLite's times have no zone."""
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [
            Place(one, outlet, published.replace(tzinfo=UTC), story, copy_of, window_at.replace(tzinfo=UTC),
                  first_at.replace(tzinfo=UTC))
            for one, outlet, published, story, copy_of, window_at, first_at in cursor.fetchall()
        ]  # fmt: skip


def _live(grouper: Filer, rows: Sequence[Place]) -> Iterator[Filed]:
    """Articles as they were filed; only of those whose terms were not kept the text is loaded."""
    for start in range(0, len(rows), LOADED_AT_ONCE):
        some = rows[start : start + LOADED_AT_ONCE]
        kept = LiveText.objects.filter(pk__in=[one.article_id for one in some], made_by=find_stamp())
        packed: dict[int | str, bytes] = {one: bytes(data) for one, data in kept.values_list("article_id", "packed")}
        grouper.packed.update(packed)
        found = articles.load_articles([one.article_id for one in some if one.article_id not in packed])
        for one in some:
            if one.article_id in packed:
                arrival = Arrival(one.article_id, str(one.outlet_id), "", "", one.published)
            elif one.article_id in found:
                arrival = arrival_of(found[one.article_id], one.published)
            else:
                continue
            yield Filed(arrival, one.story_id, one.copy_of, one.window_at, one.first_at)
