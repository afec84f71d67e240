"""What later stages and commands may ask of extract: articles, and what their texts say."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.base.errors import ROW_FAULTS
from yaowen.belt.conveyor import ERROR_CHARS, Context, claim, finish
from yaowen.extract.asides import clear_asides, count_asides, note_aside, noted_aside
from yaowen.extract.models import (
    Article,
    Aside,
    BenchPage,
    ClaimRow,
    Evidence,
    Fold,
    MomentRow,
    NameRow,
    Part,
    Revision,
    TextPicture,
)
from yaowen.extract.parts import pages_of_parts
from yaowen.extract.pictures import want_pictures_of
from yaowen.extract.stored import (
    ClaimedArticle,
    StoredArticle,
    StoredClaim,
    StoredMoment,
    StoredName,
    StoredRevision,
    article_of,
    claim_of,
    claimed_of,
    moment_of,
    name_of,
    revision_of,
)

__all__ = [
    "ArticleMark",
    "ClaimedArticle",
    "StoredArticle",
    "StoredClaim",
    "StoredMoment",
    "StoredName",
    "StoredRevision",
    "articles_of_pages",
    "articles_with_pictures",
    "claim_for_index",
    "claim_new",
    "clear_asides",
    "count_asides",
    "erase_article",
    "find_article",
    "finish_article",
    "latest_articles",
    "lead_pages",
    "load_articles",
    "load_claims",
    "load_marks",
    "load_moments",
    "load_names",
    "load_revisions",
    "note_aside",
    "noted_aside",
    "pages_of",
    "pictures_in_texts",
    "set_aside_article",
    "text_pictures_of",
    "want_pictures_of",
]  # fmt: skip

log = logging.getLogger(__name__)
Row = TypeVar("Row", ClaimRow, MomentRow, NameRow, Revision)
Stored = TypeVar("Stored")


def load_articles(ids: Iterable[int]) -> dict[int, StoredArticle]:
    """Articles by id; unknown ids are left out, withdrawn ones come without text. One query."""
    found: dict[int, StoredArticle] = {}
    for row in Article.objects.filter(pk__in=list(ids)):
        try:
            found[row.pk] = article_of(row)
        except ROW_FAULTS as problem:
            log.error("article %d cannot be read from its row (%s); it is left out", row.pk, problem)
    return found


def articles_of_pages(page_ids: Iterable[int]) -> list[int]:
    """Ids of the articles read from some pages."""
    rows = Article.objects.filter(page_id__in=list(page_ids)).exclude(state="withdrawn")
    return list(rows.values_list("pk", flat=True))


def latest_articles(
    limit: int, *, before: tuple[datetime, int] | None = None, outlet_id: int | None = None
) -> list[tuple[datetime, int]]:
    """Times and ids of articles that are filed in stories, the newest first.

    Args:
        before: time and id of an article; only those that come after it in this order.
        outlet_id: only those of one outlet.
    """
    rows = Article.objects.filter(state__in=("grouped", "indexed"))
    if outlet_id is not None:
        rows = rows.filter(outlet_id=outlet_id)
    if before is not None:
        at, number = before
        rows = rows.filter(published__lte=at).exclude(published=at, pk__gte=number)
    return list(rows.order_by("-published", "-pk").values_list("published", "pk")[:limit])


@dataclass(frozen=True, slots=True)
class ArticleMark:
    """An article without its text; the fields as `StoredArticle` has them."""

    id: int
    outlet_id: int
    headline: str
    language: str
    published: datetime
    lowered: bool


def load_marks(ids: Iterable[int]) -> dict[int, ArticleMark]:
    """Articles by id without their texts; unknown and withdrawn ones are left out. One query."""
    rows = Article.objects.filter(pk__in=list(ids)).exclude(state="withdrawn")
    fields = rows.values_list("pk", "outlet_id", "headline", "language", "published", "lowered")
    return {row[0]: ArticleMark(*row) for row in fields}


def latest_headlines(limit: int) -> list[str]:
    """Headlines of articles that can be found, the newest first."""
    rows = Article.objects.filter(state__in=("grouped", "indexed")).order_by("-published", "-pk")
    return list(rows.values_list("headline", flat=True)[:limit])


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


def load_revisions(article_ids: Iterable[int]) -> dict[int, list[StoredRevision]]:
    """Former versions by article, the oldest first; articles never changed are left out. One query."""
    return _by_article(Revision.objects.order_by("article_id", "at", "pk"), article_ids, revision_of)


def text_pictures_of(article_ids: Iterable[int]) -> dict[int, list[int]]:
    """Ids of the pictures that stand in articles' texts, by article. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    for article_id, picture_id in TextPicture.objects.filter(article_id__in=list(article_ids)).values_list(
        "article_id", "picture_id"
    ):
        found[article_id].append(picture_id)
    return dict(found)


def pictures_in_texts(outlet_ids: Iterable[int]) -> set[int]:
    """Ids of all pictures that stand in the texts of some outlets' articles."""
    rows = TextPicture.objects.filter(article__outlet_id__in=list(outlet_ids)).exclude(article__state="withdrawn")
    return set(rows.values_list("picture_id", flat=True))


def articles_with_pictures(picture_ids: Iterable[int]) -> list[int]:
    """Ids of the articles in whose texts some pictures stand."""
    rows = TextPicture.objects.filter(picture_id__in=list(picture_ids)).exclude(article__state="withdrawn")
    return list(rows.values_list("article_id", flat=True).distinct())


def pages_of(article_id: int, *, parts: bool = True) -> list[int]:
    """Ids of all pages that show an article: its own, those folded into it and, if `parts`, those it goes on over."""
    own = Article.objects.filter(pk=article_id, page_id__isnull=False).values_list("page_id", flat=True)
    folds = Fold.objects.filter(article_id=article_id).values_list("page_id", flat=True)
    return [*own, *folds, *(pages_of_parts(article_id) if parts else ())]


def lead_pages(article_ids: Iterable[int]) -> dict[int, int]:
    """Article id → id of the page it was read from; one without a page is left out. One query."""
    rows = Article.objects.filter(pk__in=list(article_ids), page_id__isnull=False)
    return dict(rows.values_list("pk", "page_id"))


def find_article(page_ids: Iterable[int]) -> int | None:
    """The article that any of these pages shows."""
    wanted = list(page_ids)
    pages = models.Q(page_id__in=wanted) | models.Q(folds__page_id__in=wanted) | models.Q(parts__page_id__in=wanted)
    found = Article.objects.filter(pages)
    return found.values_list("pk", flat=True).first()


def erase_article(article_id: int, at: datetime | None = None) -> bool:
    """Withdraw an article: text, address, authors, picture and facts go; id, outlet and time stay.

    Args:
        article_id: the article's.
        at: real time of the withdrawal; now by default.

    Returns:
        False where there is no such article.
    """
    with transaction.atomic():
        for model in (ClaimRow, MomentRow, NameRow, Aside, Revision, Part, Evidence, TextPicture):
            model._default_manager.filter(article_id=article_id).delete()
        BenchPage.objects.all().delete()  # one of them may be of it, at whatever address
        changed = Article.objects.filter(pk=article_id).update(
            state="withdrawn", due_at=at or real_now(), holder="", epoch=F("epoch") + 1, url="", headline="",
            site="", source="", authors=[], published_raw="", image="", image_caption="", image_credit="",
            blocks=[], confidence=0.0, column="", part="", access="", editors=None,
            last_error="",
        )  # fmt: skip
    return changed == 1


def _claimed(context: Context, state: str, limit: int) -> list[ClaimedArticle]:
    found: list[ClaimedArticle] = []
    for row in claim(Article, state, holder=context.holder, limit=limit, order="published"):
        try:
            found.append(claimed_of(row))
        except ROW_FAULTS as problem:
            log.error("article %d cannot be read from its row (%s); it is set aside", row.pk, problem)
            finish(row, state="aside", last_error=f"its row cannot be read: {problem}"[:ERROR_CHARS])
            note_aside(row.pk, "extract", f"its row cannot be read: {problem}")
    return found


def _by_article(
    rows: models.QuerySet[Row], article_ids: Iterable[int], stored: Callable[[Row], Stored]
) -> dict[int, list[Stored]]:
    found: dict[int, list[Stored]] = defaultdict(list)
    for row in rows.filter(article_id__in=list(article_ids)):
        try:
            found[row.article_id].append(stored(row))
        except ROW_FAULTS as problem:
            log.error("article %d: a fact cannot be read from its row (%s); it is left out", row.article_id, problem)
    return dict(found)
