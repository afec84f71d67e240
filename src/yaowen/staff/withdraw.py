"""Withdrawal: taking an article down for good (DESIGN.md, Rights)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.utils import OperationalError

from yaowen.base.erasing import empty_log, overwriting
from yaowen.base.errors import BadInput
from yaowen.collect import store as collect
from yaowen.extract import store as extract
from yaowen.extract.models import Article
from yaowen.group import store as group
from yaowen.render.search import store as search

TRIES = 3
_HINT = "give the number in its page's address (/article/NUMBER/), or its address at the outlet"


def withdraw_article(which: str, reason: str, at: datetime) -> int:
    """Remove text, address, bytes, picture, claims and search entry of an article; leave a tombstone.

    The next edition answers 410 at its page. In one transaction: all of it, or nothing.

    Args:
        which: the article's number, or its address at the outlet.
        at: news time, UTC.

    Returns:
        The article's number.

    Raises:
        BadInput: there is no such article, it is withdrawn already, or no reason is given.
    """
    if not reason.strip():
        raise BadInput("say why; the reason stays with the tombstone", about=which)
    for attempt in range(1, TRIES + 1):
        try:
            with overwriting():
                article_id = _withdraw(which.strip(), reason, at)
            empty_log()
            return article_id
        except OperationalError:  # the group stage holds what we wait for, and the other way round
            if attempt == TRIES:
                raise
    raise AssertionError


@transaction.atomic
def _withdraw(which: str, reason: str, at: datetime) -> int:
    # The lock makes a filing under way visible or undone: its membership cannot slip past us.
    article = _find(which)
    collect.erase_picture(article.url, extract.text_pictures_of([article.pk]).get(article.pk, []))
    for url in {article.url, *collect.addresses_of(extract.pages_of(article.pk))}:
        collect.bury(url, article.pk, reason, at)
    search.remove_article(article.pk)
    group.remove_article(article.pk, reason, at=at)
    extract.erase_article(article.pk)
    return article.pk


def _find(which: str) -> Article:
    if which.isdecimal():
        found = Article.objects.select_for_update().filter(pk=int(which)).first()
        if found is not None and found.state == "withdrawn":
            raise BadInput("it is withdrawn already; nothing more is to be done", about=f"article {which}")
    else:
        address = collect.canonical_address(which)
        number = extract.find_article(collect.pages_at(address)) if address else None
        here = Article.objects.select_for_update().filter(Q(pk=number) | Q(url=address)) if address else None
        found = here.exclude(state="withdrawn").first() if here is not None else None
        if found is None and address and (buried := collect.find_withdrawn(address)):
            message = f"it is withdrawn already (article {buried.article_id}, {buried.at:%Y-%m-%d}: {buried.reason})"
            raise BadInput(message, about=which)
    if found is None:
        raise BadInput(f"there is no such article; {_HINT}", about=which)
    return found
