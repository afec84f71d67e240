"""One edition put together: what changed, and every list that shows it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yaowen.base import addresses
from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.base.errors import ROW_FAULTS
from yaowen.base.words import Ranking
from yaowen.belt.conveyor import Context
from yaowen.group.store import LIVING, StoredStory, StoryMove, latest_stories, load_stories
from yaowen.names.store import NameView
from yaowen.rank.store import live_figures
from yaowen.render.compose import (
    compose_event,
    compose_front,
    compose_lists,
    compose_shelves,
    compose_standing,
    count_figures,
)  # fmt: skip
from yaowen.render.digests import compose_digest_list, compose_digests
from yaowen.render.editions import Entry, Gone, Redirect
from yaowen.render.gather import EventShelf, load_carriers, with_names
from yaowen.render.names import compose_names, load_due, note_names
from yaowen.render.rules.front import Recent
from yaowen.render.rules.lines import story_line
from yaowen.render.rules.material import Carrier, Event
from yaowen.render.rules.site import Site
from yaowen.render.rules.standing_pages import Live
from yaowen.render.rules.times import show_time
from yaowen.render.sections import file_stories
from yaowen.render.shelves import Lists, load_lists, note_shelves, ranked_days, sections_of
from yaowen.render.store import site_now

log = logging.getLogger(__name__)

PAGE_FAULTS = ROW_FAULTS
"""What a story's own data may raise in rules and templates (minijinja raises RuntimeErrors); never the database."""
RECENT = 240
"""Stories that lists choose from: the front page shows at most 82, an outlet's page 60 reports."""

DAYS_NAMED = 366
"""Days that the sitemap and the list of past days name."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edition has to show: changed stories, merges and withdrawals, the ranking, outlets that have pages."""

    stories: Sequence[StoredStory]
    moves: Sequence[StoryMove]
    ranking: Ranking
    known_outlets: frozenset[int]


@dataclass(frozen=True, slots=True)
class Made:
    """The entries of an edition, the outlets that have pages with it, and why stories' pages broke, by story.

    `grown`: a section has its first story: pages that stand lead to it when they are rendered again. `turned`:
    stories whose pages lead to a name that got or lost its page; `names`: those rendered with this edition.
    """

    entries: list[Entry]
    outlets: frozenset[int]
    broken: Mapping[int, str]
    grown: bool = False
    turned: Sequence[int] = ()
    names: Sequence[NameView] = ()


def compose_edition(context: Context, changes: Changes, shelf: EventShelf) -> Made:
    """Render everything that the changes touch; `shelf` keeps the stories of the lists between editions."""
    site = site_now(context.settings)
    carriers = load_carriers()
    changed_ids = {story.id for story in changes.stories}
    recent_ids = [*latest_stories(RECENT), *(one.story_id for one in changes.ranking.standings)]
    events = shelf.load(recent_ids, changed_ids, carriers)
    renewed = [events[one] for one in changed_ids if one in events]
    gone, stirred = _moved_ids(changes, events)
    filed = file_stories(renewed, gone, stirred, _readers(changes.ranking), site.zone)
    shelves = note_shelves(filed)
    site = site_now(context.settings) if shelves.grown else site
    turned = note_names(renewed, gone, [one for move in changes.moves for one in withdrawn_of(move)])
    renewed = with_names(renewed)
    shelf.keep(renewed)
    events |= {event.id: event for event in renewed}
    entries, broken = compose_stories(site, renewed)
    lists = load_lists(shelves, events, carriers, ranked_days(changes.ranking, site.zone))
    days = [day.isoformat() for day in sorted(shelves.calendar.days, reverse=True)][:DAYS_NAMED]
    recent = [events[one] for one in dict.fromkeys(recent_ids) if one in events and one not in broken]

    sections = sections_of(event.id for event in recent)

    def make_lists(listed: Sequence[Event], of: Iterable[Carrier]) -> list[Entry]:
        front = compose_front(site, Recent(listed, sections), changes.ranking, context.clock.now())
        digests = compose_digest_list(site, days, context.clock.now())
        return [*front, *digests, *compose_lists(site, listed, list(carriers.values()), of, days)]

    touched = {report.carrier.id for event in renewed for report in event.reports}
    touched |= set(carriers) if changes.moves else set(carriers) - changes.known_outlets
    pages = [carrier for one, carrier in carriers.items() if one in touched]
    figures = count_figures(
        changes.ranking, readers_per_network=context.settings.number("READERS_PER_NETWORK"),
        ranking_size=context.settings.number("RANKING_SIZE"), outlets=len(carriers),
        live=live_now(changes.ranking, site.zone),
    )  # fmt: skip
    try:
        entries += make_lists(recent, pages)
    except PAGE_FAULTS:
        unlisted = find_unlisted(recent, lambda one: make_lists([one], [report.carrier for report in one.reports]))
        if not unlisted:
            raise
        broken |= unlisted
        entries += make_lists([event for event in recent if event.id not in unlisted], pages)
    broken |= make_shelves(site, lists, broken, entries)
    names = load_due({one: events[one] for one in events.keys() - stirred}, carriers, broken=broken)
    entries += compose_names(site, names)
    entries += compose_standing(site, figures)
    entries += closed_pages(changes, events)
    return Made(entries, frozenset(carriers), broken, shelves.grown, turned, names.done)


def make_shelves(site: Site, lists: Lists, broken: Mapping[int, str], entries: list[Entry]) -> dict[int, str]:
    """Add the pages of sections and days to an edition; a story of which no line can be made is left out and named.

    Returns:
        Story id → what went wrong.
    """
    shown = lists.without(broken)
    try:
        entries += [*compose_shelves(site, shown), *compose_digests(site, shown.days)]
    except PAGE_FAULTS:
        unlisted = find_unlisted(
            shown.events.values(), lambda one: [story_line(language, site.zone, one) for language in PATH_LANGUAGES]
        )
        if not unlisted:
            raise
        left = shown.without(unlisted)
        entries += [*compose_shelves(site, left), *compose_digests(site, left.days)]
        return unlisted
    return {}


def withdrawn_of(move: StoryMove) -> Sequence[int]:
    """The articles that a move withdrew."""
    return move.article_ids if move.kind == "withdrawn" else ()


def _moved_ids(changes: Changes, events: Mapping[int, Event]) -> tuple[set[int], set[int]]:
    """Stories that stand on no list any more (merged, withdrawn, nothing to show), and those that lost an article."""
    moved = {move.story_id for move in changes.moves}
    kept = {one for one, row in load_stories(moved).items() if row.state in LIVING} if moved else set()
    return (moved - kept) | {story.id for story in changes.stories if story.id not in events}, kept


def _readers(ranking: Ranking) -> dict[int, int]:
    return {one.story_id: one.readers for one in ranking.standings}


def live_now(ranking: Ranking, zone: str) -> Live:
    """The ranking's figures as the method page shows them."""
    found = live_figures()
    verified = datetime.fromisoformat(found.verified[0]) if found.verified else None
    return Live(
        found.readers, found.networks, found.rings, found.removed, sum(one.hidden for one in ranking.standings),
        show_time(found.salt_made, zone, "minute") if found.salt_made else None,
        show_time(verified, zone, "minute") if verified else None,
        found.verified is None or found.verified[1],
    )  # fmt: skip


def compose_stories(site: Site, events: Sequence[Event]) -> tuple[list[Entry], dict[int, str]]:
    """The pages of changed stories; one that breaks is named with its reason, and the others go on.

    Returns:
        Entries, and story id → what went wrong.
    """
    entries: list[Entry] = []
    broken: dict[int, str] = {}
    for event in events:
        try:
            pages = list(compose_event(site, event))
        except PAGE_FAULTS as problem:
            log.exception("story %d cannot be rendered; it is set aside, the others go on", event.id)
            broken[event.id] = f"{type(problem).__name__}: {problem}"
        else:
            entries += pages
    return entries, broken


def find_unlisted(events: Iterable[Event], make_lists: Callable[[Event], object]) -> dict[int, str]:
    """The stories of which no list can be made, each tried by itself, and what went wrong."""
    unlisted: dict[int, str] = {}
    for event in events:
        try:
            make_lists(event)
        except PAGE_FAULTS as problem:
            log.exception("story %d cannot stand in a list; it is set aside, the others go on", event.id)
            unlisted[event.id] = f"{type(problem).__name__}: {problem}"
    return unlisted


def closed_pages(changes: Changes, events: Mapping[int, Event]) -> Iterator[Entry]:
    """Redirects of merged stories; 410 for withdrawn articles and for stories that have nothing left to show."""
    merged = [move.story_id for move in changes.moves if move.kind == "merged"]
    moved = load_stories(merged) if merged else {}
    for story_id, row in moved.items():
        if row.merged_into is not None:
            yield from _redirects(story_id, row.merged_into)
    for move in changes.moves:
        if move.kind == "withdrawn":
            for article_id in move.article_ids:
                yield from _gone(f"article/{article_id}/")
    left = {move.story_id for move in changes.moves if move.kind == "withdrawn"}
    closed = {one for one, row in load_stories(left).items() if row.state == "withdrawn"} if left else set()
    closed |= {story.id for story in changes.stories if story.id not in events}
    for story_id in sorted(closed):
        yield from _gone(f"story/{story_id}/")


def _redirects(story_id: int, survivor: int) -> Iterator[Redirect]:
    for language in PATH_LANGUAGES:
        yield Redirect(addresses.story(language, story_id), addresses.story(language, survivor))


def _gone(tail: str) -> Iterator[Gone]:
    for language in PATH_LANGUAGES:
        yield Gone(f"/{language}/{tail}", f"/{language}/410/")
