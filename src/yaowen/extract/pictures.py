"""Asking for the picture that leads an article, as far as the rights go."""

from __future__ import annotations

from dataclasses import replace

from yaowen.base.rights import Grant, decide_shown
from yaowen.base.words import ExtractedArticle
from yaowen.collect.store import link_picture, load_outlets
from yaowen.extract.models import Article

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
