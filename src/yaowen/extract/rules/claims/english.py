"""Claims in English paragraphs, at a first useful level: one speaker and one statement a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaowen.base.text.script import han_share
from yaowen.base.words import Claim, Span, SpeakerKind, Stance
from yaowen.extract.rules.claims.contents import decide_mode
from yaowen.extract.rules.claims.pronouns import Memory
from yaowen.extract.rules.reading import Reading

_HAN_SHARE_MAX = 0.1
_CUES: dict[Stance, str] = {
    "say": "said|says|say|added|adds|told|wrote|noted|explained|stated|insisted|argued|reported|claimed|stressed",
    "believe": "believes|believe|believed|thinks|thought|expects|expected|predicted",
    "announce": "announced|announces",
    "deny": "denied|denies|deny|rejected claims",
    "admit": "admitted|admits|acknowledged|conceded",
    "confirm": "confirmed|confirms",
    "refuse": "declined to comment|refused to comment|refused to say|declined to say",
    "condemn": "condemned|condemns|criticized|criticised|accused|accuses|accuse|blamed|denounced",
    "praise": "praised|praises|welcomed|hailed|thanked",
    "call": "urged|urges|called on|called for|demanded",
    "warn": "warned|warns|warn",
    "ask": "asked|asks",
    "promise": "promised|promises|pledged|vowed",
}
_STANCES = {word: stance for stance, words in _CUES.items() for word in words.split("|")}
_CUE = re.compile(rf"\b(?:{'|'.join(sorted(_STANCES, key=len, reverse=True))})\b")
_SENTENCE = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\b[A-Z])(?<!\bU\.S)[.!?][”\"']?"
    r"(?=\s+[A-Z“\"']|\s*$)"
)
_LEAD = re.compile(
    r"\s*(?:(?:but|and|however|meanwhile|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|earlier|later|yesterday|today)"
    r"\b,?\s+)*",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?P<subject>[A-Za-z][^,;:()“”\"]{0,80}?)\s+(?:(?:has|have|had|also|later|then|repeatedly|once|again|never)\s+)*$"
)
_SUBJECT_AFTER = re.compile(
    r"\s+(?P<subject>(?:[A-Z]|the )[^,;:()“”\".]{0,60}?)(?=\s*[,.;]|\s+(?:on|in|at|during|after|to|from)\s|$)"
)
_ADDRESSEE = re.compile(
    r"\s+(?:reporters|journalists|[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*){0,4}|(?:the|a) [A-Za-z ]{1,30}?)"
    r"(?=,| that\b|:| [“\"])"
)
_AFTER_CUE = re.compile(r"(?:\s+on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?(?:\s+that\b)?[,:]?\s*")
_NOT_SUBJECTS = re.compile(
    r"(?:it is|it was|there|what|which|who|that|as|when|if|because|while|to|by|is|are|was|were)\b", re.IGNORECASE
)
_OFFICE = re.compile(
    r"\b(?:president|minister|mayor|governor|senator|spokes(?:man|woman|person)|secretary|officials?|chancellor|"
    r"ambassador|judge|general|police chief)\b",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"\b(?:Reuters|AP|Associated Press|AFP|Bloomberg|BBC|CNN|Times|Post|Journal|Guardian|News|Herald)\b"
)
_BODY = re.compile(
    r"\b(?:company|ministry|department|agency|court|police|bank|group|union|commission|council|university|government|"
    r"committee|party|Inc|Corp|Ltd|office|association|army|report|statement)\b",
    re.IGNORECASE,
)
_PRONOUNS = frozenset({"he", "she", "they", "it", "we"})
_SOURCE_FIRST = re.compile(r"(?P<cue>According to) (?P<source>[^,;“”\"]{2,80}), (?P<content>.+)", re.DOTALL)
_SOURCE_LAST = re.compile(
    r"(?P<content>.+), (?P<cue>according to) (?P<source>[^,;“”\"]{2,80}?)(?=[.,]|\s*$)", re.DOTALL
)
_WITH_ASIDE = re.compile(
    r"(?P<subject>(?:[A-Z]|the )[^,;:()“”\".]{1,60}), (?:who|which|whose|an?|the)\b[^,;“”\"]{2,80},\s*"
)
"""Orlin, who leads the authority, told …: the subject stands before what is said about it."""
_LONGEST_CHARS = 1000
"""No sentence of prose is longer."""
_SHORTEST_CHARS = 4
_FARTHEST_CHARS = 300
"""No subject is looked for farther before its cue."""


@dataclass(frozen=True, slots=True)
class _Attribution:
    speaker: Span
    cue: Span
    content: tuple[Span, ...]


def is_english(reading: Reading) -> bool:
    """A paragraph of Latin letters with at most stray Chinese ones."""
    return bool(re.search(r"[A-Za-z]{2}", reading.text)) and han_share(reading.text) <= _HAN_SHARE_MAX


def read_english(reading: Reading, memory: Memory) -> Iterator[Claim]:
    """The claims of an English paragraph, at most one a sentence."""
    for start, end in _split(reading.open):
        found = _read_sentence(reading, start, end)
        if found is not None:
            yield _as_claim(reading, found, memory)


def _split(text: str) -> Iterator[Span]:
    start = 0
    for match in _SENTENCE.finditer(text):
        yield start, match.end()
        start = match.end()
        start += len(text[start:]) - len(text[start:].lstrip())
    if start < len(text):
        yield start, len(text)


def _read_sentence(reading: Reading, start: int, end: int) -> _Attribution | None:
    source = _by_source(reading.open, start, end)
    if source is not None:
        return source
    for cue in _CUE.finditer(reading.open, start, end):
        found = _subject_first(reading, start, end, cue.span()) or _subject_last(reading, start, end, cue.span())
        if found is not None:
            return found
    return None


def _by_source(text: str, start: int, end: int) -> _Attribution | None:
    """According to the office, two boats sank; two boats sank, according to the office."""
    if end - start > _LONGEST_CHARS:
        return None
    match = _SOURCE_FIRST.match(text, start, end) or _SOURCE_LAST.match(text, start, end)
    if match is None:
        return None
    content = _trim(text, *match.span("content"))
    return _Attribution(match.span("source"), match.span("cue"), (content,)) if content else None


def _subject_first(reading: Reading, start: int, end: int, cue: Span) -> _Attribution | None:
    """The mayor said …; “…,” the mayor said; the bridge is safe, the mayor said."""
    text = reading.open
    clause = max(text.rfind(sign, start, cue[0]) for sign in ',;:”"') + 1
    clause = max(clause, start)
    lead = _LEAD.match(text, clause + len(text[clause : cue[0]]) - len(text[clause : cue[0]].lstrip()), cue[0])
    first = lead.end() if lead else clause + len(text[clause : cue[0]]) - len(text[clause : cue[0]].lstrip())
    match = _SUBJECT.match(text, first, cue[0])
    aside = _WITH_ASIDE.match(text, start, cue[0])
    if match is None and aside is not None and aside.end() == cue[0]:
        after = _content_after(text, cue[1], end)
        return _Attribution(aside.span("subject"), cue, (after,)) if after else None
    if match is None or _NOT_SUBJECTS.match(match["subject"]):
        return None
    speaker = match.span("subject")
    before = _trim(text, start, clause)
    after = _content_after(text, cue[1], end)
    if before is not None and (text[before[1] - 1] in '”"' or after is None):
        content = [before] if after is None or text[after[0]] not in '“"' else [before, after]
        return _Attribution(speaker, cue, tuple(content))
    if after is None:
        return _Attribution(speaker, cue, ()) if _is_refusal(text, cue) else None
    return _Attribution(speaker, cue, (after,))


def _subject_last(reading: Reading, start: int, end: int, cue: Span) -> _Attribution | None:
    """“…,” said the mayor."""
    text = reading.open
    match = _SUBJECT_AFTER.match(text, cue[1], end)
    before = _trim(text, start, cue[0])
    if match is None or before is None or text[before[1] - 1] not in '”"':
        return None
    return _Attribution(match.span("subject"), cue, (before,))


def _is_refusal(text: str, cue: Span) -> bool:
    return _STANCES[text[slice(*cue)]] == "refuse"


def _content_after(text: str, place: int, end: int) -> Span | None:
    told = _ADDRESSEE.match(text, place, end) if text.endswith("told", 0, place) else None
    place = told.end() if told else place
    lead = _AFTER_CUE.match(text, place, end)
    content = _trim(text, lead.end() if lead else place, end)
    return content if content and content[1] - content[0] >= _SHORTEST_CHARS else None


def _trim(text: str, start: int, end: int) -> Span | None:
    while end > start and text[end - 1] in " .,;:":
        end -= 1
    while start < end and text[start] in " ,;:":
        start += 1
    return (start, end) if end - start >= 1 else None


def _as_claim(reading: Reading, found: _Attribution, memory: Memory) -> Claim:
    text = reading.text[slice(*found.speaker)]
    kind = _kind_of(text)
    resolved = memory.last if text.lower() in _PRONOUNS else None
    if text.lower() not in _PRONOUNS:
        memory.notice(text, kind, text)
    content = tuple(span for span in found.content if span)
    stance = _STANCES.get(reading.open[slice(*found.cue)], "say")
    mode = decide_mode(reading, content)
    return Claim(reading.number, found.speaker, found.cue, content, stance, mode, resolved, kind, None, 0.5)


def _kind_of(speaker: str) -> SpeakerKind:
    if speaker.lower() in _PRONOUNS:
        return "person"
    if _AGENCY.search(speaker):
        return "agency"
    if _OFFICE.search(speaker):
        return "official"
    if _BODY.search(speaker):
        return "organisation"
    return "person" if speaker[:1].isupper() else "unknown"
