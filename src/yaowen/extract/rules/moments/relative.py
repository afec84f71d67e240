"""Dates told from another one: 昨天, 上周五, 去年, 本月, 当月, 同日, 次日, 今(24)日."""

from __future__ import annotations

import re

from yaowen.extract.rules.moments.pieces import Piece, PieceRule, numbered, whole_between, worded

YEAR_SHIFTS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
MONTH_SHIFTS = {"上月": -1, "上个月": -1, "本月": 0, "这个月": 0, "下月": 1, "下个月": 1}
WEEK_SHIFTS = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1}
DAY_SHIFTS = {
    "大前天": -3, "前天": -2, "前日": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "昨晨": -1,
    "昨午": -1, "昨早": -1, "今天": 0, "今日": 0, "今晨": 0, "今早": 0, "今午": 0, "今晚": 0, "明天": 1, "明日": 1,
    "明早": 1, "明午": 1, "明晚": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
"""Told from the dateline."""
YEAR_ANAPHORS = {"同年": 0, "当年": 0, "翌年": 1, "次年": 1}
MONTH_ANAPHORS = {"当月": 0, "同月": 0, "次月": 1}
DAY_ANAPHORS = {
    "当天": 0, "当日": 0, "当晚": 0, "当夜": 0, "同日": 0, "同一天": 0, "那天": 0, "次日": 1, "翌日": 1, "隔天": 1,
    "隔日": 1, "第二天": 1, "前一天": -1, "前一日": -1, "前一晚": -1,
}  # fmt: skip
"""Told from the date last mentioned."""
_WEEKDAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}
_WEEK = "(?:周|星期|礼拜)"


def _build_weekday(match: re.Match[str]) -> Piece | None:
    prefix, sign = match["weekday_prefix"] or "", match["weekday_sign"]
    if sign == "末" and not prefix:
        return None
    return Piece("weekday", match.start(), match.end(), prefix, _WEEKDAYS.get(sign))


def _build_bracket_day(match: re.Match[str]) -> Piece | None:
    number = whole_between(match["bracket_number"], 1, 31)
    return None if number is None else Piece("day", match.start(), match.end(), "", number)


def _one_of(*tables: dict[str, int]) -> str:
    return "|".join(sorted((word for table in tables for word in table), key=len, reverse=True))


def _build_season(match: re.Match[str]) -> Piece:
    return Piece("season", match.start(), match.end(), match["season_sign"], YEAR_SHIFTS[match["season_year"] + "年"])


def _build_bare_day(match: re.Match[str]) -> Piece:
    return Piece("day", match.start(), match.end(), match.group() + "天")


RELATIVE = (
    PieceRule(
        "bracket",
        r"[今昨明前](?:天|日)?\((?P<bracket_number>\d{1,2})(?:日|号)?\)(?:[天日](?![本元]))?[早晚晨]?",
        _build_bracket_day,
    ),
    PieceRule(
        "yearword",
        rf"(?<![\d目之以此过今随事最][\d前])(?<![过目之以此数多几今最\d])"
        rf"(?P<year_word>{_one_of(YEAR_SHIFTS, YEAR_ANAPHORS)})(?![轻])(?:度(?!假))?",
        worded("year", "year_word"),
    ),
    PieceRule("monthword", rf"(?P<month_word>{_one_of(MONTH_SHIFTS, MONTH_ANAPHORS)})", worded("month", "month_word")),
    PieceRule(
        "dayword",
        rf"(?<![之目以此先今])(?P<day_word>{_one_of(DAY_SHIFTS, DAY_ANAPHORS)})(?!头条|俄罗斯|之星|报|系|(?<=前日)本)",
        worded("day", "day_word"),
    ),
    PieceRule(
        "weekday",
        rf"(?<![每一两三四五六七八九十\d])(?<![黑血]色)(?<!超级)(?P<weekday_prefix>上上|上|本|这|下)?个?{_WEEK}(?P<weekday_sign>[一二三四五六日末]|(?<!周)天)(?![体期次个年刊])",
        _build_weekday,
    ),
    PieceRule(
        "bracketyear", r"[今去前明]\((?P<bracket_year>[12]\d{3})\)年", numbered("year", "bracket_year", 1000, 2999)
    ),
    PieceRule("bracketmonth", r"[本上下]\((?P<bracket_month>\d{1,2})\)月", numbered("month", "bracket_month", 1, 12)),
    PieceRule("seasonword", r"(?P<season_year>[今去明])(?P<season_sign>[春夏秋冬])(?![天季])", _build_season),
    PieceRule("bareday", r"[今昨明](?=凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间|深夜)", _build_bare_day),
    PieceRule(
        "week",
        rf"(?<!以)(?P<week_word>上上|上|本|这|下)一?个?{_WEEK}(?![边围年期转密恩刊报末遭身])",
        worded("week", "week_word"),
    ),
)
"""Rules in order of precedence."""
