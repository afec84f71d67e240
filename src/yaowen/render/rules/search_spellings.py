"""Other ways to write what is looked for: 川普 finds 特朗普 and Trump.

The index holds texts as printed; a query asks for every spelling, so that one learned today finds yesterday's texts.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from yaowen.base.text.aliases import load_aliases
from yaowen.render.rules.search_tokens import fold, split_runs

FindSpellings = Callable[[str], tuple[str, ...]]
"""A folded word → other spellings of the same, folded, without the word itself."""

SPELLINGS = 12
"""So many other spellings of a word are looked for."""
LATIN_WORDS = 4
"""A name in Latin letters has at most so many words."""


def find_spellings(folded: str) -> tuple[str, ...]:
    """Other spellings of a word by the table that ships; none where it stands for two things."""
    groups = _groups().get(fold_spelling(folded), ())
    if len(groups) != 1:
        return ()
    same = fold_spelling(folded)
    return tuple(form for form in groups[0] if fold_spelling(form) != same)[:SPELLINGS]


def cut_spellings(run: str) -> Iterator[tuple[str, bool]]:
    """Cut a run of Chinese characters into spellings of the table and what stands between.

    Yields:
        The piece, and whether it is a spelling.
    """
    table = load_aliases()
    end = 0
    for place, form in table.find(run):
        if place > end:
            yield run[end:place], False
        yield form, True
        end = place + len(form)
    if end < len(run):
        yield run[end:], False


def fold_spelling(text: str) -> str:
    """What two ways to print one spelling have in common: its runs, with one space between words of letters."""
    return " ".join(run for run, _, _ in split_runs(fold(text)))


@functools.cache
def _groups() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Every spelling, folded → the groups of spellings it belongs to. Lines with one full Latin name are one group."""
    groups: dict[str, dict[str, None]] = {}
    for line in load_aliases().lines.values():
        forms = dict.fromkeys(fold(form) for form in (line.kept, *line.others, *line.latin))
        full_names = [form for form in forms if form.isascii() and " " in form]
        group = next((groups[name] for name in full_names if name in groups), forms)
        group.update(forms)
        groups |= dict.fromkeys([line.kept, *full_names], group)
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for spellings in {id(group): tuple(group) for group in groups.values()}.values():
        for form in dict.fromkeys(map(fold_spelling, spellings)) if len(spellings) > 1 else ():
            found[form].append(spellings)
    return {form: tuple(owners) for form, owners in found.items()}
