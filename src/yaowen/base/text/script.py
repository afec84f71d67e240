"""Scripts 简/繁: telling them apart, converting between them, and a length-preserving fold for rules."""

from __future__ import annotations

import functools
import unicodedata
from typing import Literal

import opencc

from yaowen.base.addresses import PathLanguage
from yaowen.base.text.regional import to_mainland, to_taiwan

HAN_FIRST, HAN_LAST = "\u3400", "\u9fff"
_SAMPLE_CHARS = 2000
_WIDE_MARKS = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，：（）！？；％｜…\u3000\xa0")


@functools.cache
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def is_han(sign: str) -> bool:
    """Whether a character is a Chinese one."""
    return HAN_FIRST <= sign <= HAN_LAST or "\U00020000" <= sign <= "\U0003134f"


def han_share(text: str) -> float:
    """Share of Chinese characters among the letters of a text, 0–1."""
    letters = [sign for sign in text[:_SAMPLE_CHARS] if sign.isalpha()]
    return sum(map(is_han, letters)) / len(letters) if letters else 0.0


def to_simplified(text: str) -> str:
    """Traditional to simplified characters, phrase by phrase (OpenCC t2s)."""
    return str(_converter("t2s").convert(text))


def to_traditional(text: str) -> str:
    """Simplified to traditional characters with Taiwan's variants, phrase by phrase (OpenCC s2tw)."""
    return str(_converter("s2tw").convert(text))


def detect_script(text: str) -> Literal["zh-Hans", "zh-Hant", ""]:
    """Which script a Chinese text is written in; empty where it has too few Chinese characters to tell.

    Counts the characters that only one script has, both by one small table: OpenCC's own for the other direction
    takes 40 MiB.
    """
    han = "".join(sign for sign in text[:_SAMPLE_CHARS] if is_han(sign))
    if not han:
        return ""
    traditional = sum(ord(sign) in _simplified_table() for sign in han)
    simplified = sum(sign in _simplified_signs() for sign in han)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def convert_for(language: PathLanguage, text: str) -> str:
    """Chinese of the other script as a path language shows it, with its region's words; `en` leaves it as it is.

    For display only: what is stored, searched and compared stays as printed.
    """
    if language == "zh-hans":
        return to_mainland(to_simplified)(to_simplified(text))
    return to_taiwan(to_traditional)(to_traditional(text)) if language == "zh-hant" else text


def fold_script(text: str) -> str:
    """Every traditional character to its simplified one, character by character: the length stays the same."""
    return text.translate(_simplified_table())


def fold_marks(text: str) -> str:
    """`fold_script`, and full-width marks, digits and letters to ASCII, one for one: the length stays the same."""
    return text.translate(_folded_marks())


@functools.cache
def _folded_marks() -> dict[int, str]:
    """Full-width signs to ASCII and traditional characters to simplified ones, in one table: one pass over a text."""
    narrow = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return {**_simplified_table(), **narrow}


@functools.cache
def _simplified_table() -> dict[int, str]:
    signs = [chr(code) for code in range(0x3400, 0xA000)]
    joined = str(_converter("t2s").convert("\n".join(signs))).split("\n")
    return {ord(sign): other for sign, other in zip(signs, joined, strict=True) if other != sign and len(other) == 1}


@functools.cache
def _simplified_signs() -> frozenset[str]:
    """Characters that traditional ones become: what a simplified text is recognised by."""
    return frozenset(_simplified_table().values())


def fold_width(text: str) -> str:
    """NFKC: full-width letters and digits to narrow ones, compatibility forms to plain ones. May change the length.

    Most Chinese texts have nothing to fold but their marks: those replaced, a look is a tenth of the work.
    """
    for wide, narrow in _WIDE_MARKS:
        text = text.replace(wide, narrow)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
