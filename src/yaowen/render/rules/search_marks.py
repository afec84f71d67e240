"""Marking what was looked for in a text that is shown, and choosing the part of a long text to show."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from yaowen.base.rights import EXCERPT_CHARS
from yaowen.render.rules.search_tokens import fold, split_runs

Marked = tuple[tuple[str, bool], ...]
"""The text in pieces, in order: the piece, and whether it was looked for."""

_LEAD_CHARS = 24
_SENTENCE_ENDS = "。！？!?；;"


def mark_words(text: str, words: Sequence[str]) -> Marked:
    """Cut a text into what was looked for and the rest.

    Args:
        text: as it is shown, in either script.
        words: folded, as `Term.text` has them.
    """
    pieces: list[tuple[str, bool]] = []
    end = 0
    for begin, stop in find_words(text, words):
        if begin > end:
            pieces.append((text[end:begin], False))
        pieces.append((text[begin:stop], True))
        end = stop
    return (*pieces, (text[end:], False)) if end < len(text) else tuple(pieces)


def find_words(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in the text, in order, without overlap; offsets in characters of the text."""
    folded, places = _fold_with_places(text)
    spans = sorted(
        (places[found.start()], places[found.end() - 1] + 1)
        for word in words
        if (pattern := _pattern_of(word))
        for found in pattern.finditer(folded)
    )
    merged: list[tuple[int, int]] = []
    for begin, end in spans:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def cut_passage(paragraphs: Sequence[str], words: Sequence[str], limit_chars: int = EXCERPT_CHARS) -> str:
    """The part of a text from the sentence that has the first of the words; its beginning where none is there.

    Only for texts that may be shown whole: what may be shown of others is decided by `base.rights`.
    """
    for paragraph in paragraphs:
        if spans := find_words(paragraph, words):
            first = spans[0][0]
            begin = max(paragraph.rfind(sign, 0, first) for sign in _SENTENCE_ENDS) + 1
            if first - begin > limit_chars // 2:
                begin = first - _LEAD_CHARS
            return _cut(paragraph, begin, limit_chars)
    return _cut(" ".join(paragraphs), 0, limit_chars)


def _cut(text: str, begin: int, limit_chars: int) -> str:
    passage = text[begin : begin + limit_chars].strip()
    before = "…" if begin > 0 and text[begin - 1] not in _SENTENCE_ENDS else ""
    return before + passage + ("…" if begin + limit_chars < len(text) else "")


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """The text folded sign by sign, and for every folded sign the place of the one it came from."""
    signs = [(sign, place) for place, whole in enumerate(text) for sign in _fold_sign(whole)]
    return "".join(sign for sign, _ in signs), [place for _, place in signs]


@functools.lru_cache(maxsize=32768)
def _fold_sign(sign: str) -> str:
    return fold(sign)


def _pattern_of(word: str) -> re.Pattern[str] | None:
    """A word as it may stand in a folded text: other signs may stand between its runs, no letter may go on after it."""
    runs = list(split_runs(word))
    if not runs:
        return None
    begin = "" if runs[0][1] else r"(?<![^\W_])"
    end = "" if runs[-1][1] else r"(?![^\W_])"
    return re.compile(begin + r"[\W_]{0,4}".join(re.escape(run) for run, _, _ in runs) + end)
