"""Where a Chinese headline is broken: between clauses if it can be, else between words, never inside one."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from html import escape

from minijinja import Markup

from yaowen.base.text.script import fold_script, han_share, is_han
from yaowen.base.text.words import cut

_LEAST_CHARS = 9
_NEVER_FIRST = frozenset("，。、；：！？）》」』】”’…—,.;:!?)]}%～·")
_NEVER_LAST = frozenset("（《「『【“‘([{")


_CLAUSE_ENDS = frozenset("，。；：！？,;:!?")
_LONGEST_WHOLE = 40
_JOINED_CHARS = 4
_SUFFIXES = frozenset("的了着过者们性化率過們")
"""Lone characters that belong to the word before them: no line begins with 的."""
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万萬亿億两兩点點")
_PREFIX_CHARS = 5
"""A clause as short as this before a colon (独家：) stands with the next one."""


@functools.lru_cache(maxsize=8192)
def headline_clauses(text: str) -> tuple[tuple[str, ...], ...]:
    """The clauses of a headline, each in pieces that stay whole; all joined they give the text again.

    A page keeps a clause on one line where it fits, and breaks it between pieces where it does not.
    A space is a clause by itself. A long headline, or one that is not Chinese, is one clause.
    """
    if len(text) < _LEAST_CHARS or han_share(text) < 0.5:
        return ((text,),)
    pieces = _pieces(text)
    if len(text) > _LONGEST_WHOLE:
        return (tuple(pieces),)
    clauses: list[list[str]] = [[]]
    for piece in pieces:
        if piece.isspace():
            clauses += [[piece], []]
            continue
        clauses[-1].append(piece)
        if piece[-1] in _CLAUSE_ENDS and not _is_prefix(clauses[-1]):
            clauses.append([])
    return tuple(tuple(clause) for clause in clauses if clause)


@functools.lru_cache(maxsize=8192)
def whole_clauses(text: str) -> Markup:
    """A headline in HTML: each clause kept on one line where it fits, broken between words where it does not."""
    clauses = headline_clauses(text)
    marked = map(_marked, clauses)
    if len(clauses) == 1:
        return Markup("".join(marked))
    return Markup(
        "".join(
            f'<span class="clause">{one}</span>' if clause[0].strip() else one
            for clause, one in zip(clauses, marked, strict=True)
        )
    )


@functools.lru_cache(maxsize=8192)
def broken_anywhere(text: str) -> Markup:
    """A headline in HTML that may be broken between any two clauses or words: where it stands in a narrow column."""
    return Markup("<wbr>".join(map(_marked, headline_clauses(text))))


def _marked(clause: Sequence[str]) -> str:
    return "<wbr>".join(map(escape, clause))


def _is_prefix(clause: Sequence[str]) -> bool:
    return clause[-1][-1] in "：:" and sum(map(len, clause)) <= _PREFIX_CHARS


def _pieces(text: str) -> list[str]:
    """Words, with marks and lone characters joined to their neighbours."""
    pieces: list[str] = []
    at = 0
    for word in cut(fold_script(text)):
        piece = text[at : at + len(word)]
        at += len(word)
        if pieces and _joins(pieces[-1], piece):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    if len(pieces) > 1 and len(pieces[-1]) == 1:
        pieces[-2:] = [pieces[-2] + pieces[-1]]  # or a single character stands on the last line
    return pieces if at == len(text) else [text]


def _joins(left: str, right: str) -> bool:
    if right[0] in _NEVER_FIRST or left[-1] in _NEVER_LAST:
        return True
    if right in _SUFFIXES and is_han(left[-1]):
        return True
    if left[-1] in _NUMERALS and right[0] in _NUMERALS:
        return True
    lone = len(left) == 1 and is_han(left)
    return lone and is_han(right[0]) and len(right) < _JOINED_CHARS
