"""Chinese in the script of a path language; short texts are remembered, as they stand on many pages."""

from __future__ import annotations

import functools

from yaowen.base.addresses import PathLanguage
from yaowen.base.text.script import convert_for

_SHORT_CHARS = 400


def converted(language: PathLanguage, text: str) -> str:
    """A text in the script of a path language; `en` leaves it as it is."""
    return _remembered(language, text) if len(text) <= _SHORT_CHARS else convert_for(language, text)


@functools.lru_cache(maxsize=16384)
def _remembered(language: PathLanguage, text: str) -> str:
    return convert_for(language, text)
