"""Characters: what of a page's text is kept, and how much of it is Chinese, Japanese or Korean."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u3000-\u303f"
_BREAK_IN_WIDE = re.compile(rf"(?<=[{_WIDE}])\n(?=[{_WIDE}])")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
CJK_WEIGHT = 2.5
"""A Chinese character says as much as 2.5 Latin letters (lengths of the same headlines in both, cross_language set)."""


def clean_text(text: str) -> str:
    """Text on one line: no control signs, no lone surrogates, spaces folded; lines of Chinese join without a space."""
    line = " ".join(text.split())
    if line.isprintable() and (line.isascii() or "\n" not in text):
        return line
    text = _DROPPED.sub("", text)
    if "\n" in text:
        text = _BREAK_IN_WIDE.sub("", _SPACE.sub(_break_or_space, text))
    return " ".join(text.split())


def _break_or_space(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "


def weigh(text: str) -> float:
    """Length of a text in Latin letters; a Chinese, Japanese or Korean sign counts 2.5."""
    if text.isascii():
        return float(len(text))
    return len(text) + (CJK_WEIGHT - 1) * sum(map(len, _CJK.findall(text)))


def is_wide(text: str) -> bool:
    """Whether a text is mostly Chinese, Japanese or Korean."""
    return 5 * sum(map(len, _CJK.findall(text))) >= len(text) > 0


def fold_line(text: str) -> str:
    """A line for comparison: NFKC, no case, no spaces."""
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold().split())
