"""说法不一: one speaker denies what another says in the same words of the same name. Nothing weaker is flagged."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import pairwise, product

from yaowen.base.text.aliases import fold_names, load_aliases
from yaowen.base.text.script import fold_marks, is_han
from yaowen.base.words import Stance
from yaowen.render.rules.material import Report, Statement
from yaowen.render.rules.shown import decide_quotable

_ASSERTING: frozenset[Stance] = frozenset({"say", "believe", "announce", "confirm", "admit", "warn", "condemn"})
_SHARED_SHARE = 0.5
"""Share of the shorter content's character pairs that the other content must have too."""
_SHARED_PAIRS = 3
_NAME_CHARS = 2
_WORDS = re.compile(r"[^\W\d_\u3400-\u9fff]{4,}")
_NAMES: frozenset[str] = frozenset({"person", "place", "organisation"})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement."""

    report: Report
    statement: Statement


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Who denies it, and who says it."""

    denies: Side
    says: Side


@functools.lru_cache(maxsize=1024)
def find_disagreements(reports: tuple[Report, ...]) -> tuple[Disagreement, ...]:
    """Denials that contradict another speaker's statement about the same words, one a denial, best match first.

    Two reports must name one of both speakers, or one name that we know, too: 从未收到通知 stands in many quarrels.
    Reports of which only the headline may be shown have no side.
    """
    sides = [
        Side(report, statement)
        for report in reports
        if report.copy_of is None and decide_quotable(report).shown.voices
        for statement in report.statements
        if statement.speaker and statement.content
    ]
    found = []
    for denial in (side for side in sides if side.statement.stance == "deny"):
        matches = [(_shared_share(denial, side), side) for side in sides if _may_contradict(denial, side)]
        share, best = max(matches, key=lambda match: match[0], default=(0.0, denial))
        if share >= _SHARED_SHARE:
            found.append(Disagreement(denial, best))
    return tuple(found)


def _may_contradict(denial: Side, other: Side) -> bool:
    if other.statement.stance not in _ASSERTING or _is_inside(denial, other):
        return False
    one, two = fold_marks(denial.statement.speaker), fold_marks(other.statement.speaker)
    return one not in two and two not in one


def _is_inside(one: Side, two: Side) -> bool:
    """Whether the two share words of one paragraph of one report: what a denial holds is denied, not said."""
    if one.report.id != two.report.id or one.statement.paragraph != two.statement.paragraph:
        return False
    spans = product(one.statement.content_spans, two.statement.content_spans)
    return any(first < end and start < last for (first, last), (start, end) in spans)


def _shared_share(one: Side, two: Side) -> float:
    left, right = character_pairs(one.statement.content), character_pairs(two.statement.content)
    shared = len(left & right)
    if shared < _SHARED_PAIRS or not _share_name(one, two):
        return 0.0
    return shared / min(len(left), len(right))


def _share_name(one: Side, two: Side) -> bool:
    """Whether the reports are of one matter by a name: one names who speaks in the other, or both name the same."""
    if one.report.id == two.report.id:
        return True
    left, right = _folded_text(one.report), _folded_text(two.report)
    return _is_named(one, right) or _is_named(two, left) or not _known_names(left).isdisjoint(_known_names(right))


def _is_named(side: Side, text: str) -> bool:
    speaker = _fold(side.statement.speaker)
    return len(speaker) >= _NAME_CHARS and speaker in text


def _fold(text: str) -> str:
    return fold_names(fold_marks(text)).lower()


@functools.lru_cache(maxsize=1024)
def _folded_text(report: Report) -> str:
    return _fold("\n".join((report.headline, *(block.text for block in report.blocks))))


@functools.lru_cache(maxsize=1024)
def _known_names(folded: str) -> frozenset[str]:
    table = load_aliases()
    found = {table.forms[form] for _, form in table.find(folded)}
    return frozenset(name for name in found if table.lines[name].kind in _NAMES)


@functools.lru_cache(maxsize=4096)
def character_pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring signs of Chinese, folded to one script, and whole words of other writing; marks part them.

    Pairs of Latin letters are shared by any two sentences, so that words of four letters and more stand for them.
    """
    folded = fold_marks(text).lower()
    pairs = {one + two for one, two in pairwise(folded) if _is_sign(one) and _is_sign(two)}
    return frozenset(pairs.union(_WORDS.findall(folded)))


def _is_sign(letter: str) -> bool:
    return is_han(letter) or letter.isdigit()
