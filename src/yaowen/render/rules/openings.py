"""Where a text begins for a reader: after a stamp that its page prints into it, and after its dateline 电头."""

from __future__ import annotations

import re

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?"
_ZONE = r"(?:Z|\s?(?:GMT|UTC)?\s?[+-]\d{2}:?\d{2}|\s?(?:GMT|UTC))?"
_DAYS = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_BYLINE = r"(?:[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){1,3} )?"
_STAMP = re.compile(
    rf"\s*{_BYLINE}(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:T|\s+){_CLOCK}{_ZONE}"
    rf"|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}\s*-?\s*{_CLOCK}"
    rf"|{_DAYS}, \d{{1,2}} {_MONTHS} \d{{4}} {_CLOCK}{_ZONE})(?:\s+|$)"
)
_SENT = r"(?:[电電讯訊]|\s?[-–—]{1,2}\s)"
_DATELINE = re.compile(
    rf"[（(【][^（）()【】]{{2,40}}(?:[电電讯訊网網]|报道|報導)[）)】]\s*"
    rf"|[\w/·]{{2,20}}\d{{1,2}}日{_SENT}\s*(?:[（(](?:记者|記者)[^（）()]{{1,20}}[）)]\s*)?"
)
_CLAUSE_ENDS = "，；：、"
_LEAST_HAN = 4
_LEAST_LETTERS = 12
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")


def drop_stamp(text: str) -> str:
    """A text without the date and clock that its page prints before it (2025-01-17T09:25:59); a bare day stays."""
    found = _STAMP.match(text)
    return text[found.end() :] if found else text


def drop_opening(text: str) -> str:
    """A text without stamp and dateline: where what it tells begins, for a line that names the outlet by itself."""
    told = drop_stamp(text)
    found = _DATELINE.match(told)
    return told[found.end() :] if found else told


def drop_repeated(text: str, headline: str) -> str:
    """A text without the headline, where its page prints that once more before the first sentence."""
    rest = text.removeprefix(headline)
    return rest.lstrip() if headline and rest[:1].isspace() else text


def end_at_clause(text: str) -> str:
    """A Chinese text that was cut short, ended at the clause before: no name stands there by half."""
    if not text.endswith("…"):
        return text
    end = max(text.rfind(sign) for sign in _CLAUSE_ENDS)
    return text[:end] + "…" if end >= len(text) // 2 else text


def tells(sentence: str, expression: str) -> bool:
    """Whether a sentence says more than the date in it, as a stamp beside a headline does not."""
    rest = sentence.replace(expression, "", 1)
    return len(_HAN.findall(rest)) >= _LEAST_HAN or len(_LETTER.findall(rest)) >= _LEAST_LETTERS
