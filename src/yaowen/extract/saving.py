"""Writing an article and its facts, in one transaction with the page they were read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.base.words import Claim, ExtractedArticle, Facts, Moment, Name, Span
from yaowen.collect.store import FetchedPage, finish_page, is_buried
from yaowen.extract.folding import find_twin, fold_page, known_article, move_article
from yaowen.extract.models import Article, ClaimRow, MomentRow, NameRow
from yaowen.extract.pictures import want_picture
from yaowen.extract.revising import decide_revision, earlier_time, save_revision
from yaowen.extract.rules.article import EXTRACT_VERSION
from yaowen.extract.rules.compose import ReadArticle
from yaowen.extract.rules.facts import RULE_VERSION as FACTS_VERSION

_SENTENCE_END = re.compile(r"[。！？!?；;\n]|\.\s")
_SHORT_CHARS = 200


def save_article(page: FetchedPage, read: ReadArticle) -> int | None:
    """Keep what was read off a page: a new article, or the page's article anew under its old id.

    Returns:
        The article's id; None where another worker has claimed the page since, or it was withdrawn: nothing is kept.
    """
    with transaction.atomic():
        buried = is_buried(page.url)
        known = known_article(page.id)
        # Before anything of the page is written: it waits for whoever reads another page of the same article.
        twin = find_twin(page, read.article) if known is None and not buried else None
        if not finish_page(page, "gone" if buried else "extracted") or buried:
            return None
        if twin is not None:
            known = fold_page(page.id, twin)
        if known is None:
            columns = _columns(page, read.article)
            article_id = Article.objects.create(page_id=page.id, first_seen=page.fetched_at, **columns).pk
            save_facts(article_id, read.article.paragraphs, read.facts)
            want_picture(page.id, page.outlet.grant, read.article, page.url)
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


def save_facts(article_id: int, paragraphs: Sequence[str], facts: Facts) -> None:
    """Replace an article's facts. Runs in the caller's transaction."""
    for model in (ClaimRow, MomentRow, NameRow):
        model._default_manager.filter(article_id=article_id).delete()
    claims = [_claim_row(article_id, place, claim, paragraphs) for place, claim in enumerate(facts.claims)]
    ClaimRow.objects.bulk_create(claims)
    MomentRow.objects.bulk_create([_moment_row(article_id, moment, paragraphs) for moment in facts.moments])
    NameRow.objects.bulk_create([_name_row(article_id, name) for name in facts.names])


def _save_again(page: FetchedPage, read: ReadArticle, known: Article) -> int | None:
    """Write a newer reading over the one that is kept, a former version of the outlet's kept as a revision."""
    if known.state == "withdrawn":
        return None
    decision = decide_revision(page, read.article, known)
    if decision.write:
        values = _columns(page, read.article)
        if page.visit or known.page_id != page.id:
            values |= earlier_time(known, read.article)
        if known.page_id != page.id:
            values["page_id"] = move_article(known, page.id)
        if decision.changed:
            save_revision(known, decision.changed, page.fetched_at)
        # A raised epoch fences whoever works on the row's former text.
        Article.objects.filter(pk=known.pk).update(epoch=F("epoch") + 1, **values)
        save_facts(known.pk, read.article.paragraphs, read.facts)
        want_picture(known.page_id, page.outlet.grant, read.article, page.url)
    elif page.body_hash and known.page_id == page.id:
        Article.objects.filter(pk=known.pk).update(page_hash=page.body_hash)
    return known.pk


def _columns(page: FetchedPage, article: ExtractedArticle) -> dict[str, Any]:
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
        "blocks": [[block.kind, block.text] for block in article.blocks],
        "lowered": article.opted_out,
        "confidence": article.confidence,
        "extract_version": EXTRACT_VERSION,
        "facts_version": FACTS_VERSION,
        "page_hash": page.body_hash or None,
    }


def _claim_row(article_id: int, place: int, claim: Claim, paragraphs: Sequence[str]) -> ClaimRow:
    text = paragraphs[claim.paragraph]
    return ClaimRow(
        article_id=article_id,
        place=place,
        paragraph=claim.paragraph,
        speaker_span=claim.speaker,
        cue_span=claim.cue,
        content_spans=[list(span) for span in claim.content],
        speaker=_words(text, claim.speaker),
        resolved=claim.resolved or "",
        cue=_words(text, claim.cue)[:64],
        content="…".join(_words(text, span) for span in claim.content),
        stance=claim.stance,
        mode=claim.mode,
        speaker_kind=claim.speaker_kind,
        within=claim.within,
        confidence=claim.confidence,
    )


def _moment_row(article_id: int, moment: Moment, paragraphs: Sequence[str]) -> MomentRow:
    text = paragraphs[moment.paragraph]
    start, end = moment.span
    return MomentRow(
        article_id=article_id,
        paragraph=moment.paragraph,
        start=start,
        end=end,
        text=text[start:end][:_SHORT_CHARS],
        value=moment.value[:64],
        sentence=sentence_around(text, moment.span),
    )


def _name_row(article_id: int, name: Name) -> NameRow:
    start, end = name.span
    return NameRow(
        article_id=article_id,
        paragraph=name.paragraph,
        start=start,
        end=end,
        zh=name.zh[:_SHORT_CHARS],
        latin=name.latin[:_SHORT_CHARS],
        kind=name.kind,
    )


def sentence_around(text: str, span: Span) -> str:
    """The sentence of a paragraph that a span stands in."""
    start = max((found.end() for found in _SENTENCE_END.finditer(text, 0, span[0])), default=0)
    after = _SENTENCE_END.search(text, span[1])
    return text[start : after.end() if after else len(text)].strip()


def _words(text: str, span: Span | None) -> str:
    return text[span[0] : span[1]] if span else ""
