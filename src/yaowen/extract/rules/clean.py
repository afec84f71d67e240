"""Characters: what of a page's text is kept, and how much of it is Chinese, Japanese or Korean."""

from __future__ import annotations

import functools
import itertools
import re

from yaowen.base.text.script import fold_width

_DROPPED = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_ANY_CJK = re.compile(r"[\u3040-\ufaff]")
"""A first look that is over twice as fast, for texts in other alphabets that are not ASCII."""
_CACHED_CHARS = 300
CJK_WEIGHT = 2.5
"""A Chinese character says as much as 2.5 Latin letters (lengths of the same headlines in both, cross_language set)."""


def clean_text(text: str) -> str:
    """Text on one line: no control signs, no lone surrogates, spaces folded; lines of Chinese join without a space."""
    line = " ".join(text.split())
    if not line.isprintable():
        text = _DROPPED.sub("", text)
        line = " ".join(text.split())
    return line if line.isascii() or "\n" not in text else _join_lines(text)


def _join_lines(text: str) -> str:
    """The lines of a text on one: with a space between, but for those that end and begin in Chinese."""
    parts = [part for line in text.split("\n") if (part := " ".join(line.split()))]
    joined = parts[:1]
    for before, part in itertools.pairwise(parts):
        joined.append(part if _is_wide_sign(before[-1]) and _is_wide_sign(part[0]) else f" {part}")
    return "".join(joined)


def _is_wide_sign(sign: str) -> bool:
    return "\u2e80" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or "\uff01" <= sign <= "\uff60"


def weigh(text: str) -> float:
    """Length of a text in Latin letters; a Chinese, Japanese or Korean sign counts 2.5."""
    if text.isascii() or not _ANY_CJK.search(text):
        return float(len(text))
    return len(text) + (CJK_WEIGHT - 1) * sum(map(len, _CJK.findall(text)))


def holds_wide(text: str) -> bool:
    """Whether a text may hold a Chinese, Japanese or Korean sign: a cheap first look."""
    return not text.isascii() and _ANY_CJK.search(text) is not None


def is_wide(text: str) -> bool:
    """Whether a text is mostly Chinese, Japanese or Korean."""
    return 5 * sum(map(len, _CJK.findall(text))) >= len(text) > 0


def fold_line(text: str) -> str:
    """A line for comparison: NFKC, no case, no spaces."""
    return _fold_short(text) if len(text) <= _CACHED_CHARS else _fold(text)


@functools.lru_cache(maxsize=2048)
def _fold_short(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    return "".join((text if text.isascii() else fold_width(text)).casefold().split())
