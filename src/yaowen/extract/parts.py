"""Articles on several pages: which part a page is, asking for the next one, and the whole text as parts come in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from yaowen.base.clock import real_now
from yaowen.base.words import Block, text_of
from yaowen.collect.store import FetchedPage, finish_page, is_buried, retry_page, want_part
from yaowen.extract.block_rows import pack_blocks, unpack_blocks
from yaowen.extract.fact_rows import save_facts
from yaowen.extract.models import Article, Part
from yaowen.extract.revising import save_revision
from yaowen.extract.rules.compose import ReadArticle
from yaowen.extract.rules.facts import RULE_VERSION as FACTS_VERSION
from yaowen.extract.rules.parts import MOST_PARTS, PartAsked

MEANWHILE = "another part of its article was read meanwhile: it is read again"


def part_of(page_id: int) -> PartAsked | None:
    """Which part of which article a page is, with the texts of the others; None where it is all there is."""
    own = Part.objects.filter(page_id=page_id).select_related("article").first()
    if own is None:
        return None
    others = Part.objects.filter(article_id=own.article_id, state="read").exclude(pk=own.pk).order_by("number")
    texts = [(part.number, unpack_blocks(part.blocks)) for part in others]
    article = own.article
    return PartAsked(
        article.url,
        own.number,
        tuple(blocks for number, blocks in texts if number < own.number),
        tuple(blocks for number, blocks in texts if number > own.number),
        article.headline,
        article.published,
    )


def further_part(page_id: int) -> Part | None:
    """The row of a page that is a further part of an article; None for all other pages."""
    return Part.objects.filter(page_id=page_id, number__gt=1).first()


def save_part(page: FetchedPage, read: ReadArticle, part: Part) -> int | None:
    """Keep what was read off a further part: the article's text grows by it. Runs in a transaction.

    Returns:
        The article's id; None where nothing is kept: it was withdrawn, or claimed by another worker since.
    """
    article = Article.objects.select_for_update().filter(pk=part.article_id).exclude(state="withdrawn").first()
    if article is None or is_buried(page.url):
        finish_page(page, "gone")
        return None
    if read.asked != part_of(page.id):
        retry_page(page, MEANWHILE)
        return None
    if not finish_page(page):
        return None
    text, kept = text_of(read.article.blocks), text_of(unpack_blocks(article.blocks))
    if not read.adds:
        # A notice in the place of a part that we have is no version of it.
        Part.objects.filter(pk=part.pk).exclude(state="read").update(state="missing")
        return article.pk
    Part.objects.filter(pk=part.pk).update(state="read", blocks=pack_blocks(read.own))
    if text != kept:
        if page.visit:
            save_revision(article, "text", page.fetched_at)
        _grow(article, read)
    ask_next(page, article.pk, part.number, read)
    return article.pk


def ask_next(page: FetchedPage, article_id: int, number: int, read: ReadArticle) -> None:
    """Have the next part fetched, where the page leads to one; forget later parts where it leads to none any more.

    Args:
        page: the part that was read.
        article_id: its article's.
        number: the part's.
        read: what was read off it.
    """
    own = Part.objects.filter(article_id=article_id, number=number)
    address = read.article.next_part
    if not address or number >= MOST_PARTS:
        if own.exists():
            Part.objects.filter(article_id=article_id, number__gt=number).delete()
            own.update(blocks=pack_blocks(read.own))
        return
    if Part.objects.filter(article_id=article_id, number=number + 1).exists():
        own.update(blocks=pack_blocks(read.own))
        return
    page_id = want_part(page.id, address)
    if page_id is None:
        return
    values = {"page_id": page.id, "state": "read", "blocks": pack_blocks(read.own)}
    Part.objects.update_or_create(article_id=article_id, number=number, defaults=values)
    Part.objects.create(article_id=article_id, number=number + 1, page_id=page_id, state="asked")


def pages_of_parts(article_id: int) -> list[int]:
    """Ids of the pages of an article's further parts."""
    return list(Part.objects.filter(article_id=article_id, number__gt=1).values_list("page_id", flat=True))


def _grow(article: Article, read: ReadArticle) -> None:
    """Write the text of all parts; a raised epoch fences whoever works on the shorter one."""
    blocks: Sequence[Block] = read.article.blocks
    Article.objects.filter(pk=article.pk).update(
        blocks=pack_blocks(blocks), facts_version=FACTS_VERSION, state="new", due_at=real_now(), holder="", attempts=0,
        last_error="", epoch=F("epoch") + 1,
    )  # fmt: skip
    save_facts(article.pk, text_of(tuple(blocks)), read.facts)
