"""Languages by their names, over stories that tell one event in several: 英文报道."""

from __future__ import annotations

from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.phrases import marked, phrase

_COVERAGE = {
    "ar": marked("Arabic coverage"),
    "zh": marked("Chinese coverage"),
    "nl": marked("Dutch coverage"),
    "en": marked("English coverage"),
    "de": marked("German coverage"),
    "fr": marked("French coverage"),
    "it": marked("Italian coverage"),
    "ja": marked("Japanese coverage"),
    "ko": marked("Korean coverage"),
    "pl": marked("Polish coverage"),
    "pt": marked("Portuguese coverage"),
    "es": marked("Spanish coverage"),
    "th": marked("Thai coverage"),
    "tr": marked("Turkish coverage"),
    "ru": marked("Russian coverage"),
}


def coverage_title(language: PathLanguage, family: str) -> str:
    """What stands over stories of a family of languages, in a path language."""
    return phrase(language, _COVERAGE.get(family, marked("Coverage in another language")))
