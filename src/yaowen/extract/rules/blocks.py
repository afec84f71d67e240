"""The chosen lines → the article's blocks: paragraphs joined where a line break only ended a line, pictures between."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Iterable, Sequence

from yaowen.base.words import Block, BlockKind, Link
from yaowen.extract.rules.clean import is_wide
from yaowen.extract.rules.layout import Layout, Line
from yaowen.extract.rules.links import links_of
from yaowen.extract.rules.prose import data_cells

_KINDS: dict[str, BlockKind] = {
    "li": "list",
    "dt": "list",
    "dd": "list",
    "td": "table",
    "th": "table",
    "blockquote": "quote",
}
_ENDS = re.compile(r"[。！？!?…：:；;][”’」』）)\"'】]*$|[.][”’\"')]*$")
CELL_END = "\t"
"""Parts the cells of a table's row, which is one block."""
_HARD_WRAP_CHARS = (18, 60)


def make_blocks(
    layout: Layout, places: Iterable[int], base: str = "", pictures: Sequence[tuple[int, Block]] = ()
) -> tuple[Block, ...]:
    """The blocks of an article's lines.

    Args:
        layout: the page.
        places: of the lines, in order.
        base: the page's address, for links.
        pictures: blocks with the place of the line before which each stands, in order.
    """
    places = list(places)
    wrapped, cells = _is_hard_wrapped([layout.lines[place] for place in places]), data_cells(layout)
    blocks: list[Block] = []
    waiting = deque(pictures)
    last: Line | None = None
    for place in places:
        line = layout.lines[place]
        while waiting and waiting[0][0] <= place:
            blocks.append(waiting.popleft()[1])
            last = None
        links = links_of(line, base) if line.anchors else ()
        if place in cells:
            joint = _joint(layout, last, line)
            blocks.append(_joined(blocks.pop(), joint, line, links) if joint else Block("table", line.text, links))
        elif wrapped and last is not None and _continues(last, line):
            gap = "" if is_wide(blocks[-1].text[-10:]) else " "
            blocks.append(_joined(blocks.pop(), gap, line, links))
        else:
            blocks.append(Block(_kind(line, layout), line.text, links))
        last = line
    return (*blocks, *(block for _, block in waiting))


def _joined(above: Block, gap: str, line: Line, links: tuple[Link, ...]) -> Block:
    """A block with one more line behind it."""
    start = len(above.text) + len(gap)
    moved = tuple((first + start, end + start, address) for first, end, address in links)
    return Block(above.kind, above.text + gap + line.text, above.links + moved)


def _joint(layout: Layout, last: Line | None, line: Line) -> str:
    """What parts a line from the one before it in the same row of a table; empty where it begins a row."""
    if last is None or _around(layout, last, "tr") != _around(layout, line, "tr"):
        return ""
    same = all(_around(layout, last, tag) == _around(layout, line, tag) for tag in ("td", "th"))
    return " " if same else CELL_END


def _around(layout: Layout, line: Line, tag: str) -> int:
    """Place of the innermost element of a tag around a line; -1 where there is none."""
    place = line.owner
    while place >= 0 and layout.elements[place].tag != tag:
        place = layout.elements[place].parent
    return place


def _kind(line: Line, layout: Layout) -> BlockKind:
    if line.tag in {"h2", "h3", "h4", "h5", "h6"}:
        return "heading"
    if line.tag in {"td", "th"}:
        return "paragraph" if line.after_break or len(line.text) > 60 else "table"
    around = [element.tag for element in layout.ancestors(line.owner, 3)]
    for tag in around:
        if tag in _KINDS and tag not in {"td", "th"}:
            return _KINDS[tag]
    return "paragraph"


def _is_hard_wrapped(lines: list[Line]) -> bool:
    """Whether breaks only end lines of print: most of the lines before a break stop without a full stop."""
    broken = [before for before, after in itertools.pairwise(lines) if after.after_break]
    if len(broken) < 4:
        return False
    low, high = _HARD_WRAP_CHARS
    open_ended = [line for line in broken if not _ENDS.search(line.text) and low <= len(line.text) <= 2 * high]
    return len(open_ended) > 0.6 * len(broken)


def _continues(last: Line, line: Line) -> bool:
    return line.after_break and not line.indented and last.owner == line.owner
