"""Which glossed form is which name: by the table, by a form known already, by a Latin form two articles share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yaowen.base.text.aliases import load_aliases
from yaowen.base.text.script import fold_marks
from yaowen.names.rules.mentions import fold_latin, is_named

_LEAST_LETTERS = 8
"""A Latin form of one word joins forms from this length on: shorter ones (Brown, ABC) are shared by many."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """A name glossed in an article: 佩泽什基安(Masoud Pezeshkian). `zh` is simplified."""

    zh: str
    latin: str
    kind: str


@dataclass(frozen=True, slots=True)
class Latin:
    """The name that owns a Latin form, and the first article that showed it."""

    kept: str
    article_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Placed:
    """The name a gloss belongs to. `told_by`: `table`, `known`, `latin` (a form of it), `gloss` (new)."""

    kept: str
    told_by: str


def plain_form(zh: str) -> str:
    """A form for comparing: one script, one kind of dot, without blanks at the ends."""
    return fold_marks(zh).replace("•", "·").replace("・", "·").replace("‧", "·").strip()


def place_gloss(gloss: Gloss, article_id: int, forms: Mapping[str, str], latins: Mapping[str, Latin]) -> Placed | None:
    """Decide which name a gloss means.

    Args:
        forms: forms learned → the spelling kept of their name.
        latins: folded Latin form → who owns it.

    Returns:
        None for works, for words, and for forms of one character.
    """
    table = load_aliases()
    if kept := table.forms.get(gloss.zh):
        return Placed(kept, "table") if is_named(table.lines[kept].kind) else None
    if not is_named(gloss.kind) or len(gloss.zh) < 2:
        return None
    if kept := forms.get(gloss.zh):
        return Placed(kept, "known")
    owner = latins.get(fold_latin(gloss.latin)) if joins(gloss.latin) else None
    if owner is not None and owner.article_id != article_id and owner.kind == gloss.kind:
        return Placed(owner.kept, "latin")
    return Placed(gloss.zh, "gloss")


def joins(latin: str) -> bool:
    """Whether a Latin form is long enough that two articles mean the same by it."""
    words = latin.split()
    return len(words) > 1 or (len(latin) >= _LEAST_LETTERS and not latin.isupper())
