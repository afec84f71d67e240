"""The language of a text: by its script where that settles it, otherwise by eldc."""

from __future__ import annotations

import functools
import re

import eldc

from yaowen.base.text.script import detect_script

_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PRIMARY = re.compile(r"[a-z]{2,8}")
"""RFC 5646, 2.1. Pages declare all kinds of things."""
_SAMPLE_CHARS = 2000


def detect_language(text: str, declared: str = "") -> str:
    """BCP 47 tag of a text: `zh-Hans`, `zh-Hant`, `ja`, `ko`, `en`, …; empty where there is too little text.

    Args:
        text: running text, at best the body.
        declared: the page's own tag; counts only where the text does not tell.
    """
    sample = text[:_SAMPLE_CHARS]
    letters = sum(map(str.isalpha, sample))
    if letters < 3:
        return _primary(declared)
    if len(_HANGUL.findall(sample)) > 0.2 * letters:
        return "ko"
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    if kana > 0.1 * (han + kana) and han + kana > 0.3 * letters:
        return "ja"
    if han > 0.2 * letters:
        return detect_script(sample)
    if letters < 20:
        return _primary(declared) or "en"
    _load_tables()
    return str(eldc.detect(sample) or "") or _primary(declared)


@functools.cache
def _load_tables() -> None:
    eldc.init()


def _primary(tag: str) -> str:
    first = tag.strip().replace("_", "-").split("-")[0].lower() if tag else ""
    return first if _PRIMARY.fullmatch(first) else ""
