"""Speakers of whose name the cutter gave only a part, or whose one sign names nobody."""

from __future__ import annotations

from dataclasses import replace

from yaowen.extract.rules.claims.cues import Cue
from yaowen.extract.rules.claims.pronouns import Memory, is_pronoun
from yaowen.extract.rules.claims.speakers import Subject
from yaowen.extract.rules.claims.word_classes import ADVERBS
from yaowen.extract.rules.names.surnames import SURNAMES, looks_named
from yaowen.extract.rules.reading import Reading

_NAME_CHARS = 3
_NO_NAMES = frozenset({"prep", "time", "local", "cover", "mark"})
_WORDS = frozenset("应史于时常全都单计明成经曾和向方高平安元费支关相别万双从强广故早")
"""Family names that are words as often."""


def whole_subject(reading: Reading, memory: Memory, cue: Cue, subject: Subject) -> Subject:
    """The subject with the rest of its name: of one met before (陈时 + 中), or all before the cue (陈 + 一新)."""
    start, end = subject.span or (0, 0)
    end = memory.whole_name(reading.folded, (start, end), cue.span[0])
    given = reading.folded[end : cue.span[0]]
    words = any(token.kind in _NO_NAMES or token.text in ADVERBS for token in subject.rest)
    if end == start + 1 and 0 < len(given) < _NAME_CHARS and not words:
        end = cue.span[0] if looks_named(reading.folded[start : cue.span[0]]) else end
    rest = tuple(token for token in subject.rest if token.start >= end)
    return replace(subject, span=(start, end), rest=rest)


def is_nobody(reading: Reading, memory: Memory, subject: Subject) -> bool:
    """One sign that is no pronoun and no family name, and whose bearer was not met."""
    name = reading.folded[slice(*subject.span)] if subject.span else ""
    alone = len(name) == 1 and not is_pronoun(name) and (name not in SURNAMES or name in _WORDS)
    return alone and memory.kind_of(name) is None
