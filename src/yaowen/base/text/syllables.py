"""How Chinese characters sound: pinyin without tones, for those of GB 2312."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources

TABLE = "syllables.txt"
_MIXED_UP = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"^l"), "n"), (re.compile(r"ng$"), "n"))
"""Sounds that many speakers do not tell apart, and so mistype."""


@functools.cache
def load_syllables() -> Mapping[str, str]:
    """Simplified character → its commonest syllable, in the order of the table."""
    found: dict[str, str] = {}
    for line in resources.files("yaowen.base.text").joinpath(TABLE).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            sound, signs = line.split(" ")
            for sign in signs:
                found.setdefault(sign, sound)
    return found


@functools.lru_cache(maxsize=8192)
def loose_sound(sign: str) -> str:
    """How a simplified character sounds, with sounds that are often mixed up as one; empty where it is not known."""
    sound = load_syllables().get(sign, "")
    for pattern, other in _MIXED_UP:
        sound = pattern.sub(other, sound)
    return sound
