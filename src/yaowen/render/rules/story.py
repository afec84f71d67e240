"""A story's page: who says what, in what order it came out, who reports it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.article import copies_by_original, dateline
from yaowen.render.rules.attributions import mark_body
from yaowen.render.rules.body_blocks import lay_pieces
from yaowen.render.rules.hours import draw_hours
from yaowen.render.rules.languages import coverage_title
from yaowen.render.rules.lines import lead_of, report_line
from yaowen.render.rules.material import Event, LinkedStory, RelatedStory
from yaowen.render.rules.name_links import link_names, names_of_event
from yaowen.render.rules.pictures import picture_of_event
from yaowen.render.rules.shown import Words, canonical_language, decide_quotable, show
from yaowen.render.rules.site import Page, Site
from yaowen.render.rules.stances import mode_label, stance_label
from yaowen.render.rules.timeline import make_timeline
from yaowen.render.rules.times import Stamp, show_short, show_time
from yaowen.render.rules.voices import Said, Voice, gather_voices

FIRST_SPEAKERS = 10
MOST_SPEAKERS = 60
FIRST_SAYINGS = 5
"""Lines of one speaker before the rest is folded: others are to be seen beside them on one screen of a phone."""
_KEPT_PARAGRAPHS = 3


@dataclass(frozen=True, slots=True)
class Saying:
    """A line of 各方说法. `words`: None where the rights forbid to quote them; `chain`: who reports the speaker."""

    stance: str
    denies: bool
    disputed: bool
    words: Words | None
    mode: str
    chain: Words | None
    article_id: int
    outlet: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker with their first lines, and further ones. `name_id`: of the name's page; None where it has none."""

    name: Words
    disputed: bool
    sayings: tuple[Saying, ...]
    name_id: int | None = None
    further: tuple[Saying, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """A story that went before 前情, followed 后续, or tells the event in another language, and its first day."""

    story_id: int
    headline: Words
    at: Stamp
    outlets: int


def story_page(site: Site, language: PathLanguage, event: Event) -> Page:
    """All that is known of a story."""
    report = event.headline_report
    quotable = decide_quotable(report)
    headline = show(language, report.headline, report.language)
    originals = [one for one in event.reports if one.copy_of is None] or list(event.reports)
    copies = copies_by_original(event.reports)
    speakers = list_speakers(language, event)
    values = {
        "headline": headline,
        "outlets": event.outlets,
        "origins": event.origins,
        "folded": len(event.reports) - len(originals),
        "first": show_time(event.first_at, site.zone, "minute"),
        "last": show_short(event.last_at, site.zone) if event.last_at > event.first_at else None,
        "peak": show_short(event.peak_at, site.zone) if event.peak_at else None,
        "before": [_related_line(site, language, one) for one in event.related if not one.later],
        "after": [_related_line(site, language, one) for one in event.related if one.later],
        "elsewhere": _group_linked(site, language, event.linked),
        "lead_report": report_line(language, site.zone, report),
        "dateline": dateline(site, language, report),
        "url": report.url,
        "full": quotable.shown.full,
        "pieces": lay_pieces(mark_body(language, report, quotable, _KEPT_PARAGRAPHS)),
        "speakers": speakers[:FIRST_SPEAKERS],
        "further_speakers": speakers[FIRST_SPEAKERS:MOST_SPEAKERS],
        "disputed": any(speaker.disputed for speaker in speakers),
        "names": link_names(language, names_of_event(event)),
        "timeline": make_timeline(language, site.zone, event),
        "lines": [report_line(language, site.zone, one, copies.get(one.id, ())) for one in originals],
        "hours": draw_hours([one.published for one in event.reports if one.precision != "day"], site.zone),
    }
    lead = lead_of(language, report)
    picture = picture_of_event(language, event)
    values["picture"] = picture
    indexed = all(decide_quotable(one).shown.indexed for one in event.reports)
    canonical = canonical_language(language, report.language, site.default_language)
    return Page(
        "story.html", f"story/{event.id}/", headline.text, values, lead.text if lead else "", canonical, indexed,
        f"s{event.id}", slot=True, feeds=True, oembed=True, kind="article", image=picture.src if picture else "",
        scripts=report.language.startswith("zh"),
    )  # fmt: skip


def _group_linked(
    site: Site, language: PathLanguage, linked: Sequence[LinkedStory]
) -> list[tuple[str, list[RelatedLine]]]:
    """英文报道: what tells the event in other languages, a title and lines for each."""
    families = dict.fromkeys(one.family for one in linked)
    return [
        (
            coverage_title(language, family),
            [_related_line(site, language, one) for one in linked if one.family == family],
        )
        for family in families
    ]


def _related_line(site: Site, language: PathLanguage, one: RelatedStory | LinkedStory) -> RelatedLine:
    headline = show(language, one.headline, one.language)
    return RelatedLine(one.id, headline, show_time(one.at, site.zone, "day"), one.outlets)


def list_speakers(language: PathLanguage, event: Event) -> list[Speaker]:
    """The speakers of a story and what each says, in a language."""
    return [_speaker(language, voice) for voice in gather_voices(event)]


def _speaker(language: PathLanguage, voice: Voice) -> Speaker:
    sayings = tuple(say_line(language, said) for said in voice.said)
    shown = FIRST_SAYINGS if len(sayings) > FIRST_SAYINGS + 1 else len(sayings)
    name = show(language, voice.name, voice.language)
    return Speaker(name, voice.disputed, sayings[:shown], voice.name_id, sayings[shown:])


def say_line(language: PathLanguage, said: Said) -> Saying:
    """A statement as a line of a page."""
    report, one = said.report, said.statement
    chain = next((other.speaker for other in report.statements if other.place == one.within and other.speaker), "")
    return Saying(
        stance_label(language, one.stance),
        one.stance == "deny",
        said.disputed,
        show(language, one.content, report.language) if said.quoted and one.content else None,
        mode_label(language, one.mode),
        show(language, chain, report.language) if chain else None,
        report.id,
        report.carrier.name(language),
    )
