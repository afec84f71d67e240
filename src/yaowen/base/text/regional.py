"""Words that the mainland and Taiwan write differently: 网络 and 網路, 新西兰 and 紐西蘭.

A short table of our own instead of OpenCC's regional phrases, which put other words into a quoted mouth
(支持 → 支援, 聲明 → 宣告; docs/decisions/regional-phrases.md).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from importlib import resources

TABLE = "regional.txt"
_LINE = re.compile(r"(\S+) ([=>]) (\S+)")
Replace = Callable[[str], str]


def load_pairs() -> list[tuple[str, str, bool]]:
    """The table: the mainland's word, simplified; Taiwan's, traditional; whether the way back is sure."""
    text = resources.files("yaowen.base.text").joinpath(TABLE).read_text("utf-8")
    found = (_LINE.fullmatch(line) for line in text.splitlines() if not line.startswith("#"))
    return [(line[1], line[3], line[2] == "=") for line in found if line]


@functools.cache
def to_taiwan(convert: Replace) -> Replace:
    """What replaces the mainland's words in a text in traditional characters.

    Args:
        convert: simplified to traditional characters, as the text was converted.
    """
    return _replacing({convert(mainland): taiwan for mainland, taiwan, _ in load_pairs()})


@functools.cache
def to_mainland(convert: Replace) -> Replace:
    """What replaces Taiwan's words in a text in simplified characters.

    Args:
        convert: traditional to simplified characters, as the text was converted.
    """
    return _replacing({convert(taiwan): mainland for mainland, taiwan, sure in load_pairs() if sure})


def _replacing(words: Mapping[str, str]) -> Replace:
    """Replace words, the longest first. A word that stands as it should is left as it is."""
    table = {**{word: word for word in words.values()}, **words}
    pattern = re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))
    return lambda text: pattern.sub(lambda found: table[found.group()], text)
