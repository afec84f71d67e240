"""Lengths of time, told apart from dates: 为期20年, 18个月, 半年, 4小时, 一年半; and 8年前, which is a date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yaowen.base.words import Span
from yaowen.extract.rules.moments.absolute import ROC_SHORT
from yaowen.extract.rules.moments.numbers import DIGITS, NUMERALS, parse_number

_UNITS = {
    "年": "Y",
    "月": "M",
    "周": "W",
    "星期": "W",
    "礼拜": "W",
    "天": "D",
    "日": "D",
    "小时": "H",
    "钟头": "H",
    "分钟": "M",
    "秒": "S",
}
_HALVES = {"Y": ("6", "M"), "M": ("15", "D"), "TH": ("T30", "M")}
_DURATION = re.compile(
    rf"(?<![\d.第每头几数上好{NUMERALS}万])(?<!\d,)(?<!\d[-~—–])(?<!民国)(?<!元前)(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?|[{NUMERALS}]+|半)(?P<about>多|余|来)?(?:"
    r"(?P<year>年)(?:[零又]?(?P<months>\d+|[一二三四五六七八九十]+)个(?:多|余)?月)?(?!期(?![间满限])|[代级度轻龄货间均终资薪假头夜糕味]|\d|前?[一二三四]?季|[计规]划)"
    r"|(?P<month>个(?P<month_about>多)?(?P<month_half>半)?月)"
    r"|个?(?P<week>星期|礼拜|周)(?![年岁边围刊末一二三四五六日转期密恩])"
    r"|(?P<day>天)(?![王才津文涯王地坛赋])"
    r"|个?(?:多|余)?(?P<hour_half>半)?(?P<hour>小时|钟头)(?:零?(?P<hour_minutes>\d+|[一二三四五六七八九十]+)分(?!之)钟?)?|(?P<minute>分钟)|(?P<second>秒)钟?(?![杀])"
    r")(?P<after>[多余]|半(?![年月天数]))?(?!大(?![约概规]))"
)
_ROC_SHORT = re.compile(ROC_SHORT)
_LENGTH_BEFORE = re.compile(
    r"(?:为期|长达|历时|持续|时长|期限为?|任期|缩短|延长|超过|近|约|过去|未来|最近|达|经过|仅|用了|等了)$"
)
_SPANNING_DAYS = re.compile(
    rf"(?:为期|长达|历时|持续|期限为?|连续|接连|逾|过去|未来)(?P<number>\d+|[{NUMERALS}]+)日(?!本|元|圆)"
    rf"|(?<![\d月{NUMERALS}])(?P<within>\d+|[{NUMERALS}]+)日(?:之内|以内|内(?![瓦罗]))|(?<![\d月{NUMERALS}第])(?P<two>两)日(?![本元圆])"
)
_AGO = re.compile(r"(?:以前|之前|前)(?![往来进去线后任锋夕景所年提列三几])")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time.

    Attributes:
        ago: the text counts it back (8年前).
        smaller: months beside years, minutes beside hours.
    """

    span: Span
    number: float
    unit: str
    half: bool
    ago: bool = False
    smaller: int = 0

    @property
    def value(self) -> str:
        """ISO 8601 duration: P20Y, PT4H, P1Y6M."""
        mark = "T" if self.clock else ""
        number = f"{self.number:g}"
        if self.number == 0.5 and self.unit in _HALVES:
            count, smaller = _HALVES[self.unit]
            return f"P{count}{smaller}"
        if self.smaller:
            return f"P{mark}{number}{self.unit[-1]}{self.smaller}M"
        if not self.half:
            return f"P{mark}{number}{self.unit[-1]}"
        if self.unit == "TH":
            return f"PT{number}H30M"
        count, smaller = _HALVES.get(self.unit, ("", ""))
        return f"P{number}{self.unit}{count}{smaller}" if count else f"P{mark}{self.number + 0.5:g}{self.unit[-1]}"

    @property
    def clock(self) -> bool:
        """Hours, minutes or seconds."""
        return self.unit.startswith("T")


def find_lengths(folded: str) -> list[Length]:
    """Lengths of time of a paragraph, in order."""
    found = [length for match in _DURATION.finditer(folded) if (length := _as_length(match, folded))]
    found += [
        Length((match.start(str(match.lastgroup)), match.end(str(match.lastgroup)) + 1), number, "D", half=False)
        for match in (_SPANNING_DAYS.finditer(folded) if "日" in folded else ())
        if (number := parse_number(match[str(match.lastgroup)]))
    ]
    return sorted(found, key=lambda length: length.span)


_UNIT_GROUPS = {"year": "Y", "month": "M", "week": "W", "day": "D", "hour": "TH", "minute": "TM", "second": "TS"}


def _as_length(match: re.Match[str], folded: str) -> Length | None:
    name = next(group for group in _UNIT_GROUPS if match[group])
    unit, number = _UNIT_GROUPS[name], 0.5 if match["number"] == "半" else parse_number(match["number"])
    if (
        number is None
        or _is_about(match["number"])
        or _ROC_SHORT.match(folded, match.start())
        or _is_date(match, name, number)
        or _is_loose(match, folded)
    ):
        return None
    half = bool(match["month_half"] or match["hour_half"] or match["after"] == "半")
    ago = not unit.startswith("T") and bool(_AGO.match(folded, match.end()))
    smaller = int(parse_number(match["months"] or match["hour_minutes"] or "0") or 0)
    return Length(match.span(), number, unit, half, ago, smaller)


def _is_about(number: str) -> bool:
    """两三年, 七八个月: two digits side by side mean about so many."""
    return len(number) == 2 and all(sign in DIGITS for sign in number) and not number.isdecimal()


def _is_date(match: re.Match[str], name: str, number: float) -> bool:
    """1991年 and 二〇二五年 are years; 上半年 is half of one."""
    if name != "year":
        return False
    return (
        number >= 1000
        or match["number"][0] in "〇零○"
        or (match["number"] == "半" and match.string[max(0, match.start() - 1) : match.start()] in tuple("上下"))
    )


def _is_loose(match: re.Match[str], folded: str) -> bool:
    """一天 and 一年 are as often figures of speech as lengths: they need a word that measures before them."""
    if match["number"] in {"百", "千"} or (match["number"] == "四" and match["week"] == "周"):
        return True
    if match["number"] != "一" or not (match["day"] or match["year"]) or match["about"] or match["after"]:
        return False
    if match["year"]:
        return folded[max(0, match.start() - 1) : match.start()] in tuple("这那某每同哪")
    return not _LENGTH_BEFORE.search(folded, max(0, match.start() - 4), match.start())
