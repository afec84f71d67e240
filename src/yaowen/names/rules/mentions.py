"""Names in a text: spellings of the table, forms learned from glosses, names in Latin letters."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from yaowen.base.text.aliases import AliasKind, AliasTable, load_aliases
from yaowen.base.text.script import fold_marks
from yaowen.base.text.words import cut, is_listed

LEAST_LEARNED = 3
"""A form learned from a gloss is looked for in other texts from this many characters on; shorter ones are words."""
_SHORT = 2
_DOTS = frozenset("·•・‧∙")
_STUCK = frozenset("说称指等曾则也将就对向在与和及来去到已仍又再还没不是有被把让")
"""What the cutter takes for the end of a name of two characters (川普说)."""
_LATIN_WORD = re.compile(r"[^\W\d_][\w.'’-]*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: the spelling kept, and the form as printed."""

    kept: str
    printed: str


@dataclass(slots=True)
class LearnedForms:
    """Forms that glosses taught: form → name's spelling kept, found by their first two characters."""

    kept_of: dict[str, str] = field(default_factory=dict)
    _by_pair: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, form: str, kept: str) -> None:
        """Add a form; it replaces what was known of it."""
        if form not in self.kept_of and len(form) >= LEAST_LEARNED and not is_listed(form):
            forms = self._by_pair[form[:2]]
            forms.append(form)
            forms.sort(key=len, reverse=True)
        self.kept_of[form] = kept

    def find(self, folded: str) -> Iterable[tuple[int, str]]:
        """Place and form of each in a folded text, the longest first."""
        free = 0
        for place, pair in enumerate(map("".join, pairwise(folded))):
            if place >= free and (forms := self._by_pair.get(pair)):
                found = next((form for form in forms if folded.startswith(form, place)), None)
                if found:
                    free = place + len(found)
                    yield place, found


def find_mentions(text: str, learned: LearnedForms) -> dict[str, Mention]:
    """The names in a text, each by the first form that is printed, in order of appearance.

    Args:
        text: headline and paragraphs as printed, parted by line breaks.
        learned: what glosses have taught.
    """
    folded, table = fold_marks(text), load_aliases()
    found: dict[str, Mention] = {}
    for place, form in table.find(folded):
        kept = table.forms[form]
        if kept not in found and _names(table, kept) and _is_whole(folded, place, form):
            found[kept] = Mention(kept, text[place : place + len(form)])
    for place, form in learned.find(folded):
        found.setdefault(learned.kept_of[form], Mention(learned.kept_of[form], text[place : place + len(form)]))
    for kept, printed in _find_latin(text):
        found.setdefault(kept, Mention(kept, printed))
    return found


def is_named(kind: str) -> bool:
    """Whether a kind of line of the table is a name that may have a page."""
    return kind in {"person", "place", "organisation"}


def kind_of(kept: str) -> AliasKind | None:
    """The kind of a line of the table, None where it has no such line."""
    line = load_aliases().lines.get(kept)
    return line.kind if line else None


def latin_of(kept: str) -> str:
    """The fullest Latin form that the table has of a name; empty for none."""
    line = load_aliases().lines.get(kept)
    return max(line.latin, key=lambda form: form.count(" "), default="") if line else ""


def fold_latin(name: str) -> str:
    """Letters and digits only, without case: what Latin forms are compared by."""
    return "".join(filter(str.isalnum, name.casefold()))


def _names(table: AliasTable, kept: str) -> bool:
    return is_named(table.lines[kept].kind)


def _is_whole(folded: str, place: int, form: str) -> bool:
    """Whether a spelling is all of a name: no part of a longer one with dots (黛布·柯克), nor of a longer word."""
    end = place + len(form)
    if folded[max(0, place - 1) : place] in _DOTS or folded[end : end + 1] in _DOTS:
        return False
    return len(form) > _SHORT or _stands_alone(folded, place, form)


def _stands_alone(folded: str, place: int, form: str) -> bool:
    """Whether the cutter sees a word of two characters as one of its own there (秦刚, not 大秦刚好)."""
    start = max(0, place - 8)
    at = start
    for word in cut(folded[start : place + len(form) + 8]):
        if at == place:
            stuck = len(word) == len(form) + 1 and word[-1] in _STUCK and not is_listed(word)
            return word == form or (stuck and word.startswith(form))
        at += len(word)
    return False


def _find_latin(text: str) -> Iterable[tuple[str, str]]:
    names = _latin_names()
    for word in _LATIN_WORD.finditer(text):
        for form, kept in names.get(word.group().rstrip(".'’-"), ()):
            end = word.start() + len(form)
            if text.startswith(form, word.start()) and not text[end : end + 1].isalnum():
                yield kept, form
                break


@functools.cache
def _latin_names() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """First word → Latin forms of two words or more with the spelling kept; forms of several names left out."""
    owners: dict[str, set[str]] = defaultdict(set)
    for line in load_aliases().lines.values():
        for form in line.latin:
            if is_named(line.kind) and " " in form:
                owners[form].add(line.kept)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for form, kept in sorted(owners.items(), key=lambda pair: -len(pair[0])):
        if len(kept) == 1:
            found[form.split(" ")[0].rstrip(".'’-")].append((form, next(iter(kept))))
    return {word: tuple(forms) for word, forms in found.items()}
