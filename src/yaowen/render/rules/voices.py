"""各方说法: which statements of a story are worth a line, and which of them are one speaker's."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from yaowen.base.text.script import fold_marks
from yaowen.render.rules.disagreement import find_disagreements
from yaowen.render.rules.material import Event, Report, Statement
from yaowen.render.rules.shown import decide_quotable

_TELLING = frozenset({"deny", "confirm", "refuse", "admit", "condemn"})
"""Stances that say something without their words; of an announcement without them nothing is left."""
_GLOSS = re.compile(r"\([^()]*\)")
_LATIN_GLOSS = re.compile(r"\([A-Za-z][^()]*\)")
_QUOTES = str.maketrans("", "", '“”‘’「」『』"')
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
    """All that one speaker says.

    Attributes:
        name: the fullest form in which reports name them.
        name_id: of the speaker's page; None where they have none.
    """

    name: str
    language: str
    said: tuple[Said, ...]
    name_id: int | None = None

    @property
    def disputed(self) -> bool:
        """Whether one of the statements is contradicted, or contradicts."""
        return any(one.disputed for one in self.said)


@functools.lru_cache(maxsize=1024)
def gather_voices(event: Event) -> tuple[Voice, ...]:
    """The speakers of a story, disputed ones first, then in the order in which they came to word."""
    groups: list[_Group] = []
    for said in _choose(event):
        speaker = plain_speaker(said.statement.speaker)
        name_id = name_of_speaker(event, said.report, speaker)
        group = next((one for one in groups if one.holds(speaker, name_id)), None)
        if group is None:
            groups.append(group := _Group())
        group.add(said, speaker, name_id)
    voices = [group.voice() for group in groups]
    return tuple(sorted(voices, key=lambda voice: not voice.disputed))


def count_voices(event: Event) -> int:
    """How many speakers a story's page can quote."""
    return sum(any(said.quoted for said in voice.said) for voice in gather_voices(event))


def plain_speaker(name: str) -> str:
    """A speaker's name for comparing: one script, without a gloss in brackets and without quotation marks."""
    return _GLOSS.sub("", fold_marks(name)).translate(_QUOTES).strip()


def is_same_speaker(one: str, two: str) -> bool:
    """Whether two plain names are the same, or one is the other with an office before it."""
    short, long = sorted((one, two), key=len)
    return len(short) >= _NAME_CHARS and long.endswith(short)


def name_of_speaker(event: Event, report: Report, speaker: str) -> int | None:
    """The page of a plain speaker, where the report prints a name with a page at the speaker's end (总统佩泽什基安)."""
    named = [name for name in event.named.get(report.id, ()) if name.kind != "place"]
    forms = {form: name.id for name in named for form in (plain_speaker(name.printed), name.zh) if form}
    parts = {form.rpartition("·")[2]: one for form, one in forms.items() if "·" in form}
    alone = {part: one for part, one in parts.items() if _is_ones(part, one, forms)}
    found = {form: one for form, one in (alone | forms).items() if speaker.endswith(form)}
    fitting = [form for form in found if is_same_speaker(speaker, form)]
    return found[max(fitting, key=len)] if fitting else None


def _is_ones(part: str, name_id: int, forms: Mapping[str, int]) -> bool:
    """Whether no other name of the report ends with a last part (瓦斯克)."""
    return all(one == name_id for form, one in forms.items() if form.endswith(part))


@dataclass(slots=True)
class _Group:
    """One speaker while statements are gathered, in all forms met, and the name that they are known to be."""

    speakers: set[str] = field(default_factory=set)
    said: list[Said] = field(default_factory=list)
    name_id: int | None = None

    def holds(self, speaker: str, name_id: int | None) -> bool:
        """Whether a speaker is this one: by name in any spelling, else by form."""
        if name_id is not None and self.name_id is not None:
            return name_id == self.name_id
        return any(is_same_speaker(speaker, other) for other in self.speakers)

    def add(self, said: Said, speaker: str, name_id: int | None) -> None:
        """Add a statement."""
        self.speakers.add(speaker)
        self.said.append(said)
        self.name_id = self.name_id or name_id

    def voice(self) -> Voice:
        """All of it as a voice, disputed statements first."""
        fullest = max(self.said, key=lambda one: _fullness(one.statement.speaker))
        ordered = sorted(self.said, key=lambda one: not one.disputed)
        return Voice(fullest.statement.speaker, fullest.report.language, tuple(ordered), self.name_id)


def _fullness(speaker: str) -> tuple[int, bool, int]:
    """An office is worth more than a gloss, of glosses only a Latin one anything: 总统阿里(Ali), not 总统阿里（左）."""
    name = _GLOSS.sub("", fold_marks(speaker)).strip()
    latin = bool(_LATIN_GLOSS.search(fold_marks(speaker)))
    return len(name), latin, -len(speaker)


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
            if (
                one.speaker
                and (one.place not in passed_on or one in disputed)
                and (place in quoted or one.stance in _TELLING)
            ):
                content = fold_marks(one.content) if place in quoted else ""
                key = (plain_speaker(one.speaker), one.stance, content)
                seen.setdefault(key, Said(report, one, place in quoted, one in disputed))
    worded = {(speaker, stance) for speaker, stance, content in seen if content}
    return [one for key, one in seen.items() if key[2] or one.disputed or key[:2] not in worded]
