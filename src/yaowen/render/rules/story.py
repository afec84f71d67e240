"""A story's page: who says what, in what order it came out, who reports it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yaowen.base.addresses import PathLanguage
from yaowen.base.text.script import fold_marks
from yaowen.render.rules.article import copies_by_original, dateline
from yaowen.render.rules.attributions import mark_body
from yaowen.render.rules.disagreement import Side, find_disagreements
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


def list_sayings(language: PathLanguage, event: Event) -> list[Saying]:
    """Statements with a known speaker, one a speaker, stance and content, in the order they came out."""
    disputed = _disputed_keys(event)
    seen: dict[tuple[str, str, str], Saying] = {}
    for report in event.reports:
        if report.copy_of is not None:
            continue
        quoted = decide_quotable(report).statements
        for place, one in enumerate(report.statements):
            key = (fold_marks(one.speaker), one.stance, fold_marks(one.content))
            if one.speaker and key not in seen and not _reports_another(report, one):
                seen[key] = _saying(
                    language, report, one, quoted=place in quoted, disputed=(report.id, place) in disputed
                )
    return sorted(seen.values(), key=lambda saying: not saying.disputed)


def _reports_another(report: Report, statement: Statement) -> bool:
    """Whether this claim only passes on another one of the same text (美联社 says that the Kremlin says)."""
    return any(one.within == statement.place for one in report.statements)


def _disputed_keys(event: Event) -> set[tuple[int, int]]:
    sides: Iterable[Side] = [side for found in find_disagreements(event.reports) for side in (found.denies, found.says)]
    return {(side.report.id, side.report.statements.index(side.statement)) for side in sides}


def _saying(language: PathLanguage, report: Report, one: Statement, *, quoted: bool, disputed: bool) -> Saying:
    chain = next((other.speaker for other in report.statements if other.place == one.within and other.speaker), "")
    return Saying(
        show(language, one.speaker, report.language),
        stance_label(language, one.stance),
        one.stance == "deny",
        disputed,
        show(language, one.content, report.language) if quoted and one.content else None,
        mode_label(language, one.mode),
        show(language, chain, report.language) if chain else None,
        report.id,
        report.carrier.name(language),
    )
