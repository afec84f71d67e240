"""A paragraph laid out for the rules: folded to one script, with quotations and brackets covered up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from yaowen.base.text.script import fold_marks
from yaowen.base.words import Span

COVER = "\ue000"
"""Stands in `Reading.open` for every character inside quotation marks, brackets and title marks."""

_MARKS = str.maketrans("「」『』﹁﹂﹃﹄〝〞＂〈〉〔〕［］【】﹝﹞", '“”‘’“”‘’“”"《》[][][][]')
_PAIRS = {"“": "”", "‘": "’", "《": "》", "(": ")", "[": "]"}
_PAIRED = re.compile(r"[“”‘’《》()\[\]]")
_COVERED_MAX_CHARS = 3000
_ENDS = re.compile(r"[。!?\n]+")


@dataclass(frozen=True)
class Reading:
    """One paragraph.

    Attributes:
        text: as printed.
        folded: the same length, in simplified script with ASCII punctuation and “ ” ‘ ’ 《 》 as the only marks.
        quotes: outermost quotations, marks included.
        covered: outermost quotations, brackets and titles, marks included.
        open: `folded` with the insides of `covered` replaced by `COVER`; the same length.
    """

    number: int
    text: str
    folded: str
    quotes: tuple[Span, ...]
    covered: tuple[Span, ...]
    open: str

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences, final mark and closing quotation mark included."""
        return _split_sentences(self)

    def quote_from(self, start: int) -> Span | None:
        """The quotation that opens at a place."""
        return self._quotes_by_start.get(start)

    def quote_to(self, end: int) -> Span | None:
        """The quotation that closes just before a place."""
        return self._quotes_by_end.get(end)

    def covered_between(self, start: int, end: int) -> tuple[Span, ...]:
        """The covered stretches that reach into a stretch of text, in order."""
        first = bisect_right(self.covered, start, key=lambda span: span[1])
        return self.covered[first : bisect_left(self.covered, end, key=lambda span: span[0])]

    @cached_property
    def _quotes_by_start(self) -> dict[int, Span]:
        return {span[0]: span for span in self.quotes}

    @cached_property
    def _quotes_by_end(self) -> dict[int, Span]:
        return {span[1]: span for span in self.quotes}


def read_paragraph(number: int, text: str) -> Reading:
    """Lay out one paragraph."""
    folded = fold_text(text)
    covered = _find_covered(folded)
    quotes = tuple(span for span in covered if folded[span[0]] in '“‘"')
    return Reading(number, text, folded, quotes, covered, _cover(folded, covered))


def fold_text(text: str) -> str:
    """One script, ASCII punctuation, one kind of quotation marks: the length stays the same."""
    return fold_marks(text).translate(_MARKS)


def _find_covered(folded: str) -> tuple[Span, ...]:
    """Outermost pairs of marks, from left to right."""
    spans: list[Span] = []
    for start, end in sorted(_pair_marks(folded)):
        if end - start <= _COVERED_MAX_CHARS and (not spans or start >= spans[-1][1]):
            spans.append((start, end))
    return tuple(spans)


def _pair_marks(folded: str) -> list[Span]:
    """Every pair of marks; a quotation left open at the paragraph's start runs to its end."""
    stacks: dict[str, list[int]] = {closing: [] for closing in _PAIRS.values()}
    pairs = _pair_straight_quotes(folded)
    for mark in _PAIRED.finditer(folded):
        place, sign = mark.start(), mark.group()
        if sign in _PAIRS:
            stacks[_PAIRS[sign]].append(place)
        elif stacks.get(sign):
            pairs.append((stacks[sign].pop(), place + 1))
    if 0 in stacks["”"]:
        pairs.append((0, len(folded)))
    return pairs


def _pair_straight_quotes(folded: str) -> list[Span]:
    places = [found.start() for found in re.finditer('"', folded)]
    if len(places) % 2:
        return []
    return [(start, end + 1) for start, end in zip(places[::2], places[1::2], strict=True)]


def _cover(folded: str, covered: tuple[Span, ...]) -> str:
    signs = list(folded)
    for start, end in covered:
        signs[start + 1 : end - 1] = COVER * max(0, end - start - 2)
    return "".join(signs)


def _split_sentences(reading: Reading) -> tuple[Span, ...]:
    ends = {found.end() for found in _ENDS.finditer(reading.open)}
    ends |= {end for start, end in reading.quotes if _closes_sentence(reading, start, end)}
    spans: list[Span] = []
    start = 0
    for end in sorted(ends | {len(reading.open)}):
        lead = len(reading.open[start:end]) - len(reading.open[start:end].lstrip())
        if start + lead < end:
            spans.append((start + lead, end))
        start = end
    return tuple(spans)


def _closes_sentence(reading: Reading, start: int, end: int) -> bool:
    """Whether a quotation that ends with a full stop inside also ends its sentence."""
    inner, after = reading.folded[end - 2 : end - 1], reading.open[end : end + 1]
    return end - start > 2 and inner in "。!?" and after not in set(",、;:。!?的")
