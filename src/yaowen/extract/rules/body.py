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
from yaowen.extract.rules.furniture import is_furniture_line
from yaowen.extract.rules.layout import Element, Layout, Line

LONG_WEIGHT = 90.0
"""A line this heavy is prose by its length: 36 Chinese characters, or a line of print in Latin script."""
_SENTENCE_END = re.compile(r"[。！？!?…；][”’」』）)\"'】]{0,2}\s*$|[.:;][”’\"')]{0,2}\s*$")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NO_BODY = frozenset("p li h1 h2 h3 h4 h5 h6 blockquote dd dt pre figure figcaption".split())
_CAPTIONS = frozenset(("figcaption", "caption", "figure", "legend"))
_BODY_NAME = re.compile(
    r"article-?_*body|articlebody|article-?_*content|article-?_*text|story-?_*body|post-?_*content|post-?_*body|entry-?_*content|"
    r"content-?_*body|body-?_*content|news-?_*(?:content|text|body|txt)|TRS_Editor|rm_txt|artibody|zoom\b|js_content|main-?text|"
    r"(?:^|\s)content(?:$|\s)|text-?con|detail-?_*(?:content|body|text)|richtext|rich-text",
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
        headline: lines that only repeat it are dropped.
    """
    if not layout.lines:
        return Body(-1, (), 0.0)
    hinted = _hinted_lines(layout)
    strong = _strong_lines(layout)
    values = [_value(*one) for one in zip(layout.lines, hinted, strong, strict=True)]
    place = _best_element(layout, values)
    if place < 0:
        return Body(-1, (), 0.0)
    element = layout.elements[place]
    own = range(element.start, element.end)
    kept = [number for number in own if not hinted[number] and _keep(layout.lines[number], layout, headline)]
    kept = _trim(kept, layout, values)
    return Body(place, tuple(kept), _confidence(kept, own, values, layout))


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


def _value(line: Line, hinted: bool, strong: bool) -> float:
    if hinted:
        return -0.3 * min(line.weight, 200.0)
    if line.tag in _HEADINGS:
        return -5.0
    if line.linked > 0.5 * line.weight:
        return -10.0 - min(line.weight, 100.0)
    if is_furniture_line(line.text):
        return -10.0
    if _is_prose(line):
        return (line.weight - line.linked) * (0.6 if line.weight < LONG_WEIGHT else 1.0)
    if strong:
        return 0.3 * line.weight
    return -10.0 if line.weight < 30 else -20.0


def _strong_lines(layout: Layout) -> list[bool]:
    """Which lines stand in an element whose name says that it is an article's body; not where many share the name."""
    counts = Counter(element.name for element in layout.elements if _is_strong(element))
    strong = [False] * len(layout.lines)
    for element in layout.elements:
        if _is_strong(element) and counts[element.name] <= 2:
            strong[element.start : element.end] = [True] * (element.end - element.start)
    return strong


def _is_strong(element: Element) -> bool:
    return element.tag not in _NO_BODY and not element.furniture and _BODY_NAME.search(element.name) is not None


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
    return best


def _bonus(element: Element) -> float:
    if "articlebody" in element.name.lower():
        return 1.15
    if _BODY_NAME.search(element.name):
        return 1.08
    return 1.03 if element.tag in {"article", "main"} else 1.0


def _keep(line: Line, layout: Layout, headline: str) -> bool:
    if line.linked > 0.7 * line.weight and not (line.weight >= LONG_WEIGHT and _SENTENCE_END.search(line.text)):
        return False
    if is_furniture_line(line.text):
        return False
    if line.tag == "h1" or (len(line.text) < 200 and headline and fold_line(line.text) == fold_line(headline)):
        return False
    return not any(element.tag in _CAPTIONS for element in layout.ancestors(line.owner)[:4])


def _trim(kept: list[int], layout: Layout, values: Sequence[float]) -> list[int]:
    """Drop what stands before the first and after the last line of prose."""
    prose = [position for position, number in enumerate(kept) if values[number] > 0]
    return kept[prose[0] : prose[-1] + 1] if prose else []


def _confidence(kept: Sequence[int], own: range, values: Sequence[float], layout: Layout) -> float:
    if not kept:
        return 0.0
    prose = sum(values[number] for number in kept if values[number] > 0)
    noise = -sum(values[number] for number in own if values[number] < 0)
    size = min(1.0, prose / 800.0)
    return round(size * prose / (prose + noise), 3) if prose > 0 else 0.0
