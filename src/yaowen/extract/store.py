"""What later stages and commands may ask of extract: articles, and what their texts say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.belt.conveyor import ERROR_CHARS, Context, claim, finish
from yaowen.extract.asides import clear_asides, count_asides, note_aside, noted_aside
from yaowen.extract.models import Article, Aside, ClaimRow, MomentRow, NameRow
from yaowen.extract.stored import (
    ClaimedArticle,
    StoredArticle,
    StoredClaim,
    StoredMoment,
    StoredName,
    article_of,
    claim_of,
    claimed_of,
    moment_of,
    name_of,
)

__all__ = [
    "ClaimedArticle", "StoredArticle", "StoredClaim", "StoredMoment", "StoredName", "claim_for_index", "claim_new",
    "clear_asides", "count_asides", "erase_article", "finish_article", "load_articles", "load_claims", "load_moments",
    "load_names", "note_aside", "noted_aside", "set_aside_article",
]  # fmt: skip

Row = TypeVar("Row", ClaimRow, MomentRow, NameRow)
Stored = TypeVar("Stored")


def load_articles(ids: Iterable[int]) -> dict[int, StoredArticle]:
    """Articles by id; unknown ids are left out, withdrawn ones come without text. One query."""
    return {row.pk: article_of(row) for row in Article.objects.filter(pk__in=list(ids))}


def claim_new(context: Context, limit: int) -> list[ClaimedArticle]:
    """Claim articles to be grouped, in the order in which they came out."""
    return _claimed(context, "new", limit)


def claim_for_index(context: Context, limit: int) -> list[ClaimedArticle]:
    """Claim grouped articles to be put into the search index."""
    return _claimed(context, "grouped", limit)


def finish_article(article: ClaimedArticle, state: str) -> bool:
    """Move a claimed article on; False where it was claimed, read anew or withdrawn since."""
    return finish(Article(pk=article.id, epoch=article.epoch), state=state)


def set_aside_article(article: ClaimedArticle, stage: str, reason: str) -> bool:
    """Keep a claimed article of which nothing can be made out of all lists; False where it has changed since."""
    with transaction.atomic():
        kept = finish(Article(pk=article.id, epoch=article.epoch), state="aside", last_error=reason[:ERROR_CHARS])
        if kept:
            note_aside(article.id, stage, reason)
    return kept


def load_claims(article_ids: Iterable[int]) -> dict[int, list[StoredClaim]]:
    """Claims by article, in the order of the text; articles without any are left out. One query."""
    return _by_article(ClaimRow.objects.order_by("article_id", "place"), article_ids, claim_of)


def load_moments(article_ids: Iterable[int]) -> dict[int, list[StoredMoment]]:
    """Moments by article, in the order of the text; articles without any are left out. One query."""
    return _by_article(MomentRow.objects.order_by("article_id", "paragraph", "start"), article_ids, moment_of)


def load_names(article_ids: Iterable[int]) -> dict[int, list[StoredName]]:
    """Glossed names by article, in the order of the text; articles without any are left out. One query."""
    return _by_article(NameRow.objects.order_by("article_id", "paragraph", "start"), article_ids, name_of)


def erase_article(article_id: int, at: datetime | None = None) -> bool:
    """Withdraw an article: text, address, authors, picture and facts go; id, outlet and time stay.

    Args:
        article_id: the article's.
        at: real time of the withdrawal; now by default.

    Returns:
        False where there is no such article.
    """
    with transaction.atomic():
        for model in (ClaimRow, MomentRow, NameRow, Aside):
            model._default_manager.filter(article_id=article_id).delete()
        changed = Article.objects.filter(pk=article_id).update(
            state="withdrawn", due_at=at or real_now(), holder="", epoch=F("epoch") + 1, url="", headline="",
            site="", source="", authors=[], published_raw="", image="", blocks=[], confidence=0.0,
            last_error="",
        )  # fmt: skip
    return changed == 1


def _claimed(context: Context, state: str, limit: int) -> list[ClaimedArticle]:
    rows = claim(Article, state, holder=context.holder, limit=limit, order="published")
    return [claimed_of(row) for row in rows]


def _by_article(
    rows: models.QuerySet[Row], article_ids: Iterable[int], stored: Callable[[Row], Stored]
) -> dict[int, list[Stored]]:
    found: dict[int, list[Stored]] = defaultdict(list)
    for row in rows.filter(article_id__in=list(article_ids)):
        found[row.article_id].append(stored(row))
    return dict(found)
