"""Who says it: a report's text cut into runs, the words of an attribution marked, a note for each, links kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from yaowen.base.addresses import PathLanguage
from yaowen.base.words import Block, Span
from yaowen.render.rules.links import is_web_address
from yaowen.render.rules.material import Report, Statement
from yaowen.render.rules.openings import drop_stamp
from yaowen.render.rules.pictures import ShownPicture, body_pictures
from yaowen.render.rules.shown import Quotable, Words, show
from yaowen.render.rules.stances import mode_label, stance_label

_JOINED_CHARS = 12
"""Speaker and cue this near to each other are marked as one."""
Piece = tuple[int, int, int | None, str]
"""[start, end) of a text, the place of the statement that it attributes, the address that it leads to."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph.

    Attributes:
        note: place of the statement that it attributes; None for plain text.
        href: web address that it leads to; empty where it is no link.
    """

    text: str
    note: int | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a tap on an attribution shows."""

    place: int
    speaker: Words
    stance: str
    mode: str
    chain: Words | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the body.

    Attributes:
        kind: as in `base.words.Block`.
        number: its place among all shown, from 1, pictures not counted.
        picture: of a picture: the files of ours that show it; its words are the runs.
    """

    kind: str
    lang: str
    runs: tuple[Run, ...]
    notes: tuple[Note, ...] = ()
    number: int = 1
    picture: ShownPicture | None = None


def mark_body(
    language: PathLanguage, report: Report, quotable: Quotable, most: int | None = None
) -> tuple[Paragraph, ...]:
    """The part of a report's text that may be shown, attributions marked: its first `most` paragraphs.

    All of it with its pictures, as far as they are ours to show.
    """
    shown = quotable.shown
    if not shown.paragraphs:
        return ()
    blocks = [block for block in report.blocks if block.kind != "picture"]
    if not shown.full:
        return (_without_stamp(_excerpt(language, report, blocks, shown.paragraphs[0])),)
    paragraphs = [
        _paragraph(language, report, block, [(one, 0) for one in report.statements if one.paragraph == index])
        for index, block in enumerate(blocks[:most])
    ]
    paragraphs[:1] = map(_without_stamp, paragraphs[:1])
    numbered = iter([replace(one, number=number) for number, one in enumerate(paragraphs, 1)])
    if most is not None or not report.pictures:
        return tuple(numbered)
    pictures = body_pictures(language, report)
    shown_blocks = (one for one in report.blocks if one.kind != "picture" or one.address in pictures)
    return tuple(_pictured(pictures[one.address]) if one.kind == "picture" else next(numbered) for one in shown_blocks)


def _without_stamp(paragraph: Paragraph) -> Paragraph:
    """The dateline says when it came out; a stamp before the first words only pushes them away."""
    first, *others = paragraph.runs or (Run(""),)
    told = drop_stamp(first.text)
    plain = first.note is None and not first.href and told != first.text and (told or others)
    return replace(paragraph, runs=(replace(first, text=told), *others)) if plain else paragraph


def _pictured(picture: ShownPicture) -> Paragraph:
    return Paragraph("picture", "", (), picture=picture)


def _excerpt(language: PathLanguage, report: Report, blocks: Sequence[Block], excerpt: str) -> Paragraph:
    """The excerpt is the beginning of all paragraphs joined by one space: spans move along."""
    joined = " ".join(block.text for block in blocks)
    kept = len(excerpt) if joined.startswith(excerpt) else len(excerpt.removesuffix("…"))
    starts, at = [], 0
    for block in blocks:
        starts.append(at)
        at += len(block.text) + 1
    placed = [
        (one, starts[one.paragraph])
        for one in report.statements
        if one.paragraph < len(starts) and starts[one.paragraph] + _last_sign(one) <= kept
    ]
    return _paragraph(language, report, Block("paragraph", excerpt), placed)


def _last_sign(statement: Statement) -> int:
    return max((span[1] for span in (statement.speaker_span, statement.cue_span) if span), default=0)


def _paragraph(
    language: PathLanguage, report: Report, block: Block, placed: Iterable[tuple[Statement, int]]
) -> Paragraph:
    marks: list[tuple[int, int, Statement]] = []
    for statement, shift in placed:
        span = _marked_span(statement)
        if span and span[1] + shift <= len(block.text):
            marks.append((span[0] + shift, span[1] + shift, statement))
    chosen = _drop_overlaps(marks)
    whole = show(language, block.text, report.language)
    pieces = sorted([*((start, end, one.place, "") for start, end, one in chosen), *_linked(block, chosen)])
    runs = _cut(language, report.language, (block.text, whole.text), pieces)
    notes = tuple(_note(language, report, statement) for _, _, statement in chosen)
    return Paragraph(block.kind, whole.lang, runs, notes)


def _marked_span(statement: Statement) -> Span | None:
    """Speaker and cue as one where they stand together, else the cue alone; None without a known speaker."""
    speaker, cue = statement.speaker_span, statement.cue_span
    if not statement.speaker:
        return None
    if speaker is None or cue is None:
        return cue or speaker
    first, second = sorted((speaker, cue))
    return (first[0], second[1]) if second[0] - first[1] <= _JOINED_CHARS else cue


def _drop_overlaps(marks: list[tuple[int, int, Statement]]) -> list[tuple[int, int, Statement]]:
    chosen: list[tuple[int, int, Statement]] = []
    for start, end, statement in sorted(marks, key=lambda mark: (mark[0], mark[1])):
        if start < end and (not chosen or start >= chosen[-1][1]):
            chosen.append((start, end, statement))
    return chosen


def _linked(block: Block, marks: list[tuple[int, int, Statement]]) -> Iterator[Piece]:
    """The parts of a block's links that no mark covers: a link cannot stand in another."""
    at = 0
    for first, last, address in block.links:
        start, end = max(at, first), min(last, len(block.text))
        if not is_web_address(address):
            continue
        for mark_start, mark_end, _ in marks:
            if mark_start < end and mark_end > start:
                if start < mark_start:
                    yield start, mark_start, None, address
                start = mark_end
        if start < end:
            yield start, end, None, address
        at = max(at, end)


def _cut(language: PathLanguage, own: str, texts: tuple[str, str], pieces: Iterable[Piece]) -> tuple[Run, ...]:
    """Runs of the shown text. Where conversion changes the length, each run is converted by itself.

    Args:
        language: of the page. `own`: of the text.
        texts: as the outlet has it, and as shown.
        pieces: those that are marked or links, in order.
    """
    text, whole = texts
    same_length = len(whole) == len(text)

    def piece(start: int, end: int) -> str:
        return whole[start:end] if same_length else show(language, text[start:end], own).text

    runs, at = [], 0
    for start, end, note, href in pieces:
        runs += [Run(piece(at, start)), Run(piece(start, end), note, href)]
        at = end
    runs.append(Run(piece(at, len(text))))
    return tuple(run for run in runs if run.text)


def _note(language: PathLanguage, report: Report, statement: Statement) -> Note:
    chain = next((one.speaker for one in report.statements if one.place == statement.within and one.speaker), "")
    return Note(
        statement.place,
        show(language, statement.speaker, report.language),
        stance_label(language, statement.stance),
        mode_label(language, statement.mode),
        show(language, chain, report.language) if chain else None,
    )
