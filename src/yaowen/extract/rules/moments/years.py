"""Years and their parts: 2024年, 去年, 同年底, 上半年, 第三季度, 今夏."""

from __future__ import annotations

from yaowen.extract.rules.moments.anchors import Anchor, Scene
from yaowen.extract.rules.moments.expressions import Expression
from yaowen.extract.rules.moments.pieces import Piece
from yaowen.extract.rules.moments.relative import YEAR_ANAPHORS, YEAR_SHIFTS

_SEASONS = {"春": "SP", "夏": "SU", "秋": "FA", "冬": "WI"}
_HALVES = {"上半年": ("01", "06"), "下半年": ("07", "12")}


def resolve_year(expression: Expression, scene: Scene) -> str | None:
    """The value of an expression whose smallest part is a year or a part of one."""
    anchor, season = scene.anchor, expression.piece("season")
    year = year_of(expression, anchor)
    if year is None and season is not None and expression.piece("year") is None:
        year = _year_of_season(season, anchor)
    if year is None:
        return None
    anchor.remember_year(year)
    return f"{year:04}" if season is None else _season_value(year, season.word)


def year_of(expression: Expression, anchor: Anchor) -> int | None:
    """The year that an expression names, or None."""
    piece = expression.piece("year")
    if piece is None:
        return None
    if piece.number is not None:
        return piece.number
    if piece.word in YEAR_ANAPHORS:
        return anchor.year + YEAR_ANAPHORS[piece.word] if anchor.year is not None else None
    return anchor.today.year + YEAR_SHIFTS[piece.word] if anchor.today else None


def _year_of_season(season: Piece, anchor: Anchor) -> int | None:
    """A season without a year: the year of this sentence, else the dateline's; 春天 alone is no date."""
    if season.number is not None:
        return anchor.today.year + season.number if anchor.today else None
    if season.word[0] in _SEASONS or season.word == "岁末":
        return None
    return anchor.sentence_year or (anchor.today.year if anchor.today else None)


def _season_value(year: int, word: str) -> str:
    if word.startswith("F"):
        return f"{year:04}-01/{year:04}-{3 * int(word[1]):02}"
    if word.startswith("Q"):
        return f"{year:04}-{word}"
    if word in _HALVES:
        first, last = _HALVES[word]
        return f"{year:04}-{first}/{year:04}-{last}"
    if word == "中":
        return f"{year:04}"
    code = _SEASONS.get(word[0]) or ("START" if word.endswith("初") else "END")
    return f"{year:04}-{code}"
