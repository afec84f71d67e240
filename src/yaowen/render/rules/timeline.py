"""时间线: resolved dates of the reports in order, and when the first report came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yaowen.base.addresses import PathLanguage
from yaowen.render.rules.material import Dated, Event, Report
from yaowen.render.rules.openings import tells
from yaowen.render.rules.shown import Words, decide_quotable, show
from yaowen.render.rules.times import show_time

LONGEST = 10
CLAUSE_CHARS = 60
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?)?")
"""A month or finer: a bare year says too little for a timeline."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the timeline. `raw`: the expression as printed, 上周五; `words`: None for the first report."""

    value: str
    shown: str
    raw: Words | None
    words: Words | None
    article_id: int
    outlet: str


def make_timeline(language: PathLanguage, zone: str, event: Event) -> tuple[Moment, ...]:
    """The dates that may be quoted, earliest first, one a date and sentence of a report, and the first report."""
    found: dict[tuple[str, int], Moment] = {}
    told: set[tuple[str, int]] = set()
    for report in event.reports:
        quoted = decide_quotable(report).dates
        for place, dated in enumerate(report.dates):
            value = date_value(dated)
            clause = (clause_of(dated), report.id)
            new = value and clause not in told and (value, report.id) not in found
            if new and place in quoted and report.copy_of is None and tells(dated.sentence, dated.text):
                found[value, report.id] = _moment(language, report, dated, value)
                told.add(clause)
    if not found:
        return ()
    first = event.reports[0]
    stamp = show_time(event.first_at, zone, "minute")
    opening = Moment(stamp.text.replace(" ", "T"), stamp.text, None, None, first.id, first.carrier.name(language))
    return tuple(sorted([*_newest(list(found.values())), opening], key=lambda moment: moment.value))


def date_value(dated: Dated) -> str:
    """The day or time that an expression stands for; the beginning of a span; empty for a duration or anything else."""
    start = dated.value.partition("/")[0]
    return start if _DATE.fullmatch(start) else ""


def _moment(language: PathLanguage, report: Report, dated: Dated, value: str) -> Moment:
    raw = None if dated.text == value else show(language, dated.text, report.language)
    words = show(language, clause_of(dated), report.language)
    return Moment(value, value.replace("T", " "), raw, words, report.id, report.carrier.name(language))


def clause_of(dated: Dated) -> str:
    """The sentence, or where it is long the part of it around the expression."""
    sentence = dated.sentence.strip()
    if len(sentence) <= CLAUSE_CHARS:
        return sentence
    at = max(sentence.find(dated.text), 0)
    start = max(sentence.rfind("，", 0, at), sentence.rfind("；", 0, at)) + 1
    start = start if at + len(dated.text) - start <= CLAUSE_CHARS else at
    cut = sentence[start : start + CLAUSE_CHARS]
    return ("…" if start else "") + cut + ("…" if start + CLAUSE_CHARS < len(sentence) else "")


def _newest(moments: Sequence[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda moment: moment.value)[-LONGEST:]
