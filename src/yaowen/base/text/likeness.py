"""How much two texts have in common, whatever their width, script, spacing and punctuation."""

from __future__ import annotations

import re
import unicodedata

from yaowen.base.text.script import fold_marks

_NOT_WORDS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"\d+")
_PIECE_CHARS = 5
_COMPARED_CHARS = 4000
_NUMBERS_SHARE = 0.8


def fold_words(text: str) -> str:
    """A text without width, letter case, script, spacing and punctuation."""
    return _NOT_WORDS.sub("", fold_marks(unicodedata.normalize("NFKC", text)).lower())


def text_likeness(one: str, other: str) -> float:
    """How much of the shorter text stands in the longer one, 0–1, by runs of five characters. Texts as folded."""
    first, second = _pieces(one[:_COMPARED_CHARS]), _pieces(other[:_COMPARED_CHARS])
    least = min(len(first), len(second))
    return len(first & second) / least if least else 0.0


def headline_likeness(one: str, other: str) -> float:
    """How much of the shorter headline stands in the longer one, 0–1, by pairs of characters. Headlines as folded."""
    first, second = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    least = min(len(first), len(second))
    return len(first & second) / least if least else float(one == other != "")


def numbers_agree(one: str, other: str) -> bool:
    """Whether four fifths of the numbers of the text that has fewer stand in the other one."""
    first, second = set(_NUMBERS.findall(one)), set(_NUMBERS.findall(other))
    return len(first & second) >= _NUMBERS_SHARE * min(len(first), len(second))


def _pieces(text: str) -> set[str]:
    return {text[at : at + _PIECE_CHARS] for at in range(len(text) - _PIECE_CHARS + 1)}
