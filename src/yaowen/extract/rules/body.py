"""Which lines of a page are the article: the element with the most prose and the least else, then its lines one by one.

The element whose lines' values sum up highest is the body, so that a body in two parts is found in their parent and a
list of teasers is not. Where broken markup leaves no such element, the best run of lines is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from yaowen.extract.rules.clean import fold_line
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.layout import Element, Layout, Line
from yaowen.extract.rules.names_of_elements import names_body
from yaowen.extract.rules.prose import HEADINGS, LONG_WEIGHT, data_cells, ends_sentence, hinted_lines, value_lines
from yaowen.extract.rules.standfirst import find_standfirst

ITEM_BONUS = 2.0
NAME_BONUS = 1.3
"""What an element's sum is raised by where it is marked, or named, as an article's body."""
NAMED_SHARE = 0.7
"""A named element inside the best one is taken where it holds this share of it."""
RUN_FACTOR = 2.5
"""A run of lines across elements is taken where it holds so much more than the best element (broken tables)."""
_LEAST_POSTS = 3
_COPIED_LINES, _COPIED_SHARE = 2, 0.3
_DATE = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}")
_NO_BODY = HEADINGS | {"p", "li", "blockquote", "dd", "dt", "pre", "figure", "figcaption"}
_CAPTIONS = frozenset(("figcaption", "caption", "figure", "legend"))


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of the body, and how sure it is that they are.

    Attributes:
        place: place of the chosen element; -1 where none was found.
        lines: places of the chosen lines.
        confidence: 0–1.
        hinted: which of the page's lines stand in furniture.
    """

    place: int
    lines: tuple[int, ...]
    confidence: float
    hinted: Sequence[bool] = ()


def find_body(layout: Layout, headline: str) -> Body:
    """Find the article among a page's lines.

    Args:
        layout: the page's lines.
        headline: lines that only repeat it are dropped, and prose before it counts little.
    """
    if not layout.lines:
        return Body(-1, (), 0.0)
    hinted = hinted_lines(layout)
    values = value_lines(layout, hinted, headline)
    place = _best_element(layout, values)
    start, end = _best_run(values, 0, len(values))
    whole = sum(values[start:end])
    if place >= 0:
        element = layout.elements[place]
        inner = _best_run(values, element.start, element.end)
        if whole < RUN_FACTOR * sum(values[slice(*inner)]):
            start, end = inner
    if start == end:
        return Body(-1, (), 0.0)
    own = range(*_widen(layout, hinted, values, start, end))
    cells = data_cells(layout)
    kept = [
        number
        for number in own
        if not hinted[number] and (number in cells or _keep(layout.lines[number], layout, headline))
    ]
    kept = _first_post(layout, _drop_repeated(layout, kept), headline)
    if kept:
        kept = [*find_standfirst(layout, headline, kept[0]), *kept]
    return Body(place, tuple(kept), _confidence(kept, own, values), hinted)


def _best_run(values: Sequence[float], first: int, last: int) -> tuple[int, int]:
    """The run of lines in [first, last) whose values sum up highest; empty where none is above zero."""
    best, best_run = 0.0, (first, first)
    total, start = 0.0, first
    for number in range(first, last):
        if total <= 0:
            total, start = 0.0, number
        total += values[number]
        if total > best:
            best, best_run = total, (start, number + 1)
    return best_run


def _best_element(layout: Layout, values: Sequence[float]) -> int:
    sums = list(accumulate(values, initial=0.0))
    best, best_score = -1, 0.0
    for place, element in enumerate(layout.elements):
        score = sums[element.end] - sums[element.start]
        if score <= 0 or element.tag in _NO_BODY:
            continue
        score *= _bonus(element)
        if score > best_score or (score == best_score and place > best):
            best, best_score = place, score
    return _named_inside(layout, sums, best) if best >= 0 else best


def _named_inside(layout: Layout, sums: Sequence[float], best: int) -> int:
    """The element inside the best one that is called a body and holds most of it; else the best one."""
    around = layout.elements[best]
    least = NAMED_SHARE * (sums[around.end] - sums[around.start])
    inside = best
    for place in range(best + 1, len(layout.elements)):
        element = layout.elements[place]
        if element.start >= around.end:
            break
        score = sums[element.end] - sums[element.start]
        if score >= least and element.named:
            inside, least = place, score
    return inside


def _bonus(element: Element) -> float:
    if "articlebody" in element.name.lower():
        return ITEM_BONUS
    if element.named:
        return NAME_BONUS
    return 1.03 if element.tag in {"article", "main"} else 1.0


def _keep(line: Line, layout: Layout, headline: str) -> bool:
    if line.linked > 0.7 * line.weight and not (line.weight >= LONG_WEIGHT and ends_sentence(line.text)):
        return False
    if is_furniture_line(line.text):
        return False
    if line.tag == "h1" or (len(line.text) < 200 and headline and fold_line(line.text) == fold_line(headline)):
        return False
    return not any(element.tag in _CAPTIONS for element in layout.ancestors(line.owner, 4))


def _drop_repeated(layout: Layout, kept: Sequence[int]) -> list[int]:
    """The lines without a second copy of the article: some pages hold one for each kind of screen.

    Single lines that stand there twice stay: recipes and lists repeat themselves.
    """
    seen: set[str] = set()
    again: set[int] = set()
    for place in kept:
        line = layout.lines[place]
        if line.weight >= LONG_WEIGHT:
            if line.text in seen:
                again.add(place)
            seen.add(line.text)
    if len({layout.lines[place].text for place in again}) < _COPIED_LINES:
        return list(kept)
    mass, copied = (sum(layout.lines[place].weight for place in some) for some in (kept, again))
    return [place for place in kept if place not in again] if copied > _COPIED_SHARE * mass else list(kept)


def _first_post(layout: Layout, kept: list[int], headline: str) -> list[int]:
    """Of several posts on a page that shows no headline of its own, the lines of the first.

    Posts are three or more elements of one name that says body, each with a date in the three lines before it.
    """
    if not kept:
        return kept
    folded = fold_line(headline)
    if any(line.tag in HEADINGS and fold_line(line.text) == folded for line in layout.lines):
        return kept
    by_name: dict[str, list[Element]] = {}
    for element in layout.elements:
        if element.named and element.start < element.end and names_body(element.name):
            by_name.setdefault(element.name, []).append(element)
    posts = max(by_name.values(), key=len, default=[])
    if len(posts) < _LEAST_POSTS or not all(_is_dated(layout, post.start) for post in posts):
        return kept
    return list(range(posts[0].start, posts[0].end))


def _is_dated(layout: Layout, place: int) -> bool:
    return any(_DATE.search(line.text) and len(line.text) < 60 for line in layout.lines[max(0, place - 3) : place])


def _widen(layout: Layout, hinted: Sequence[bool], values: Sequence[float], start: int, end: int) -> tuple[int, int]:
    """The run without what is no prose at its ends, but with the short paragraphs that stand beside its prose."""
    prose = [number for number in range(start, end) if values[number] > 0 and not hinted[number]]
    if not prose:
        return start, start
    beside = {_room(layout, layout.lines[number]) for number in prose}
    first, last = prose[0], prose[-1]
    while first > 0 and not hinted[first - 1] and _may_stay(layout.lines[first - 1], layout, beside):
        first -= 1
    while last + 1 < len(values) and not hinted[last + 1] and _may_stay(layout.lines[last + 1], layout, beside):
        last += 1
    return first, last + 1


def _room(layout: Layout, line: Line) -> int:
    """Place of the element whose paragraphs a line is one of."""
    return layout.elements[line.owner].parent if line.tag == "p" else line.owner


def _may_stay(line: Line, layout: Layout, beside: set[int]) -> bool:
    return line.linked == 0 and line.tag in {"p", "div", "td"} and _room(layout, line) in beside


def _confidence(kept: Sequence[int], own: range, values: Sequence[float]) -> float:
    if not kept:
        return 0.0
    prose = sum(values[number] for number in kept if values[number] > 0)
    noise = -sum(values[number] for number in own if values[number] < 0)
    size = min(1.0, prose / 800.0)
    return round(size * prose / (prose + noise), 3) if prose > 0 else 0.0
