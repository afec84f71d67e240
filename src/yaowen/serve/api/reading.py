"""What each operation answers, in a fixed number of queries, however long the list is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from yaowen.base.addresses import PathLanguage
from yaowen.base.words import Ranking
from yaowen.extract.store import StoredArticle, latest_articles, load_articles, load_claims, load_moments
from yaowen.group.store import load_stories, story_of
from yaowen.rank.rules.spans import last_minute_of, time_of
from yaowen.rank.store import current_ranking, kept_rankings
from yaowen.render.gather import load_carriers, load_events, make_events, report_of
from yaowen.render.listing import list_stories
from yaowen.render.rules.material import Carrier
from yaowen.render.rules.search_queries import Query
from yaowen.render.search.store import FOUND_AT_MOST, Order, search
from yaowen.render.shelves import sections_of
from yaowen.render.store import current_site
from yaowen.serve.api import shapes
from yaowen.serve.api.cursors import Place, read_cursor, write_cursor
from yaowen.serve.api.problems import ROOT, Problem
from yaowen.serve.api.telling import Teller

_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d))?", re.ASCII)
_PUBLISHED = ("grouped", "indexed")


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page of which list is asked for. `asked`: the parameters that the address of the next page repeats."""

    list_name: str
    limit: int
    cursor: str
    asked: Mapping[str, Any] = field(default_factory=dict)

    def next(self, site_url: str, last: Place | None) -> str | None:
        """The address of the next page; None where there is none."""
        if last is None:
            return None
        given = {name: value for name, value in self.asked.items() if value not in {None, ""}}
        fields = {**given, "limit": self.limit, "cursor": write_cursor(last)}
        return f"{site_url}{ROOT}{self.list_name}?{urlencode(fields)}"


def teller_of(script: PathLanguage | None) -> Teller:
    """Tells in a script; None: every text as it is. Three queries."""
    return Teller(current_site(), script or "en")


def read_stories(teller: Teller, turn: Turn, section: str, since: datetime | None) -> shapes.Stories:
    """A page of stories, the one with the latest report first."""
    if section and section not in teller.site.sections:
        slugs = ", ".join(teller.site.sections) or "none yet"
        raise Problem("not-found", f"There is no section of that slug; these have stories: {slugs}.")
    places = list_stories(turn.limit + 1, section=section, before=read_cursor(turn.cursor), since=_sane(since))
    page, more = places[: turn.limit], len(places) > turn.limit
    items = _told_stories(teller, [one for _, one in page])
    return shapes.Stories(items=items, next=turn.next(teller.site.url, Place(*page[-1]) if more else None))


def read_story(teller: Teller, story_id: int) -> shapes.Story | int:
    """A story; the id of the one that it was merged into, where it was."""
    story = load_stories([story_id]).get(story_id)
    if story is None:
        raise Problem("not-found", f"Look for a story's number in the list at {ROOT}stories.")
    if story.merged_into is not None:
        return story.merged_into
    event = make_events({story_id: story}, load_carriers()).get(story_id)
    if event is None:
        raise Problem("gone", "Take it out of your lists; nothing of it may be shown any more.")
    return teller.whole_story(event, sections_of([story_id]).get(story_id))


def read_articles(teller: Teller, turn: Turn, outlet: str) -> shapes.Reports:
    """A page of articles, the newest first."""
    carriers = load_carriers()
    outlet_id = _outlet(carriers, outlet).id if outlet else None
    places = latest_articles(turn.limit + 1, before=read_cursor(turn.cursor), outlet_id=outlet_id)
    page, more = places[: turn.limit], len(places) > turn.limit
    items = _told_articles(teller, [one for _, one in page], carriers)
    return shapes.Reports(items=items, next=turn.next(teller.site.url, Place(*page[-1]) if more else None))


def read_article(teller: Teller, article_id: int) -> shapes.Report:
    """An article with as much of its text as its rights allow."""
    article = load_articles([article_id]).get(article_id)
    if article is not None and article.state == "withdrawn":
        raise Problem("gone", "Take it out of your lists; nothing of it may be shown any more.")
    carriers = load_carriers()
    if article is None or article.state not in _PUBLISHED or article.outlet_id not in carriers:
        raise Problem("not-found", f"Look for an article's number in the list at {ROOT}articles.")
    claims, moments = load_claims([article_id]), load_moments([article_id])
    report = report_of(
        article, carriers[article.outlet_id], None, claims.get(article_id, []), moments.get(article_id, [])
    )
    return teller.whole_report(report, story_of([article_id]).get(article_id))


def read_ranking(teller: Teller) -> shapes.Ranking:
    """The running ranking."""
    return _told_ranking(teller, current_ranking(), None)


def read_kept_ranking(teller: Teller, stamp: str) -> shapes.Ranking:
    """The ranking of a past hour or day, as it stood."""
    zone = ZoneInfo(teller.site.zone)
    span, minute = parse_stamp(stamp, zone)
    kept = next((one.ranking for one in kept_rankings([minute]) if one.span == span), None)
    if kept is None:
        detail = f"Ask for an hour or day that is over and was kept, in the zone {teller.site.zone}."
        raise Problem("not-found", detail)
    return _told_ranking(teller, kept, stamp)


def parse_stamp(stamp: str, zone: ZoneInfo) -> tuple[str, int]:
    """`hour` or `day`, and the minute that ends it.

    Raises:
        Problem: it is neither.
    """
    found = _STAMP.fullmatch(stamp)
    try:
        year, month, day, hour = (int(part) if part else -1 for part in found.groups()) if found else (0, 0, 0, 0)
        own = date(year, month, day)
        if hour < 0:
            return "day", last_minute_of(own, zone)
        return "hour", int(datetime(year, month, day, hour, tzinfo=zone).timestamp()) // 60
    except (ValueError, OverflowError) as problem:
        detail = "Write a day as 2025-01-17 and an hour as 2025-01-17T09, in the site's display zone."
        raise Problem("bad-parameter", detail) from problem


def read_outlets(teller: Teller) -> shapes.Outlets:
    """All outlets."""
    carriers = sorted(load_carriers().values(), key=lambda one: one.slug)
    return shapes.Outlets(items=[teller.outlet(one) for one in carriers])


def read_outlet(teller: Teller, slug: str) -> shapes.Outlet:
    """An outlet."""
    return teller.outlet(_outlet(load_carriers(), slug))


def read_sections(teller: Teller) -> shapes.Sections:
    """The sections that have a story."""
    return shapes.Sections(items=[teller.section(one) for one in teller.site.sections])


def find_reports(teller: Teller, turn: Turn, query: Query, order: Order) -> shapes.Found:
    """A page of the articles that answer a query."""
    after = read_cursor(turn.cursor)
    result = search(query, zone=teller.site.zone, limit=FOUND_AT_MOST, order=order)
    places = [Place(hit.published, hit.article_id) for hit in result.hits]
    begin = _after(places, after, order) if after else 0
    page = places[begin : begin + turn.limit]
    more = begin + turn.limit < len(places)
    items = _told_articles(teller, [one.id for one in page], load_carriers())
    following = turn.next(teller.site.url, page[-1] if more else None)
    return shapes.Found(items=items, next=following, total=result.total, capped=result.capped)


def _after(places: Sequence[Place], last: Place, order: Order) -> int:
    """Where a list of answers goes on; the end, where the last line shown is no answer any more."""
    found = next((place for place, one in enumerate(places, 1) if one.id == last.id), None)
    if found is None and order == "newest":
        return sum(one >= last for one in places)
    return len(places) if found is None else found


def _told_stories(teller: Teller, ids: Sequence[int]) -> list[shapes.StoryBrief]:
    events, sections = load_events(ids, load_carriers()), sections_of(ids)
    return [teller.story(events[one], sections.get(one)) for one in ids if one in events]


def _told_articles(teller: Teller, ids: Sequence[int], carriers: Mapping[int, Carrier]) -> list[shapes.ReportBrief]:
    articles, stories = load_articles(ids), story_of(ids)
    shown = (articles[one] for one in ids if one in articles and _is_shown(articles[one], carriers))
    return [teller.report(report_of(one, carriers[one.outlet_id]), stories.get(one.id)) for one in shown]


def _is_shown(article: StoredArticle, carriers: Mapping[int, Carrier]) -> bool:
    return article.state != "withdrawn" and article.outlet_id in carriers


def _told_ranking(teller: Teller, ranking: Ranking, stamp: str | None) -> shapes.Ranking:
    ids = [one.story_id for one in ranking.standings if not one.hidden]
    stories = {one.id: one for one in _told_stories(teller, ids)}
    return shapes.Ranking(
        at=time_of(ranking.minute) if ranking.minute else None,
        stamp=stamp,
        standings=[
            shapes.Standing(
                rank=one.rank, rank_before=one.rank_before, readers=0 if one.hidden else one.readers,
                reason=one.reason, story=None if one.hidden else stories.get(one.story_id),
                empty="hidden" if one.hidden else None if one.story_id in stories else "gone",
            )
            for one in ranking.standings
        ],
    )  # fmt: skip


def _outlet(carriers: Mapping[int, Carrier], slug: str) -> Carrier:
    found = next((one for one in carriers.values() if one.slug == slug), None)
    if found is None:
        raise Problem("not-found", f"Look for an outlet's slug in the list at {ROOT}outlets.")
    return found


def _sane(since: datetime | None) -> datetime | None:
    """A time that every database can compare; one without a zone is UTC."""
    if since is None:
        return None
    aware = since if since.tzinfo else since.replace(tzinfo=UTC)
    if not 1900 <= aware.year < 2200:
        raise Problem(
            "bad-parameter", "Give `since` as an instant like 2025-01-17T09:00:00Z, of the years 1900 to 2199."
        )
    return aware.astimezone(UTC)
