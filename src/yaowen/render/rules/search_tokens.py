"""What of a text can be searched for: one stream of tokens, the same for the index and for what readers type.

Scripts written without spaces become overlapping pairs of characters, so that every two characters that
stand together can be found (own pairs find 100 % of two-character queries, trigrams 11 %: LIBRARIES.md).
Dictionary words cannot do that, since a cut word hides the pairs across its ends; they cut the query instead
(search_queries.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate

from yaowen.base.text.script import fold_script

BODY_TOKENS = 15_000
TITLE_TOKENS = 1_000
"""PostgreSQL knows 16,383 positions in a text; what lies behind is not indexed, on neither database."""

WORD_CHARS = 64
"""Longer words are cut, in texts and in queries: PostgreSQL takes 2,046 bytes, and such words are no words."""
BODY_BYTES, TITLE_BYTES, SIGNS_BYTES = 500_000, 100_000, 100_000
"""PostgreSQL takes a vector of 1,048,575 bytes, places included; 15,000 tokens of Chinese are 90,000."""

_DENSE = (
    "\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\uac00-\ud7a3\u0e01-\u0e3a\u0e40-\u0eff\U00020000-\U0003134f"
)
"""Signs of scripts that are searched by pairs: Chinese, kana, Hangul, Thai and Lao."""
_RUNS = re.compile(f"(?P<dense>[{_DENSE}]+)|[^\\W_{_DENSE}]+")
_ACCENTS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """One form for all spellings of a text: narrow, lower case, without accents, simplified script.

    Works sign by sign, never by phrase: two characters cut out of a text fold as they do inside it.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return fold_script(unicodedata.normalize("NFKC", _ACCENTS.sub("", plain)))


def split_runs(folded: str) -> Iterator[tuple[str, bool, int]]:
    """The words and dense runs of a folded text in order.

    Yields:
        The run, whether its script is searched by pairs, and where it begins.
    """
    for found in _RUNS.finditer(folded):
        yield found.group(), found.lastgroup == "dense", found.start()


def pair_up(run: str) -> list[str]:
    """All pairs of neighbouring signs, then the last sign alone, so that a phrase goes on behind the run."""
    return [run[place : place + 2] for place in range(len(run))]


def single_signs(text: str) -> list[str]:
    """The different signs of a text's dense runs, in order of appearance: what a query of one character finds.

    As a set of their own they cost one entry each; as beginnings of pairs, thousands of lists had to be joined
    (的: 200 ms at 30,000 articles on SQLite).
    """
    return list(dict.fromkeys(sign for run, dense, _ in split_runs(fold(text)) if dense for sign in run))


def make_tokens(text: str) -> list[str]:
    """The tokens of a text in order."""
    tokens: list[str] = []
    for run, dense, _ in split_runs(fold(text)):
        tokens += pair_up(run) if dense else [run[:WORD_CHARS]]
    return tokens


def cut_tokens(tokens: Sequence[str], limit: int, limit_bytes: int) -> tuple[str, ...]:
    """The first tokens, at most so many and of so many bytes of UTF-8 together."""
    room = accumulate(len(token.encode()) for token in tokens[:limit])
    return tuple(token for token, spent in zip(tokens, room, strict=False) if spent <= limit_bytes)
