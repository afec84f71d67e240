"""Dates as outlets print them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.dates import parse_printed_date
from yaowen.base.dates.zones import load_zone

NOW = datetime(2031, 9, 21, 4, 0, tzinfo=UTC)
SHANGHAI = "Asia/Shanghai"


def read(raw: str, zone: str = SHANGHAI) -> tuple[str, str]:
    found = parse_printed_date(raw, zone=zone, now=NOW)
    assert found.at is not None, raw
    return found.at.astimezone(load_zone(zone)).strftime("%Y-%m-%d %H:%M:%S"), found.precision


@pytest.mark.parametrize(
    ("raw", "local", "precision"),
    [
        ("2031年9月20日 08时00分", "2031-09-20 08:00:00", "minute"),
        ("2031年09月20日08:05", "2031-09-20 08:05:00", "minute"),
        ("2031年1月17日 星期五 下午3:05", "2031-01-17 15:05:00", "minute"),
        ("2031 年 9 月 2 日", "2031-09-02 00:00:00", "day"),
        ("二〇三一年一月十七日", "2031-01-17 00:00:00", "day"),
        ("民國120年1月17日", "2031-01-17 00:00:00", "day"),
        ("2031-01-17 09:25:59", "2031-01-17 09:25:59", "second"),
        ("2031-01-17(五) 09:25", "2031-01-17 09:25:00", "minute"),
        ("发布时间：2031-01-17 09:25:59　来源：青桐晚报", "2031-01-17 09:25:59", "second"),
        ("2031/08/28", "2031-08-28 00:00:00", "day"),
        ("2031.8.28", "2031-08-28 00:00:00", "day"),
        ("28/08/2031 - 11:09", "2031-08-28 11:09:00", "minute"),
        ("28.08.2031 | 11.09 Uhr", "2031-08-28 11:09:00", "minute"),
        ("1/17/2031 3:05:11 PM", "2031-01-17 15:05:11", "second"),
        ("刚刚", "2031-09-21 12:00:00", "minute"),
        ("3小时前", "2031-09-21 09:00:00", "minute"),
        ("半小時前", "2031-09-21 11:30:00", "minute"),
        ("昨天 18:20", "2031-09-20 18:20:00", "minute"),
        ("今天", "2031-09-21 00:00:00", "day"),
        ("2 hours ago", "2031-09-21 10:00:00", "minute"),
        ("January 17, 2031", "2031-01-17 00:00:00", "day"),
        ("17 January 2031, 09:25", "2031-01-17 09:25:00", "minute"),
        ("17. Januar 2031, 09:25 Uhr", "2031-01-17 09:25:00", "minute"),
        ("17 de enero de 2031", "2031-01-17 00:00:00", "day"),
        ("Fri Jan 17 09:25:59 2031", "2031-01-17 09:25:59", "second"),
        ("1926725159", "2031-01-21 09:25:59", "second"),
    ],
)
def test_a_printed_date_without_a_zone_is_read_in_the_pages_zone(raw: str, local: str, precision: str) -> None:
    assert read(raw) == (local, precision)


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("Fri, 17 Jan 2031 09:25:59 +0800", "2031-01-17T01:25:59"),
        ("Fri, 17 Jan 2031 09:25:59 GMT", "2031-01-17T09:25:59"),
        ("17 Jan 31 09:25 EST", "2031-01-17T14:25:00"),
        ("2031-01-17T09:25:59.123Z", "2031-01-17T09:25:59"),
        ("2031-01-17T09:25:59+0800", "2031-01-17T01:25:59"),
        ("2031-01-17T09:25:59-05:00", "2031-01-17T14:25:59"),
        ("20310117T012559Z", "2031-01-17T01:25:59"),
        ("Jan. 17, 2031, 9:25 p.m. ET", "2031-01-18T02:25:00"),
        ("Published 9:25 PM EST Jan 17, 2031", "2031-01-18T02:25:00"),
        ("Posted: Fri 9:25 PM GMT, Jan 17, 2031", "2031-01-17T21:25:00"),
        ("9:25 AM HST on January 17, 2031", "2031-01-17T19:25:00"),
        ("the score was 3:05 January 17, 2031, 9:25 pm GMT", "2031-01-17T21:25:00"),
        ("2031年1月17日 北京时间 09:25", "2031-01-17T01:25:00"),
        ("2031-01-17 09:25 CST", "2031-01-17T01:25:00"),
    ],
)
def test_a_printed_zone_counts(raw: str, instant: str) -> None:
    found = parse_printed_date(raw, zone=SHANGHAI, now=NOW)
    assert found.at is not None
    assert found.at.strftime("%Y-%m-%dT%H:%M:%S") == instant


def test_cst_is_american_where_the_page_is() -> None:
    found = parse_printed_date("2031-01-17 09:25 CST", zone="America/Chicago", now=NOW)
    assert found.at == datetime(2031, 1, 17, 15, 25, tzinfo=UTC)


def test_the_day_stands_first_unless_the_page_is_american_or_it_would_be_in_the_future() -> None:
    assert read("05/06/2031")[0].startswith("2031-06-05")
    assert read("05/06/2031", "America/New_York")[0].startswith("2031-05-06")
    assert read("09/12/2031")[0].startswith("2031-09-12"), "9 December has not been yet"


def test_a_date_without_a_year_is_the_newest_that_has_been() -> None:
    assert read("9月21日 09:00")[0] == "2031-09-21 09:00:00"
    assert read("9月22日 09:00")[0] == "2030-09-22 09:00:00"


def test_a_future_date_is_set_to_now_and_trusted_less() -> None:
    past = parse_printed_date("2031-09-20 10:00", zone=SHANGHAI, now=NOW)
    future = parse_printed_date("2032-01-01 10:00", zone=SHANGHAI, now=NOW)
    assert future.at == NOW
    assert future.confidence < past.confidence
    assert future.raw == "2032-01-01 10:00"


def test_gmt_printed_behind_a_local_time_is_seen_through() -> None:
    found = parse_printed_date("Sun, 21 Sep 2031 11:59:00 GMT", zone=SHANGHAI, now=NOW)
    assert found.at == datetime(2031, 9, 21, 3, 59, tzinfo=UTC)
    assert found.confidence < 0.9


@pytest.mark.parametrize(
    "raw", ["", "12:30", "青桐市", "2031-13-45", "31/31/2031", "0000-00-00", "今日头条的一篇长文章"]
)
def test_what_is_no_date_gives_none(raw: str) -> None:
    found = parse_printed_date(raw, zone=SHANGHAI, now=NOW)
    assert found.at is None
    assert found.precision == "none"
    assert found.raw == raw


def test_an_unknown_zone_is_utc() -> None:
    assert load_zone("Nowhere/Atlantis") is UTC
    assert load_zone("../../etc/passwd") is UTC
    assert load_zone("+08:00").utcoffset(None) == timedelta(hours=8)


FIRST, LAST = datetime.fromisoformat("1995-01-01"), datetime.fromisoformat("2031-09-20")
MOMENTS = st.datetimes(FIRST, LAST).map(lambda at: at.replace(microsecond=0))
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d %B %Y %H:%M:%S", "%d.%m.%Y %H:%M:%S")


@given(MOMENTS, st.sampled_from([*FORMS, "%d/%m/%Y - %H:%M:%S"]), st.sampled_from(["", "时间：", "Posted: "]))
def test_any_moment_comes_back_from_the_common_forms(at: datetime, form: str, label: str) -> None:
    found = parse_printed_date(label + at.strftime(form), zone="+08:00", now=NOW)
    assert found.at == at.replace(tzinfo=load_zone("+08:00"))


@given(MOMENTS, st.integers(-12, 14))
def test_any_mail_date_keeps_its_instant(at: datetime, hours: int) -> None:
    zoned = at.replace(tzinfo=load_zone(f"{hours:+03}:00"))
    raw = zoned.strftime("%a, %d %b %Y %H:%M:%S %z")
    assert parse_printed_date(raw, zone=SHANGHAI, now=NOW).at == zoned.astimezone(UTC)


@given(st.text(max_size=300), st.sampled_from([SHANGHAI, "America/New_York", "", "+25:99", "x\0y"]))
def test_no_text_makes_it_raise_or_give_a_future_time(raw: str, zone: str) -> None:
    found = parse_printed_date(raw, zone=zone, now=NOW)
    assert found.at is None or found.at <= NOW
    assert 0.0 <= found.confidence <= 1.0
    assert "\0" not in found.raw


PIECES = st.sampled_from(
    [*"0123456789年月日时分秒-/.:：TZ+ ,", "10", "2031", "Jan", "下午", "p.m.", "前", "昨天", "民國", "GMT"]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_dirt_made_of_date_pieces_makes_it_raise(raw: str) -> None:
    found = parse_printed_date(raw, zone=SHANGHAI, now=NOW)
    assert found.at is None or found.at <= NOW
