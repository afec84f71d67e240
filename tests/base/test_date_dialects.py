"""Dates in the dialects of feeds, programs and lists of headlines; test_dates.py has the common forms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.dates import find_printed, parse_printed_date
from yaowen.base.dates.figures import parse_figures
from yaowen.base.dates.zones import load_zone

NOW = datetime(2031, 9, 21, 4, 0, tzinfo=UTC)
"""A Sunday, 12:00 in Shanghai."""
SHANGHAI = "Asia/Shanghai"


def read(raw: str, zone: str = SHANGHAI) -> str:
    found = parse_printed_date(raw, zone=zone, now=NOW)
    return found.at.astimezone(load_zone(zone)).strftime("%Y-%m-%d %H:%M:%S") if found.at else ""


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("Sat, 4 Jan 31 16:29 UT", "2031-01-04T16:29:00"),
        ("Saturday, 04-Jan-31 16:29:06 GMT", "2031-01-04T16:29:06"),
        ("Sat 04 Jan 2031 16:29:06 EST", "2031-01-04T21:29:06"),
        ("Sat, 04 Jan 2031 16:29:06.25 +0100", "2031-01-04T15:29:06"),
        ("Sat, 04 Jan 2031 16:29:06 GMT+0200", "2031-01-04T14:29:06"),
        ("Sat, 04 Jan 2031 16:29:06 Etc/GMT", "2031-01-04T16:29:06"),
        ("Sat, Jan 04 2031 16:29:06 GMT", "2031-01-04T16:29:06"),
        ("Sat Jan 4 16:29:06 GMT 2031", "2031-01-04T16:29:06"),
        ("Sat, 04 Jan 2031 24:00:00 GMT", "2031-01-04T23:59:59"),
        ("Sat, 04 Jan 2031 16:29:60 GMT", "2031-01-04T16:29:59"),
        ("2031-01-04T16Z", "2031-01-04T16:00:00"), ("20310104T162906+0800", "2031-01-04T08:29:06"),
        ("2031-01-04T16:29:06,5Z", "2031-01-04T16:29:06"), ("Sat, 2031/01/04 16:29:06 EST", "2031-01-04T21:29:06"),
        ("Κυρ, 11 Ιούλ 2030 12:00:00 EST", "2030-07-11T17:00:00"),
        ("2030-július-13T9:15-05:00", "2030-07-13T14:15:00"),
        ("Сб, 13 июл 2030 09:15:00 +0300", "2030-07-13T06:15:00"),
        ("/Date(1758363600000+0800)/", "2025-09-20T10:20:00"),
        ("Sat Sep 20 2025 18:20:33 GMT+0800 (中国标准时间)", "2025-09-20T10:20:33"),
        ("2025-09-20T18:20:33+08:00[Asia/Shanghai]", "2025-09-20T10:20:33"),
    ],
)  # fmt: skip
def test_a_date_with_its_zone_is_one_instant(raw: str, instant: str) -> None:
    found = parse_printed_date(raw, zone=SHANGHAI, now=NOW)
    assert found.at is not None
    assert found.at.strftime("%Y-%m-%dT%H:%M:%S") == instant
    assert found.raw == raw


@pytest.mark.parametrize(
    ("raw", "local"),
    [
        ("Sat Jan  4 16:29:06 2031", "2031-01-04 16:29:06"), ("2031-01-04 16:29:06.0", "2031-01-04 16:29:06"),
        ("2031-004", "2031-01-04 00:00:00"), ("2031004", "2031-01-04 00:00:00"),
        ("2031-W01-6", "2031-01-04 00:00:00"),
        ("2031년 01월 04일 16:29:06", "2031-01-04 16:29:06"), ("2031-01-04 오후 04:29:06", "2031-01-04 16:29:06"),
        ("2031. 1. 4. 오전 12:29", "2031-01-04 00:29:00"), ("2030. július 13., 9:15", "2030-07-13 09:15:00"),
        ("13 липня 2030", "2030-07-13 00:00:00"), ("2031年1月4日(土) 16:29", "2031-01-04 16:29:00"),
        ("2031年1月4日 16時29分06秒", "2031-01-04 16:29:06"), ("令和13年1月4日", "2031-01-04 00:00:00"),
        ("平成元年1月8日", "1989-01-08 00:00:00"), ("2031-1-4 6:2:5", "2031-01-04 06:02:05"),
    ],
)  # fmt: skip
def test_dates_of_other_countries_and_programs_are_read(raw: str, local: str) -> None:
    assert read(raw) == local


@pytest.mark.parametrize(
    ("raw", "local"),
    [
        ("2025年9月20日上午8时", "2025-09-20 08:00:00"), ("2025年9月20日 下午3点半", "2025-09-20 15:30:00"),
        ("2025年9月20日晚上11时05分", "2025-09-20 23:05:00"), ("2025年9月20日 凌晨2:05", "2025-09-20 02:05:00"),
        ("2025年9月20日中午12:30", "2025-09-20 12:30:00"), ("民國114年9月20日 下午 03:05", "2025-09-20 15:05:00"),
        ("民国一百一十四年九月二十日", "2025-09-20 00:00:00"), ("民國114/09/20", "2025-09-20 00:00:00"),
        ("114/09/20 18:20", "2025-09-20 18:20:00"), ("２０２５年９月２０日　０８：００", "2025-09-20 08:00:00"),
        ("二〇二五年九月二十日", "2025-09-20 00:00:00"), ("二零二五年九月二十日 十八时二十分", "2025-09-20 18:20:00"),
        ("25-09-20 18:20", "2025-09-20 18:20:00"), ("09-20 18:20", "2031-09-20 18:20:00"),
        ("9/20 18:20", "2031-09-20 18:20:00"), ("12-31 18:20", "2030-12-31 18:20:00"),
        ("周三 18:20", "2031-09-17 18:20:00"), ("星期日 08:20", "2031-09-21 08:20:00"),
        ("上周五", "2031-09-12 00:00:00"),
        ("刚刚", "2031-09-21 12:00:00"), ("1小时20分钟前", "2031-09-21 10:40:00"),
        ("十五分鐘前", "2031-09-21 11:45:00"),
        ("2天前", "2031-09-19 00:00:00"), ("昨晚 8点", "2031-09-20 20:00:00"), ("今早8:20", "2031-09-21 08:20:00"),
        ("前天 18:20", "2031-09-19 18:20:00"), ("昨日 18:20", "2031-09-20 18:20:00"),
        ("3시간 전", "2031-09-21 09:00:00"), ("3時間前", "2031-09-21 09:00:00"), ("5h ago", "2031-09-21 07:00:00"),
        ("vor 3 Stunden", "2031-09-21 09:00:00"), ("il y a une heure", "2031-09-21 11:00:00"),
    ],
)  # fmt: skip
def test_chinese_and_shortened_dates_are_read_in_the_outlets_zone(raw: str, local: str) -> None:
    assert read(raw) == local


@pytest.mark.parametrize(
    "raw", ["2031", "2031-09", "3:2", "9/20", "1-2 战平", "2031-000", "2031-366", "2031-W54-1", "周三"]
)
def test_what_is_too_little_or_impossible_is_no_date_or_a_doubtful_one(raw: str) -> None:
    found = parse_printed_date(raw, zone=SHANGHAI, now=NOW)
    assert found.at is None or found.confidence <= 0.5


@pytest.mark.parametrize("line", ["主队 9/20 18:20 开赛", "比分 3-2 18:20", "编号 2031-004 的文件", "上周五的会议"])
def test_shortened_dates_count_only_where_they_stand_alone(line: str) -> None:
    local_now = NOW.astimezone(load_zone(SHANGHAI))
    assert all(found.time is None and found.confidence <= 0.5 for found in find_printed(line, local_now))


def test_two_figures_of_a_year_stand_first_only_in_asia() -> None:
    assert read("20-09-25")[:10] == "2020-09-25"
    assert read("20-09-25", "Europe/Berlin")[:10] == "2025-09-20"


@given(st.integers(1, 999))
def test_every_number_in_chinese_figures_is_read(number: int) -> None:
    assert parse_figures(_in_figures(number)) == number
    assert parse_figures(str(number)) == number


@given(st.dates(date(1990, 1, 1), date(2031, 9, 20)))
def test_every_day_comes_back_from_the_calendars(day: date) -> None:
    republic = f"民國{day.year - 1911}年{day.month}月{day.day}日"
    signs = "".join("〇一二三四五六七八九"[int(figure)] for figure in str(day.year))
    forms = [republic, f"{signs}年{_in_figures(day.month)}月{_in_figures(day.day)}日", day.strftime("%Y-%j"),
             day.strftime("%G-W%V-%u"), f"{day.year}년 {day.month}월 {day.day}일", day.strftime("%Y%m%d")]  # fmt: skip
    assert {read(form)[:10] for form in forms} == {day.isoformat()}


@given(st.integers(0, 6), st.integers(0, 23))
def test_a_weekday_is_within_the_last_week_and_never_in_the_future(number: int, hour: int) -> None:
    found = parse_printed_date(f"周{'一二三四五六日'[number]} {hour:02}:00", zone=SHANGHAI, now=NOW)
    assert found.at is not None
    assert NOW - timedelta(days=8) < found.at <= NOW


def _in_figures(number: int) -> str:
    signs = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = signs[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else signs[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (signs[ones] if ones else "")


@pytest.mark.parametrize("raw", ["5 HAZİRAN 2031", "HAZİRAN 5, 2031", "2031 HAZİRAN 5"])
def test_months_in_turkish_capitals_are_read(raw: str) -> None:
    assert read(raw) == "2031-06-05 00:00:00"


@pytest.mark.parametrize("raw", ["APRıL 5, 2031", "5 aprıl 2031"])
def test_a_month_with_an_i_without_its_dot_is_no_date_and_no_error(raw: str) -> None:
    assert list(find_printed(raw, NOW)) == []
