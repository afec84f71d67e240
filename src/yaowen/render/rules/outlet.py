"""An outlet's page, and the list of outlets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from yaowen.base.addresses import BCP47, PATH_LANGUAGES, PathLanguage
from yaowen.render.rules.lines import report_line
from yaowen.render.rules.material import Carrier, Event, Report
from yaowen.render.rules.phrases import marked, phrase
from yaowen.render.rules.shown import Words
from yaowen.render.rules.site import Page, Site

LATEST = 60
RIGHTS = {
    "headline": marked("Headlines only"),
    "excerpt": marked("Headline and a short excerpt"),
    "full": marked("Full text"),
}


@dataclass(frozen=True, slots=True)
class OutletLine:
    """An outlet in the list of outlets, with its recent articles counted."""

    slug: str
    name: str
    home_url: str
    country: str
    reports: int


def reports_by_outlet(events: Iterable[Event]) -> dict[int, list[Report]]:
    """The reports of recent stories by outlet, newest first."""
    found: dict[int, list[Report]] = {}
    for event in events:
        for report in event.reports:
            found.setdefault(report.carrier.id, []).append(report)
    for reports in found.values():
        reports.sort(key=lambda report: (report.published, report.id), reverse=True)
    return found


def outlet_page(site: Site, language: PathLanguage, carrier: Carrier, reports: Sequence[Report]) -> Page:
    """What an outlet published lately, and what it lets us show."""
    rights = "headline" if carrier.grant.lowered else carrier.grant.rights
    values = {
        "name": carrier.name(language),
        "names": other_names(language, carrier),
        "home_url": carrier.home_url,
        "rights": phrase(language, RIGHTS[rights]),
        "lines": [report_line(language, site.zone, report) for report in reports[:LATEST]],
    }
    return Page(
        "outlet.html",
        f"outlet/{carrier.slug}/",
        carrier.name(language),
        values,
        slot=True,
        feeds=True,
        section="outlets",
    )


def other_names(language: PathLanguage, carrier: Carrier) -> list[Words]:
    """The outlet's names in the other languages, where they differ."""
    forms = zip(carrier.names, PATH_LANGUAGES, strict=True)
    found = {name: Words(name, BCP47[one]) for name, one in reversed(list(forms)) if name}
    return [words for name, words in reversed(found.items()) if name != carrier.name(language)]


def outlets_page(
    site: Site, language: PathLanguage, carriers: Iterable[Carrier], reports: Mapping[int, Sequence[Report]]
) -> Page:
    """All outlets, those with most recent articles first."""
    lines = [
        OutletLine(one.slug, one.name(language), one.home_url, one.country, len(reports.get(one.id, ())))
        for one in carriers
    ]
    lines.sort(key=lambda line: (-line.reports, line.name))
    return Page(
        "outlets.html",
        "outlets/",
        phrase(language, "Outlets"),
        {"lines": lines, "site_name": site.name},
        section="outlets",
    )
