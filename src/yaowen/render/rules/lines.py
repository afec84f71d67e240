"""A story as one line of a list: headline, lead, outlets, time."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yaowen.base.addresses import PathLanguage
from yaowen.base.rights import cut_excerpt
from yaowen.base.text.script import fold_marks
from yaowen.render.rules.disagreement import find_disagreements
from yaowen.render.rules.material import Event, Report
from yaowen.render.rules.openings import drop_opening, drop_repeated, end_at_clause
from yaowen.render.rules.pictures import ShownPicture, picture_of_event
from yaowen.render.rules.shown import Words, decide_quotable, show
from yaowen.render.rules.times import Stamp, show_short, show_time
from yaowen.render.rules.voices import count_voices

LEAD_CHARS = 120
_MIN_LEAD_CHARS = 16


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list.

    Attributes:
        lead: beginning of the headline report, as far as its rights go; None where nothing may be shown.
        outlet: whose words the headline and lead are.
        statements: how many sides are quoted on its page.
        picture: the one that leads it; None where there is none, or the rights do not let it be shown.
    """

    story_id: int
    headline: Words
    lead: Words | None
    outlet: str
    outlets: int
    at: Stamp
    last_at: datetime
    statements: int = 0
    disputed: bool = False
    picture: ShownPicture | None = None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An article in a list. `copies`: outlets that carry the same text."""

    article_id: int
    headline: Words
    outlet: str
    slug: str
    at: Stamp
    source: Words | None = None
    url: str = ""
    copies: tuple[tuple[int, str], ...] = ()


def story_line(language: PathLanguage, zone: str, event: Event, lead_chars: int = LEAD_CHARS) -> StoryLine:
    """A story as a line of a list."""
    report = event.headline_report
    return StoryLine(
        event.id,
        show(language, report.headline, report.language),
        lead_of(language, report, lead_chars),
        report.carrier.name(language),
        event.outlets,
        show_short(event.last_at, zone),
        event.last_at,
        count_voices(event),
        bool(find_disagreements(event.reports)),
        picture_of_event(language, event),
    )


def lead_of(language: PathLanguage, report: Report, chars: int = LEAD_CHARS) -> Words | None:
    """The beginning of a report in one paragraph, as far as its rights go."""
    shown = decide_quotable(report).shown
    openings = (drop_repeated(drop_opening(one), report.headline) for one in shown.paragraphs)
    text = next((one for one in openings if len(one) >= _MIN_LEAD_CHARS), "")
    return show(language, end_at_clause(cut_excerpt(text, chars)), report.language) if text else None


def report_line(language: PathLanguage, zone: str, report: Report, copies: Iterable[Report] = ()) -> ReportLine:
    """An article as a line of a list."""
    return ReportLine(
        report.id,
        show(language, report.headline, report.language),
        report.carrier.name(language),
        report.carrier.slug,
        show_time(report.published, zone, report.precision),
        credited_source(language, report),
        report.url,
        tuple((copy.id, copy.carrier.name(language)) for copy in copies),
    )


@functools.lru_cache(maxsize=4096)
def credited_source(language: PathLanguage, report: Report) -> Words | None:
    """The credited source 来源 where it is another than the carrier."""
    carried = {fold_marks(name) for name in report.carrier.names}
    own = not report.source or fold_marks(report.source) in carried
    return None if own else show(language, report.source, report.language)
