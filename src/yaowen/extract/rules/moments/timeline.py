"""Moments of a whole article: pieces joined to expressions, expressions resolved in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone

from yaowen.base.words import Moment
from yaowen.extract.rules.moments.absolute import ABSOLUTE
from yaowen.extract.rules.moments.anchors import Anchor
from yaowen.extract.rules.moments.durations import Length, find_lengths
from yaowen.extract.rules.moments.expressions import Expression, join_pieces
from yaowen.extract.rules.moments.hours import HOURS
from yaowen.extract.rules.moments.pieces import PieceFinder
from yaowen.extract.rules.moments.relative import RELATIVE
from yaowen.extract.rules.moments.resolve import resolve_ago, resolve_expression
from yaowen.extract.rules.reading import Reading

_FIRST_YEAR, _LAST_YEAR = 1800, 2800
"""A dateline outside is a fault, and its neighbours may lie outside the calendar."""
CHINA = timezone(timedelta(hours=8))
_FINDER = PieceFinder((*RELATIVE[:1], *ABSOLUTE, *RELATIVE[1:], *HOURS))


def find_moments(readings: Sequence[Reading], published: datetime | None) -> tuple[Moment, ...]:
    """Moments of an article, in the order of the text.

    Args:
        readings: the paragraphs.
        published: the dateline; its day is taken in its own offset, but a time without one or in UTC is read in
            +08:00. Without it relative expressions are left out.
    """
    anchor = Anchor(_dateline_day(published))
    return tuple(moment for reading in readings for moment in _read_paragraph(reading, anchor))


def _dateline_day(published: datetime | None) -> date | None:
    if published is None or not _FIRST_YEAR <= published.year <= _LAST_YEAR:
        return None
    if published.tzinfo is not None and not published.utcoffset():
        return published.astimezone(CHINA).date()
    return published.date()


def _read_paragraph(reading: Reading, anchor: Anchor) -> Iterator[Moment]:
    lengths = find_lengths(reading.folded)
    taken = {place for length in lengths for place in range(*length.span)}
    pieces = [piece for piece in _FINDER.find(reading.folded) if taken.isdisjoint(range(piece.start, piece.end))]
    marks: list[Expression | Length] = [*lengths, *join_pieces(pieces, reading.folded)]
    sentences = iter(reading.sentences)
    sentence = next(sentences, (0, 0))
    anchor.begin_sentence()
    for mark in sorted(marks, key=lambda mark: mark.span):
        while mark.span[0] >= sentence[1]:
            sentence = next(sentences, (0, len(reading.text) + 1))
            anchor.begin_sentence()
        moment = _resolve(mark, reading, anchor)
        if moment is not None:
            yield moment


def _resolve(mark: Expression | Length, reading: Reading, anchor: Anchor) -> Moment | None:
    if isinstance(mark, Length):
        value = resolve_ago(mark, reading, anchor) if mark.ago else mark.value
        return Moment(reading.number, mark.span, value) if value else None
    value = resolve_expression(mark, reading, anchor)
    return Moment(reading.number, mark.span, value) if value else None
