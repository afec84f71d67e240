"""Quotations without a word that says so: behind a speaker and a colon, and such as go on with the speaker before."""

from __future__ import annotations

import re

from yaowen.base.words import Claim, Span
from yaowen.extract.rules.claims.kinds import decide_kind
from yaowen.extract.rules.claims.pronouns import Memory
from yaowen.extract.rules.reading import Reading

_COLON_SPEAKER_CHARS = 24
_COLON_CONFIDENCE = 0.6
_NO_SPEAKER = re.compile("[,;、。“”《》]|的$|[是有在]")
_QUOTE_ALONE_MIN_CHARS = 10
_SURE = 2
_PERSONS = frozenset({"person", "official"})


def read_quotation(reading: Reading, sentence: Span, memory: Memory) -> list[Claim]:
    """A sentence that is all quotation after one that had a speaker: the speaker goes on."""
    quote = reading.quote_from(sentence[0])
    if quote is None or quote[1] < sentence[1] or quote[1] - quote[0] < _QUOTE_ALONE_MIN_CHARS or memory.last is None:
        return []
    return [Claim(reading.number, None, None, (quote,), "say", "q", memory.last, confidence=0.4)]


def read_colon(reading: Reading, sentence: Span, memory: Memory) -> list[Claim]:
    """陈永峰:“…”: a speaker, a colon and a quotation, without a word that says so."""
    mark = reading.open.find(":", sentence[0], min(sentence[0] + _COLON_SPEAKER_CHARS, sentence[1]))
    quote = reading.quote_from(mark + 1)
    if mark <= sentence[0] or quote is None or quote[1] < sentence[1]:
        return []
    speaker = (sentence[0], mark)
    text, folded = reading.text[slice(*speaker)], reading.folded[slice(*speaker)]
    kind, sure = decide_kind(folded)
    if sure < _SURE or kind == "unknown" or _NO_SPEAKER.search(folded):
        return []
    resolved = memory.resolve(folded)
    if resolved is None:
        memory.notice(memory.name_of(text, folded), kind, folded)
    return [Claim(reading.number, speaker, None, (quote,), "say", "q", resolved, kind, None, _COLON_CONFIDENCE)]


def goes_on_before(reading: Reading, before: Reading | None, last: Claim | None) -> bool:
    """Whether a paragraph that is one whole quotation goes on with the words of a person that end the one before."""
    if before is None or last is None or last.paragraph != before.number:
        return False
    if (
        (last.mode != "q" and last.speaker_kind not in _PERSONS)
        or last.speaker_kind == "agency"
        or not _is_quotation(reading)
    ):
        return False
    end = max([span[1] for span in last.content] + [last.cue[1] if last.cue else 0])
    return not before.open[end:].strip(" 。!?:”")


def _is_quotation(reading: Reading) -> bool:
    """A paragraph that is one whole quotation."""
    sentences = reading.sentences
    quote = reading.quote_from(sentences[0][0]) if sentences else None
    return quote is not None and quote[1] >= sentences[-1][1] and reading.folded[quote[1] - 2] in "。!?"
