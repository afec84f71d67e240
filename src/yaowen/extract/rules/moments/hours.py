"""Parts of the day and clock times: 凌晨, 下午3时20分, 18:19. They refine a day and rarely stand alone."""

from __future__ import annotations

import re

from yaowen.extract.rules.moments.numbers import NUMERALS
from yaowen.extract.rules.moments.pieces import Piece, PieceRule, whole_between, worded

_PARTS = {
    "MO": ("凌晨", "清晨", "早晨", "早上", "早间", "上午", "晨间"),
    "AF": ("中午", "正午", "午间", "下午", "午后"),
    "EV": ("傍晚", "晚上", "晚间", "入夜"),
    "NI": ("深夜", "午夜", "半夜", "夜间", "夜里"),
}
PART_CODES = {word: code for code, words in _PARTS.items() for word in words} | {
    "早": "MO",
    "晨": "MO",
    "晚": "EV",
    "夜": "NI",
}
"""Word → TIMEX3 part of the day."""
AFTERNOON = frozenset({"AF", "EV", "NI"})
_HOUR = rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})"


def _build_clock(match: re.Match[str]) -> Piece | None:
    hour = whole_between(match["clock_hour"], 0, 24)
    if hour is None:
        return None
    minute = 30 if match["clock_half"] else whole_between(match["clock_minute"] or match["clock_colon"], 0, 59)
    told = (
        minute is not None
        or match["clock_about"] is not None
        or (match["clock_hour"].isdigit() and "时" in match.group())
    )
    sure = told and (match["clock_colon"] is None or match.string[: match.start()].endswith(("于", "约")))
    return Piece("clock", match.start(), match.end(), "sure" if sure else "", hour, minute or 0)


HOURS = (
    PieceRule(
        "part",
        rf"(?P<part_word>{'|'.join(word for word in PART_CODES if len(word) > 1)}|早(?![些已先前期日就年])|[晚晨夜])",
        worded("part", "part_word"),
    ),
    PieceRule(
        "clock",
        rf"(?<![\d.:第])(?P<clock_hour>{_HOUR})(?:[时点](?!候|代|间|评|击|名|报|尚|装|事|\d*%)"
        rf"(?:(?P<clock_minute>{_HOUR})分|(?P<clock_half>半)|(?P<clock_about>[许整多]|左右))?|:(?P<clock_colon>[0-5]\d)(?![\d:]))",
        _build_clock,
    ),
)
"""Rules in order of precedence."""
