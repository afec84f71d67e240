"""The stage that files new articles: one writer a family of languages, by compare-and-swap."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.utils import DataError

from yaowen.base.errors import ROW_FAULTS, Fenced
from yaowen.belt.conveyor import Context
from yaowen.collect.store import load_outlets
from yaowen.extract import store as articles
from yaowen.group.filing import ASIDE, Filing, count_events, make_lone_filing, save_filings
from yaowen.group.follow_ups import drop_old_words, save_follow_ups
from yaowen.group.following import follow_events
from yaowen.group.ledger import read_version
from yaowen.group.models import Membership
from yaowen.group.restoring import arrival_of, restore_grouper
from yaowen.group.rules.arrival import Arrival, decide_family
from yaowen.group.rules.filer import Filer
from yaowen.group.rules.origins import fold_name, name_origin
from yaowen.group.store import touch_stories

log = logging.getLogger(__name__)
BATCH = 200
TRIES = 3
FAULTS = (*ROW_FAULTS, DataError)
"""What one article may cause, in the grouper or by words that the database cannot hold."""


@dataclass(slots=True)
class Running:
    """A grouper in memory and the version of the stories that it stands for."""

    grouper: Filer
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
            batch.sort(key=lambda article: (_clamped(article), article.id))
            self._file_family(family, batch, context.clock.now())
        return len(claimed)

    def _file_family(self, family: str, batch: Sequence[articles.ClaimedArticle], now: datetime) -> None:
        """File one family's articles: together, or one by one where one of them makes the grouper fail."""
        try:
            self._file_behind(family, batch, now)
        except FAULTS as problem:
            log.warning("group: %d articles (%s) cannot be filed together: %s", len(batch), family, say_fault(problem))
            for article in batch:
                self._file_or_set_aside(family, article, now)

    def _file_or_set_aside(self, family: str, article: articles.ClaimedArticle, now: datetime) -> None:
        try:
            self._file_behind(family, [article], now)
        except FAULTS as problem:
            reason = say_fault(problem)
            log.exception("group: article %d %r fails the grouper (%s); it stands alone", article.id,
                          article.headline[:80], reason)  # fmt: skip
            self._file_alone(family, article, reason, now)

    def _file_alone(self, family: str, article: articles.ClaimedArticle, reason: str, now: datetime) -> None:
        """Give an article a story of its own that the grouper knows nothing of; keep it aside without even that."""
        running = self._current(family)
        try:
            with transaction.atomic():
                if not _finish([article]):
                    return
                lone = [] if _homes([article.id]) else [_lone(running.grouper, article)]
                save_filings(family, running.version, lone, now)
                articles.note_aside(article.id, self.name, reason)
        except FAULTS as problem:
            articles.set_aside_article(article, self.name, f"{reason}; nor can it stand alone: {say_fault(problem)}")
        except BaseException:
            del self._running[family]
            raise
        else:
            running.version += count_events(lone)

    def _file_behind(self, family: str, batch: Sequence[articles.ClaimedArticle], now: datetime) -> None:
        """File articles; from the start where another process was faster.

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
        received = running.grouper.received
        try:
            with transaction.atomic():
                held = _finish(batch)
                homes = _homes([article.id for article in held])
                filed = _file_again([article.id for article in held if article.id not in homes])
                fresh = [article for article in held if article.id not in filed]
                names = _outlet_names()
                arrivals = [arrival_of(article, _clamped(article)) for article in fresh]
                running.grouper.read_ahead(arrivals)
                filings = [
                    _file_one(running.grouper, arrival, article, homes.get(article.id), names)
                    for arrival, article in zip(arrivals, fresh, strict=True)
                ]
                keys = save_filings(family, running.version, filings, now)
                version = _link_settled(family, running.version + count_events(filings), filings, keys, now)
                articles.clear_asides([article.id for article in held], self.name)
        except FAULTS:
            if running.grouper.received != received:  # it has taken in what was not saved
                del self._running[family]
            raise
        except BaseException:
            del self._running[family]
            raise
        for provisional, key in keys.items():
            running.grouper.rename_story(provisional, key)
        running.version = version

    def _current(self, family: str) -> Running:
        """The grouper as of the head's version: it follows what others have done, or is read anew."""
        version = read_version(family)
        found = self._running.get(family)
        if found is not None and found.version == version:
            return found
        self._running.pop(family, None)  # half followed, it is of no use
        if found is None or not follow_events(found.grouper, family, found.version, version):
            found = Running(restore_grouper(family), version)
        found.version = version
        self._running[family] = found
        return found


def say_fault(problem: BaseException) -> str:
    """What an article made the grouper or the database say."""
    return f"{type(problem).__name__}: {problem}"


def _file_one(
    grouper: Filer, arrival: Arrival, article: articles.ClaimedArticle, home: int | None, names: Mapping[str, int]
) -> Filing:
    decision = grouper.file(arrival)
    window_at = grouper.window.now or arrival.published
    origin = name_origin(article.source, article.outlet_id, names)
    return Filing(
        arrival, article.id, article.outlet_id, decision.placement, window_at, home, origin, decision
    )  # fmt: skip


def _link_settled(family: str, version: int, filings: Sequence[Filing], keys: Mapping[int, int], now: datetime) -> int:
    """Link the stories that are old enough now to what went before them; returns the version after that."""
    decisions = [filing.decision for filing in filings if filing.decision]
    settled = {keys.get(story, story) for decision in decisions for story in decision.settled}
    if not settled:
        return version
    linked = save_follow_ups(family, version, settled, now)
    touch_stories(linked)
    drop_old_words(now)
    return version + len(linked) // 2


def _lone(grouper: Filer, article: articles.ClaimedArticle) -> Filing:
    return make_lone_filing(arrival_of(article, _clamped(article)), article.id, article.outlet_id, grouper.window.now)


def _outlet_names() -> dict[str, int]:
    """Every name of every outlet, folded, and whose it is."""
    views = sorted(load_outlets().values(), key=lambda view: -view.id)
    return {
        fold_name(name): view.id for view in views for name in (view.name_hans, view.name_hant, view.name_en) if name
    }


def _homes(article_ids: Sequence[int]) -> dict[int, int]:
    """The story that each of some articles has had to itself since the grouper failed on it; the others left out."""
    rows = Membership.objects.filter(article_id__in=article_ids, rule=ASIDE, story__articles=1)
    return dict(rows.values_list("article_id", "story_id"))


def _file_again(article_ids: Sequence[int]) -> set[int]:
    """See to articles filed already (extracted once more): nothing moves, but their stories' pages are due."""
    places = dict(Membership.objects.filter(article_id__in=article_ids).values_list("article_id", "story_id"))
    touch_stories(places.values())
    return set(places)


def _finish(batch: Sequence[articles.ClaimedArticle]) -> list[articles.ClaimedArticle]:
    """Finish what this process still holds, and give it: what was withdrawn or taken over meanwhile is left out.

    First in the transaction: from here to its end nobody else takes these rows.
    """
    return [article for article in batch if articles.finish_article(article, "grouped")]


def _clamped(article: articles.StoredArticle) -> datetime:
    return min(article.published, article.first_seen)
