"""Dates that name themselves: 2025年1月17日, 民国114年, 1月至3月, 90年代, 2025-01-17, 第一季度."""

from __future__ import annotations

import re

from yaowen.extract.rules.moments.numbers import DIGITS, NUMERALS
from yaowen.extract.rules.moments.pieces import (
    FREE,
    NUMBER,
    TO,
    Piece,
    PieceRule,
    numbered,
    ranged,
    whole_between,
    worded,
)

ROC_EPOCH_YEAR = 1911
"""民国 year 1 is 1912."""
ROC_SHORT = (
    r"(?<![\d.第])(?<!\d,)(?P<roc_short>9\d|1[0-4]\d)(?:学年度?|年度?)"
    r"(?=\d{1,2}月|[底初中末]|(?<=度)|[上下]半年|第?[一二三四1-4]季|[春夏秋冬]季?)"
    r"|(?<=[自从在迄])(?P<roc_since>1[0-4]\d)年(?![多余前来后间历的时内里]|之|以)"
)
"""109年10月9日, 109年度, 自108年起: years of the Republic without its name, where no length of time can stand."""
_QUARTERS = {sign: 1 + place % 4 for place, sign in enumerate("一二三四1234")} | {"首": 1, "两": 2}


def _build_full(match: re.Match[str]) -> Piece | None:
    month, day = int(match["full_month"]), int(match["full_day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Piece("full", match.start(), match.end(), f"{match['full_year']}-{month:02}-{day:02}")


def _build_roc(match: re.Match[str]) -> Piece | None:
    value = whole_between(match["roc_year"] or match["roc_short"] or match["roc_since"], 1, 299)
    return None if value is None else Piece("year", match.start(), match.end(), "", value + ROC_EPOCH_YEAR)


def _build_decade(match: re.Match[str]) -> Piece | None:
    value = whole_between(match["decade_year"], 10, 2090)
    if value is None:
        return None
    first = value if value >= 1000 else 1900 + value
    return Piece("years", match.start(), match.end(), "", first, first + 9)


def _build_day(match: re.Match[str]) -> Piece | None:
    """三日 is as often three days: numerals below ten are a day only after a month, which `expressions` sees to."""
    value = whole_between(match["day_number"], 1, 31)
    loose = match["day_number"] in DIGITS or match.group().endswith("号")
    return None if value is None else Piece("day", match.start(), match.end(), "loose" if loose else "", value)


def _build_dmy(match: re.Match[str]) -> Piece | None:
    """08/09/2020: day before month, as European outlets print it, unless only the other order is a date."""
    first, second = int(match["dmy_a"]), int(match["dmy_b"])
    day, month = (first, second) if second <= 12 else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Piece("full", match.start(), match.end(), f"{match['dmy_year']}-{month:02}-{day:02}")


def _build_quarter(match: re.Match[str]) -> Piece:
    if match["quarter_first"]:
        return Piece("season", match.start(), match.end(), f"F{_QUARTERS[match['quarter_first']]}")
    sign = match["quarter_one"] or match["quarter_two"] or match["quarter_other"]
    return Piece("season", match.start(), match.end(), f"Q{_QUARTERS[sign]}")


ABSOLUTE = (
    PieceRule(
        "full",
        r"(?<![\d.-])(?P<full_year>[12]\d{3})(?P<full_mark>[-/.])(?P<full_month>[01]?\d)(?P=full_mark)(?P<full_day>[0-3]?\d)(?![\d.])",
        _build_full,
    ),
    PieceRule("dmy", r"(?<![\d/])(?P<dmy_a>[0-3]\d)/(?P<dmy_b>[0-3]\d)/(?P<dmy_year>20\d\d)(?!\d)", _build_dmy),
    PieceRule(
        "years",
        rf"{FREE}(?P<years_a>[12]\d{{3}})年?{TO}(?P<years_b>[12]\d{{3}})年",
        ranged("years", ("years_a", "years_b"), 1000, 2999),
    ),
    PieceRule(
        "months",
        rf"{FREE}(?P<months_a>{NUMBER})月?{TO}(?P<months_b>{NUMBER})月份?",
        ranged("months", ("months_a", "months_b"), 1, 12),
    ),
    PieceRule(
        "days", rf"{FREE}(?P<days_a>{NUMBER})日?{TO}(?P<days_b>{NUMBER})日", ranged("days", ("days_a", "days_b"), 1, 31)
    ),
    PieceRule("roc", rf"民国(?P<roc_year>\d{{1,3}}|[{NUMERALS}]{{1,5}})年|{ROC_SHORT}", _build_roc),
    PieceRule(
        "year",
        rf"{FREE}(?P<year_number>[12]\d{{3}}|[一二][零〇○一二三四五六七八九]{{3}})\s?[财学]?年(?:度(?!假))?(?!代|新?型?冠状病毒)",
        numbered("year", "year_number", 1000, 2999),
    ),
    PieceRule(
        "decade",
        r"(?:(?:20|二十|上个?)世纪)?(?<!\d)(?P<decade_year>(?:19|20)?[1-9]0|2000|[一二三四五六七八九]十)年代[初中末]?(?:期)?",
        _build_decade,
    ),
    PieceRule(
        "quarter",
        r"(?:前(?P<quarter_first>[两二三23])个?季度?|第(?P<quarter_one>[一二三四1-4])季度?|(?P<quarter_two>[一二三四])季度|(?P<quarter_other>首)季度?)",
        _build_quarter,
    ),
    PieceRule(
        "season",
        r"(?P<season_word>[上下]半年|[春夏秋冬][天季]|(?<=年)[春夏秋冬](?=[,、。;至到起以之的])|(?<![中全多往近每少])年[初底末](?![级期])|(?<![许多几些数]年)(?<=年)[初底末](?![级期])|(?<=[\d今去明前同本]年)中(?![级期国央学])|岁末)",
        worded("season", "season_word"),
    ),
    PieceRule(
        "month", rf"{FREE}(?P<month_number>{NUMBER})\s?月份?(?![球光亮])", numbered("month", "month_number", 1, 12)
    ),
    PieceRule(
        "third",
        r"(?P<third_word>[上中下]旬|(?<=月)[初底末中](?![国央东心旬])|月[初底末])",
        worded("third", "third_word"),
    ),
    PieceRule(
        "day",
        rf"{FREE}(?:(?<![近续每隔逾])|(?<=附近))(?P<day_number>{NUMBER})\s?(?:日(?![游元本圆均内线])|号(?![线楼院]))(?:\((?:周|星期|礼拜)?[一二三四五六日]\))?",
        _build_day,
    ),
)
"""Rules in order of precedence."""
