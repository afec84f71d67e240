"""The search index: what is put in, taken out, and found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from yaowen.collect.store import OutletView, load_outlets
from yaowen.render.models import SearchEntry
from yaowen.render.rules.search_queries import Query
from yaowen.render.rules.search_scores import Found, order_by_relevance, seek, weigh_title
from yaowen.render.rules.search_tokens import (
    BODY_BYTES,
    BODY_TOKENS,
    SIGNS_BYTES,
    TITLE_BYTES,
    TITLE_TOKENS,
    cut_tokens,
    fold,
    make_tokens,
    single_signs,
)
from yaowen.render.search import postgresql, sqlite
from yaowen.render.search.blocks import find_latest, widen_blocks
from yaowen.render.search.engine import Engine, Entry, Wanted, bounds_of

Order = Literal["relevance", "newest"]

FOUND_AT_MOST = 300
"""Of more articles than this the latest are kept and ordered: 15 pages of 20. Nobody turns more pages, and
ordering is what costs (benchmarks/search_speed.py)."""

WEIGHED = 40
"""The answers whose texts are weighed: two pages. Behind stand those whose headlines and dates promise less."""

_ENGINES: dict[str, Engine] = {"sqlite": sqlite.ENGINE, "postgresql": postgresql.ENGINE}


@dataclass(frozen=True, slots=True)
class SearchText:
    """What of an article is indexed."""

    article_id: int
    outlet_id: int
    published: datetime
    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answers to a query.

    Attributes:
        total: how many articles were found, at most `FOUND_AT_MOST`.
        capped: there are more than `total`; the latest were kept.
        hits: the asked-for part, in order.
    """

    total: int
    capped: bool
    hits: tuple[Found, ...]


def index_articles(texts: Sequence[SearchText]) -> int:
    """Put articles into the index, in place of older entries of theirs; returns how many.

    Readers find all of them or none: one transaction.
    """
    entries = [_entry_of(text) for text in texts]
    with transaction.atomic():
        _engine().save_entries(entries)
        widen_blocks(entries)
    return len(entries)


def remove_article(article_id: int) -> None:
    """Take an article out of the index; nothing of its text stays behind."""
    _engine().remove_entries([article_id])


def search(
    query: Query, *, zone: str = "UTC", limit: int = 20, offset: int = 0, order: Order = "relevance"
) -> SearchResult:
    """Find articles.

    Args:
        query: as `parse_query` read it; an empty one finds nothing.
        zone: IANA zone whose days `after` and `before` are.
        order: by relevance and recency together, or the newest first.
    """
    wanted = _wanted_of(query, zone)
    if wanted is None:
        return SearchResult(0, False, ())
    found = _find(wanted, FOUND_AT_MOST + 1)
    latest = found[:FOUND_AT_MOST]
    kept = latest if order == "newest" else _ordered(wanted, latest)
    return SearchResult(len(kept), len(found) > len(kept), tuple(kept[offset : offset + limit]))


def _find(wanted: Wanted, limit: int) -> list[Found]:
    """The newest that answer, the newest first."""
    if wanted.terms:
        return find_latest(wanted, _engine().find, limit)
    rows = SearchEntry.objects.order_by("-published", "-article_id")
    if wanted.outlets is not None:
        rows = rows.filter(outlet_id__in=wanted.outlets)
    if wanted.since is not None:
        rows = rows.filter(published__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(published__lt=wanted.until)
    return [Found(*row) for row in rows.values_list("article_id", "published")[:limit]]


def _ordered(wanted: Wanted, found: Sequence[Found]) -> list[Found]:
    """Best first; the texts of those that promise most are weighed."""
    if not wanted.terms:
        return order_by_relevance(found)
    titles = _load_titles([hit.article_id for hit in found])
    sought = seek(wanted.terms)
    weighed = [
        Found(hit.article_id, hit.published, weigh_title(sought, titles.get(hit.article_id, ""))) for hit in found
    ]
    promising = order_by_relevance(weighed)
    return [*order_by_relevance(_engine().weigh(wanted.terms, promising[:WEIGHED])), *promising[WEIGHED:]]


def _load_titles(article_ids: Sequence[int]) -> dict[int, str]:
    """The tokens of their headlines. Without Django's models, which take longer than the database."""
    if not article_ids:
        return {}
    with connection.cursor() as cursor:
        these = ", ".join(map(str, article_ids))
        cursor.execute(f"SELECT article_id, title FROM search_entry WHERE article_id IN ({these})")  # noqa: S608 (numbers)
        return dict(cursor.fetchall())


def decide_outlets(names: Iterable[str], outlets: Mapping[int, OutletView]) -> frozenset[int]:
    """The outlets meant by what readers write: a slug, or a part of a name in any of its three forms."""
    chosen: set[int] = set()
    for name in names:
        exact = {key for key, outlet in outlets.items() if name == fold(outlet.slug)}
        chosen |= exact or {key for key, outlet in outlets.items() if any(name in form for form in _forms_of(outlet))}
    return frozenset(chosen)


def _forms_of(outlet: OutletView) -> tuple[str, ...]:
    return tuple(fold(form) for form in (outlet.slug, outlet.name_hans, outlet.name_hant, outlet.name_en))


def _wanted_of(query: Query, zone: str) -> Wanted | None:
    outlets = decide_outlets(query.outlets, load_outlets()) if query.outlets else None
    if query.is_empty or outlets == frozenset():
        return None
    return Wanted(query.terms, outlets, *bounds_of(query, ZoneInfo(zone)))


def _entry_of(text: SearchText) -> Entry:
    body = "\n".join(text.paragraphs)
    signs = single_signs(f"{text.headline}\n{body}")
    return Entry(
        text.article_id,
        text.outlet_id,
        text.published,
        cut_tokens(make_tokens(text.headline), TITLE_TOKENS, TITLE_BYTES),
        cut_tokens(make_tokens(body), BODY_TOKENS, BODY_BYTES),
        cut_tokens(signs, len(signs), SIGNS_BYTES),
    )


def _engine() -> Engine:
    return _ENGINES[connection.vendor]
