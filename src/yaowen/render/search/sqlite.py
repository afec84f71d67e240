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
from yaowen.render.rules.search_scores import Found, weigh_text
from yaowen.render.search.blocks import BLOCK_BITS
from yaowen.render.search.engine import Entry, Wanted, days_of

_FEW = 20_000
"""Reading so many numbers costs some milliseconds; of an outlet with more, rows that have a common word come soon."""


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

    def find(self, wanted: Wanted, blocks: Sequence[int]) -> list[Found]:
        """All articles of some blocks that have all terms.

        FTS5 walks from the highest number down. The plus signs keep SQLite from asking it for each row by itself.
        """
        low, high = min(blocks), max(blocks) + 1
        parts = ["search_index MATCH %s", "s.rowid >= %s", "s.rowid < %s"]
        values: list[Any] = [match_of(wanted.terms), low << BLOCK_BITS, high << BLOCK_BITS]
        if high - low > len(blocks):
            parts.append(f"+s.rowid >> {BLOCK_BITS} IN ({', '.join(map(str, blocks))})")
        days, instants = days_of(wanted)
        for part, more in (_outlet_part(wanted.outlets), (days, instants)):
            parts, values = [*parts, *part], [*values, *more]
        sql = (
            "SELECT s.rowid, e.published FROM search_index s CROSS JOIN search_entry e "  # noqa: S608 (names are ours, values are bound)
            f"INDEXED BY search_entry_head ON e.article_id = s.rowid WHERE {' AND '.join(parts)} ORDER BY s.rowid DESC"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [Found(row[0], _instant_of(row[1])) for row in cursor.fetchall()]

    def weigh(self, terms: Sequence[Term], found: Sequence[Found]) -> list[Found]:
        """The same articles with their relevance."""
        rows = SearchEntry.objects.filter(pk__in=[hit.article_id for hit in found])
        weights = {
            one: weigh_text(terms, title, body) for one, title, body in rows.values_list("article_id", "title", "body")
        }
        return [replace(hit, relevance=weights.get(hit.article_id, 0.0)) for hit in found]


def _outlet_part(outlets: frozenset[int] | None) -> tuple[list[str], list[int]]:
    """The filter by outlets: of few articles their numbers are read first, of many outlet by outlet as rows come."""
    if outlets is None:
        return [], []
    these = f"outlet_id IN ({', '.join(['%s'] * len(outlets))})"
    number = SearchEntry.objects.filter(outlet_id__in=outlets)[: _FEW + 1].count()
    few = f"+s.rowid IN (SELECT article_id FROM search_entry WHERE {these})"  # noqa: S608 (names are ours)
    return [few if number <= _FEW else f"e.{these}"], sorted(outlets)


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
