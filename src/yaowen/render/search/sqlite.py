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
from yaowen.render.rules.search_scores import Found, weigh_text, weigh_title
from yaowen.render.search.engine import Entry, Wanted, conditions_of


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
        """The latest articles (highest id first) that have all terms, at most `limit`, weighed by their headlines.

        FTS5 walks from the highest id down and stops; its bm25() would count all that ever had the words.
        """
        parts, values = conditions_of(wanted)
        source, key = "search_entry e", "e.article_id"
        if wanted.terms:
            source, key = "search_index s JOIN search_entry e ON e.article_id = s.rowid", "s.rowid"
            parts, values = ["search_index MATCH %s", *parts], [match_of(wanted.terms), *values]
        for sign, bound in ((">=", wanted.first), ("<", wanted.end)):
            if bound is not None:
                parts, values = [*parts, f"{key} {sign} %s"], [*values, bound]
        sql = (
            f"SELECT {key}, e.published, e.title FROM {source} "  # noqa: S608 (names are ours, values are bound)
            f"WHERE {' AND '.join(parts)} ORDER BY {key} DESC LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, limit])
            rows = cursor.fetchall()
        return [Found(row[0], _instant_of(row[1]), weigh_title(wanted.terms, row[2])) for row in rows]

    def weigh(self, terms: Sequence[Term], found: Sequence[Found]) -> list[Found]:
        """The same articles with their relevance."""
        rows = SearchEntry.objects.filter(pk__in=[hit.article_id for hit in found])
        weights = {
            one: weigh_text(terms, title, body) for one, title, body in rows.values_list("article_id", "title", "body")
        }
        return [replace(hit, relevance=weights.get(hit.article_id, 0.0)) for hit in found]


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
