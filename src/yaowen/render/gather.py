"""From the stores of earlier stages to the material of pages, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from yaowen.base.words import Mode, Precision, SpeakerKind, Stance
from yaowen.collect.store import OutletView, load_outlets
from yaowen.extract.store import (
    StoredArticle,
    StoredClaim,
    StoredMoment,
    load_articles,
    load_claims,
    load_moments,
)
from yaowen.group.store import Member, StoredStory, load_stories, members_of
from yaowen.render.rules.material import Carrier, Dated, Event, Report, Statement

_LEAST_CONFIDENCE = 0.3
"""Claims below this are not shown to readers."""


def load_carriers() -> dict[int, Carrier]:
    """All outlets by id, as pages name them."""
    return {view.id: carrier_of(view) for view in load_outlets().values()}


def carrier_of(view: OutletView) -> Carrier:
    """An outlet as pages name it."""
    names = (view.name_hans, view.name_hant, view.name_en)
    return Carrier(view.id, view.slug, names, view.language, view.country, view.home_url, view.grant)


def load_events(story_ids: Iterable[int], carriers: Mapping[int, Carrier]) -> dict[int, Event]:
    """Stories with their reports; a story without a shown report is left out."""
    stories = load_stories(list(story_ids))
    members = members_of(list(stories))
    ids = [member.article_id for group in members.values() for member in group]
    articles = {one: article for one, article in load_articles(ids).items() if article.state != "withdrawn"}
    claims, moments = load_claims(list(articles)), load_moments(list(articles))

    def report(member: Member) -> Report:
        article = articles[member.article_id]
        carrier = carriers[article.outlet_id]
        return report_of(article, carrier, member.copy_of, claims.get(article.id, []), moments.get(article.id, []))

    events = {}
    for story_id, story in stories.items():
        shown = [
            report(member)
            for member in members.get(story_id, [])
            if member.article_id in articles and articles[member.article_id].outlet_id in carriers
        ]
        if shown:
            events[story_id] = event_of(story, shown)
    return events


def event_of(story: StoredStory, reports: Iterable[Report]) -> Event:
    """A story with its reports, earliest first."""
    ordered = tuple(sorted(reports, key=lambda report: (report.published, report.id)))
    return Event(
        story.id, story.language, story.headline_article_id or ordered[0].id, story.first_at, story.last_at,
        max(story.outlets, 1), max(story.origins, 1), ordered,
    )  # fmt: skip


def report_of(
    article: StoredArticle,
    carrier: Carrier,
    copy_of: int | None = None,
    claims: Iterable[StoredClaim] = (),
    moments: Iterable[StoredMoment] = (),
) -> Report:
    """An article as a report of its story."""
    return Report(
        id=article.id,
        carrier=carrier,
        url=article.url,
        headline=article.headline,
        source=article.source,
        authors=tuple(article.authors),
        published=article.published,
        precision=cast("Precision", article.precision),
        first_seen=article.first_seen,
        language=article.language,
        blocks=tuple(article.blocks),
        lowered=article.lowered,
        copy_of=copy_of,
        statements=tuple(_statement(claim) for claim in claims if claim.confidence >= _LEAST_CONFIDENCE),
        dates=tuple(Dated(moment.text, moment.value, moment.sentence) for moment in moments),
    )


def _statement(claim: StoredClaim) -> Statement:
    return Statement(
        claim.place, claim.paragraph, claim.speaker_span, claim.cue_span, claim.content_spans,
        claim.resolved or claim.speaker, claim.cue, claim.content, cast("Stance", claim.stance),
        cast("Mode", claim.mode), cast("SpeakerKind", claim.speaker_kind), claim.within, claim.confidence,
    )  # fmt: skip
