"""The front page: a lead story, further ones, and sections; each event stands once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yaowen.base.addresses import PathLanguage
from yaowen.base.words import Ranking
from yaowen.render.rules.disagreement import Disagreement, Side, find_disagreements
from yaowen.render.rules.lines import StoryLine, story_line
from yaowen.render.rules.material import Event
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.shown import Words, decide_quotable, show
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.stances import stance_label
from yaowen.render.rules.times import show_clock, show_day, show_offset

TOP = 6
FIRST = 2
"""Stories of the top that are chosen before the disputed ones: the weightiest news stands highest."""
DISPUTED = 3
DISPUTED_AMONG = 80
WIDELY = 8
LATEST = 44
FOREIGN = 12
LEAD_CHARS = 110
SECOND_CHARS = 66
_HALF_LIFE_HOURS = 9.0
_COVERAGE_WEIGHT = 2.0
_WIDE_OUTLETS = 3


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
class FrontPage:
    """What the front page shows, in order."""

    lead: StoryLine | None
    top: tuple[StoryLine, ...]
    disputed: tuple[SidesLine, ...]
    widely: tuple[StoryLine, ...]
    foreign: tuple[StoryLine, ...]
    latest: tuple[StoryLine, ...]

    @property
    def lines(self) -> tuple[StoryLine, ...]:
        """All lines in the order of the page: what feeds carry."""
        disputed = tuple(side.line for side in self.disputed)
        lead = (self.lead,) if self.lead else ()
        return (*lead, *self.top, *disputed, *self.widely, *self.foreign, *self.latest)


def news_weight(event: Event, readers: int, now: datetime) -> float:
    """How much an event matters now: independent origins and readers, each by its logarithm, halved every 9 hours."""
    age_hours = max(0.0, (now - event.last_at).total_seconds() / 3600)
    weight = _COVERAGE_WEIGHT * math.log2(1 + event.origins) + math.log2(1 + readers)
    return weight * math.exp2(-age_hours / _HALF_LIFE_HOURS)


def make_front(
    language: PathLanguage, zone: str, events: Sequence[Event], ranking: Ranking | None, now: datetime
) -> FrontPage:
    """Choose what stands where.

    Args:
        events: recent stories in any order.
        ranking: the ranking of the minute; None before there is one.
    """
    readers = {standing.story_id: standing.readers for standing in ranking.standings} if ranking else {}
    weights = {event.id: news_weight(event, readers.get(event.id, 0), now) for event in events}
    ordered = sorted(events, key=lambda event: (-weights[event.id], -event.id))
    chinese = [event for event in ordered if event.language.startswith("zh")]
    home, abroad = (chinese, [event for event in ordered if event not in chinese]) if chinese else (ordered, [])
    shelf = _Shelf(language, zone)
    lead = shelf.take(home[:1], 1, LEAD_CHARS)
    first = shelf.take(home, FIRST, SECOND_CHARS)
    disputed = shelf.take_disputed(home[:DISPUTED_AMONG])
    top = (*first, *shelf.take(home, TOP - len(first), SECOND_CHARS))
    wide = sorted((event for event in home if event.origins >= _WIDE_OUTLETS), key=lambda event: -event.outlets)
    widely = shelf.take(wide, WIDELY, 0)
    foreign = shelf.take(abroad, FOREIGN, 0)
    newest = sorted(home, key=lambda event: (event.last_at, event.id), reverse=True)
    latest = shelf.take(newest, LATEST, 0)
    return FrontPage(lead[0] if lead else None, top, disputed, widely, foreign, latest)


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
