"""Reading old articles anew after a rule has changed: newest first, a few at a time, when nothing else is due."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from yaowen.base.words import text_of
from yaowen.belt.conveyor import Context
from yaowen.collect.store import reopen_pages
from yaowen.extract.block_rows import unpack_blocks
from yaowen.extract.fact_rows import save_facts
from yaowen.extract.models import Article, Evidence, Part
from yaowen.extract.rules.article import EXTRACT_VERSION
from yaowen.extract.rules.facts import RULE_VERSION as FACTS_VERSION
from yaowen.extract.rules.facts import find_facts

BATCH = 20
_OLD_AT_ONCE = 200
_SETTLED = ("grouped", "indexed")


def renew_outdated(context: Context) -> int:
    """Make pages due again whose article is of an older rule; where their bytes are gone, find the facts anew.

    Returns:
        How many articles were taken up.
    """
    older = Q(extract_version__lt=EXTRACT_VERSION) | Q(facts_version__lt=FACTS_VERSION)
    rows = list(Article.objects.filter(older, state__in=_SETTLED).order_by("-published")[:BATCH])
    if not rows:
        return 0
    older_pages = {row.page_id for row in rows if row.page_id and row.extract_version < EXTRACT_VERSION}
    parts = Part.objects.filter(article__page_id__in=older_pages, number__gt=1)
    reopened = reopen_pages({*older_pages, *parts.values_list("page_id", flat=True)})
    for row in rows:
        if context.stopping.is_set():
            break
        if row.page_id not in reopened:
            _renew_facts(row)
    return len(rows)


def _renew_facts(row: Article) -> None:
    """Find the facts in the kept text. The row goes through grouping once more, which makes its pages due."""
    paragraphs = text_of(unpack_blocks(row.blocks))
    facts = find_facts(row.headline, paragraphs, row.published)
    with transaction.atomic():
        same = Article.objects.filter(pk=row.pk, epoch=row.epoch, state__in=_SETTLED)
        if same.update(extract_version=EXTRACT_VERSION, facts_version=FACTS_VERSION, state="new", epoch=row.epoch + 1):
            save_facts(row.pk, paragraphs, facts)


def drop_old_evidence(context: Context) -> int:
    """Let go of how old articles were read, as their pages' bytes go; returns of how many.

    One query where nothing is old: the lowest numbers are the oldest.
    """
    before = context.clock.now() - timedelta(days=context.settings.number("KEEP_PAGES_DAYS"))
    first = Evidence.objects.order_by("pk").values_list("pk", "article__first_seen")[:_OLD_AT_ONCE]
    old = [pk for pk, seen in first if seen < before]
    return Evidence.objects.filter(pk__in=old).delete()[0] if old else 0
