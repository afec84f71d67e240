"""Writing an article and its facts, in one transaction with the page they were read from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.base.words import ExtractedArticle, text_of
from yaowen.collect.store import FetchedPage, finish_page, is_buried, retry_page
from yaowen.extract.block_rows import pack_blocks, unpack_blocks
from yaowen.extract.fact_rows import save_facts
from yaowen.extract.folding import find_twin, fold_page, known_article, move_article
from yaowen.extract.models import Article, Evidence
from yaowen.extract.parts import MEANWHILE, ask_next, further_part, part_of, save_part
from yaowen.extract.pictures import want_picture, want_text_pictures
from yaowen.extract.revising import decide_revision, earlier_time, save_revision
from yaowen.extract.rules.article import EXTRACT_VERSION
from yaowen.extract.rules.compose import ReadArticle
from yaowen.extract.rules.facts import RULE_VERSION as FACTS_VERSION

_COLUMN_CHARS, _PART_CHARS = 40, 16


def save_article(page: FetchedPage, read: ReadArticle) -> int | None:
    """Keep what was read off a page: a new article, or the page's article anew under its old id.

    Returns:
        The article's id; None where another worker has claimed the page since, or it was withdrawn: nothing is kept.
    """
    with transaction.atomic():
        part = further_part(page.id)
        if part is not None:
            return save_part(page, read, part)
        buried = is_buried(page.url)
        known = known_article(page.id)
        # Before anything of the page is written: it waits for whoever reads another page of the same article.
        twin = find_twin(page, read.article) if known is None and not buried else None
        if read.asked is not None and read.asked != part_of(page.id):
            retry_page(page, MEANWHILE)
            return None
        if not finish_page(page, "gone" if buried else "extracted") or buried:
            return None
        if twin is not None:
            known = fold_page(page.id, twin)
        if known is None:
            columns = columns_of(page, read.article)
            article_id = Article.objects.create(page_id=page.id, first_seen=page.fetched_at, **columns).pk
            save_facts(article_id, read.article.paragraphs, read.facts)
            Evidence.objects.create(article_id=article_id, **_evidence(read.article))
            want_picture(page.id, page.outlet.grant, read.article, page.url)
            want_text_pictures(article_id, page.outlet.grant, read.article, page.url)
            ask_next(page, article_id, 1, read)
            return article_id
        return _save_again(page, read, known)


def keep_article(page: FetchedPage, reason: str) -> bool:
    """Leave an article as an earlier reading of its page has it, and close the page; False where there is none.

    Args:
        reason: why the page could not be read this time.
    """
    with transaction.atomic():
        known = Article.objects.filter(page_id=page.id).exclude(state="withdrawn").exclude(blocks=[])
        if not known.exists():
            return False
        if finish_page(replace(page, reason=reason)):
            known.update(extract_version=EXTRACT_VERSION)
        return True


def _save_again(page: FetchedPage, read: ReadArticle, known: Article) -> int | None:
    """Write a newer reading over the one that is kept, a former version of the outlet's kept as a revision."""
    if known.state == "withdrawn":
        return None
    decision = decide_revision(page, read.article, known)
    if decision.write:
        values = columns_of(page, read.article)
        if page.visit or known.page_id != page.id:
            values |= earlier_time(known, read.article)
        if known.page_id != page.id:
            values["page_id"] = move_article(known, page.id)
        if decision.changed:
            save_revision(known, decision.changed, page.fetched_at)
        # A raised epoch fences whoever works on the row's former text.
        Article.objects.filter(pk=known.pk).update(epoch=F("epoch") + 1, **values)
        save_facts(known.pk, read.article.paragraphs, read.facts)
        Evidence.objects.update_or_create(article_id=known.pk, defaults=_evidence(read.article))
        want_picture(known.page_id, page.outlet.grant, read.article, page.url)
        want_text_pictures(known.pk, page.outlet.grant, read.article, page.url)
        ask_next(page, known.pk, 1, read)
    elif page.body_hash and known.page_id == page.id:
        Article.objects.filter(pk=known.pk).update(page_hash=page.body_hash)
        if text_of(unpack_blocks(known.blocks)) == read.article.paragraphs:
            ask_next(page, known.pk, 1, read)
    return known.pk


def _evidence(article: ExtractedArticle) -> dict[str, Any]:
    return {
        "origins": [[one.field, one.where, one.confidence] for one in article.origins],
        "furniture": [[one.kind, one.text, one.address] for one in article.furniture],
    }


def columns_of(page: FetchedPage, article: ExtractedArticle) -> dict[str, Any]:
    """The columns of an article's row, as a reading of its page gives them."""
    published = article.published
    return {
        "state": "new",
        "due_at": real_now(),
        "holder": "",
        "attempts": 0,
        "last_error": "",
        "outlet_id": page.outlet.id,
        "url": page.url,
        "headline": article.headline or page.url,
        "site": article.site,
        "source": article.source,
        "authors": list(article.authors),
        "published": published.at or page.fetched_at,
        "published_precision": published.precision,
        "published_raw": published.raw,
        "published_zone": published.zone,
        "published_confidence": published.confidence,
        "image": article.image,
        "image_caption": article.image_caption,
        "image_credit": article.image_credit[:200],
        "language": article.language,
        "blocks": pack_blocks(article.blocks),
        "column": article.column[:_COLUMN_CHARS],
        "part": article.part[:_PART_CHARS],
        "modified": article.modified,
        "editors": list(article.editors) or None,
        "access": "paid" if article.paid else "teaser" if article.teaser else "",
        "lowered": article.opted_out,
        "confidence": article.confidence,
        "extract_version": EXTRACT_VERSION,
        "facts_version": FACTS_VERSION,
        "page_hash": page.body_hash or None,
    }
