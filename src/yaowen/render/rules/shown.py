"""Texts as a language shows them, with their exact `lang`; and what the rights let be shown of a report."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yaowen.base.addresses import BCP47, PathLanguage
from yaowen.base.rights import Shown, decide_shown
from yaowen.base.text.direction import neutral
from yaowen.base.text.script import detect_script
from yaowen.base.words import text_of
from yaowen.render.rules.material import Report
from yaowen.render.rules.scripts import converted

_SHORT_CHARS = 200


@dataclass(frozen=True, slots=True)
class Words:
    """A text and its language, BCP 47; empty where it is not known."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Quotable:
    """What of a report may be shown: its text, and which of its statements and dates may be quoted."""

    shown: Shown
    statements: frozenset[int]
    dates: frozenset[int]


def show(language: PathLanguage, text: str, own: str) -> Words:
    """A text of language `own` as a page of `language` shows it: Chinese in the page's script, others as they are.

    Signs that turn the direction of writing are left out, so that no text can turn what stands beside it.
    """
    return _show_short(language, text, own) if len(text) <= _SHORT_CHARS else _show(language, text, own)


def _show(language: PathLanguage, text: str, own: str) -> Words:
    written = own if own in {"zh-Hans", "zh-Hant"} else _script(text) if own.startswith("zh") else own
    text = neutral(text)
    if language == "en" or not written.startswith("zh") or written == BCP47[language]:
        return Words(text, written)
    return Words(converted(language, text), BCP47[language])


_show_short = functools.lru_cache(maxsize=8192)(_show)
"""Headlines, speakers and sources stand on many pages, in the lists of each minute too."""


def _script(text: str) -> str:
    return detect_script(text) or "zh"


def own_path_language(own: str, default: PathLanguage) -> PathLanguage:
    """The path language of a text's own script: where it stands as printed."""
    if own == "zh-Hant":
        return "zh-hant"
    if own.startswith("zh"):
        return "zh-hans"
    return "en" if own == "en" else default


def canonical_language(language: PathLanguage, own: str, default: PathLanguage) -> PathLanguage:
    """The path language of a text's canonical address on a page of `language` (docs/decisions/canonical-addresses.md).

    Each script of a Chinese text is a form of its own; a page that shows a text as it is elsewhere names that page.
    """
    return language if own.startswith("zh") and language != "en" else own_path_language(own, default)


@functools.lru_cache(maxsize=1024)
def decide_quotable(report: Report) -> Quotable:
    """Ask the rights function once for a report: its text, its statements and dated sentences counted together.

    Statements and dates take turns, so that neither spends what the other could have used.
    """
    grant = replace(report.carrier.grant, lowered=report.carrier.grant.lowered or report.lowered)
    order = _take_turns(len(report.statements), len(report.dates))
    chars = [
        len(report.statements[place].content) if kind == "statement" else len(report.dates[place].sentence)
        for kind, place in order
    ]
    shown = decide_shown(grant, text_of(report.blocks), chars)
    chosen = [order[place] for place in shown.claims]
    return Quotable(
        shown,
        frozenset(place for kind, place in chosen if kind == "statement"),
        frozenset(place for kind, place in chosen if kind == "date"),
    )


def _take_turns(statements: int, dates: int) -> Sequence[tuple[str, int]]:
    order: list[tuple[str, int]] = []
    for place in range(max(statements, dates)):
        if place < statements:
            order.append(("statement", place))
        if place < dates:
            order.append(("date", place))
    return order
