"""Dates in prose: `{weekday_date:-3}` in an article becomes 上周五（11月20日） for the day it is published on.

| placeholder | zh-Hans on Monday 2026-11-23 | en |
|---|---|---|
| `{date:-3}` | 11月20日 (with the year where it differs) | November 20 |
| `{fulldate:-400}` | 2025年10月19日 | October 19, 2025 |
| `{dayno:-1}` | 22日 | 22nd |
| `{weekday:-1}` | 上周日 (周日 within the same week) | Sunday |
| `{weekday_date:-3}` | 上周五（11月20日） | Friday (November 20) |
| `{last:5}`, `{next:1}` | 上周五, 下周一: ISO day of the week before or after | last Friday, next Monday |
| `{last_date:5}`, `{next_date:1}` | 上周五（11月20日） | last Friday (November 20) |
| `{month:-13}` | 去年十月 | October last year |
| `{year:-4}` | 2022年 | 2022 |

Numbers count days, months or years from the day of publication; in `last` and `next` they are ISO weekdays, 1 = Monday.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

_PLACEHOLDER = re.compile(r"\{(\w+):(-?\d+)\}")
_DAYS_ZH = "一二三四五六日"
_MONTHS_ZH = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_YEARS_ZH = {-2: "前年", -1: "去年", 0: "今年", 1: "明年"}
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def fill_dates(text: str, day: date, language: str) -> str:
    """Replace every placeholder of a text.

    Args:
        day: the day of publication in the outlet's zone.
        language: `zh-Hans`, `zh-Hant` or `en`.

    Raises:
        KeyError: a placeholder that is not known.
    """
    printer = EnglishDates(day) if language == "en" else ChineseDates(day, "週" if language == "zh-Hant" else "周")
    return _PLACEHOLDER.sub(lambda found: printer.print(found[1], int(found[2])), text)


def week_day(day: date, weeks: int, weekday: int) -> date:
    """The ISO weekday (1 = Monday) of the week `weeks` away from a day's week."""
    return day + timedelta(weeks=weeks, days=weekday - day.isoweekday())


def month_away(day: date, months: int) -> tuple[int, int]:
    """Year and month (1–12) a number of months away."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return years, month + 1


class ChineseDates:
    """Chinese expressions; `week` is 周 or 週."""

    def __init__(self, day: date, week: str) -> None:
        self._day = day
        self._week = week

    def print(self, name: str, number: int) -> str:
        """One placeholder's text."""
        printers: dict[str, Callable[[int], str]] = {
            "date": self._date, "fulldate": self._full, "dayno": self._dayno,
            "weekday": self._weekday, "weekday_date": self._weekday_date,
            "last": lambda at: self._named(week_day(self._day, -1, at)),
            "next": lambda at: self._named(week_day(self._day, 1, at)),
            "last_date": lambda at: self._dated(week_day(self._day, -1, at)),
            "next_date": lambda at: self._dated(week_day(self._day, 1, at)),
            "month": self._month, "year": lambda years: f"{self._day.year + years}年",
        }  # fmt: skip
        return printers[name](number)

    def _moved(self, days: int) -> date:
        return self._day + timedelta(days=days)

    def _date(self, days: int) -> str:
        return self._short(self._moved(days))

    def _short(self, at: date) -> str:
        year = "" if at.year == self._day.year else f"{at.year}年"
        return f"{year}{at.month}月{at.day}日"

    def _full(self, days: int) -> str:
        at = self._moved(days)
        return f"{at.year}年{at.month}月{at.day}日"

    def _dayno(self, days: int) -> str:
        return f"{self._moved(days).day}日"

    def _weekday(self, days: int) -> str:
        return self._named(self._moved(days))

    def _weekday_date(self, days: int) -> str:
        return self._dated(self._moved(days))

    def _named(self, at: date) -> str:
        weeks = (week_day(at, 0, 1) - week_day(self._day, 0, 1)).days // 7
        if abs(weeks) > 1:
            return self._short(at)
        return f"{('', '下', '上')[weeks]}{self._week}{_DAYS_ZH[at.weekday()]}"

    def _dated(self, at: date) -> str:
        name, short = self._named(at), self._short(at)
        return short if name == short else f"{name}（{short}）"

    def _month(self, months: int) -> str:
        year, month = month_away(self._day, months)
        away = year - self._day.year
        return f"{_YEARS_ZH[away]}{_MONTHS_ZH[month - 1]}月" if away in _YEARS_ZH else f"{year}年{month}月"


class EnglishDates:
    """English expressions."""

    def __init__(self, day: date) -> None:
        self._day = day

    def print(self, name: str, number: int) -> str:
        """One placeholder's text."""
        printers: dict[str, Callable[[int], str]] = {
            "date": lambda days: self._short(self._moved(days)),
            "fulldate": lambda days: self._full(self._moved(days)),
            "dayno": lambda days: ordinal(self._moved(days).day),
            "weekday": lambda days: _DAYS_EN[self._moved(days).weekday()],
            "weekday_date": lambda days: self._dated("", self._moved(days)),
            "last": lambda at: f"last {_DAYS_EN[at - 1]}",
            "next": lambda at: f"next {_DAYS_EN[at - 1]}",
            "last_date": lambda at: self._dated("last ", week_day(self._day, -1, at)),
            "next_date": lambda at: self._dated("next ", week_day(self._day, 1, at)),
            "month": self._month, "year": lambda years: str(self._day.year + years),
        }  # fmt: skip
        return printers[name](number)

    def _moved(self, days: int) -> date:
        return self._day + timedelta(days=days)

    def _short(self, at: date) -> str:
        return f"{_MONTHS_EN[at.month - 1]} {at.day}" if at.year == self._day.year else self._full(at)

    def _full(self, at: date) -> str:
        return f"{_MONTHS_EN[at.month - 1]} {at.day}, {at.year}"

    def _dated(self, word: str, at: date) -> str:
        return f"{word}{_DAYS_EN[at.weekday()]} ({self._short(at)})"

    def _month(self, months: int) -> str:
        year, month = month_away(self._day, months)
        named = {-1: " last year", 0: " this year", 1: " next year"}.get(year - self._day.year, f" {year}")
        return _MONTHS_EN[month - 1] + named


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 22nd."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
