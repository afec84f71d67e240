"""The index on PostgreSQL: a `tsvector` made of our own tokens, with a GIN index (migration 0001).

Vectors and queries are written out literally: no parser and no dictionary of the database has a word in it,
so that both databases find the same, whatever the locale of this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from yaowen.render.models import SearchEntry
from yaowen.render.rules.search_queries import Term
from yaowen.render.rules.search_scores import TITLE_WEIGHT, Found, weigh_title
from yaowen.render.search.engine import Entry, Wanted, conditions_of

_GAP = 10
"""Positions left free between headline and text: no phrase reaches across."""
_LAST = 16_383
"""The last position that PostgreSQL knows, behind every text: where single signs stand. Without a position they would
keep a phrase from being found whose last word is the beginning of a word ('琳' <-> '梅':*)."""
_SAVE = (
    "INSERT INTO search_entry (article_id, outlet_id, published, title, body, signs, words) "
    "VALUES (%s, %s, %s, %s, '', '', %s::tsvector) ON CONFLICT (article_id) DO UPDATE SET outlet_id = "
    "EXCLUDED.outlet_id, published = EXCLUDED.published, title = EXCLUDED.title, words = EXCLUDED.words"
)
_SPARE = 100
_WEIGHTS = f"'{{{1 / TITLE_WEIGHT}, 0, 0, 1}}'"


class PostgresqlEngine:
    """`tsvector` and GIN. The columns `body` and `signs` stay empty: the vector has it all.

    So does `title` of entries of 0.1.0: their headlines count only once they are weighed.
    """

    def save_entries(self, entries: Sequence[Entry]) -> None:
        """Put entries in, in place of older ones of the same articles."""
        rows = [(one.article_id, one.outlet_id, one.published, " ".join(one.title), vector_of(one)) for one in entries]
        with connection.cursor() as cursor:
            cursor.executemany(_SAVE, rows)

    def remove_entries(self, article_ids: Sequence[int]) -> None:
        """Take entries out."""
        SearchEntry.objects.filter(pk__in=article_ids).delete()

    def find(self, wanted: Wanted, limit: int) -> list[Found]:
        """The latest articles (highest id first) that have all terms, at most `limit`.

        Looks first at the latest that have the tokens in any place, which the index alone can tell, and only
        then whether they stand next to each other: for a common word of three characters that is nearly always so.
        """
        loose, exact = match_of(wanted.terms, adjacent=False), match_of(wanted.terms)
        if loose != exact:
            latest = self._find(wanted, loose, limit + _SPARE)
            found = [hit for hit, stands in latest if stands]
            if len(found) >= limit or len(latest) < limit + _SPARE:
                return found[:limit]
        return [hit for hit, _ in self._find(wanted, exact, limit)]

    def weigh(self, terms: Sequence[Term], found: Sequence[Found]) -> list[Found]:
        """The same articles with their relevance."""
        sql = f"SELECT article_id, ts_rank({_WEIGHTS}, words, %s::tsquery) FROM search_entry WHERE article_id = ANY(%s)"  # noqa: S608 (names are ours)
        with connection.cursor() as cursor:
            cursor.execute(sql, [match_of(terms), [hit.article_id for hit in found]])
            weights = dict(cursor.fetchall())
        return [replace(hit, relevance=float(weights.get(hit.article_id, 0.0))) for hit in found]

    def _find(self, wanted: Wanted, match: str, limit: int) -> list[tuple[Found, bool]]:
        """The latest that match, each with whether it has all terms as they are."""
        exact = match_of(wanted.terms)
        parts, values = conditions_of(wanted)
        if wanted.terms:
            parts, values = ["e.words @@ %s::tsquery", *parts], [match, *values]
        for sign, bound in ((">=", wanted.first), ("<", wanted.end)):
            if bound is not None:
                parts, values = [*parts, f"e.article_id {sign} %s"], [*values, bound]
        stands, asked = ("words @@ %s::tsquery", [exact]) if match != exact else ("true", [])
        sql = (
            f"SELECT article_id, published, title, {stands} FROM (SELECT article_id, published, title, words "  # noqa: S608 (names are ours)
            f"FROM search_entry e WHERE {' AND '.join(parts)} ORDER BY article_id DESC LIMIT %s) latest "
            "ORDER BY article_id DESC"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*asked, *values, limit])
            rows = cursor.fetchall()
        return [(Found(row[0], row[1], weigh_title(wanted.terms, row[2])), row[3]) for row in rows]


def vector_of(entry: Entry) -> str:
    """An entry's tokens with their positions; those of the headline have weight A, single signs stand at the end."""
    start = len(entry.title) + _GAP
    title = [f"'{token}':{place}A" for place, token in enumerate(entry.title, 1)]
    body = [f"'{token}':{place}" for place, token in enumerate(entry.body, start)]
    return " ".join([*title, *body, *(f"'{sign}':{_LAST}" for sign in entry.signs)])


def match_of(terms: Sequence[Term], *, adjacent: bool = True) -> str:
    """The terms in PostgreSQL's language. Tokens are letters and digits only, so that quoting them is enough.

    Args:
        adjacent: False asks for a term's tokens in any place.
    """
    return " & ".join(f"({_phrase_of(term, ' <-> ' if adjacent else ' & ')})" for term in terms)


def _phrase_of(term: Term, between: str) -> str:
    phrases = (
        between.join(f"'{token}'" for token in spelling.tokens) + (":*" if spelling.prefix else "")
        for spelling in term.spellings
    )
    return " | ".join(f"({phrase})" for phrase in phrases) if term.others else next(phrases)


ENGINE = PostgresqlEngine()
