"""A section's page with its feeds, and the days of a section: older stories, a page a day, each event once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.days import DayWay, apart, once_pictured, show_date
from yaowen.render.rules.lines import story_line
from yaowen.render.rules.material import Event
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.sections import TITLES, Section
from yaowen.render.rules.site import Page, Site

HEADING = 5
"""Stories that head a section's page: the first larger, all with their beginning."""
NEWEST = 45
A_DAY = 120
"""Stories on the page of one day of a section: the weightiest; a busier day says that it has more."""
LEAD_CHARS = 90
SECOND_CHARS = 60


@dataclass(frozen=True, slots=True)
class SectionNow:
    """A section as it stands. `events`: the newest; `heading`: ids of those that head it, the weightiest first."""

    section: Section
    events: Sequence[Event]
    heading: Sequence[int]
    days: Sequence[date]


@dataclass(frozen=True, slots=True)
class SectionDay:
    """A day of a section: its stories, the newest first, and the days before and after that have any."""

    section: Section
    events: Sequence[Event]
    way: DayWay
    more: bool = False


def section_page(site: Site, language: PathLanguage, now: SectionNow) -> Page:
    """A section's page."""
    home, abroad = apart(now.events)
    known = {event.id: event for event in home}
    heading = [known[one] for one in now.heading if one in known] or home[:1]
    rest = [event for event in home if event not in heading]
    chars = [LEAD_CHARS, *[SECOND_CHARS] * HEADING]
    title = phrase(language, TITLES[now.section])
    values = {
        "section_slug": now.section,
        "heading": once_pictured(
            story_line(language, site.zone, event, limit) for event, limit in zip(heading, chars, strict=False)
        ),
        "lines": [story_line(language, site.zone, event, 0) for event in rest],
        "foreign": [story_line(language, site.zone, event, 0) for event in abroad],
        "days": [(day.isoformat(), show_date(language, day)) for day in now.days],
    }
    return Page(
        "section.html", f"section/{now.section}/", title, values, describe_section(language, now.section),
        slot=True, feeds=True, section=now.section,
    )  # fmt: skip


def describe_section(language: PathLanguage, section: Section) -> str:
    """A sentence about a section, for feeds and search engines."""
    return phrase(
        language, "{section}: the news of many outlets, each event once.", section=phrase(language, TITLES[section])
    )


def section_day_page(site: Site, language: PathLanguage, day: SectionDay) -> Page:
    """A day of a section."""
    title = phrase(language, TITLES[day.section])
    values = {
        "section_slug": day.section,
        "section_title": title,
        "way": day.way,
        "shown_day": show_date(language, day.way.day),
        "lines": [story_line(language, site.zone, event, 0) for event in day.events],
        "more": day.more,
    }
    full = phrase(language, "{section}, {day}", section=title, day=show_date(language, day.way.day))
    tail = f"section/{day.section}/{day.way.day.isoformat()}/"
    return Page("section_day.html", tail, full, values, slot=True, section=day.section)
