"""Filing stories under sections: what feeds, outlets, operators and the words themselves tell, kept as places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from yaowen.base.errors import BadInput
from yaowen.base.words import text_of
from yaowen.collect.store import Filing, filings_of
from yaowen.extract.store import lead_pages
from yaowen.outlets import section_defaults
from yaowen.render.models import SectionDecision, StoryPlace
from yaowen.render.rules.front import lasting_weight
from yaowen.render.rules.material import Event, Report
from yaowen.render.rules.section_words import decide_section
from yaowen.render.rules.sections import Told, as_section, section_of_categories, vote_section

PLACE_VERSION = 1
"""Raised when the weights or the rules change: a story is filed anew at its next change."""
AUTO, NONE = "auto", "none"
Shelf = tuple[str, date]
"""A section's slug (empty: none) and a day: what stands together on a list."""
Decisions = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing has changed.

    Attributes:
        touched: shelves of which a list shows something else now.
        standing: those of them that hold a story.
    """

    touched: frozenset[Shelf] = frozenset()
    standing: frozenset[Shelf] = frozenset()


def file_stories(
    events: Sequence[Event], gone: Iterable[int], stirred: Iterable[int], readers: Mapping[int, int], zone: str
) -> Filed:
    """File changed stories under their section and day, and take away those that are gone.

    Args:
        events: changed stories.
        gone: ids of stories without a page from now on.
        stirred: stories that lost an article and are rendered later: their lists are made again at once.
        readers: by story, where the ranking counts any.
        zone: the site's display zone.
    """
    told = decide_sections(events)
    new = [_place_of(event, told[event.id], readers.get(event.id, 0), zone) for event in events]
    lost = set(gone) - {event.id for event in events}
    before = StoryPlace.objects.filter(pk__in=[*lost, *stirred, *(row.story_id for row in new)])
    touched = {(section, day) for section, day in before.values_list("section", "day")}
    filed = {(row.section, row.day) for row in new}
    if lost:
        StoryPlace.objects.filter(pk__in=lost).delete()
    StoryPlace.objects.bulk_create(
        new, batch_size=200, update_conflicts=True, unique_fields=["story_id"],
        update_fields=["section", "told_by", "sure", "day", "last_at", "weight", "made_by"],
    )  # fmt: skip
    return Filed(frozenset(touched | filed), frozenset(filed))


def decide_sections(events: Sequence[Event]) -> dict[int, Told]:
    """The section of each story by the vote of its articles. Three queries."""
    reports = [report for event in events for report in event.reports]
    pages = lead_pages(report.id for report in reports)
    filings = filings_of(set(pages.values()))
    filed = {one: filings[page] for one, page in pages.items() if page in filings}
    decisions = load_decisions(reports, filed)
    return {
        event.id: _decided(event, decisions)
        or vote_section(
            replace(tell_section(report, filed.get(report.id), decisions), heads=report.id == event.headline_id)
            for report in event.reports
        )
        for event in events
    }


def tell_section(report: Report, filing: Filing | None, decisions: Decisions) -> Told:
    """The section of one article: an operator's word on its feed or outlet, the feed's, the outlet's, the words'."""
    copy = report.copy_of is not None
    for kind, number in (("feed", filing.feed_id if filing else 0), ("outlet", report.carrier.id)):
        word = decisions.get((kind, number), AUTO)
        if word != AUTO:
            return Told(as_section(word), "feed" if kind == "feed" else "outlet", copy=copy)
    outlets, feeds = section_defaults()
    if filing and (named := section_of_categories(filing.categories) or as_section(feeds.get(filing.feed_url, ""))):
        return Told(named, "feed", copy=copy)
    if default := as_section(outlets.get(report.carrier.slug, "")):
        return Told(default, "outlet", copy=copy)
    words = decide_section(report.headline, "".join(text_of(report.blocks)[:1]))
    return Told(words.section, words.by, words.sure, copy)


def load_decisions(reports: Iterable[Report], filed: Mapping[int, Filing]) -> Decisions:
    """The newest operator's word on each article, feed and outlet concerned. One query."""
    articles, outlets = {one.id for one in reports}, {one.carrier.id for one in reports}
    feeds = {one.feed_id for one in filed.values()}
    wanted = Q(kind="article", target__in=articles) | Q(kind="outlet", target__in=outlets)
    rows = SectionDecision.objects.filter(wanted | Q(kind="feed", target__in=feeds)).order_by("pk")
    return {(kind, target): section for kind, target, section in rows.values_list("kind", "target", "section")}


def decide_by_hand(kind: str, target: int, section: str, *, by: str, reason: str, at: datetime) -> None:
    """Keep an operator's word on an article, feed or outlet.

    Args:
        section: a slug, `none` or `auto`.
        at: news time, UTC.

    Raises:
        BadInput: no such kind or section, or no reason.
    """
    about = f"{kind} {target}"
    if kind not in dict(SectionDecision.KINDS):
        raise BadInput("is no article, feed or outlet", about=about)
    if not (as_section(section) or section in {AUTO, NONE}):
        raise BadInput(f"{section} is no section; docs/how-to/sections.md lists them", about=about)
    if not reason.strip():
        raise BadInput("say why; the reason is kept and shown at the desk", about=about)
    SectionDecision.objects.create(kind=kind, target=target, section=section, by=by, reason=reason.strip(), at=at)


def _decided(event: Event, decisions: Decisions) -> Told | None:
    """An operator's word on any of a story's articles: that on its headline's before others'."""
    ordered = [event.headline_report, *event.reports]
    words = [decisions.get(("article", report.id), AUTO) for report in ordered]
    word = next((one for one in words if one != AUTO), None)
    return None if word is None else Told(as_section(word), "desk")


def _place_of(event: Event, told: Told, readers: int, zone: str) -> StoryPlace:
    return StoryPlace(
        story_id=event.id, section=told.section, told_by=told.by, sure=told.sure if told.by else 0.0,
        day=event.first_at.astimezone(ZoneInfo(zone)).date(), last_at=event.last_at,
        weight=lasting_weight(event, readers), made_by=PLACE_VERSION,
    )  # fmt: skip
