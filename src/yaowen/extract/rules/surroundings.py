"""The short lines around an article: where outlets print its time, its source and who wrote it."""

from __future__ import annotations

import re

from yaowen.extract.rules.body import Body
from yaowen.extract.rules.clean import fold_line
from yaowen.extract.rules.layout import Layout
from yaowen.extract.rules.shown_time import Lines

_META_LINE_CHARS = 200
_BRACKET_CHARS = 40
_LAST_BRACKET = re.compile(r"[（(][^（()）]{2,}[）)]$")
_TIME_OF_DAY = re.compile(r"\d[:：]\d\d")
_CAPTIONS = frozenset(("figcaption", "figure"))


def lines_around(layout: Layout, body: Body, headline: str) -> Lines:
    """Short lines where outlets print time, source and authors.

    Near are those between headline and body and at the body's beginning, nearest to either of them first; where the
    page does not show the headline, nearest to the body first.
    """
    texts = [line.text if len(line.text) <= _META_LINE_CHARS else _bracket_behind(line.text) for line in layout.lines]
    for element in layout.elements:
        if element.tag in _CAPTIONS:  # a picture's own date and maker
            texts[element.start : element.end] = [""] * (element.end - element.start)
    if not body.lines:
        return Lines([text for text in texts[:60] if text], [], [])
    folded = fold_line(headline)
    first, last = body.lines[0], body.lines[-1]
    head = next((place for place in range(first, -1, -1) if folded and fold_line(texts[place]) == folded), -1)
    start = max(head if head >= 0 else first - 12, first - 40, 0)
    opening = range(first, min(first + 2, last + 1))
    between = sorted(range(start, first), key=lambda place: min(place - start, first - 1 - place))
    before = range(max(0, start - 6), start)
    near = [*between, *before, *opening] if head >= 0 else [*opening, *reversed(range(start, first)), *reversed(before)]
    tail = range(max(first, last - 3), min(last + 8, len(texts)))
    far = [*range(max(0, first - 100), max(0, start - 6)), *range(last + 1, min(last + 30, len(texts)))]
    inside = [place for place in body.lines if place < tail.start and _TIME_OF_DAY.search(texts[place])]
    return Lines(*([texts[place] for place in places if texts[place]] for places in (near, tail, far, inside)))


def _bracket_behind(text: str) -> str:
    """Of a paragraph, too long to be about the article, the bracket at its end: （记者 许青）."""
    found = _LAST_BRACKET.search(text[-_BRACKET_CHARS:])
    return found[0] if found else ""
