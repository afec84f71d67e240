"""A whole invented site rendered in memory, for tests that look at every page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any, Literal

from lxml import html

from render.invented import NOW, carrier, many_events, ranking_of
from yaowen.render.compose import (
    Standings,
    compose_event,
    compose_front,
    compose_kept,
    compose_lists,
    compose_ranking,
    compose_shelves,
    compose_standing,
    count_figures,
)
from yaowen.render.digests import compose_digest_list, compose_digests
from yaowen.render.editions import StoredPage
from yaowen.render.rules.days import DayNews, DayWay
from yaowen.render.rules.front import Recent
from yaowen.render.rules.material import Event
from yaowen.render.rules.past import make_past, make_past_of
from yaowen.render.rules.section_page import SectionDay, SectionNow
from yaowen.render.rules.sections import SECTIONS, Section
from yaowen.render.rules.site import Site
from yaowen.render.shelves import Lists

SITE = Site(url="https://news.example", contact="mailto:desk@news.example")
SLOT = b"<!--slot:ranking-->"
YESTERDAY = NOW.date() - timedelta(days=1)
_BREAKS = re.compile(r'<wbr>|<span class="clause">')


def render_site(events: Sequence[Event], site: Site = SITE) -> dict[str, StoredPage]:
    """Every stored page of a site with these events, by path."""
    ranking = ranking_of(events)
    carriers = {report.carrier.id: report.carrier for event in events for report in event.reports} or {1: carrier()}
    figures = count_figures(ranking, readers_per_network=8, ranking_size=60, outlets=len(carriers))
    entries: list[StoredPage] = [page for event in events for page in compose_event(site, event)]
    filed = {event.id: SECTIONS[event.id % len(SECTIONS)] for event in events if event.id % 9}
    site = replace(site, sections=tuple(one for one in SECTIONS if one in filed.values()))
    entries += compose_front(site, Recent(events, filed), ranking, NOW)
    lists = lists_of(events, filed)
    entries += [*compose_shelves(site, lists), *compose_digests(site, lists.days)]
    entries += compose_digest_list(site, [NOW.date().isoformat(), YESTERDAY.isoformat()], NOW)
    entries += compose_rankings(site, events, hours=2, days=1)
    entries += compose_lists(site, events, list(carriers.values()), carriers.values(), [NOW.date().isoformat()])
    entries += compose_standing(site, figures)
    return {entry.path: entry for entry in entries}


def lists_of(events: Sequence[Event], filed: Mapping[int, Section]) -> Lists:
    """The pages of sections and of two days with these events."""
    today = NOW.date()
    ways = (DayWay(YESTERDAY, None, today), DayWay(today, YESTERDAY, None))
    by_section = {one: [event for event in events if filed.get(event.id) == one] for one in SECTIONS}
    own = {one: found for one, found in by_section.items() if found}
    return Lists(
        tuple(SectionNow(one, found, [event.id for event in found[:5]], [today]) for one, found in own.items()),
        tuple(SectionDay(one, found, way, more=True) for one, found in own.items() for way in ways),
        tuple(DayNews(events, filed, way, ranked=way.day == YESTERDAY) for way in ways),
    )


_SPANS: tuple[Literal["hour", "day"], ...] = ("hour", "day")


def compose_rankings(site: Site, events: Sequence[Event], *, hours: int, days: int) -> list[StoredPage]:
    """The running ranking and so many kept ones before it, with a story hidden, one gone, and votes removed."""
    ranking, by_id = ranking_of(events), {event.id: event for event in events}
    marked: dict[int, dict[str, Any]] = {2: {"hidden": True}, 3: {"removed": 1492}, 5: {"story_id": 999_999}}
    kept = replace(ranking, standings=tuple(replace(one, **marked.get(one.rank, {})) for one in ranking.standings))
    ends = [ranking.minute - ranking.minute % 1440 - 480 - 1440 * ago for ago in range(days)]
    full = [ranking.minute - ranking.minute % 60 - 60 * ago for ago in range(hours)]
    made = list(compose_ranking(site, Standings(ranking, by_id, make_past(full, ends, site.zone))))
    for span, minutes in zip(_SPANS, (full, ends), strict=True):
        for minute in minutes:
            past = make_past_of(minute, span, full, ends, site.zone)
            made += compose_kept(site, Standings(replace(kept, minute=minute), by_id, past))
    return made


@cache
def invented_site() -> dict[str, StoredPage]:
    """The site of a day's invented news."""
    return render_site(many_events())


def html_pages(pages: dict[str, StoredPage]) -> dict[str, str]:
    """The pages that are whole documents, as text."""
    return {
        path: page.body.decode()
        for path, page in pages.items()
        if page.content_type.startswith("text/html") and not path.startswith("/_/")
    }


def readable(html: str) -> str:
    """A page without the marks that only break headlines."""
    return _BREAKS.sub("", html)


def joined(pages: dict[str, StoredPage], path: str) -> bytes:
    """A page as serving sends it: with the ranking in its slot."""
    page = pages[path]
    return page.body.replace(SLOT, pages[page.slot].body) if page.slot else page.body


def parsed(page: str | bytes) -> Any:
    """A page as a tree; its type is left open, as lxml's own is too wide to be of help."""
    return html.document_fromstring(page)
