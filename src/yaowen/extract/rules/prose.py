"""What each line of a page is worth: prose counts for itself, links, bare words and furniture count against.

The numbers below were chosen by sweeping them one by one over the three public sets (extract_seb, extract_fundus,
extract_zh_handmade); body F1 moves by less than .003 around each of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from yaowen.extract.rules.clean import fold_line
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.layout import Layout, Line

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LONG_WEIGHT = 70.0
"""A line this heavy is prose by its length: 28 Chinese characters, or a line of print in Latin script."""
SENTENCE_WEIGHT = 30.0
"""A line this heavy is prose where it ends like a sentence."""
SHORT_COST = 4.0
WORDS_COST = 6.0
NAMED_GAIN = 0.5
"""Share of its weight that a bare line counts for where its element is called an article's body."""
CELL_GAIN = 0.2
"""Share of its weight that a cell of a table of data counts for."""
_LEAST_ROWS, _LEAST_COLUMNS = 3, 2
_BEFORE_HEADLINE = 0.1
_SENTENCE_END = re.compile(r"[。！？!?…；][”’」』）)\"'】]{0,2}\s*$|[.:;][”’\"')]{0,2}\s*$")

_ENDING, _CLOSING = frozenset("。！？!?…；.:;"), frozenset("”’」』）)\"'】 ")
"""Most lines are settled by their last sign; the expression above is asked about the others."""


def hinted_lines(layout: Layout) -> list[bool]:
    """Which lines stand in furniture. A name that would cover much of the page's prose is not believed."""
    masses = list(accumulate((_mass(line) for line in layout.lines), initial=0.0))
    by_name: dict[str, float] = {}
    for element in layout.elements:
        if element.furniture and element.name:
            by_name[element.name] = by_name.get(element.name, 0.0) + masses[element.end] - masses[element.start]
    hinted = [False] * len(layout.lines)
    for element in layout.elements:
        if not element.furniture or element.start == element.end:
            continue
        mass = by_name.get(element.name, masses[element.end] - masses[element.start])
        if mass < element.furniture * masses[-1] or not masses[-1]:
            hinted[element.start : element.end] = [True] * (element.end - element.start)
    return hinted


def value_lines(layout: Layout, hinted: Sequence[bool], headline: str) -> list[float]:
    """What each line is worth; prose before the headline counts little.

    Args:
        layout: the page's lines.
        hinted: which of them stand in furniture.
        headline: the article's.
    """
    named, grouped = _named_lines(layout), _grouped_lines(layout.lines)
    values = [_value(*one) for one in zip(layout.lines, hinted, named, grouped, strict=True)]
    for place in data_cells(layout):
        if not hinted[place] and layout.lines[place].linked == 0:
            values[place] = max(values[place], CELL_GAIN * min(layout.lines[place].weight, LONG_WEIGHT))
    for number in range(_headline_place(layout, headline)):
        values[number] = min(values[number], _BEFORE_HEADLINE * values[number])
    return values


def data_cells(layout: Layout) -> set[int]:
    """Places of the lines in tables of data: three rows of two short cells or more, no table inside, few links."""
    if layout.cells is None:
        layout.cells = _find_cells(layout)
    return layout.cells


def _find_cells(layout: Layout) -> set[int]:
    found: set[int] = set()
    elements = layout.elements
    tables = [place for place, element in enumerate(elements) if element.tag == "table"]
    outer = _tables_around_tables(layout) if tables else set()
    for place in tables:
        element = elements[place]
        if place in outer or element.end - element.start < _LEAST_ROWS * _LEAST_COLUMNS:
            continue
        lines = layout.lines[element.start : element.end]
        if max(line.weight for line in lines) > 2 * LONG_WEIGHT:
            continue
        weight, linked = sum(line.weight for line in lines), sum(line.linked for line in lines)
        tags = Counter(_tags_within(layout, place))
        rows, cells = tags["tr"], tags["td"] + tags["th"]
        if rows >= _LEAST_ROWS and cells >= _LEAST_COLUMNS * rows and linked < 0.3 * weight:
            found.update(range(element.start, element.end))
    return found


def _tables_around_tables(layout: Layout) -> set[int]:
    """Places of the tables that hold another one: those that are left lie beside one another, and are counted once."""
    nearest: list[int] = []
    outer: set[int] = set()
    for element in layout.elements:
        parent = element.parent
        is_inside = parent >= 0 and layout.elements[parent].tag == "table"
        nearest.append(parent if is_inside else nearest[parent] if parent >= 0 else -1)
        if element.tag == "table":
            outer.add(nearest[-1])
    return outer


def _tags_within(layout: Layout, place: int) -> Iterator[str]:
    end = layout.elements[place].end
    for element in islice(layout.elements, place + 1, None):
        if element.start >= end:
            return
        yield element.tag


def is_prose(line: Line) -> bool:
    """Whether a line is running text: long, or a sentence, and not mostly links."""
    if line.linked > 0.4 * line.weight:
        return False
    return line.weight >= LONG_WEIGHT or (line.weight >= SENTENCE_WEIGHT and ends_sentence(line.text))


def ends_sentence(text: str) -> bool:
    """Whether a line ends like a sentence."""
    last = text[-1:]
    if last not in _CLOSING:
        return last in _ENDING
    return _SENTENCE_END.search(text[-8:]) is not None


def _mass(line: Line) -> float:
    return line.weight - line.linked if is_prose(line) else 0.0


def _value(line: Line, hinted: bool, named: bool, grouped: bool) -> float:
    if hinted:
        return -0.3 * min(line.weight, 200.0)
    if line.linked > 0.5 * line.weight and line.tag not in HEADINGS:
        return -10.0 - min(line.weight, 100.0)
    if line.tag in HEADINGS or is_furniture_line(line.text):
        return -SHORT_COST
    if is_prose(line) or (grouped and line.linked == 0):
        return (line.weight - line.linked) * (0.6 if line.weight < LONG_WEIGHT else 1.0)
    if named:
        return NAMED_GAIN * line.weight
    return -SHORT_COST if line.weight < SENTENCE_WEIGHT else -WORDS_COST


def _headline_place(layout: Layout, headline: str) -> int:
    """Place of the first heading that is the headline; 0 where there is none."""
    folded = fold_line(headline)
    for number, line in enumerate(layout.lines):
        if line.tag in {"h1", "h2"} and folded and fold_line(line.text) == folded:
            return number
    return 0


def _named_lines(layout: Layout) -> list[bool]:
    """Which lines stand in an element whose name says that it is an article's body; not where many share the name."""
    counts = Counter(element.name for element in layout.elements if element.named)
    named = [False] * len(layout.lines)
    for element in layout.elements:
        if element.named and counts[element.name] <= 2:
            named[element.start : element.end] = [True] * (element.end - element.start)
    return named


def _grouped_lines(lines: Sequence[Line]) -> list[bool]:
    """Which lines are prose by their company: lines of one element that only breaks part, with sentences among them."""
    grouped = [False] * len(lines)
    start = 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and lines[number].owner == lines[start].owner:
            continue
        if number - start > 2 and _is_text(lines[start:number]):
            grouped[start:number] = [True] * (number - start)
        start = number
    return grouped


def _is_text(lines: Sequence[Line]) -> bool:
    weight, linked = sum(line.weight for line in lines), sum(line.linked for line in lines)
    ends = sum(ends_sentence(line.text) for line in lines)
    return linked < 0.2 * weight and weight > 2 * LONG_WEIGHT and 6 * ends >= len(lines)
