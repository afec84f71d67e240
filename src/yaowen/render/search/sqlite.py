"""The index on SQLite: an external-content FTS5 table over `search_entry`, kept by triggers (migration 0001).

Debian's SQLite 3.40 cannot delete from contentless tables, so the tokens stay in `search_entry` and FTS5's
'delete' command takes the old ones out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from yaowen.render.models import SearchEntry
from yaowen.render.rules.search_queries import Term
from yaowen.render.rules.search_scores import Found
from yaowen.render.search.engine import TITLE_WEIGHT, Entry, Wanted, conditions_of


class SqliteEngine:
    """FTS5."""

    def save_entries(self, entries: Sequence[Entry]) -> None:
        """Put entries in, in place of older ones of the same articles."""
        self.remove_entries([entry.article_id for entry in entries])
        SearchEntry.objects.bulk_create(
            SearchEntry(
                article_id=entry.article_id,
                title=" ".join(entry.title),
                body=" ".join(entry.body),
                signs=" ".join(entry.signs),
                outlet_id=entry.outlet_id,
                published=entry.published,
            )
            for entry in entries
        )

    def remove_entries(self, article_ids: Sequence[int]) -> None:
        """Take entries out."""
        SearchEntry.objects.filter(pk__in=article_ids).delete()

    def find(self, wanted: Wanted, limit: int) -> list[Found]:
        """The latest articles (highest id first) that have all terms, at most `limit`."""
        parts, values = conditions_of(wanted)
        relevance, source = "1.0", "search_entry e"
        if wanted.terms:
            relevance = f"-bm25(search_index, {TITLE_WEIGHT}, 1.0, 1.0)"
            source = "search_index s JOIN search_entry e ON e.article_id = s.rowid"
            parts, values = ["search_index MATCH %s", *parts], [match_of(wanted.terms), *values]
        key = "s.rowid" if wanted.terms else "e.article_id"
        sql = (
            f"SELECT {key}, e.published, {relevance} FROM {source} "  # noqa: S608 (names are ours, values are bound)
            f"WHERE {' AND '.join(parts)} ORDER BY {key} DESC LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, limit])
            return [Found(row[0], _instant_of(row[1]), float(row[2])) for row in cursor.fetchall()]


def match_of(terms: Sequence[Term]) -> str:
    """The terms in FTS5's language. Tokens are letters and digits only, so that quoting them is enough."""
    return " AND ".join(_phrase_of(term) for term in terms)


def _phrase_of(term: Term) -> str:
    if term.others:
        return f"({' OR '.join(_phrase_of(replace(spelling, others=())) for spelling in term.spellings)})"
    phrase = f'"{" ".join(term.tokens)}"' + (" *" if term.prefix else "")
    return f"{{title body}} : {phrase}" if len(term.tokens) > 1 else phrase


def _instant_of(value: Any) -> datetime:
    """SQLite gives times in UTC, as text or without their zone."""
    return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).replace(tzinfo=UTC)


ENGINE = SqliteEngine()
