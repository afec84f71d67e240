"""One spelling for a name: the press of the mainland, Taiwan, Hong Kong and the agencies write many their own way."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources
from itertools import pairwise

TABLE = "aliases.txt"


def fold_names(text: str) -> str:
    """A text in simplified characters with every name of the table in the spelling kept."""
    starts, forms, found = load_aliases()
    if starts.isdisjoint(map("".join, pairwise(text))):
        return text
    return found.sub(lambda match: forms[match[0]], text)


@functools.cache
def load_aliases() -> tuple[frozenset[str], Mapping[str, str], re.Pattern[str]]:
    """The table that ships with the program: first two characters of every other spelling; spelling → spelling kept.

    Spellings kept are in it too, so that none is taken apart (白俄 in 白俄罗斯).
    """
    forms = parse_aliases(resources.files("yaowen.group").joinpath(TABLE).read_text("utf-8"))
    found = "|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form))))
    return frozenset(form[:2] for form, kept in forms.items() if form != kept), forms, re.compile(found)


def parse_aliases(text: str) -> dict[str, str]:
    """Read the table: a line a name, `spelling kept = other spelling, other spelling`; # begins a comment."""
    forms: dict[str, str] = {}
    for line in text.splitlines():
        kept, _, others = line.partition(" = ")
        if others and not line.startswith("#"):
            forms |= {form.strip(): kept for form in others.split(",")} | {kept: kept}
    return forms
