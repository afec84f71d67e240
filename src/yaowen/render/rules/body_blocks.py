"""The blocks of a text as a page sets them: items of a list together, rows of a table, quotations, pictures."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from yaowen.render.rules.attributions import Note, Paragraph, Run

CELL_END = "\t"
"""As `extract` keeps a table: a row is one block, its cells parted by this."""
_TOGETHER = frozenset(("list", "table", "quote"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the runs of each cell. `number`: of the paragraph that it is."""

    number: int
    lang: str
    cells: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two breaks of a text.

    Attributes:
        kind: `paragraph`, `heading`, `quote`, `list`, `table` or `picture`.
        paragraphs: one, or all items of a list, parts of a quotation, rows of a table.
        rows: of a table. `notes`: of all its rows.
    """

    kind: str
    paragraphs: tuple[Paragraph, ...]
    rows: tuple[Row, ...] = ()
    notes: tuple[tuple[int, Note], ...] = ()


def lay_pieces(paragraphs: Sequence[Paragraph]) -> tuple[Piece, ...]:
    """Put together what belongs together. A table of one column is no table: old pages are laid out with them."""
    pieces: list[Piece] = []
    for kind, group in itertools.groupby(paragraphs, key=lambda one: one.kind):
        members = tuple(group)
        if kind not in _TOGETHER:
            pieces += [Piece(kind, (one,)) for one in members]
        elif kind != "table":
            pieces.append(Piece(kind, members))
        elif any(CELL_END in run.text for one in members for run in one.runs):
            notes = tuple((one.number, note) for one in members for note in one.notes)
            pieces.append(Piece(kind, members, tuple(_row(one) for one in members), notes))
        else:
            pieces += [Piece("paragraph", (replace(one, kind="paragraph"),)) for one in members]
    return tuple(pieces)


def _row(paragraph: Paragraph) -> Row:
    cells: list[list[Run]] = [[]]
    for run in _parted(paragraph.runs):
        if run is None:
            cells.append([])
        else:
            cells[-1].append(run)
    return Row(paragraph.number, paragraph.lang, tuple(tuple(cell) for cell in cells))


def _parted(runs: Sequence[Run]) -> Iterator[Run | None]:
    """The runs, cut at the ends of cells; None for each end."""
    for run in runs:
        for place, text in enumerate(run.text.split(CELL_END)):
            if place:
                yield None
            if text:
                yield replace(run, text=text)
