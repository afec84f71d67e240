"""Placeholders for dates in the sample press's articles."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.sample.almanac import fill_dates, month_away, ordinal, week_day
from yaowen.sample.content import load_paper

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
TEXTS = [text for piece in load_paper().pieces.values() for text in (piece.headline, *piece.paragraphs)]
DATED = re.compile(r"(上|下|)[周週]([一二三四五六日])（(?:(\d+)年)?(\d+)月(\d+)日）")


@pytest.mark.parametrize(
    ("placeholder", "printed"),
    [
        ("{date:-3}", "11月20日"),
        ("{date:40}", "2027年1月2日"),
        ("{fulldate:-400}", "2025年10月19日"),
        ("{dayno:-1}", "22日"),
        ("{weekday:-1}", "上周日"),
        ("{weekday:2}", "周三"),
        ("{weekday_date:-3}", "上周五（11月20日）"),
        ("{weekday_date:-30}", "10月24日"),
        ("{last:5}", "上周五"),
        ("{last_date:5}", "上周五（11月20日）"),
        ("{next:1}", "下周一"),
        ("{next_date:4}", "下周四（12月3日）"),
        ("{month:-13}", "去年十月"),
        ("{month:-1}", "今年十月"),
        ("{month:2}", "明年一月"),
        ("{month:-49}", "2022年10月"),
        ("{year:-6}", "2020年"),
    ],
)
def test_chinese_dates_read_as_a_newspaper_prints_them(placeholder: str, printed: str) -> None:
    assert fill_dates(placeholder, MONDAY, "zh-Hans") == printed
    assert fill_dates(placeholder, MONDAY, "zh-Hant") == printed.replace("周", "週")


@pytest.mark.parametrize(
    ("placeholder", "printed"),
    [
        ("{date:-3}", "November 20"),
        ("{fulldate:-400}", "October 19, 2025"),
        ("{dayno:-1}", "22nd"),
        ("{weekday:-1}", "Sunday"),
        ("{weekday_date:-3}", "Friday (November 20)"),
        ("{last:5}", "last Friday"),
        ("{last_date:5}", "last Friday (November 20)"),
        ("{next:1}", "next Monday"),
        ("{next_date:4}", "next Thursday (December 3)"),
        ("{month:-13}", "October last year"),
        ("{month:-49}", "October 2022"),
        ("{year:-6}", "2020"),
    ],
)
def test_english_dates_read_as_a_newspaper_prints_them(placeholder: str, printed: str) -> None:
    assert fill_dates(placeholder, MONDAY, "en") == printed


def test_a_placeholder_that_is_not_known_is_refused() -> None:
    with pytest.raises(KeyError):
        fill_dates("{fortnight:1}", MONDAY, "zh-Hans")


@pytest.mark.parametrize(
    ("number", "printed"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (13, "13th"), (23, "23rd")]
)
def test_ordinals(number: int, printed: str) -> None:
    assert ordinal(number) == printed


@given(DAYS, st.integers(-3, 3), st.integers(1, 7))
def test_a_named_day_lies_in_its_week(day: date, weeks: int, weekday: int) -> None:
    found = week_day(day, weeks, weekday)
    assert found.isoweekday() == weekday
    assert found.isocalendar()[:2] == (day + timedelta(weeks=weeks)).isocalendar()[:2]


@given(DAYS, st.integers(-60, 60))
def test_months_away_come_back(day: date, months: int) -> None:
    year, month = month_away(day, months)
    assert 1 <= month <= 12
    assert month_away(date(year, month, 1), -months) == (day.year, day.month)


@given(DAYS, st.sampled_from(["zh-Hans", "zh-Hant"]))
def test_every_weekday_with_a_date_is_right_in_every_article_on_any_day(day: date, language: str) -> None:
    printed = fill_dates("\n".join(TEXTS), day, language)
    assert "{" not in printed
    found = DATED.findall(printed)
    assert found
    for week, name, year, month, number in found:
        at = date(int(year or day.year), int(month), int(number))
        away = {"上": -1, "": 0, "下": 1}[week]
        assert at == week_day(day, away, "一二三四五六日".index(name) + 1)
