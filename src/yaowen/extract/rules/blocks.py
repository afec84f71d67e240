"""The chosen lines → the article's blocks: paragraphs joined where a line break only ended a line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from yaowen.base.words import Block, BlockKind
from yaowen.extract.rules.clean import is_wide
from yaowen.extract.rules.layout import Layout, Line
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


def make_blocks(layout: Layout, places: Iterable[int]) -> tuple[Block, ...]:
    """The blocks of an article's lines."""
    places = list(places)
    lines = [layout.lines[place] for place in places]
    wrapped, cells = _is_hard_wrapped(lines), data_cells(layout)
    blocks: list[Block] = []
    last: Line | None = None
    for place, line in zip(places, lines, strict=True):
        if place in cells:
            joint = _joint(layout, last, line)
            before = blocks.pop().text + joint if joint else ""
            blocks.append(Block("table", before + line.text))
        elif wrapped and last is not None and _continues(last, line):
            above = blocks.pop()
            gap = "" if is_wide(above.text[-10:]) else " "
            blocks.append(Block(above.kind, above.text + gap + line.text))
        else:
            blocks.append(Block(_kind(line, layout), line.text))
        last = line
    return tuple(blocks)


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
    around = [element.tag for element in layout.ancestors(line.owner)[:3]]
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
