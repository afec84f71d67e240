"""Time expressions: neighbouring pieces joined, large to small (去年 七月, 周五 (1月17日), 24日 下午 3时)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yaowen.base.words import Span
from yaowen.extract.rules.moments.pieces import TO, Kind, Piece

_RANKS: dict[Kind, int] = {
    "years": 1, "year": 1, "season": 2, "months": 3, "month": 3, "third": 4, "full": 4, "week": 4, "days": 5, "day": 5,
    "weekday": 6, "part": 7, "clock": 8,
}  # fmt: skip
_GAP = re.compile(r"[的 ,]?$")
_NO_GAP = re.compile(r" ?$")
_BRACKETED = re.compile(r"\s?\((?:[^()]{0,6}时间)?\s?$")
_JOINT = re.compile(rf"\s?{TO}\s?$")
_VAGUE_ENDS = frozenset({"years", "months", "days"})


@dataclass(frozen=True, slots=True)
class Expression:
    """Pieces that make one date; `until` is the end of a range A至B, `span` covers both."""

    pieces: tuple[Piece, ...]
    span: Span
    until: Expression | None = None

    def piece(self, *kinds: Kind) -> Piece | None:
        """The first piece of one of these kinds."""
        return next((piece for piece in self.pieces if piece.kind in kinds), None)


def join_pieces(pieces: Sequence[Piece], folded: str) -> list[Expression]:
    """Expressions in order; those that mean no date (下午 alone, 5点) are left out."""
    chains: list[list[Piece]] = []
    ends: list[int] = []
    for piece in pieces:
        if chains and _continues(chains[-1], piece, folded[ends[-1] : piece.start]):
            chains[-1].append(piece)
            ends[-1] = max(ends[-1], piece.end)
        elif chains and _explains(chains[-1], piece, folded, ends[-1]):
            chains[-1].append(piece)
            ends[-1] = folded.index(")", piece.end) + 1
        else:
            chains.append([piece])
            ends.append(piece.end)
    whole = [Expression(tuple(chain), (chain[0].start, end)) for chain, end in zip(chains, ends, strict=True)]
    return _join_ranges([expression for expression in whole if _means_date(expression)], folded)


def _continues(chain: Sequence[Piece], piece: Piece, gap: str) -> bool:
    """A smaller unit directly after a larger one: 2025年 1月, 周五 晚."""
    last = chain[-1]
    if _RANKS[piece.kind] <= _RANKS[last.kind] or last.kind in _VAGUE_ENDS or (last.kind == "season"):
        return False
    pattern = (
        _GAP if last.kind in {"year", "month"} and piece.kind in {"season", "month", "day"} and gap != "," else _NO_GAP
    )
    return bool(pattern.match(gap))


def _explains(chain: Sequence[Piece], piece: Piece, folded: str, end: int) -> bool:
    """A date in brackets after another form of itself: 周五(1月17日), 24日(周四)."""
    if piece.kind in {"part", "clock"} or not any(
        part.kind in {"day", "weekday", "full", "month", "year"} for part in chain
    ):
        return False
    opened = folded.rfind("(", 0, piece.start + 1)
    closed = folded.find(")", piece.end, piece.end + 10)
    if closed < 0:
        return False
    still_open = opened >= 0 and folded.find(")", opened, piece.start) < 0
    inside_already = still_open and end < closed and chain[-1].start > opened >= chain[0].start
    return inside_already or bool(_BRACKETED.fullmatch(folded[end : piece.start]))


def _means_date(expression: Expression) -> bool:
    kinds = {piece.kind for piece in expression.pieces}
    if kinds <= {"part"} or kinds == {"third"}:
        return False
    day = expression.piece("day")
    if day is not None and day.word == "loose" and not kinds & {"month", "full", "part"}:
        return False
    clock = expression.piece("clock")
    if kinds <= {"part", "clock"} and clock is not None:
        return "part" in kinds or clock.word == "sure"
    return True


def _join_ranges(expressions: Sequence[Expression], folded: str) -> list[Expression]:
    joined: list[Expression] = []
    for expression in expressions:
        if joined and joined[-1].until is None and _JOINT.fullmatch(folded[joined[-1].span[1] : expression.span[0]]):
            first = joined.pop()
            joined.append(replace(first, span=(first.span[0], expression.span[1]), until=expression))
        else:
            joined.append(expression)
    return joined
