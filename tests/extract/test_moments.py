"""Time expressions against an invented dateline: Friday 24 July 2020."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from yaowen.base.text.script import to_traditional
from yaowen.base.words import Moment
from yaowen.extract.rules.moments import find_moments
from yaowen.extract.rules.moments.numbers import parse_number
from yaowen.extract.rules.reading import read_paragraph

DATELINE = datetime(2020, 7, 24, 12, tzinfo=timezone(timedelta(hours=8)))


def read_moments(text: str, published: datetime | None = DATELINE) -> tuple[Moment, ...]:
    return find_moments([read_paragraph(0, text)], published)


def in_words(text: str, published: datetime | None = DATELINE) -> list[tuple[str, str]]:
    return [(text[slice(*moment.span)], moment.value) for moment in read_moments(text, published)]


ROWS = [
    ("大前年", "2017"),
    ("2025年1月17日", "2025-01-17"),
    ("2025年1月", "2025-01"),
    ("1991年", "1991"),
    ("二〇二四年三月五日", "2024-03-05"),
    ("民国114年2月1日", "2025-02-01"),
    ("109年10月9日", "2020-10-09"),
    ("110年6月", "2021-06"),
    ("108年底", "2019-END"),
    ("109年度", "2020"),
    ("110年第一季", "2021-Q1"),
    ("2024-07-05", "2024-07-05"),
    ("7月20日", "2020-07-20"),
    ("12月5日", "2019-12-05"),
    ("23日", "2020-07-23"),
    ("29日", "2020-07-29"),
    ("廿四日", "2020-07-24"),
    ("昨天", "2020-07-23"),
    ("前日", "2020-07-22"),
    ("明天", "2020-07-25"),
    ("昨晚8时", "2020-07-23T20:00"),
    ("周五", "2020-07-24"),
    ("周三", "2020-07-22"),
    ("上周五", "2020-07-17"),
    ("下周一", "2020-07-27"),
    ("周五(7月24日)", "2020-07-24"),
    ("星期二（21日）", "2020-07-21"),
    ("今（24）日", "2020-07-24"),
    ("去（2019）年", "2019"),
    ("去年七月", "2019-07"),
    ("今年初", "2020-START"),
    ("去年底", "2019-END"),
    ("本月", "2020-07"),
    ("上个月", "2020-06"),
    ("上周", "2020-W29"),
    ("3月中旬", "2020-03-11/2020-03-20"),
    ("去年秋天", "2019-FA"),
    ("今夏", "2020-SU"),
    ("2019年第四季度", "2019-Q4"),
    ("今年上半年", "2020-01/2020-06"),
    ("90年代", "1990/1999"),
    ("2018至2019年", "2018/2019"),
    ("1月至3月", "2020-01/2020-03"),
    ("3月1日至7日", "2020-03-01/2020-03-07"),
    ("12月1日至7日", "2019-12-01/2019-12-07"),
    ("8年前", "2012"),
    ("两个月前", "2020-05"),
    ("三天前", "2020-07-21"),
]


@pytest.mark.parametrize(("words", "value"), ROWS)
def test_an_expression_has_its_value(words: str, value: str) -> None:
    text = f"码头在{words}重新开放。"
    moments = read_moments(text)
    assert [moment.value for moment in moments] == [value]
    assert words.startswith(text[slice(*moments[0].span)])


@pytest.mark.parametrize("words", [words for words, _ in ROWS])
def test_traditional_script_gives_the_same_moments(words: str) -> None:
    text = f"码头在{words}重新开放。"
    assert read_moments(to_traditional(text)) == read_moments(text)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("为期20年", "P20Y"),
        ("18个月", "P18M"),
        ("半年", "P6M"),
        ("两年半", "P2Y6M"),
        ("4年7个月", "P4Y7M"),
        ("一个半小时", "PT1H30M"),
        ("半个小时", "PT30M"),
        ("30秒", "PT30S"),
        ("三周", "P3W"),
        ("四年多", "P4Y"),
        ("十年", "P10Y"),
        ("持续5日", "P5D"),
    ],
)
def test_a_length_of_time_is_no_date(words: str, value: str) -> None:
    assert [moment.value for moment in read_moments(f"工程历经{words}才告完成。")] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "这是失联的第32天。",
        "现年55岁的船长住在石湾。",
        "他住在3号楼。",
        "水位一天天上涨。",
        "火势向四周蔓延。",
        "比分是3:2。",
        "他提出五点意见。",
        "每周五都有集市。",
        "目前年均降雨偏少。",
        "他喜欢秋天的海。",
        "她读小学三年级。",
        "今日头条发布了数据。",
        "明天系的公司被接管。",
        "他两三年后还会回来。",
    ],
)
def test_look_alikes_give_no_moment(text: str) -> None:
    assert in_words(text) == []
    assert in_words(to_traditional(text)) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("8月28日-9月3日的调查。", [("8月28日-9月3日", "2020-08-28/2020-09-03")]),
        ("12月31日至1月2日停电。", [("12月31日至1月2日", "2019-12-31/2020-01-02")]),
        ("前三季度开了两座桥。", [("前三季度", "2020-01/2020-09")]),
        ("港口，109年10月9日启用。", [("109年10月9日", "2020-10-09")]),
        ("须在10日内答复。", [("10日", "P10D")]),
        ("水位连升两日。", [("两日", "P2D")]),
        ("2000年代建的桥。", [("2000年代", "2000/2009")]),
        ("星期日有将近10个组织游行。", [("星期日", "2020-07-19")]),
        (
            "港口星期四（7月23日）表示，船自本周三（7月22日）起停航。",
            [("星期四（7月23日）", "2020-07-23"), ("本周三（7月22日）", "2020-07-22")],
        ),
        ("比赛打了2小时30分。", [("2小时30分", "PT2H30M")]),
        ("码头附近8日停电。", [("8日", "2020-07-08")]),
        ("消防车于21:28到达。", [("21:28", "2020-07-24T21:28")]),
        ("周一至周五开放。", [("周一至周五", "2020-07-20/2020-07-24")]),
        ("7月3日停电，前一天已有传闻。", [("7月3日", "2020-07-03"), ("前一天", "2020-07-02")]),
        ("这座桥在2018年秋，终于通车。", [("2018年秋", "2018-FA")]),
    ],
)
def test_further_forms_have_their_values(text: str, wanted: list[tuple[str, str]]) -> None:
    assert in_words(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "在此前的许多年中，桥没有修。",
        "黑色星期五的折扣",
        "2019年新型冠状病毒",
        "五年计划",
        "比分是21:15。",
        "每年10月举办",
        "每月21日聚会",
        "指数跌破5日线",
        "强拆大佛当天，警察都在。",
        "10年期公债",
        "2018-20年",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert in_words(text) == []


def test_the_same_month_is_the_one_last_mentioned() -> None:
    text = "两人去年十月在石湾会面。当月，他们还在南湖同台。次月协议签署。"
    assert in_words(text) == [("去年十月", "2019-10"), ("当月", "2019-10"), ("次月", "2019-11")]


def test_the_same_day_and_the_next_are_told_from_the_day_last_mentioned() -> None:
    text = "12月2日，灯塔停电。当天傍晚恢复，次日又停。同年底，灯塔拆除。"
    assert [value for _, value in in_words(text)] == [
        "2019-12-02", "2019-12-02TEV", "2019-12-03", "2019-END",
    ]  # fmt: skip


def test_a_day_ahead_is_believed_where_the_text_speaks_of_what_is_to_come() -> None:
    assert in_words("大桥将于12月5日通车。") == [("12月5日", "2020-12-05")]


def test_a_year_named_in_the_sentence_holds_for_its_later_days() -> None:
    assert in_words("2018年3月1日动工，9月5日完工。")[1] == ("9月5日", "2018-09-05")


def test_a_year_of_the_republic_behind_since_is_no_length() -> None:
    assert in_words("计划自108年起推动，已有108年历史。") == [("108年", "2019"), ("108年", "P108Y")]


def test_the_dateline_holds_where_the_sentence_names_a_month_without_a_day() -> None:
    text = "失业率在6月走高，统计处23日公布数据，但6月5日的预测更高。"
    assert [value for _, value in in_words(text)] == ["2020-06", "2020-07-23", "2020-06-05"]


def test_the_weekday_named_twice_in_a_sentence_is_one_day() -> None:
    text = "官员周三表示，将于周三关闭的码头不会重开。"
    assert [value for _, value in in_words(text)] == ["2020-07-22", "2020-07-22"]


def test_a_comparison_counts_back_from_the_year_named() -> None:
    assert in_words("2018年的产量较8年前翻了一番。") == [("2018年", "2018"), ("8年前"[:2], "2010")]


def test_without_a_dateline_only_dates_that_name_themselves_are_found() -> None:
    assert in_words("昨天和2019年5月1日都下过雨。", None) == [("2019年5月1日", "2019-05-01")]


def test_a_dateline_in_utc_is_read_in_china() -> None:
    assert in_words("今天放晴。", datetime(2020, 7, 23, 17, tzinfo=UTC)) == [("今天", "2020-07-24")]


def test_a_dateline_keeps_the_day_of_its_own_zone() -> None:
    assert in_words("今天放晴。", datetime(2020, 7, 23, 23, tzinfo=timezone(timedelta(hours=-4)))) == [
        ("今天", "2020-07-23")
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十七", 17),
        ("一百零三", 103),
        ("二〇二五", 2025),
        ("廿三", 23),
        ("卅", 30),
        ("两", 2),
        ("1,200", 1200),
        ("1.5", 1.5),
    ],
)
def test_numbers_are_read(text: str, value: float) -> None:
    assert parse_number(text) == value


def test_what_is_no_number_is_none() -> None:
    assert parse_number("几") is None
    assert parse_number("") is None


def test_a_former_official_of_japan_names_no_day() -> None:
    assert in_words("前日本首相说，桥很安全。") == []
