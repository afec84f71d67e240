"""Names in an edition: noted from changed stories, led to from their pages, and a few of the due pages rendered."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from yaowen.base import addresses
from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.base.errors import ROW_FAULTS
from yaowen.extract.store import load_names
from yaowen.group.store import load_stories
from yaowen.names.store import (
    NameView,
    SeenArticle,
    due_names,
    forms_of,
    newest_stories,
    note_articles,
    stories_of_name,
)
from yaowen.render.compose import store_page
from yaowen.render.editions import Entry, Gone, Redirect
from yaowen.render.gather import make_events, named_of
from yaowen.render.rules.material import Carrier, Event, Report
from yaowen.render.rules.name_page import STORIES, NameNow, name_page
from yaowen.render.rules.site import Site

log = logging.getLogger(__name__)

AN_EDITION = 24
"""Pages of names rendered with one edition; the others wait for the next, those that wait longest first."""
_TURNED_STORIES = 200


@dataclass(frozen=True, slots=True)
class DueNames:
    """Names whose pages are rendered with this edition, and those whose pages close or lead elsewhere.

    Attributes:
        done: all of them, to be noted once the edition stands.
    """

    pages: tuple[NameNow, ...] = ()
    closed: tuple[Entry, ...] = ()
    done: tuple[NameView, ...] = ()


def note_names(events: Sequence[Event], gone: Iterable[int], withdrawn: Iterable[int] = ()) -> list[int]:
    """Note who is named in changed stories.

    Args:
        gone: ids of stories without a page from now on.
        withdrawn: articles that nobody is seen in any more.

    Returns:
        Stories whose pages lead to a name that got or lost its page.
    """
    reports = [(event, report) for event in events for report in event.reports]
    glosses = load_names(report.id for _, report in reports)
    seen = [
        SeenArticle(
            report.id, event.id, report.carrier.id, report.copy_of is None, report.published, _text_of(report),
            [(gloss.zh, gloss.latin, gloss.kind) for gloss in glosses.get(report.id, ())],
        )
        for event, report in reports
    ]  # fmt: skip
    noted = note_articles(seen, gone, withdrawn)
    return stories_of_name(noted.turned, _TURNED_STORIES) if noted.turned else []


def load_due(known: Mapping[int, Event], carriers: Mapping[int, Carrier], *, broken: Iterable[int] = ()) -> DueNames:
    """The names that wait for their page, with the newest stories of each.

    Args:
        known: stories that are loaded already, with all that is said in them.
        broken: stories that cannot be rendered; they stand on no page.
    """
    due = due_names(AN_EDITION)
    opened = [one for one in due if one.opened]
    listed, forms = newest_stories([one.id for one in opened], STORIES), forms_of([one.id for one in opened])
    wanted = {story for stories in listed.values() for story in stories} - set(broken)
    missing = wanted - known.keys()
    events = {one: known[one] for one in wanted & known.keys()}
    events |= make_events(load_stories(missing), carriers) if missing else {}
    pages = tuple(
        NameNow(
            named_of(one), one.outlets, [(form.printed, form.outlets) for form in forms[one.id]],
            [events[story] for story in listed[one.id] if story in events],
        )
        for one in opened
    )  # fmt: skip
    return DueNames(pages, tuple(_closed(one for one in due if not one.opened)), tuple(due))


def compose_names(site: Site, due: DueNames) -> Iterator[Entry]:
    """The pages of names in every language; one that cannot be made is left as it stands, and the log says why."""
    for now in due.pages:
        try:
            yield from [store_page(site, language, name_page(site, language, now)) for language in PATH_LANGUAGES]
        except ROW_FAULTS:
            log.exception("the page of name %d (%s) cannot be made; it stays as it was", now.name.id, now.name.zh)
    yield from due.closed


def _closed(names: Iterable[NameView]) -> Iterator[Entry]:
    for one in names:
        for language in PATH_LANGUAGES:
            path = addresses.name(language, one.id)
            if one.joined_to is not None:
                yield Redirect(path, addresses.name(language, one.joined_to))
            else:
                yield Gone(path, f"/{language}/410/")


def _text_of(report: Report) -> str:
    return "\n".join([report.headline, *(block.text for block in report.blocks if block.kind != "picture")])
