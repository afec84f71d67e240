"""The index on SQLite: an external-content FTS5 table over `search_entry`, kept by triggers (migration 0001).

Debian's SQLite 3.40 cannot delete from contentless tables, so the tokens stay in `search_entry` and FTS5's
'delete' command takes the old ones out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from yaowen.render.models import SearchBlock, SearchEntry
from yaowen.render.rules.search_queries import Term
from yaowen.render.rules.search_scores import Found, seek, weigh_text
from yaowen.render.search.blocks import BLOCK_BITS
from yaowen.render.search.engine import Entry, Wanted, days_of, instant_of

WEIGHED_CHARS = 12_000
"""So much of an article's joined tokens is weighed, some 4,000 characters of Chinese: who is asked about at the end of
a day's live blog only is not what it is about, and counting in the longest cost more than all else."""
OUTLET_SIGN = "\ue000"
"""Before an outlet's number: a sign for private use, that no reader's word keeps (search_tokens.split_runs)."""


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
                signs=" ".join([*entry.signs, outlet_sign(entry.outlet_id)]),
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
        outlets = sorted(wanted.outlets or ())
        signed = bool(outlets) and has_outlets()
        parts = ["search_index MATCH %s", "s.rowid >= %s", "s.rowid < %s"]
        values: list[Any] = [
            match_of(wanted.terms, outlets if signed else ()),
            low << BLOCK_BITS,
            high << BLOCK_BITS,
        ]
        if outlets and not signed:
            parts.append(f"e.outlet_id IN ({', '.join(map(str, outlets))})")
        if high - low > len(blocks):
            parts.append(f"+s.rowid >> {BLOCK_BITS} IN ({', '.join(map(str, blocks))})")
        days, instants = days_of(wanted)
        parts, values = [*parts, *days], [*values, *instants]
        sql = (
            "SELECT s.rowid, e.published FROM search_index s CROSS JOIN search_entry e "  # noqa: S608 (names are ours, values are bound)
            f"INDEXED BY search_entry_head ON e.article_id = s.rowid WHERE {' AND '.join(parts)} ORDER BY s.rowid DESC"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [Found(row[0], instant_of(row[1])) for row in cursor.fetchall()]

    def weigh(self, terms: Sequence[Term], found: Sequence[Found]) -> list[Found]:
        """The same articles with their relevance, by the beginnings of their texts."""
        sought = seek(terms)
        these = ", ".join(str(hit.article_id) for hit in found)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT article_id, title, substr(body, 1, {WEIGHED_CHARS}) FROM search_entry "  # noqa: S608 (numbers)
                f"WHERE article_id IN ({these})"
            )
            weights = {one: weigh_text(sought, title, body) for one, title, body in cursor.fetchall()}
        return [Found(hit.article_id, hit.published, weights.get(hit.article_id, 0.0)) for hit in found]


def outlet_sign(outlet_id: int) -> str:
    """What the index has of an entry's outlet among its signs; no text and no query has such a token."""
    return f"{OUTLET_SIGN}{outlet_id}"


def has_outlets() -> bool:
    """Whether all entries have their outlet among their signs; those of an older version get it from upkeep.py."""
    return not SearchBlock.objects.filter(has_outlets=False).exists()


def match_of(terms: Sequence[Term], outlets: Sequence[int] = ()) -> str:
    """The terms, of one of these outlets, in FTS5's language.

    Tokens are letters and digits only, so that quoting them is enough.
    """
    any_of = " OR ".join(f'"{outlet_sign(one)}"' for one in outlets)
    return " AND ".join([*([f"{{signs}} : ({any_of})"] if outlets else []), *map(_any_of, terms)])


def _any_of(term: Term) -> str:
    phrases = [_phrase_of(one) for one in term.needed]
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def _phrase_of(term: Term) -> str:
    phrase = f'"{" ".join(term.tokens)}"' + (" *" if term.prefix else "")
    return f"{{title body}} : {phrase}" if _may_be_signs(term) else phrase


def _may_be_signs(term: Term) -> bool:
    """Whether all tokens have one sign, so that they may stand side by side among the signs of a text as well."""
    return len(term.tokens) > 1 and all(len(token) == 1 for token in term.tokens)


ENGINE = SqliteEngine()
