"""Cues found in a text: longest words first, look-alikes passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaowen.base.text.words import is_listed, tag
from yaowen.base.words import Span, Stance
from yaowen.extract.rules.claims.lexicon import (
    BOUND,
    DEGREES,
    GROUPS,
    LOOKALIKES,
    PLEDGES,
    SUFFIXABLE,
    SUFFIXES,
    CueGroup,
    Frame,
)
from yaowen.extract.rules.names.surnames import SURNAMES
from yaowen.extract.rules.names.titles import title_end

_TITLE_MAX_CHARS = 6
_MARKS_BEFORE = frozenset(["", *",。:;、\n "])


@dataclass(frozen=True, slots=True)
class Cue:
    """One occurrence of a cue.

    Attributes:
        word: the cue as the lexicon has it (表示赞赏 also for 表示高度赞赏); with its suffix where it has one (强调说).
        strong: it needs no proof that its subject can speak.
        bound: it is a claim only with a comma or colon after it.
    """

    span: Span
    word: str
    stance: Stance
    frame: Frame
    strong: bool
    bound: bool = False


def find_cues(text: str) -> list[Cue]:
    """Cues of a paragraph whose quotations are covered, in order."""
    cues = list(_find_listed(text))
    taken = {place for cue in cues for place in range(*cue.span)}
    uttered = (_as_uttered(match.span(), match.group()) for match in _UTTERED.finditer(text)) if "道" in text else ()
    return sorted([*cues, *(cue for cue in uttered if cue and taken.isdisjoint(range(*cue.span)))], key=_place_of)


def _place_of(cue: Cue) -> Span:
    return cue.span


def _find_listed(text: str) -> Iterator[Cue]:
    """Cues of the lexicon."""
    for match in _PATTERN.finditer(text):
        word = match.group()
        if word in LOOKALIKES or any(pattern.match(text, match.start()) for pattern in (_AT_ONCE, _SAYS_NO, _TOLD_SO)):
            continue
        if len(word) > 1 or not _is_in_name(text, match.start()):
            yield _as_cue(match.span(), f"表示{match['pledge']}" if match["pledge"] else word)


def _is_in_name(text: str, place: int) -> bool:
    """江问渠承认: a family name behind a title or mark, one or two characters, then another cue."""
    for given in (1, 2):
        name = text[max(0, place - given) : place + 1]
        lead = text[max(0, place - given - _TITLE_MAX_CHARS) : max(0, place - given)]
        if place < given or name[0] not in SURNAMES or not _IN_NAME_AFTER[given].match(text, place + 1):
            continue
        if lead[-1:] in _MARKS_BEFORE or len(title_end(lead) or "") > 1:
            return True
    return False


def _as_cue(span: Span, word: str) -> Cue:
    group = _TABLE.get(word)
    if group is not None:
        return Cue(span, word, group.stance, group.frame, group.strong, word in BOUND)
    base = next(word[: -len(suffix)] for suffix in SUFFIXES if word.endswith(suffix) and word[: -len(suffix)] in _TABLE)
    return Cue(span, word, _TABLE[base].stance, "speech", strong=True)


def _as_uttered(span: Span, word: str) -> Cue | None:
    """劝诫道:“…”: any verb with 道 before a quotation; only 道 where no verb stands before it (笑着道)."""
    if is_listed(word) or is_listed(word[1:]):
        return None
    verb = tag(word[:-1])
    if len(verb) == 1 and is_listed(word[:-1]):
        return Cue(span, word, "say", "speech", strong=True) if verb[0][1].startswith("v") else None
    return Cue((span[1] - 1, span[1]), "道", "say", "speech", strong=True)


def _cue_table() -> dict[str, CueGroup]:
    table = {word: group for group in reversed(GROUPS) for word in group.words}
    for stance, words in PLEDGES.items():
        group = CueGroup(stance, "act", True, frozenset(f"表示{word}" for word in words))
        table.update(dict.fromkeys(group.words, group))
    return table


def _build_pattern(table: dict[str, CueGroup]) -> re.Pattern[str]:
    pledges = _any_of(frozenset().union(*PLEDGES.values()))
    alternatives = [f"表示[过了]?(?:{_any_of(DEGREES)})?的?(?P<pledge>{pledges})(?:和[\u4e00-\u9fff]{{2,4}})?"]
    suffix = f"(?:{'|'.join(SUFFIXES)})?"
    words = sorted({*table, *LOOKALIKES}, key=len, reverse=True)
    alternatives += [word + (suffix if word in table and word in SUFFIXABLE else "") for word in words]
    return re.compile("|".join(alternatives))


def _any_of(words: frozenset[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_AT_ONCE = re.compile(r"说([\u4e00-\u9fff])就\1")
"""说拆就拆: no sooner said than done."""
_SAYS_NO = re.compile("说不(?=[,。;!?]|$)")
"""向政府说不 refuses, and says nothing."""
_TOLD_SO = re.compile("(?<=话)(?<!的话)说")
"""话说 begins a tale; 援引目击者的话说 says something."""
_UTTERED = re.compile(r"[\u4e00-\u9fff](?![写说问讲谈笑喊叹答报])[\u4e00-\u9fff]道(?=[:,]\s*[“\"])")
_TABLE = _cue_table()
_PATTERN = _build_pattern(_TABLE)
_LONG = "|".join(sorted((word for word in _TABLE if len(word) > 1), key=len, reverse=True))
_IN_NAME_AFTER = {
    1: re.compile(rf"[\u4e00-\u9fff]?(?:{_LONG}|[说称](?![\u4e00-\u9fff]))"),
    2: re.compile(rf"(?:{_LONG}|[说称](?![\u4e00-\u9fff]))"),
}
"""What follows a sign inside a name of two or three: at most one more sign of the name, then a cue."""
