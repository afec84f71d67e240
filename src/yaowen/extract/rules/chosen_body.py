"""The text of the elements that an operator's rule names: all of it but what is surely furniture."""

from __future__ import annotations

from collections import Counter

from yaowen.base.words import Block
from yaowen.extract.rules.blocks import make_blocks
from yaowen.extract.rules.body import Body
from yaowen.extract.rules.body_pictures import drop_captions, find_pictures
from yaowen.extract.rules.chosen import Chosen
from yaowen.extract.rules.clean import fold_line
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.layout import Layout, Line, lay_out
from yaowen.extract.rules.page import parse_page
from yaowen.extract.rules.settled_body import MAX_BLOCKS, Page
from yaowen.extract.rules.told import Told

SURE = 1.0


def read_chosen(page: Page, chosen: Chosen) -> tuple[Body, Told[tuple[Block, ...]]] | None:
    """The text of the chosen elements; None where they have none.

    Which of their lines reads as an article is not asked: the operator has looked.

    Returns:
        Which lines of the whole page they are, and their blocks.
    """
    layout = lay_out(parse_page(f"<article>{''.join(f'<div>{one}</div>' for one in chosen.body)}</article>"))
    headline = fold_line(page.headline)
    places = [place for place, line in enumerate(layout.lines) if _is_text(line, headline)]
    pictures = find_pictures(layout, places, page.url, page.headline)
    blocks = drop_captions(make_blocks(layout, places, page.url, pictures))[:MAX_BLOCKS]
    if not any(block.text for block in blocks):
        return None
    lines = _places_on(page.layout, [layout.lines[place] for place in places])
    return Body(-1, lines, SURE), Told(blocks, chosen.body_where, SURE)


def _is_text(line: Line, headline: str) -> bool:
    return not is_furniture_line(line.text) and not (headline and fold_line(line.text) == headline)


def _places_on(layout: Layout, lines: list[Line]) -> tuple[int, ...]:
    """Where the lines stand among those of the whole page: those of the same text, each once."""
    wanted = Counter(line.text for line in lines)
    found: list[int] = []
    for place, line in enumerate(layout.lines):
        if wanted[line.text] > 0:
            wanted[line.text] -= 1
            found.append(place)
    return tuple(found)
