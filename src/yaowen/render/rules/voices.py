"""各方说法: which statements of a story are worth a line, and which of them are one speaker's."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from yaowen.base.text.script import fold_marks
from yaowen.render.rules.disagreement import find_disagreements
from yaowen.render.rules.material import Event, Report, Statement
from yaowen.render.rules.shown import decide_quotable

_PLAIN = frozenset({"say", "believe", "ask"})
_GLOSS = re.compile(r"\([^()]*\)")
_NAME_CHARS = 2
"""A shorter form of a speaker (江问津) counts as the end of a longer one (台长江问津) from this length on."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A statement chosen for the page. `quoted`: its words may be shown."""

    report: Report
    statement: Statement
    quoted: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """All that one speaker says. `name` is the fullest form in which reports name them."""

    name: str
    language: str
    said: tuple[Said, ...]

    @property
    def disputed(self) -> bool:
        """Whether one of the statements is contradicted, or contradicts."""
        return any(one.disputed for one in self.said)


@functools.lru_cache(maxsize=1024)
def gather_voices(event: Event) -> tuple[Voice, ...]:
    """The speakers of a story, disputed ones first, then in the order in which they came to word."""
    groups: list[tuple[set[str], list[Said]]] = []
    for said in _choose(event):
        speaker = plain_speaker(said.statement.speaker)
        group = next((one for one in groups if any(is_same_speaker(speaker, other) for other in one[0])), None)
        if group is None:
            groups.append(({speaker}, [said]))
        else:
            group[0].add(speaker)
            group[1].append(said)
    voices = [_voice(said) for _, said in groups]
    return tuple(sorted(voices, key=lambda voice: not voice.disputed))


def count_voices(event: Event) -> int:
    """How many speakers a story's page can quote."""
    return sum(any(said.quoted for said in voice.said) for voice in gather_voices(event))


def plain_speaker(name: str) -> str:
    """A speaker's name for comparing: one script, without a gloss in brackets."""
    return _GLOSS.sub("", fold_marks(name)).strip()


def is_same_speaker(one: str, two: str) -> bool:
    """Whether two plain names are the same, or one is the other with an office before it."""
    short, long = sorted((one, two), key=len)
    return len(short) >= _NAME_CHARS and long.endswith(short)


def _voice(said: list[Said]) -> Voice:
    fullest = max(said, key=lambda one: len(one.statement.speaker))
    ordered = sorted(said, key=lambda one: not one.disputed)
    return Voice(fullest.statement.speaker, fullest.report.language, tuple(ordered))


def _choose(event: Event) -> list[Said]:
    """One statement a speaker, stance and content. Without its words only a telling stance is worth a line."""
    disputed = {side.statement for found in find_disagreements(event.reports) for side in (found.denies, found.says)}
    seen: dict[tuple[str, str, str], Said] = {}
    for report in event.reports:
        allowed = decide_quotable(report)
        if report.copy_of is not None or not allowed.shown.voices:
            continue
        quoted = allowed.statements
        passed_on = {one.within for one in report.statements}
        for place, one in enumerate(report.statements):
            if one.speaker and one.place not in passed_on and (place in quoted or one.stance not in _PLAIN):
                content = fold_marks(one.content) if place in quoted else ""
                key = (plain_speaker(one.speaker), one.stance, content)
                seen.setdefault(key, Said(report, one, place in quoted, one in disputed))
    return list(seen.values())
