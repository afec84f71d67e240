"""An article's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.attributions import mark_body
from yaowen.render.rules.body_blocks import lay_pieces
from yaowen.render.rules.lines import ReportLine, lead_of, report_line, story_line
from yaowen.render.rules.material import Event, Report
from yaowen.render.rules.name_links import link_names
from yaowen.render.rules.pictures import shown_picture
from yaowen.render.rules.shown import Words, canonical_language, decide_quotable, own_path_language, show
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.structured import news_article
from yaowen.render.rules.times import Stamp, show_offset, show_time

OTHERS = 12
FORMER = 12


@dataclass(frozen=True, slots=True)
class Dateline:
    """The line below a headline. `seen`: the article has no date of its own, this is when we saw it."""

    at: Stamp
    offset: str
    seen: bool
    outlet: str
    slug: str


@dataclass(frozen=True, slots=True)
class FormerLine:
    """One change by the outlet: when we saw it, and the headline until then; None where only the text changed."""

    at: Stamp
    headline: Words | None


def article_page(site: Site, language: PathLanguage, event: Event, report: Report) -> Page:
    """An article, as far as its rights go, and who else reports the event."""
    quotable = decide_quotable(report)
    headline = show(language, report.headline, report.language)
    original = next((one for one in event.reports if one.id == report.copy_of), None)
    own = own_path_language(report.language, site.default_language)
    canonical = canonical_language(language, report.language, site.default_language)
    values = {
        "headline": headline,
        "dateline": dateline(site, language, report),
        "source": show(language, report.source, report.language) if report.source else None,
        "authors": [show(language, name, report.language) for name in report.authors],
        "url": report.url,
        "full": quotable.shown.full,
        "pieces": lay_pieces(mark_body(language, report, quotable)),
        "former": former_lines(site, language, report),
        "original": report_line(language, site.zone, original) if original else None,
        "names": link_names(language, event.named.get(report.id, ())),
        "others": other_reports(site, language, event, report),
        "more_reports": max(0, len(event.reports) - 1 - OTHERS),
        "story": story_line(language, site.zone, event, 0),
        "own": own if report.language.startswith("zh") and own != language else "",
        "own_href": f"/{own}/article/{report.id}/",
    }
    lead = lead_of(language, report)
    picture = shown_picture(language, report)
    values["picture"] = picture
    return Page(
        "article.html", f"article/{report.id}/", headline.text, values, lead.text if lead else "", canonical,
        quotable.shown.indexed, f"a{report.id}", slot=True, oembed=True, kind="article",
        json_ld=news_article(site, language, report, headline) if quotable.shown.indexed else "",
        image=picture.src if picture else "", scripts=report.language.startswith("zh"),
    )  # fmt: skip


def former_lines(site: Site, language: PathLanguage, report: Report) -> tuple[FormerLine, ...]:
    """What the outlet changed, the latest first."""
    return tuple(
        FormerLine(
            show_time(one.at, site.zone, "minute"),
            show(language, one.headline, report.language) if one.headline else None,
        )
        for one in reversed(report.former[-FORMER:])
    )


def dateline(site: Site, language: PathLanguage, report: Report) -> Dateline:
    """When an article came out and who carries it."""
    seen = report.precision == "none"
    at = report.first_seen if seen else report.published
    return Dateline(
        show_time(at, site.zone, "minute" if seen else report.precision), show_offset(at, site.zone), seen,
        report.carrier.name(language), report.carrier.slug,
    )  # fmt: skip


def other_reports(site: Site, language: PathLanguage, event: Event, report: Report) -> tuple[ReportLine, ...]:
    """The same event elsewhere: one line an original text, outlets that copy it folded under it."""
    copies = copies_by_original(event.reports)
    chosen = [one for one in event.reports if one.id != report.id and one.copy_of is None and report.copy_of != one.id]
    return tuple(report_line(language, site.zone, one, copies.get(one.id, ())) for one in chosen[:OTHERS])


def copies_by_original(reports: Sequence[Report]) -> Mapping[int, list[Report]]:
    """Near-copies 转载 by the article they copy; a copy of a copy stands with the first."""
    origin = {report.id: report.copy_of for report in reports}
    copies: dict[int, list[Report]] = {}
    for report in reports:
        at, seen = report.copy_of, {report.id}
        while at is not None and at not in seen and origin.get(at) is not None:
            seen.add(at)
            at = origin[at]
        if at is not None and at in origin:
            copies.setdefault(at, []).append(report)
    return copies
