"""Rows of earlier stages made from invented events, for the tests that publish."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta

from render.invented import NOW
from yaowen.base.clock import Clock, real_now
from yaowen.base.settings import load_settings
from yaowen.belt.conveyor import Context
from yaowen.collect.models import Outlet
from yaowen.extract.models import Article, ClaimRow, MomentRow
from yaowen.group.models import Membership, Story
from yaowen.render.rules.material import Carrier, Event, Report


def context_of(environment: Mapping[str, str] | None = None) -> Context:
    """A worker's context whose clock began at the invented NOW; editions follow each other without a pause."""
    settings = load_settings({"YAOWEN_EDITION_SECONDS": "0", **(environment or {})})
    return Context(settings, Clock(offset=NOW - real_now()), "tester", threading.Event())


def save_event(event: Event) -> None:
    """Keep a story, its articles, claims and dates as the earlier stages would."""
    Story.objects.create(
        pk=event.id, language=event.language, headline_article_id=event.headline_id, first_at=event.first_at,
        last_at=event.last_at, articles=len(event.reports), outlets=event.outlets, origins=event.origins,
        state="changed", due_at=real_now() - timedelta(seconds=1),
    )  # fmt: skip
    for serial, report in enumerate(event.reports):
        _save_outlet(report.carrier)
        _save_article(report)
        Membership.objects.create(
            article_id=report.id, story_id=event.id, copy_of=report.copy_of, rule="event", filed_at=NOW,
            outlet_id=report.carrier.id, published=report.published, serial=serial, window_at=report.published,
        )  # fmt: skip


def _save_outlet(carrier: Carrier) -> None:
    hans, hant, english = carrier.names
    values = {
        "slug": carrier.slug, "name_hans": hans, "name_hant": hant, "name_en": english, "language": carrier.language,
        "country": carrier.country, "home_url": carrier.home_url, "rights": carrier.grant.rights,
        "lowered": carrier.grant.lowered, "zone": "Asia/Shanghai",
    }  # fmt: skip
    Outlet.objects.get_or_create(pk=carrier.id, defaults=values)


def _save_article(report: Report) -> None:
    Article.objects.create(
        pk=report.id, outlet_id=report.carrier.id, url=report.url, headline=report.headline, source=report.source,
        authors=list(report.authors), published=report.published, published_precision=report.precision,
        first_seen=report.first_seen, language=report.language, lowered=report.lowered, state="grouped",
        blocks=[[block.kind, block.text] for block in report.blocks], due_at=real_now(),
    )  # fmt: skip
    ClaimRow.objects.bulk_create(
        ClaimRow(
            article_id=report.id, place=one.place, paragraph=one.paragraph, speaker_span=one.speaker_span,
            cue_span=one.cue_span, content_spans=list(one.content_spans), speaker=one.speaker, cue=one.cue,
            content=one.content, stance=one.stance, mode=one.mode, confidence=one.confidence,
        )
        for one in report.statements
    )  # fmt: skip
    for one in report.dates:
        MomentRow.objects.create(
            article_id=report.id, paragraph=0, start=0, end=1, text=one.text, value=one.value, sentence=one.sentence
        )
