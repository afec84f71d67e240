"""Interface words: gettext catalogues, one a language, shipped compiled."""

from __future__ import annotations

import functools
import gettext
from importlib import resources

from yaowen.base.addresses import PathLanguage

DOMAIN = "yaowen"
CATALOGUES: dict[PathLanguage, str] = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "en": "en"}


@functools.cache
def catalogue(language: PathLanguage) -> gettext.GNUTranslations:
    """The compiled catalogue of a language."""
    file = resources.files("yaowen") / "locale" / CATALOGUES[language] / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with file.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def phrase(language: PathLanguage, message: str, **values: object) -> str:
    """An interface sentence in a language, its {places} filled. Plain text: the template escapes it."""
    translated = _translated(language, message)
    return translated.format(**values) if values else translated


@functools.lru_cache(maxsize=4096)
def _translated(language: PathLanguage, message: str) -> str:
    return catalogue(language).gettext(message)


def plural(language: PathLanguage, one: str, many: str, n: int, **values: object) -> str:
    """An interface sentence that counts; `{n}` shows the number with separators."""
    return catalogue(language).ngettext(one, many, n).format(n=f"{n:,}", **values)


def marked(message: str) -> str:
    """Mark a message for the catalogues that is translated later, by its value."""
    return message
