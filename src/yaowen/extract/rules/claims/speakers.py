"""The speaker: the noun phrase that a cue has as its subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yaowen.base.words import Span, SpeakerKind
from yaowen.extract.rules.claims.agencies import REPORT_NOUNS
from yaowen.extract.rules.claims.kinds import decide_kind
from yaowen.extract.rules.claims.leads import last_pronoun, skip_lead, skip_lead_tokens
from yaowen.extract.rules.claims.phrases import split_phrase, split_source
from yaowen.extract.rules.claims.tokens import Token, cut_tokens
from yaowen.extract.rules.reading import Reading

_CLAUSE_MARKS = ",;:。!?\n—…\u3000"
_DELIMITER = re.compile(r"[,;:。!?\n—…\u3000]|--| - ")
_DATELINE = re.compile(
    r"[\u4e00-\u9fffA-Za-z-]{2,12}(?:\d{1,2}月)?\d{1,2}日?(?:专?电|[快专]?讯|消息|综合报道|综合报导|信息)[:,]?\s*(?:[(\[][^)\]]*[)\]])?:?\s*"
)
"""中新网4月14日电(记者…): where and when a wire report was filed stands before its first sentence."""
_NOMINAL = frozenset({"noun", "name", "cover", "link"})
_CAUSING = frozenset({"让", "使", "令", "使得", "叫"})
_TOWARDS = frozenset("对向跟")
_NOUN_GOES_ON = frozenset("的(时上中里内等及和与、")
_PERSONS = frozenset({"person", "official"})
_ABOUT = re.compile("了(?!解)|对(?![方外华手冲岸门面照讲])")
"""对他的间谍罪 + 指控: what a noun is about."""
_THIS_IS = frozenset({"这是", "那是", "这也是"})
"""这是美方首次宣布军售: the clause tells what something is."""
_SPEECH_ENDS = frozenset("。!?,…")
_SCARE_QUOTE_MAX_CHARS = 6
_FARTHEST_CHARS = 300
"""No subject is looked for farther before its cue."""
_MAX_CHARS = 60
_MAX_UNSURE_CHARS = 14


@dataclass(frozen=True, slots=True)
class Subject:
    """What stands before a cue in its clause.

    Attributes:
        span: the speaker, or None where the clause names none (dropped subject).
        sure: 2 it can speak, 1 perhaps, 0 hardly.
        rest: the words between speaker and cue.
        according: the clause begins with 据/根据.
        clause: where the clause begins.
    """

    span: Span | None
    kind: SpeakerKind
    sure: int
    rest: tuple[Token, ...]
    according: bool
    clause: int


def clause_start(reading: Reading, floor: int, place: int) -> int:
    """Where the clause that holds `place` begins: after the last mark in the open text, not before `floor`.

    A long quotation that stands before `place` without a mark between ends its own clause.
    """
    lead = _DATELINE.match(reading.open) if floor == 0 else None
    start = lead.end() if lead and lead.end() < place else floor
    for match in _DELIMITER.finditer(reading.open, start, place):
        start = match.end()
    for first, last in reading.covered_between(start, place):
        if start <= first and last <= place and _ends_clause(reading, first, last):
            start = last
    while start < place and reading.open[start].isspace():
        start += 1
    return start


def _ends_clause(reading: Reading, first: int, last: int) -> bool:
    """A quotation that reads as speech, and the brackets of a dateline (记者…)."""
    inner = reading.folded[first + 1 : last - 1]
    if reading.folded[first] in '“"' and inner[-1:] in _SPEECH_ENDS and len(inner) > _SCARE_QUOTE_MAX_CHARS:
        return reading.open[last : last + 1] != "的"
    if reading.folded[first] in '“"' and reading.open[last : last + 1] in _NOUN_GOES_ON:
        return False
    if reading.folded[first] in '“"':
        return inner[-1:] in _SPEECH_ENDS or len(inner) > 15
    before = reading.open[max(0, first - 3) : first].rstrip()
    return reading.folded[first] in "([" and (before == "" or before[-1] in "电讯。:]")


def find_subject(reading: Reading, floor: int, cue_start: int) -> Subject:
    """The subject of a cue, looked for between `floor` and the cue."""
    clause = clause_start(reading, max(floor, cue_start - _FARTHEST_CHARS), cue_start)
    start, according = skip_lead(reading.open, clause, cue_start)
    tokens = last_pronoun(skip_lead_tokens(cut_tokens(reading, start, cue_start), according=according))
    if tokens and tokens[0].text in _THIS_IS:
        return Subject((tokens[0].start, cue_start), "unknown", 0, (), according, clause)
    told_of = reading.open[cue_start : cue_start + 1] in tuple(_CLAUSE_MARKS)
    phrase, rest = split_phrase(tokens, told_of=told_of) if not according else split_source(tokens)
    if not phrase or tokens[0].text in _CAUSING:
        return Subject(None, "unknown", 0, tuple(_drop_addressee(rest)), according, clause)
    rest = _drop_addressee(rest)
    span = (phrase[0].start, phrase[-1].end)
    kind, sure = decide_kind(reading.folded[span[0] : span[1]])
    about = _ABOUT.match(reading.folded, span[0])
    if reading.folded[span[0]] == "的" or (about and not (kind in _PERSONS or REPORT_NOUNS.search(phrase[-1].text))):
        return Subject(None, "unknown", 0, (), according, clause)
    size = sum(token.end - token.start for token in phrase if token.kind != "cover")
    if size > (_MAX_CHARS if sure == 2 else _MAX_UNSURE_CHARS):
        sure = 0
    return Subject(span, kind, sure, tuple(rest), according, clause)


def _drop_addressee(rest: list[Token]) -> list[Token]:
    """Whom it is said to says nothing about who says it: 向路透社, 对记者."""
    place = next((at for at in range(len(rest) - 1, -1, -1) if rest[at].kind == "prep"), None)
    if place is None or rest[place].text not in _TOWARDS or place == len(rest) - 1:
        return rest
    return rest[:place] if all(token.kind in _NOMINAL for token in rest[place + 1 :]) else rest
