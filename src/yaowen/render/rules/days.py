"""The archive by days: the top stories of a day by section, with the way to the days before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.lines import StoryLine, story_line
from yaowen.render.rules.material import Event
from yaowen.render.rules.phrases import marked, phrase
from yaowen.render.rules.sections import TITLES
from yaowen.render.rules.site import Page, Site

TOP = 6
A_DAY = 110
"""Stories on a day's page: the weightiest."""
IN_SECTION = 14
LEAD_CHARS = 60
MOST_DAYS = 1100
"""Days with news that are remembered, for the way from one to the next: three years."""
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class DayWay:
    """A day, and the nearest ones before and after that have news; None where there are none."""

    day: date
    before: date | None = None
    after: date | None = None


class Calendar:
    """Which days have news, in which sections; empty among them where a story stands in none.

    Args:
        days: sections' slugs by day.
    """

    def __init__(self, days: Mapping[date, Collection[str]] | None = None) -> None:
        self.days = {day: frozenset(sections) for day, sections in (days or {}).items()}

    def way(self, day: date, section: str | None = None) -> DayWay:
        """The nearest days with news of a section, of any where it is None."""
        own = [one for one, sections in self.days.items() if section is None or section in sections]
        before, after = [one for one in own if one < day], [one for one in own if one > day]
        return DayWay(day, max(before, default=None), min(after, default=None))

    def latest(self, section: str, limit: int) -> list[date]:
        """The newest days of a section, the newest first."""
        return sorted((day for day, sections in self.days.items() if section in sections), reverse=True)[:limit]

    def having(self, shelves: Collection[tuple[str, date]]) -> Calendar:
        """With further sections of days; only the newest days are kept."""
        days: dict[date, frozenset[str]] = dict(self.days)
        for section, day in shelves:
            days[day] = days.get(day, frozenset()) | {section}
        return Calendar({day: days[day] for day in sorted(days, reverse=True)[:MOST_DAYS]})

    def lines(self) -> str:
        """As a kept fact: a day a line, `2025-01-17 world sport`, the newest first; `-` for no section."""
        return "\n".join(
            " ".join([day.isoformat(), *sorted(section or "-" for section in self.days[day])])
            for day in sorted(self.days, reverse=True)
        )


def parse_calendar(lines: str) -> Calendar:
    """A calendar from its lines."""
    rows = [line.split() for line in lines.splitlines()]
    return Calendar({date.fromisoformat(day): [one.strip("-") for one in own] for day, *own in rows})


@dataclass(frozen=True, slots=True)
class DayNews:
    """The news of a day: stories, the weightiest first, and the section of each that stands in one.

    `ranked`: the ranking of the day was kept and has a page.
    """

    events: Sequence[Event]
    sections: Mapping[int, str]
    way: DayWay
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class DayBlock:
    """The stories of one section on a day. `section`: empty for those that stand in none."""

    section: str
    title: str
    lines: tuple[StoryLine, ...]
    more: bool


def show_date(language: PathLanguage, day: date) -> str:
    """A date with its weekday, as a masthead prints it."""
    if language == "en":
        return f"{day:%A}, {day.day} {day:%B %Y}"
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


def day_page(site: Site, language: PathLanguage, news: DayNews) -> Page:
    """The news of a day."""
    home, abroad = apart(news.events)
    top, rest = home[:TOP], home[TOP:]
    title = show_date(language, news.way.day)
    values = {
        "top": once_pictured(story_line(language, site.zone, event, LEAD_CHARS) for event in top),
        "blocks": [*_blocks(site, language, rest, news.sections), *_foreign(site, language, abroad)],
        "way": news.way,
        "shown_day": title,
        "stamp": news.way.day.isoformat(),
        "ranked": news.ranked,
    }
    description = phrase(language, "The news of {day}.", day=title)
    return Page("day.html", f"day/{news.way.day.isoformat()}/", title, values, description, slot=True, section="days")


def apart(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """Chinese stories, and those in other languages, which stand apart; without a Chinese one these are at home."""
    home: list[Event] = []
    abroad: list[Event] = []
    for event in events:
        (home if event.language.startswith("zh") else abroad).append(event)
    return (home, abroad) if home else (abroad, [])


def once_pictured(lines: Iterable[StoryLine]) -> list[StoryLine]:
    """Lines of a list, a picture that several of them have shown with the first only."""
    seen: set[str] = set()
    shown: list[StoryLine] = []
    for line in lines:
        again = line.picture is not None and line.picture.src in seen
        shown.append(replace(line, picture=None) if again else line)
        seen |= {line.picture.src} if line.picture else set()
    return shown


def _foreign(site: Site, language: PathLanguage, events: Sequence[Event]) -> list[DayBlock]:
    lines = tuple(story_line(language, site.zone, event, 0) for event in events[:IN_SECTION])
    return [DayBlock("", phrase(language, "In other languages"), lines, more=False)] if lines else []


def _blocks(
    site: Site, language: PathLanguage, events: Sequence[Event], filed: Mapping[int, str]
) -> Sequence[DayBlock]:
    titles = {**{str(slug): title for slug, title in TITLES.items()}, "": marked("Further news")}
    found: list[DayBlock] = []
    for section, title in titles.items():
        own = [event for event in events if filed.get(event.id, "") == section]
        lines = tuple(story_line(language, site.zone, event, 0) for event in own[:IN_SECTION])
        if lines:
            found.append(DayBlock(section, phrase(language, title), lines, bool(section)))
    return found


def days_page(language: PathLanguage, days: Sequence[str]) -> Page:
    """The way to past days: those that have news, the newest month first.

    Args:
        days: 2025-01-17, the newest first.
    """
    months: dict[str, list[date]] = {}
    for day in days:
        months.setdefault(day[:7], []).append(date.fromisoformat(day))
    shown = [
        (_show_month(language, own[0]), [(day.isoformat(), f"{day.day}", show_date(language, day)) for day in own])
        for own in months.values()
    ]
    title = phrase(language, "Past days")
    return Page("days.html", "day/", title, {"months": shown}, slot=True, section="days")


def _show_month(language: PathLanguage, day: date) -> str:
    return f"{day:%B %Y}" if language == "en" else f"{day.year}年{day.month}月"
