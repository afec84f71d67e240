"""One edition put together: what changed, and every list that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from yaowen.base import addresses
from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.base.store import read_fact
from yaowen.base.words import Ranking
from yaowen.belt.conveyor import Context
from yaowen.group.store import StoredStory, StoryMove, latest_stories, load_stories
from yaowen.render.compose import compose_event, compose_front, compose_lists, compose_standing, count_figures
from yaowen.render.editions import Entry, Gone, Redirect
from yaowen.render.gather import EventShelf, load_carriers
from yaowen.render.rules.material import Event
from yaowen.render.store import site_of

RECENT = 240
"""Stories that lists choose from: the front page shows at most 76, an outlet's page 60 reports."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edition has to show: changed stories, merges and withdrawals, the ranking, outlets that have pages."""

    stories: Sequence[StoredStory]
    moves: Sequence[StoryMove]
    ranking: Ranking
    known_outlets: frozenset[int]


@dataclass(frozen=True, slots=True)
class Made:
    """The entries of an edition, and the outlets that have pages with it."""

    entries: list[Entry]
    outlets: frozenset[int]


def compose_edition(context: Context, changes: Changes, shelf: EventShelf) -> Made:
    """Render everything that the changes touch; `shelf` keeps the stories of the lists between editions."""
    site = site_of(context.settings, sample=bool(read_fact("sample")), zone=read_fact("time_zone"))
    carriers = load_carriers()
    changed_ids = {story.id for story in changes.stories}
    recent_ids = [*latest_stories(RECENT), *(one.story_id for one in changes.ranking.standings)]
    events = shelf.load(recent_ids, changed_ids, carriers)
    recent = [events[one] for one in dict.fromkeys(recent_ids) if one in events]
    renewed = [events[one] for one in changed_ids if one in events]
    touched = {report.carrier.id for event in renewed for report in event.reports}
    touched |= set(carriers) if changes.moves else set(carriers) - changes.known_outlets
    pages = [carrier for one, carrier in carriers.items() if one in touched]
    figures = count_figures(
        changes.ranking, readers_per_network=context.settings.number("READERS_PER_NETWORK"),
        ranking_size=context.settings.number("RANKING_SIZE"), outlets=len(carriers),
    )  # fmt: skip
    entries: list[Entry] = [page for event in renewed for page in compose_event(site, event)]
    entries += compose_front(site, recent, changes.ranking, context.clock.now())
    entries += compose_lists(site, recent, list(carriers.values()), pages)
    entries += compose_standing(site, figures)
    entries += closed_pages(changes, events)
    return Made(entries, frozenset(carriers))


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
