"""A story's page: who says what, in what order it came out, who reports it."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from yaowen.base.addresses import PathLanguage
from yaowen.base.text.script import fold_marks
from yaowen.render.rules.article import copies_by_original, dateline
from yaowen.render.rules.attributions import mark_body
from yaowen.render.rules.disagreement import find_disagreements
from yaowen.render.rules.hours import draw_hours
from yaowen.render.rules.lines import lead_of, report_line
from yaowen.render.rules.material import Event, Report, Statement
from yaowen.render.rules.shown import Words, decide_quotable, own_path_language, show
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.stances import mode_label, stance_label
from yaowen.render.rules.timeline import make_timeline
from yaowen.render.rules.times import show_time

MOST_SAYINGS = 40
_KEPT_PARAGRAPHS = 3
_PLAIN = frozenset({"say", "believe", "ask"})


@dataclass(frozen=True, slots=True)
class Saying:
    """A row of 各方说法. `words`: None where the rights do not let them be quoted; `chain`: who reports the speaker."""

    speaker: Words
    stance: str
    denies: bool
    disputed: bool
    words: Words | None
    mode: str
    chain: Words | None
    article_id: int
    outlet: str


def story_page(site: Site, language: PathLanguage, event: Event) -> Page:
    """All that is known of a story."""
    report = event.headline_report
    quotable = decide_quotable(report)
    headline = show(language, report.headline, report.language)
    originals = [one for one in event.reports if one.copy_of is None] or list(event.reports)
    copies = copies_by_original(event.reports)
    sayings = list_sayings(language, event)
    values = {
        "headline": headline,
        "outlets": event.outlets,
        "reports_count": len(event.reports),
        "folded": len(event.reports) - len(originals),
        "first": show_time(event.first_at, site.zone, "second"),
        "lead_report": report_line(language, site.zone, report),
        "dateline": dateline(site, language, report),
        "url": report.url,
        "full": quotable.shown.full,
        "paragraphs": mark_body(language, report, quotable)[:_KEPT_PARAGRAPHS],
        "sayings": sayings[:MOST_SAYINGS],
        "disputed": any(saying.disputed for saying in sayings),
        "timeline": make_timeline(language, site.zone, event),
        "lines": [report_line(language, site.zone, one, copies.get(one.id, ())) for one in originals],
        "hours": draw_hours([one.published for one in event.reports if one.precision != "day"], site.zone),
    }
    lead = lead_of(language, report)
    indexed = all(decide_quotable(one).shown.indexed for one in event.reports)
    own = own_path_language(report.language, site.default_language)
    return Page(
        "story.html", f"story/{event.id}/", headline.text, values, lead.text if lead else "", own, indexed,
        f"s{event.id}", slot=True, kind="article",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A statement chosen for 各方说法, in no language yet."""

    report: Report
    statement: Statement
    quoted: bool
    disputed: bool


def list_sayings(language: PathLanguage, event: Event) -> list[Saying]:
    """The statements of a story with a known speaker, disputed ones first, then in the order they came out."""
    return [_saying(language, said) for said in choose_sayings(event)]


@functools.lru_cache(maxsize=1024)
def choose_sayings(event: Event) -> tuple[Said, ...]:
    """One statement a speaker, stance and content. Without words only a telling stance is worth a line."""
    disputed = {side.statement for found in find_disagreements(event.reports) for side in (found.denies, found.says)}
    seen: dict[tuple[str, str, str], Said] = {}
    for report in event.reports:
        if report.copy_of is not None:
            continue
        quoted = decide_quotable(report).statements
        passed_on = {one.within for one in report.statements}
        for place, one in enumerate(report.statements):
            if one.speaker and one.place not in passed_on and (place in quoted or one.stance not in _PLAIN):
                key = (fold_marks(one.speaker), one.stance, fold_marks(one.content) if place in quoted else "")
                seen.setdefault(key, Said(report, one, place in quoted, one in disputed))
    return tuple(sorted(seen.values(), key=lambda said: not said.disputed))


def _saying(language: PathLanguage, said: Said) -> Saying:
    report, one = said.report, said.statement
    chain = next((other.speaker for other in report.statements if other.place == one.within and other.speaker), "")
    return Saying(
        show(language, one.speaker, report.language),
        stance_label(language, one.stance),
        one.stance == "deny",
        said.disputed,
        show(language, one.content, report.language) if said.quoted and one.content else None,
        mode_label(language, one.mode),
        show(language, chain, report.language) if chain else None,
        report.id,
        report.carrier.name(language),
    )
