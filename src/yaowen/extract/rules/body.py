"""Which lines of a page are the article: the subtree with the most prose and the least else, then its lines one by one.

Every line has a value: prose counts for itself, links, bare words and furniture count against. The element whose
lines sum up highest is the body, so that a body in two parts is found in their parent and a list of teasers is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from yaowen.extract.rules.clean import fold_line
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.layout import Element, Layout, Line

LONG_WEIGHT = 70.0
"""A line this heavy is prose by its length: 36 Chinese characters, or a line of print in Latin script."""
ITEM_BONUS = 2.0
NAME_BONUS = 1.3
SHORT_COST = 4.0
WORDS_COST = 6.0
STRONG_GAIN = 0.5
NAMED_SHARE = 0.7
RUN_FACTOR = 2.5
"""A run of lines across elements is taken where it holds so much more than the best element (broken tables)."""
_SENTENCE_END = re.compile(r"[。！？!?…；][”’」』）)\"'】]{0,2}\s*$|[.:;][”’\"')]{0,2}\s*$")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NO_BODY = _HEADINGS | {"p", "li", "blockquote", "dd", "dt", "pre", "figure", "figcaption"}
_CAPTIONS = frozenset(("figcaption", "caption", "figure", "legend"))
_BODY_NAME = re.compile(
    r"article-?_*body|articlebody|article-?_*content|article-?_*text|story-?_*body|post-?_*content|post-?_*body|"
    r"entry-?_*content|content-?_*body|body-?_*content|news-?_*(?:content|text|body|txt)|TRS_(?:UE)?Editor|rm_txt|artibody|"
    r"zoom\b|js_content|main-?text|text-?con|detail-?_*(?:content|body|text)|richtext|rich-text",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of the body, and how sure it is that they are.

    Attributes:
        place: place of the chosen element; -1 where none was found.
        lines: places of the chosen lines.
        confidence: 0–1.
    """

    place: int
    lines: tuple[int, ...]
    confidence: float


def find_body(layout: Layout, headline: str) -> Body:
    """Find the article among a page's lines.

    Args:
        layout: the page's lines.
        headline: lines that only repeat it are dropped, and prose before it counts little.
    """
    if not layout.lines:
        return Body(-1, (), 0.0)
    hinted = _hinted_lines(layout)
    values = _values(layout, hinted, headline)
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
    kept = [number for number in own if not hinted[number] and _keep(layout.lines[number], layout, headline)]
    return Body(place, tuple(kept), _confidence(kept, own, values))


def _values(layout: Layout, hinted: Sequence[bool], headline: str) -> list[float]:
    strong = _strong_lines(layout)
    grouped = _grouped_prose(layout.lines)
    values = [_value(*one) for one in zip(layout.lines, hinted, strong, grouped, strict=True)]
    for number in range(_headline_place(layout, headline)):
        values[number] = min(values[number], 0.0) + 0.1 * max(values[number], 0.0)
    return values


def _headline_place(layout: Layout, headline: str) -> int:
    """Place of the first heading that is the headline; 0 where there is none."""
    folded = fold_line(headline)
    for number, line in enumerate(layout.lines):
        if line.tag in {"h1", "h2"} and folded and fold_line(line.text) == folded:
            return number
    return 0


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


def _hinted_lines(layout: Layout) -> list[bool]:
    """Which lines stand in furniture. A name that would cover much of the page's prose is not believed."""
    masses = list(accumulate((_mass(line) for line in layout.lines), initial=0.0))
    by_name: dict[str, float] = {}
    for element in layout.elements:
        if element.furniture:
            name = element.name or element.tag
            by_name[name] = by_name.get(name, 0.0) + masses[element.end] - masses[element.start]
    hinted = [False] * len(layout.lines)
    for element in layout.elements:
        if not element.furniture or element.start == element.end:
            continue
        if by_name[element.name or element.tag] < element.furniture * masses[-1] or not masses[-1]:
            hinted[element.start : element.end] = [True] * (element.end - element.start)
    return hinted


def _mass(line: Line) -> float:
    return line.weight - line.linked if _is_prose(line) else 0.0


def _is_prose(line: Line) -> bool:
    if line.linked > 0.4 * line.weight:
        return False
    return line.weight >= LONG_WEIGHT or (line.weight >= 30 and _SENTENCE_END.search(line.text) is not None)


def _grouped_prose(lines: Sequence[Line]) -> list[bool]:
    """Which lines are prose by their company: lines of one element that only breaks part, with sentences among them."""
    grouped = [False] * len(lines)
    start = 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and lines[number].owner == lines[start].owner:
            continue
        group = lines[start:number]
        weight, linked = sum(line.weight for line in group), sum(line.linked for line in group)
        ends = sum(_SENTENCE_END.search(line.text) is not None for line in group)
        if len(group) > 2 and linked < 0.2 * weight and weight > 2 * LONG_WEIGHT and 6 * ends >= len(group):
            grouped[start:number] = [True] * len(group)
        start = number
    return grouped


def _value(line: Line, hinted: bool, strong: bool, grouped: bool) -> float:
    if hinted:
        return -0.3 * min(line.weight, 200.0)
    if line.linked > 0.5 * line.weight and line.tag not in _HEADINGS:
        return -10.0 - min(line.weight, 100.0)
    if line.tag in _HEADINGS or is_furniture_line(line.text):
        return -SHORT_COST
    if _is_prose(line) or (grouped and line.linked == 0):
        return (line.weight - line.linked) * (0.6 if line.weight < LONG_WEIGHT else 1.0)
    if strong:
        return STRONG_GAIN * line.weight
    return -SHORT_COST if line.weight < 30 else -WORDS_COST


def _strong_lines(layout: Layout) -> list[bool]:
    """Which lines stand in an element whose name says that it is an article's body; not where many share the name."""
    counts = Counter(element.name for element in layout.elements if _is_strong(element))
    strong = [False] * len(layout.lines)
    for element in layout.elements:
        if _is_strong(element) and counts[element.name] <= 2:
            strong[element.start : element.end] = [True] * (element.end - element.start)
    return strong


def _is_strong(element: Element) -> bool:
    return (
        element.tag not in _NO_BODY
        and element.tag != "body"
        and not element.furniture
        and _BODY_NAME.search(element.name) is not None
    )


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
        if score >= least and _is_strong(element):
            inside, least = place, score
    return inside


def _bonus(element: Element) -> float:
    if "articlebody" in element.name.lower():
        return ITEM_BONUS
    if _is_strong(element):
        return NAME_BONUS
    return 1.03 if element.tag in {"article", "main"} else 1.0


def _keep(line: Line, layout: Layout, headline: str) -> bool:
    if line.linked > 0.7 * line.weight and not (line.weight >= LONG_WEIGHT and _SENTENCE_END.search(line.text)):
        return False
    if is_furniture_line(line.text):
        return False
    if line.tag == "h1" or (len(line.text) < 200 and headline and fold_line(line.text) == fold_line(headline)):
        return False
    return not any(element.tag in _CAPTIONS for element in layout.ancestors(line.owner)[:4])


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
