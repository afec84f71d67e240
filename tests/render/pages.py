"""A whole invented site rendered in memory, for tests that look at every page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from lxml import html

from render.invented import NOW, carrier, many_events, ranking_of
from yaowen.render.compose import (
    Standings,
    compose_event,
    compose_front,
    compose_lists,
    compose_ranking,
    compose_standing,
    count_figures,
)
from yaowen.render.editions import StoredPage
from yaowen.render.rules.material import Event
from yaowen.render.rules.site import Site

SITE = Site(url="https://news.example", contact="mailto:desk@news.example")
SLOT = b"<!--slot:ranking-->"
_BREAKS = re.compile(r'<wbr>|<span class="clause">')


def render_site(events: Sequence[Event], site: Site = SITE) -> dict[str, StoredPage]:
    """Every stored page of a site with these events, by path."""
    ranking = ranking_of(events)
    carriers = {report.carrier.id: report.carrier for event in events for report in event.reports} or {1: carrier()}
    figures = count_figures(ranking, readers_per_network=8, ranking_size=60, outlets=len(carriers))
    entries = [page for event in events for page in compose_event(site, event)]
    entries += compose_front(site, events, ranking, NOW)
    entries += compose_ranking(site, Standings(ranking, {event.id: event for event in events}))
    entries += compose_lists(site, events, list(carriers.values()), carriers.values())
    entries += compose_standing(site, figures)
    return {entry.path: entry for entry in entries}


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
