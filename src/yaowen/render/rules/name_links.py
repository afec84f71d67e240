"""Names as pages lead to them: in the page's script, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yaowen.base.addresses import PathLanguage
from yaowen.base.text.script import is_han
from yaowen.render.rules.material import Event, Named
from yaowen.render.rules.shown import Words, show

MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class NameLink:
    """A link to a name's page."""

    name_id: int
    words: Words


def show_name(language: PathLanguage, name: Named) -> Words:
    """A name as a page of a language calls it: English pages by its Latin form where one is known."""
    if name.latin and (language == "en" or not is_han(name.zh[:1])):
        return Words(name.latin, "en" if name.latin.isascii() else "")
    return show(language, name.zh, "zh-Hans")


def link_names(language: PathLanguage, names: Iterable[Named]) -> list[NameLink]:
    """Links to names, people first, each once."""
    order = {"person": 0, "organisation": 1, "place": 2}
    chosen = sorted(dict.fromkeys(names), key=lambda name: order.get(name.kind, 3))
    return [NameLink(name.id, show_name(language, name)) for name in chosen[:MOST_NAMES]]


def names_of_event(event: Event) -> list[Named]:
    """The names of a story, those that most of its reports mention first."""
    counts: dict[Named, int] = {}
    for report in event.reports:
        for name in event.named.get(report.id, ()):
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: -counts[name])
