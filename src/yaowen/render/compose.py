"""Stories, lists and standing pages as stored pages, in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import get_args

from yaowen.base import addresses
from yaowen.base.addresses import PATH_LANGUAGES, PathLanguage
from yaowen.base.words import Ranking
from yaowen.render.editions import StoredPage
from yaowen.render.feeds import compose_feeds
from yaowen.render.rules.article import article_page
from yaowen.render.rules.assets import load_assets
from yaowen.render.rules.days import day_page, days_page
from yaowen.render.rules.embedding import embed_page, embedded_ranking
from yaowen.render.rules.feeds.channel import FeedOf, report_item, story_item
from yaowen.render.rules.front import Recent, front_page, make_front
from yaowen.render.rules.installing import write_manifest, write_worker
from yaowen.render.rules.lines import story_line
from yaowen.render.rules.material import Carrier, Event
from yaowen.render.rules.opml import CONTENT_TYPE as OPML_TYPE
from yaowen.render.rules.opml import write_opml
from yaowen.render.rules.outlet import LATEST, outlet_page, outlets_page, reports_by_outlet
from yaowen.render.rules.past import Past
from yaowen.render.rules.ranking import kept_page, ranking_page
from yaowen.render.rules.section_page import describe_section, section_day_page, section_page
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.sitemap import write_robots
from yaowen.render.rules.standing_pages import (
    Failure,
    Live,
    MethodFigures,
    about_page,
    failure_page,
    method_page,
    offline_page,
)
from yaowen.render.rules.story import story_page
from yaowen.render.rules.templates import render_page, render_template
from yaowen.render.shelves import Lists


@dataclass(frozen=True, slots=True)
class Standings:
    """The ranking of the minute with the stories it names."""

    ranking: Ranking
    events: Mapping[int, Event]
    past: Past = field(default_factory=Past)


def store_page(site: Site, language: PathLanguage, page: Page) -> StoredPage:
    """A page as bytes at its address; the ranking is joined in where it has a slot."""
    slot = addresses.ranking_fragment(language) if page.slot else ""
    body = render_page(site, language, page).encode()
    return StoredPage(f"/{language}/{page.tail}", body, slot=slot)


def compose_event(site: Site, event: Event) -> Iterator[StoredPage]:
    """A story's page and the pages of its articles."""
    for language in PATH_LANGUAGES:
        yield store_page(site, language, story_page(site, language, event))
        for report in event.reports:
            yield store_page(site, language, article_page(site, language, event, report))


def compose_front(site: Site, recent: Recent, ranking: Ranking | None, now: datetime) -> Iterator[StoredPage]:
    """The front page with its feeds, and `/`."""
    for language in PATH_LANGUAGES:
        front = make_front(site, language, recent, ranking, now)
        page = front_page(site, language, front, now)
        stored = store_page(site, language, page)
        yield stored
        items = (story_item(site, language, line) for line in front.lines)
        feeds = list(compose_feeds(site, language, FeedOf("", page.description, ""), items))
        yield from feeds
        if language == site.default_language:
            yield StoredPage("/", stored.body, slot=stored.slot)
            yield from (replace(feed, path=feed.path.removeprefix(f"/{language}")) for feed in feeds)


def compose_lists(
    site: Site,
    events: Sequence[Event],
    carriers: Sequence[Carrier],
    changed: Iterable[Carrier],
    days: Sequence[str] = (),
) -> Iterator[StoredPage]:
    """The list of outlets, what can be subscribed to, the days that have news; the outlets in `changed`, with feeds."""
    renewed, reports = list(changed), reports_by_outlet(events)
    for language in PATH_LANGUAGES:
        yield store_page(site, language, outlets_page(site, language, carriers, reports))
        yield store_page(site, language, days_page(language, days))
        for carrier in renewed:
            own = reports.get(carrier.id, [])
            page = outlet_page(site, language, carrier, own)
            yield store_page(site, language, page)
            items = (report_item(site, language, one) for one in own[:LATEST])
            yield from compose_feeds(site, language, FeedOf(page.title, page.title, page.tail), items)
        yield StoredPage(addresses.opml(language), write_opml(site, language, carriers), OPML_TYPE)


def compose_shelves(site: Site, lists: Lists) -> Iterator[StoredPage]:
    """The pages of sections with their feeds, of days, and of the days of sections."""
    for language in PATH_LANGUAGES:
        for section in lists.sections:
            page = section_page(site, language, section)
            yield store_page(site, language, page)
            of = FeedOf(page.title, describe_section(language, section.section), page.tail)
            lines = (story_line(language, site.zone, one) for one in section.events)
            yield from compose_feeds(site, language, of, (story_item(site, language, line) for line in lines))
        for section_day in lists.section_days:
            yield store_page(site, language, section_day_page(site, language, section_day))
        for news in lists.days:
            yield store_page(site, language, day_page(site, language, news))


def compose_ranking(site: Site, standings: Standings) -> Iterator[StoredPage]:
    """The ranking's fragment, page and feeds."""
    for language in PATH_LANGUAGES:
        lines = {one: story_line(language, site.zone, event) for one, event in standings.events.items()}
        page = ranking_page(site, language, standings.ranking, lines, standings.past)
        fragment = render_template("fragment.html", language, {"lines": page.values["lines"]})
        yield StoredPage(addresses.ranking_fragment(language), fragment.encode())
        yield store_page(site, language, page)
        framed = embedded_ranking(site, language, page.values["lines"])
        yield StoredPage(addresses.embedded_ranking(language), framed.encode())
        listed = [one.story_id for one in standings.ranking.standings if not one.hidden]
        items = (story_item(site, language, lines[one]) for one in listed if one in lines)
        yield from compose_feeds(site, language, FeedOf(page.title, page.title, "ranking/"), items)


def compose_kept(site: Site, standings: Standings) -> Iterator[StoredPage]:
    """The page of a ranking that was kept, as its stories are called now."""
    for language in PATH_LANGUAGES:
        lines = {one: story_line(language, site.zone, event) for one, event in standings.events.items()}
        yield store_page(site, language, kept_page(site, language, standings.ranking, lines, standings.past))


def compose_standing(site: Site, figures: MethodFigures) -> Iterator[StoredPage]:
    """Method, about, embedding, failures, assets, robots.txt, and what makes the site an application."""
    for language in PATH_LANGUAGES:
        yield store_page(site, language, method_page(language, figures))
        yield store_page(site, language, about_page(site, language, figures.outlets))
        yield store_page(site, language, embed_page(site, language))
        yield store_page(site, language, offline_page(language))
        for failure in get_args(Failure):
            yield store_page(site, language, failure_page(language, failure))
    for asset in load_assets().values():
        yield StoredPage(asset.path, asset.body, asset.content_type)
    seal = load_assets()["seal.svg"]
    yield StoredPage("/favicon.ico", seal.body, seal.content_type)  # asked for unbidden, by readers of feeds too
    yield StoredPage("/robots.txt", write_robots(site), "text/plain; charset=utf-8")
    yield StoredPage("/manifest.webmanifest", write_manifest(site), "application/manifest+json")
    yield StoredPage(addresses.WORKER, write_worker(site), "text/javascript; charset=utf-8")


def count_figures(
    ranking: Ranking | None, *, readers_per_network: int, ranking_size: int, outlets: int, live: Live | None = None
) -> MethodFigures:
    """The live numbers of the method page."""
    standings = ranking.standings if ranking else ()
    filled = sum(one.reason == "coverage" for one in standings)
    return MethodFigures(readers_per_network, ranking_size, len(standings) - filled, filled, outlets, live or Live())
