"""Withdrawal: taking an article down for good (DESIGN.md, Rights)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yaowen.base.errors import BadInput
from yaowen.collect import store as collect
from yaowen.extract import store as extract
from yaowen.extract.models import Article
from yaowen.group import store as group
from yaowen.render.search import store as search


def withdraw_article(which: str, reason: str, at: datetime) -> int:
    """Remove text, bytes, picture, claims and search entry of an article; leave a tombstone.

    The next edition answers 410 at its page. In one transaction: all of it, or nothing.

    Args:
        which: the article's number, or its address at the outlet.
        at: news time, UTC.

    Returns:
        The article's number.

    Raises:
        BadInput: there is no such article.
    """
    article = _find(which)
    with transaction.atomic():
        collect.bury(article.url, article.pk, reason, at)
        collect.erase_page(article.url)
        search.remove_article(article.pk)
        group.remove_article(article.pk, reason)
        extract.erase_article(article.pk)
    return article.pk


def _find(which: str) -> Article:
    if which.isdecimal():
        found = Article.objects.filter(pk=int(which)).first()
    else:
        found = Article.objects.filter(url=collect.canonical_address(which)).first()
    if found is None or found.state == "withdrawn":
        hint = "give the number in its page's address (/article/NUMBER/), or its address at the outlet"
        raise BadInput(f"there is no such article; {hint}", about=which)
    return found
