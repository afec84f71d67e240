"""The index on PostgreSQL: a `tsvector` made of our own tokens, with a GIN index over them and `KEYS`.

Vectors and queries are written out literally: no parser and no dictionary of the database has a word in it,
so that both databases find the same, whatever the locale of this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import connection

from yaowen.render.models import SearchEntry
from yaowen.render.rules.search_queries import Term
from yaowen.render.rules.search_scores import TITLE_WEIGHT, Found
from yaowen.render.search.blocks import BLOCK_BITS
from yaowen.render.search.engine import Entry, Wanted, days_of

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
KEYS = (
    f"(ARRAY[(article_id >> {BLOCK_BITS}) * 4, (article_id >> {BLOCK_BITS + 3}) * 4 + 1, "
    f"(article_id >> {BLOCK_BITS + 6}) * 4 + 2, -outlet_id])"
)
"""What the index has of an entry beside its words: its block, its group of eight and of 64 blocks, and its outlet.
The lists of a block's key lie in one piece, so that those of the commonest word are read there only (GIN skips)."""
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

    def find(self, wanted: Wanted, blocks: Sequence[int]) -> list[Found]:
        """All articles of some blocks that have all terms."""
        days, values = days_of(wanted)
        parts = [f"{KEYS} && %s::bigint[]", "words @@ %s::tsquery", *days]
        values = [block_keys(blocks), match_of(wanted.terms, loose=True), *values]
        if any(one.prefix for term in wanted.terms for one in term.needed):
            # IS TRUE keeps it away from the index.
            parts, values = [*parts, "(words @@ %s::tsquery) IS TRUE"], [*values, match_of(wanted.terms)]
        if wanted.outlets is not None:
            parts, values = [*parts, f"{KEYS} && %s::bigint[]"], [*values, [-one for one in wanted.outlets]]
        sql = f"SELECT article_id, published FROM search_entry e WHERE {' AND '.join(parts)}"  # noqa: S608 (names are ours)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [Found(*row) for row in cursor.fetchall()]

    def weigh(self, terms: Sequence[Term], found: Sequence[Found]) -> list[Found]:
        """The same articles with their relevance."""
        sql = f"SELECT article_id, ts_rank({_WEIGHTS}, words, %s::tsquery) FROM search_entry WHERE article_id = ANY(%s)"  # noqa: S608 (names are ours)
        with connection.cursor() as cursor:
            cursor.execute(sql, [match_of(terms), [hit.article_id for hit in found]])
            weights = dict(cursor.fetchall())
        return [Found(hit.article_id, hit.published, float(weights.get(hit.article_id, 0.0))) for hit in found]


def vector_of(entry: Entry) -> str:
    """An entry's tokens with their positions; those of the headline have weight A, single signs stand at the end."""
    start = len(entry.title) + _GAP
    title = [f"'{token}':{place}A" for place, token in enumerate(entry.title, 1)]
    body = [f"'{token}':{place}" for place, token in enumerate(entry.body, start)]
    return " ".join([*title, *body, *(f"'{sign}':{_LAST}" for sign in entry.signs)])


def block_keys(blocks: Iterable[int]) -> list[int]:
    """Few keys of `KEYS` that stand for exactly these blocks: one for eight or 64 that are all wanted."""
    left, keys = set(blocks), []
    for level in (2, 1):
        size = 1 << 3 * level
        groups = Counter(number // size for number in left)
        whole = {group for group, count in groups.items() if count == size}
        keys += [group * 4 + level for group in whole]
        left -= {number for group in whole for number in range(group * size, (group + 1) * size)}
    return keys + [number * 4 for number in left]


def match_of(terms: Sequence[Term], *, loose: bool = False) -> str:
    """The terms in PostgreSQL's language. Tokens are letters and digits only, so that quoting them is enough.

    Args:
        loose: where the last word is only begun, ask for its first sign anywhere: every text's signs stand in the
            index, and the lists of all words that begin so would be joined for the whole archive.
    """
    return " & ".join(f"({_any_of(term, loose)})" for term in terms)


def _any_of(term: Term, loose: bool) -> str:
    """Of these operators `<->` binds closest and `|` least."""
    return " | ".join(_phrase_of(one, loose) for one in term.needed)


def _phrase_of(term: Term, loose: bool) -> str:
    if term.prefix and loose:
        return " & ".join(f"'{token}'" for token in term.tokens)
    return " <-> ".join(f"'{token}'" for token in term.tokens) + (":*" if term.prefix else "")


ENGINE = PostgresqlEngine()
