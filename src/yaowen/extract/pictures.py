"""Asking for the pictures of an article, the one that leads it and those in its text, as far as the rights go."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Count

from yaowen.base.rights import Grant, decide_shown
from yaowen.base.words import ExtractedArticle
from yaowen.collect.store import link_picture, load_outlets, want_in_text
from yaowen.extract.models import Article, TextPicture

MOST_IN_TEXT = 8
HOUSE_TEXTS = 5
"""A picture that stands in so many texts is none of theirs: a code to scan, a banner."""
RECENT_ARTICLES = 500
"""Articles of an outlet whose pictures are asked for when its rights come to allow them."""


def want_picture(page_id: int | None, grant: Grant, article: ExtractedArticle, url: str) -> None:
    """Have an article's lead picture fetched where its rights let it be shown. Runs in the caller's transaction.

    Args:
        page_id: of the page that the article was read from.
        grant: what the outlet allows.
        url: the article's address, which the picture's host is told if it asks.
    """
    if page_id is None or not grant.pictures:
        return
    lowered = replace(grant, lowered=grant.lowered or article.opted_out)
    allowed = decide_shown(lowered, article.paragraphs).pictures and not article.image_withheld
    link_picture(page_id, article.image if allowed else "", url)


def want_text_pictures(article_id: int, grant: Grant, article: ExtractedArticle, url: str) -> None:
    """Have the pictures in an article's text fetched where its rights let all of it be shown.

    Runs in the caller's transaction. The one that leads the article stands above the text; a picture that stands in
    many texts is the house's own.

    Args:
        article_id: the article's.
        grant: what the outlet allows.
        url: the article's address.
    """
    lowered = replace(grant, lowered=grant.lowered or article.opted_out)
    shown = decide_shown(lowered, article.paragraphs)
    addresses: list[str] = []
    if shown.full and shown.pictures and not article.image_withheld:
        addresses = [one.address for one in article.blocks if one.kind == "picture" and one.address != article.image]
    had = TextPicture.objects.filter(article_id=article_id)
    if not addresses:
        had.delete()
        return
    outlet_id = Article.objects.values_list("outlet_id", flat=True).get(pk=article_id)
    wanted = want_in_text(addresses[:MOST_IN_TEXT], outlet_id, url)
    had.exclude(picture_id__in=wanted).delete()
    TextPicture.objects.bulk_create(
        [TextPicture(article_id=article_id, picture_id=one) for one in wanted], ignore_conflicts=True
    )
    everywhere = TextPicture.objects.filter(picture_id__in=wanted).values("picture_id").annotate(texts=Count("pk"))
    own = [row["picture_id"] for row in everywhere if row["texts"] >= HOUSE_TEXTS]
    TextPicture.objects.filter(picture_id__in=own).delete()


def want_pictures_of(outlet_id: int) -> int:
    """Have the lead pictures of an outlet's latest articles fetched: its rights allow them now. Returns how many."""
    view = load_outlets([outlet_id]).get(outlet_id)
    if view is None or not decide_shown(view.grant, ()).pictures:
        return 0
    rows = Article.objects.filter(outlet_id=outlet_id, lowered=False, page__picture=None).exclude(image="")
    found = rows.exclude(state="withdrawn").exclude(page=None).order_by("-published")[:RECENT_ARTICLES]
    asked = list(found.values_list("page_id", "image", "url"))
    for page_id, image, url in asked:
        link_picture(page_id, image, url)
    return len(asked)
