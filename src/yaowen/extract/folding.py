"""Pages that show an article we have already: found by what they share with earlier pages, decided by their texts."""

from __future__ import annotations

from dataclasses import dataclass

from yaowen.base.words import ExtractedArticle, text_of
from yaowen.collect.store import FetchedPage, find_kin
from yaowen.extract.block_rows import unpack_blocks
from yaowen.extract.models import Article, Fold
from yaowen.extract.rules.sameness import decide_same

_DAY_SECONDS = 86400.0


def known_article(page_id: int) -> Article | None:
    """The article that a page was read into before: its own, or the one that it was folded into."""
    return Article.objects.filter(page_id=page_id).first() or Article.objects.filter(folds__page_id=page_id).first()


@dataclass(frozen=True, slots=True)
class Twin:
    """The article that a page shows although it is another page's, and what told so."""

    article: Article
    why: str


def find_twin(page: FetchedPage, read: ExtractedArticle) -> Twin | None:
    """The article that a page read for the first time shows; None where it shows one of its own.

    Two addresses are one article where they share the GUID, the outlet's number, the canonical address, a redirect,
    or headline and day, **and** their texts agree: a wrong canonical loses nothing.
    """
    for kin in find_kin(page.id, read.canonical_url):
        article = known_article(kin.page_id)
        if article is not None and article.state != "withdrawn" and _is_same(kin.marks, article, read):
            return Twin(article, " ".join(sorted(kin.marks)))
    return None


def fold_page(page_id: int, twin: Twin) -> Article:
    """Remember that a page shows another page's article; returns that."""
    Fold.objects.create(page_id=page_id, article=twin.article, why=twin.why)
    return twin.article


def move_article(article: Article, page_id: int) -> int:
    """Let an article stand under its newer page, where it has been retitled; the former page is folded into it.

    Returns:
        The page's id, for the article's column.
    """
    Fold.objects.filter(page_id=page_id).delete()
    if article.page_id is not None:
        Fold.objects.create(page_id=article.page_id, article=article, why="moved")
    return page_id


def _is_same(marks: frozenset[str], article: Article, read: ExtractedArticle) -> bool:
    texts = "\n".join(text_of(unpack_blocks(article.blocks))), "\n".join(read.paragraphs)
    at = read.published.at
    apart = abs((at - article.published).total_seconds()) / _DAY_SECONDS if at and _is_dated(article, read) else 0.0
    return decide_same(marks, (article.headline, read.headline), texts, apart)


def _is_dated(article: Article, read: ExtractedArticle) -> bool:
    return "none" not in {article.published_precision, read.published.precision}
