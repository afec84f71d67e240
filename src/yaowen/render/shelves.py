"""Which stories stand on the lists of sections and days: read from their places, a bounded number a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from yaowen.base.store import read_fact, set_fact
from yaowen.base.words import Ranking
from yaowen.rank.store import frozen_minutes
from yaowen.render.gather import load_events
from yaowen.render.models import StoryPlace
from yaowen.render.rules import days, section_page
from yaowen.render.rules.days import Calendar, DayNews, DayWay, parse_calendar
from yaowen.render.rules.material import Carrier, Event
from yaowen.render.rules.past import stamp_of
from yaowen.render.rules.section_page import SectionDay, SectionNow
from yaowen.render.rules.sections import SECTIONS, Section
from yaowen.render.sections import Filed, Shelf
from yaowen.render.store import SECTIONS_SHOWN

DAYS_SHOWN = "days_shown"
ROWS_A_DAY = 500
"""Places read of one day: a busier day's sections are asked for one by one."""
PAST_DAYS = 7
"""Past days that a section's page leads to."""
_HEADS_AMONG = 24


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of an edition that show something else now."""

    sections: tuple[SectionNow, ...] = ()
    section_days: tuple[SectionDay, ...] = ()
    days: tuple[DayNews, ...] = ()

    @property
    def events(self) -> dict[int, Event]:
        """All stories in them."""
        lists = [one.events for one in self.sections] + [one.events for one in self.section_days]
        return {event.id: event for own in [*lists, *(one.events for one in self.days)] for event in own}

    def without(self, broken: Iterable[int]) -> Lists:
        """The same lists without some stories."""
        out = frozenset(broken)
        if not out:
            return self
        return Lists(
            tuple(replace(one, events=_but(one.events, out)) for one in self.sections),
            tuple(replace(one, events=_but(one.events, out)) for one in self.section_days),
            tuple(replace(one, events=_but(one.events, out)) for one in self.days),
        )


@dataclass(frozen=True, slots=True)
class Shelves:
    """Shelves of which a list shows something else now, and the calendar as it stands with them.

    `grown`: a section has its first story.
    """

    touched: frozenset[Shelf]
    calendar: Calendar
    grown: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of a story's place."""

    story_id: int
    section: str
    weight: float


def note_shelves(filed: Filed) -> Shelves:
    """Note which sections and days have had a story; the lists beside a day that opened are touched too."""
    kept = read_fact(DAYS_SHOWN)
    known = parse_calendar(kept)
    calendar = known.having(filed.standing)
    if (lines := calendar.lines()) != kept:
        set_fact(DAYS_SHOWN, lines)
    opened = {(section, day) for section, day in filed.standing if section not in known.days.get(day, ())}
    beside = {(section, one) for section, day in opened for one in _sides(calendar.way(day, section))}
    new_days = {day for _, day in opened if day not in known.days}
    beside |= {("", one) for day in new_days for one in _sides(calendar.way(day))}
    return Shelves(filed.touched | beside, calendar, _note_sections(filed))


def _note_sections(filed: Filed) -> bool:
    known = set(read_fact(SECTIONS_SHOWN).split())
    sections = known | {section for section, _ in filed.standing if section}
    if sections != known:
        set_fact(SECTIONS_SHOWN, " ".join(one for one in SECTIONS if one in sections))
    return sections != known


def load_lists(
    shelves: Shelves, known: Mapping[int, Event], carriers: Mapping[int, Carrier], ranked: Iterable[date] = ()
) -> Lists:
    """The lists of touched shelves. A query a section and a day, and those of the stories that are not loaded yet.

    Args:
        known: stories that are loaded already; the others are read.
        ranked: days whose ranking was kept.
    """
    slugs = [one for one in SECTIONS if any(section == one for section, _ in shelves.touched)]
    newest = {one: _newest_of(one) for one in slugs}
    dated = {day: _places_of(day) for day in sorted({day for _, day in shelves.touched})}
    of_sections = {shelf: _of_section(shelf, dated[shelf[1]]) for shelf in sorted(shelves.touched) if shelf[0]}
    wanted = {one.story_id for rows in newest.values() for one in rows}
    wanted |= {one.story_id for rows in dated.values() for one in rows[: days.A_DAY]}
    wanted |= {one for ids in of_sections.values() for one in ids}
    events = {one: event for one, event in known.items() if one in wanted}
    events |= load_events(wanted - events.keys(), carriers) if wanted - events.keys() else {}
    kept = set(ranked)

    def those(ids: Iterable[int]) -> list[Event]:
        return [events[one] for one in ids if one in events]

    return Lists(
        tuple(
            SectionNow(
                one, those(row.story_id for row in rows), _heading(rows), shelves.calendar.latest(one, PAST_DAYS)
            )
            for one, rows in newest.items()
        ),
        tuple(
            SectionDay(
                cast("Section", section), _by_time(those(ids[: section_page.A_DAY])),
                shelves.calendar.way(day, section), len(ids) > section_page.A_DAY,
            )
            for (section, day), ids in of_sections.items()
        ),
        tuple(
            DayNews(
                those(row.story_id for row in rows[: days.A_DAY]), {row.story_id: row.section for row in rows},
                shelves.calendar.way(day), day in kept,
            )
            for day, rows in dated.items()
        ),
    )  # fmt: skip


def sections_of(story_ids: Iterable[int]) -> dict[int, str]:
    """Story → its section's slug; those that stand in none are left out. One query."""
    rows = StoryPlace.objects.filter(pk__in=list(story_ids)).exclude(section="")
    return dict(rows.values_list("story_id", "section"))


def ranked_days(ranking: Ranking, zone: str) -> set[date]:
    """The days of the last two months whose ranking was kept. One query."""
    minutes = frozen_minutes("day", ranking.minute - 62 * 1440)
    return {date.fromisoformat(stamp_of(minute, "day", zone)) for minute in minutes}


def _newest_of(section: Section) -> list[_Place]:
    rows = StoryPlace.objects.filter(section=section).order_by("-last_at", "-story_id")
    return [_Place(*row) for row in rows.values_list("story_id", "section", "weight")[: section_page.NEWEST]]


def _heading(newest: Sequence[_Place]) -> list[int]:
    """The weightiest of the newest."""
    ordered = sorted(newest[:_HEADS_AMONG], key=lambda row: (-row.weight, -row.story_id))
    return [row.story_id for row in ordered[: section_page.HEADING]]


def _places_of(day: date) -> list[_Place]:
    """The weightiest stories of a day."""
    rows = StoryPlace.objects.filter(day=day).order_by("-weight", "-story_id")
    return [_Place(*row) for row in rows.values_list("story_id", "section", "weight")[:ROWS_A_DAY]]


def _of_section(shelf: Shelf, dated: Sequence[_Place]) -> list[int]:
    """The weightiest stories of a section's day; one more than are shown where there are more."""
    section, day = shelf
    if len(dated) < ROWS_A_DAY:
        return [row.story_id for row in dated if row.section == section][: section_page.A_DAY + 1]
    rows = StoryPlace.objects.filter(section=section, day=day).order_by("-weight", "-story_id")
    return list(rows.values_list("story_id", flat=True)[: section_page.A_DAY + 1])


def _sides(way: DayWay) -> list[date]:
    return [one for one in (way.before, way.after) if one is not None]


def _but(events: Sequence[Event], out: frozenset[int]) -> list[Event]:
    return [event for event in events if event.id not in out]


def _by_time(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.last_at, event.id), reverse=True)
