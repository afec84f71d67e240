"""The stage that files new articles: one writer a family of languages, by compare-and-swap."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yaowen.base.errors import Fenced
from yaowen.base.words import text_of
from yaowen.belt.conveyor import Context
from yaowen.extract import store as articles
from yaowen.group.filing import Filing, count_events, save_filings
from yaowen.group.ledger import read_version
from yaowen.group.models import Membership
from yaowen.group.rules.arrival import Arrival, Filed, decide_family
from yaowen.group.rules.grouper import Grouper
from yaowen.group.rules.window import LIVE
from yaowen.group.store import touch_stories

log = logging.getLogger(__name__)
BATCH = 200
TRIES = 3
LOADED_AT_ONCE = 500


@dataclass(slots=True)
class Running:
    """A grouper in memory and the version of the stories that it stands for."""

    grouper: Grouper
    version: int


class Group:
    """Files new articles in stories."""

    name = "group"
    lane = "news"

    def __init__(self) -> None:
        self._running: dict[str, Running] = {}

    def step(self, context: Context) -> int:
        """File at most 200 new articles, in the order in which they came out."""
        claimed = articles.claim_new(context, BATCH)
        families: dict[str, list[articles.ClaimedArticle]] = defaultdict(list)
        for article in claimed:
            families[decide_family(article.language, article.headline)].append(article)
        for family, batch in families.items():
            self._file_family(family, batch, context.clock.now())
        return len(claimed)

    def _file_family(self, family: str, batch: Sequence[articles.ClaimedArticle], now: datetime) -> None:
        """File one family's articles; from the start where another process was faster.

        Raises:
            Fenced: it was faster three times over; the articles come due again by themselves.
        """
        for attempt in range(1, TRIES + 1):
            try:
                return self._file(family, batch, now)
            except Fenced as lost:
                log.info("group: %s; reading the stories again (%d)", lost, attempt)
                if attempt == TRIES:
                    raise
        return None

    def _file(self, family: str, batch: Sequence[articles.ClaimedArticle], now: datetime) -> None:
        running = self._current(family)
        try:
            with transaction.atomic():
                filed = _file_again(batch)
                fresh = [article for article in batch if article.id not in filed]
                fresh.sort(key=lambda article: (_clamped(article), article.id))
                filings = [_file_one(running.grouper, article) for article in fresh]
                keys = save_filings(family, running.version, filings, now)
                for article in fresh:
                    _finish(article)
        except BaseException:
            del self._running[family]
            raise
        for provisional, key in keys.items():
            running.grouper.rename_story(provisional, key)
        running.version += count_events(filings)

    def _current(self, family: str) -> Running:
        """The grouper as of the head's version, rebuilt from the database where it is not."""
        version = read_version(family)
        found = self._running.get(family)
        if found is None or found.version != version:
            found = self._running[family] = Running(restore_grouper(family), version)
        return found


def restore_grouper(family: str) -> Grouper:
    """A grouper as it stood when the family's last article was filed, from the last 96 hours of the database."""
    grouper = Grouper(provisional=True)
    rows = Membership.objects.filter(story__language=family).select_related("story").order_by("serial")
    last = rows.last()
    if last is None:
        return grouper
    live = list(rows.filter(window_at__gte=last.window_at - LIVE))
    for place in range(0, len(live), LOADED_AT_ONCE):
        some = live[place : place + LOADED_AT_ONCE]
        found = articles.load_articles([row.article_id for row in some])
        grouper.restore(_filed(row, found[row.article_id]) for row in some if row.article_id in found)
    return grouper


def _filed(row: Membership, article: articles.StoredArticle) -> Filed:
    return Filed(_arrival(article, row.published), row.story_id, row.copy_of, row.window_at, row.story.first_at)


def _file_one(grouper: Grouper, article: articles.ClaimedArticle) -> Filing:
    arrival = _arrival(article, _clamped(article))
    placement = grouper.add(arrival)
    window_at = grouper.window.now or arrival.published
    return Filing(arrival, article.id, article.outlet_id, placement, window_at)


def _file_again(batch: Sequence[articles.ClaimedArticle]) -> set[int]:
    """Finish articles that are filed already (extracted once more): nothing moves, but their stories' pages are due."""
    rows = Membership.objects.filter(article_id__in=[article.id for article in batch])
    places = dict(rows.values_list("article_id", "story_id"))
    for article in batch:
        if article.id in places:
            _finish(article)
    touch_stories(places.values())
    return set(places)


def _finish(article: articles.ClaimedArticle) -> None:
    if not articles.finish_article(article, "grouped"):
        raise Fenced("another process has claimed it meanwhile", about=f"article {article.id}")


def _clamped(article: articles.StoredArticle) -> datetime:
    return min(article.published, article.first_seen)


def _arrival(article: articles.StoredArticle, published: datetime) -> Arrival:
    text = "\n".join(text_of(article.blocks))
    return Arrival(article.id, str(article.outlet_id), article.headline, text, published, article.language)
