"""The pieces that time expressions are made of (年, 月, 日, 周五, 去年, 下午, 3时), and how they are found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from yaowen.extract.rules.moments.numbers import NUMERALS, parse_whole

Kind = Literal[
    "years", "year", "season", "months", "month", "third", "days", "day", "full", "week", "weekday", "part", "clock"
]
NUMBER = rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})"
TO = "(?:至|到|-|~|—|–)"
FREE = r"(?<![\d./第每])(?<!\d,)(?<!\d-)(?<!每年)(?<!每月)(?<!历年)"
"""No digit stands directly before, nor 第, which makes an ordinal, nor 每, which makes a habit."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece. `word` is the relative word, `number` the number, `last` the second number of a range 3至5日."""

    kind: Kind
    start: int
    end: int
    word: str = ""
    number: int | None = None
    last: int | None = None


_FIRST_SIGN = (
    rf"(?=[\d{NUMERALS}今昨大前明后同当翌次去本上下这中年岁春夏秋冬月第首民凌清早晨晚傍深午半入夜正间隔那星周礼初底末])"
)
"""Every pattern below begins with one of these: the finder passes over all other places at once."""

Build = Callable[[re.Match[str]], Piece | None]


@dataclass(frozen=True, slots=True)
class PieceRule:
    """How one kind of piece is written. The names of its groups are its own among all rules."""

    name: str
    pattern: str
    build: Build


class PieceFinder:
    """All rules in one pattern; at any place the rule that stands first in the list wins."""

    def __init__(self, rules: Sequence[PieceRule]) -> None:
        self._builders = {f"rule_{rule.name}": rule.build for rule in rules}
        self._pattern = re.compile(
            _FIRST_SIGN + "(?:" + "|".join(f"(?P<rule_{rule.name}>{rule.pattern})" for rule in rules) + ")"
        )

    def find(self, folded: str) -> Iterator[Piece]:
        """The pieces of a paragraph in order, not overlapping."""
        for match in self._pattern.finditer(folded):
            piece = self._builders[str(match.lastgroup)](match)
            if piece is not None:
                yield piece


def worded(kind: Kind, group: str) -> Build:
    """A piece known by the word in a group."""
    return lambda match: Piece(kind, match.start(), match.end(), match.group(group))


def numbered(kind: Kind, group: str, low: int, high: int) -> Build:
    """A piece known by the whole number in a group; none outside `low`–`high`."""

    def build(match: re.Match[str]) -> Piece | None:
        value = whole_between(match.group(group), low, high)
        return None if value is None else Piece(kind, match.start(), match.end(), "", value)

    return build


def ranged(kind: Kind, groups: tuple[str, str], low: int, high: int) -> Build:
    """A piece known by two whole numbers, the first not above the second."""

    def build(match: re.Match[str]) -> Piece | None:
        first, last = (whole_between(match.group(group), low, high) for group in groups)
        if first is None or last is None or first > last:
            return None
        return Piece(kind, match.start(), match.end(), "", first, last)

    return build


def whole_between(text: str | None, low: int, high: int) -> int | None:
    """A whole number inside bounds, else None."""
    value = parse_whole(text) if text else None
    return value if value is not None and low <= value <= high else None
