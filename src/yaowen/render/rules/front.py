"""The front page: a lead story, further ones, and sections; each event stands once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yaowen.base.addresses import PathLanguage
from yaowen.base.words import Ranking
from yaowen.render.rules.disagreement import Disagreement, Side, find_disagreements
from yaowen.render.rules.lines import StoryLine, story_line
from yaowen.render.rules.material import Event
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.pictures import picture_of_event
from yaowen.render.rules.sections import TITLES, Section
from yaowen.render.rules.shown import Words, decide_quotable, show
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.stances import stance_label
from yaowen.render.rules.times import show_clock, show_day, show_offset

TOP = 6
LEADING = 5
"""Stories that may lead the page; of those nearly as weighty as the first, one with a picture does."""
NEARLY = 0.8
FIRST = 2
"""Stories of the top that are chosen before the disputed ones: the weightiest news stands highest."""
DISPUTED = 3
DISPUTED_AMONG = 80
WIDELY = 5
IN_SECTION = 4
"""Headlines of a section below the one that heads it."""
LATEST = 20
FOREIGN = 12
LEAD_CHARS = 110
SECOND_CHARS = 66
SECTION_CHARS = 54
_HALF_LIFE_HOURS = 9.0
_COVERAGE_WEIGHT = 2.0
_WIDE_OUTLETS = 3


@dataclass(frozen=True, slots=True)
class Recent:
    """Recent stories that lists choose from. `sections`: slug by story, of those that stand in one."""

    events: Sequence[Event]
    sections: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker and what they say. `words`: None where the rights do not let them be quoted."""

    speaker: Words
    stance: str
    words: Words | None


@dataclass(frozen=True, slots=True)
class SidesLine:
    """A story whose sides contradict each other, with the two that do."""

    line: StoryLine
    denies: Voice
    says: Voice


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """A section on the front page: the story that heads it, and further headlines."""

    section: Section
    title: str
    head: StoryLine
    lines: tuple[StoryLine, ...]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the front page shows, in order."""

    lead: StoryLine | None
    top: tuple[StoryLine, ...]
    disputed: tuple[SidesLine, ...]
    widely: tuple[StoryLine, ...]
    foreign: tuple[StoryLine, ...]
    latest: tuple[StoryLine, ...]
    sections: tuple[SectionBlock, ...] = ()

    @property
    def lines(self) -> tuple[StoryLine, ...]:
        """All lines in the order of the page: what feeds carry."""
        disputed = tuple(side.line for side in self.disputed)
        lead = (self.lead,) if self.lead else ()
        filed = tuple(line for block in self.sections for line in (block.head, *block.lines))
        return (*lead, *self.top, *disputed, *self.widely, *filed, *self.foreign, *self.latest)


def news_weight(event: Event, readers: int, now: datetime) -> float:
    """How much an event matters now: independent origins and readers, each by its logarithm, halved every 9 hours."""
    age_hours = max(0.0, (now - event.last_at).total_seconds() / 3600)
    return lasting_weight(event, readers) * math.exp2(-age_hours / _HALF_LIFE_HOURS)


def lasting_weight(event: Event, readers: int) -> float:
    """How much an event matters whatever its age: independent origins and readers, each by its logarithm."""
    return _COVERAGE_WEIGHT * math.log2(1 + event.origins) + math.log2(1 + readers)


def make_front(site: Site, language: PathLanguage, recent: Recent, ranking: Ranking | None, now: datetime) -> FrontPage:
    """Choose what stands where, each event once.

    Args:
        recent: stories in any order, and the sections of those that stand in one.
        ranking: the ranking of the minute; None before there is one.
    """
    events, zone = recent.events, site.zone
    readers = {standing.story_id: standing.readers for standing in ranking.standings} if ranking else {}
    weights = {event.id: news_weight(event, readers.get(event.id, 0), now) for event in events}
    ordered = sorted(events, key=lambda event: (-weights[event.id], -event.id))
    chinese = [event for event in ordered if event.language.startswith("zh")]
    home, abroad = (chinese, [event for event in ordered if event not in chinese]) if chinese else (ordered, [])
    shelf = _Shelf(language, zone)
    lead = shelf.take(_leading(language, home[:LEADING], weights), 1, LEAD_CHARS)
    first = shelf.take(home, FIRST, SECOND_CHARS)
    disputed = shelf.take_disputed(home[:DISPUTED_AMONG])
    top = (*first, *shelf.take(home, TOP - len(first), SECOND_CHARS))
    wide = sorted((event for event in home if event.origins >= _WIDE_OUTLETS), key=lambda event: -event.outlets)
    widely = shelf.take(wide, WIDELY, 0)
    sections = tuple(_blocks(language, shelf, home, recent.sections))
    foreign = shelf.take(abroad, FOREIGN, 0)
    newest = sorted(home, key=lambda event: (event.last_at, event.id), reverse=True)
    latest = shelf.take(newest, LATEST, 0)
    return FrontPage(lead[0] if lead else None, top, disputed, widely, foreign, latest, sections)


def _leading(language: PathLanguage, home: Sequence[Event], weights: Mapping[int, float]) -> Sequence[Event]:
    """The story that leads: the weightiest, or one nearly as weighty that has a picture."""
    least = NEARLY * weights[home[0].id] if home else 0.0
    pictured = [event for event in home if weights[event.id] >= least and picture_of_event(language, event)]
    return pictured[:1] or home[:1]


def _blocks(
    language: PathLanguage, shelf: _Shelf, events: Sequence[Event], filed: Mapping[int, str]
) -> Iterator[SectionBlock]:
    """The sections that have anything left to show, each headed by its weightiest story."""
    for section, title in TITLES.items():
        own = [event for event in events if filed.get(event.id) == section]
        head = shelf.take(own, 1, SECTION_CHARS)
        if head:
            yield SectionBlock(section, phrase(language, title), head[0], shelf.take(own, IN_SECTION, 0))


class _Shelf:
    """Hands out events, each once."""

    def __init__(self, language: PathLanguage, zone: str) -> None:
        self._language, self._zone = language, zone
        self._taken: set[int] = set()

    def take(self, events: Sequence[Event], limit: int, lead_chars: int) -> tuple[StoryLine, ...]:
        chosen = [event for event in events if event.id not in self._taken][:limit]
        self._taken.update(event.id for event in chosen)
        return tuple(story_line(self._language, self._zone, event, lead_chars) for event in chosen)

    def take_disputed(self, events: Sequence[Event]) -> tuple[SidesLine, ...]:
        chosen: list[SidesLine] = []
        for event in events:
            if len(chosen) == DISPUTED:
                break
            found = () if event.id in self._taken else find_disagreements(event.reports)
            if found:
                self._taken.add(event.id)
                chosen.append(_sides(self._language, self._zone, event, found[0]))
        return tuple(chosen)


def _sides(language: PathLanguage, zone: str, event: Event, found: Disagreement) -> SidesLine:
    line = story_line(language, zone, event, 0)
    return SidesLine(line, _voice(language, found.denies), _voice(language, found.says))


def _voice(language: PathLanguage, side: Side) -> Voice:
    report, statement = side.report, side.statement
    quoted = report.statements.index(statement) in decide_quotable(report).statements
    return Voice(
        show(language, statement.speaker, report.language),
        stance_label(language, statement.stance),
        show(language, statement.content, report.language) if quoted else None,
    )


def front_page(site: Site, language: PathLanguage, front: FrontPage, now: datetime) -> Page:
    """The front page."""
    values = {
        "front": front,
        "day": show_day(now, site.zone, language),
        "clock": show_clock(now, site.zone),
        "offset": show_offset(now, site.zone),
    }
    description = phrase(
        language, "The news of many outlets, each event once: what happened, who says so, what is read."
    )
    return Page("front.html", "", "", values, description, slot=True, feeds=True, section="front")
