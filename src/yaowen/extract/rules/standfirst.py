"""The standfirst 导语: the sentences between headline and body that sum the article up, outside the body's element."""

from __future__ import annotations

import re

from yaowen.extract.rules.clean import fold_line
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.layout import Layout, Line

_NAME = re.compile(
    r"stand-?first|(?:^|[\s_-])(?:dek|lead|lede|intro|introduction|ingress|chapo|vorspann|anriss|sub-?title|sub-?head|"
    r"sub-?headline|summary|abstract|excerpt|teaser-?text|description|sapo|sommario|entradilla|bajada|copete)(?:$|[\s_-])|"
    r"article-?(?:lead|intro|summary|subtitle|teaser)",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"([a-z])([A-Z])")
_LEAST_WEIGHT = 40.0
_FARTHEST_LINES = 25


def find_standfirst(layout: Layout, headline: str, first: int) -> list[int]:
    """Places of the lines between the headline's heading and the body that an element's name calls a summary.

    Args:
        layout: the page's lines.
        headline: the article's.
        first: place of the body's first line.
    """
    folded = fold_line(headline)
    for place in range(first - 1, max(-1, first - _FARTHEST_LINES), -1):
        line = layout.lines[place]
        if line.tag in {"h1", "h2"} and folded and fold_line(line.text) == folded:
            return [number for number in range(place + 1, first) if _is_standfirst(layout, layout.lines[number])]
    return []


def _is_standfirst(layout: Layout, line: Line) -> bool:
    if line.weight < _LEAST_WEIGHT or line.linked > 0.2 * line.weight or is_furniture_line(line.text):
        return False
    around = layout.ancestors(line.owner, 3)
    if any(element.tag in {"figcaption", "figure", "nav", "aside"} for element in around):
        return False
    return any(_NAME.search(_CAMEL.sub(r"\1-\2", element.name)) is not None for element in around)
