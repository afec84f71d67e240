"""Sections: what feeds call them, what words tell, how articles vote; and the calendar of days with news."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.base.text.script import fold_script, to_traditional
from yaowen.render.rules.days import MOST_DAYS, Calendar, parse_calendar
from yaowen.render.rules.section_words import (
    SURE,
    decide_section,
    features_of,
    likeliest_section,
    load_weights,
    parse_weights,
)
from yaowen.render.rules.sections import SECTIONS, Section, Told, section_named, section_of_categories, vote_section

DAY = date(2026, 11, 23)
SHELVES = st.tuples(st.sampled_from(["", *SECTIONS]), st.dates(date(2026, 1, 1), date(2027, 1, 1)))


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("国际", "world"), ("國際", "world"), ("World", "world"), ("News/World", "world"), ("新闻 > 财经", "business"),
        ("財經", "business"), ("體育", "sport"), ("Arts", "culture"), ("要闻", ""), ("首页", ""), ("", ""),
        ("体育场改建", ""), ("World Cup", ""),
    ],
)  # fmt: skip
def test_a_category_names_a_section_only_as_a_whole(name: str, section: str) -> None:
    assert section_named(name) == section


def test_the_first_category_that_names_a_section_counts_and_keywords_further_on_do_not() -> None:
    assert section_of_categories(["要闻", "体育", "文化"]) == "sport"
    assert section_of_categories(["渡轮", "票价", "码头", "体育"]) == ""


def told(section: Section | Literal[""], by: Literal["desk", "feed", "outlet", "words", ""] = "words") -> Told:
    return Told(section, by, 0.9)


def test_a_storys_section_is_that_of_more_than_half() -> None:
    assert vote_section([told("sport"), told("sport"), told("society")]).section == "sport"
    assert vote_section([told("sport"), told("society")]) == Told()
    assert vote_section([]) == Told()


def test_what_a_feed_tells_weighs_more_than_what_words_tell() -> None:
    assert vote_section([told("society"), told("society"), told("sport", "feed")]).section == "sport"


def test_an_article_of_which_nothing_is_told_leaves_the_story_to_the_others() -> None:
    assert vote_section([Told(), Told(), told("sport")]).section == "sport"
    assert vote_section([Told()]) == Told()


def test_twenty_prints_of_one_wire_text_do_not_outvote_five_reports() -> None:
    prints = [Told("society", "words", 0.9, copy=True)] * 12
    assert vote_section([*prints, *[told("sport")] * 5]).section == "sport"


@given(st.lists(st.builds(Told, st.sampled_from(["", *SECTIONS]), st.sampled_from(["feed", "words", ""]))))
def test_an_operators_word_stands_over_any_vote(others: list[Told]) -> None:
    assert vote_section([*others, Told("culture", "desk")]).section == "culture"


@settings(deadline=None)
@given(st.text(max_size=80) | st.text("云港大桥票价上涨球队國際選舉abc 12，。", max_size=80))
def test_both_scripts_have_the_same_features(text: str) -> None:
    assert features_of(text) == features_of(fold_script(text))


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_has_a_likeliest_section_and_is_told_only_when_sure(headline: str, lead: str) -> None:
    section, sure = likeliest_section(headline, lead)
    assert section in SECTIONS
    assert 0.0 <= sure <= 1.0
    assert decide_section(headline, lead) == (Told(section, "words", sure) if sure >= SURE else Told())


def test_a_text_of_which_nothing_is_known_is_left_without_a_section() -> None:
    assert decide_section("☂") == Told()
    assert decide_section("") == Told()


@pytest.mark.parametrize(
    ("headline", "section"),
    [
        ("前锋点球绝杀，主队三比二逆转晋级决赛", "sport"),
        ("央行宣布降息，股市三大指数收涨", "business"),
        ("男子醉驾被刑拘，警方通报案情", "society"),
        ("新一代人工智能大模型开源，芯片功耗减半", "tech"),
        ("影片拿下电影节最佳导演，票房过亿", "culture"),
        ("两国外长会谈后宣布停火，联合国秘书长表示欢迎", "world"),
        ("国台办：反对台独分裂行径", "china"),
    ],
)
def test_a_plain_headline_is_filed_where_a_newsroom_would_in_both_scripts(headline: str, section: str) -> None:
    assert decide_section(headline).section == section
    assert decide_section(to_traditional(headline)).section == section


def test_the_weights_are_readable_lines_in_the_order_of_the_sections() -> None:
    weights = parse_weights("# a comment\n*\t0 0 0 0 0 0 10\n球队\t-5 0 0 0 0 0 200\n")
    assert weights.bias == (0, 0, 0, 0, 0, 0, 0.1)
    assert weights.features["球队"] == (-0.05, 0, 0, 0, 0, 0, 2.0)
    shipped = load_weights()
    assert {len(row) for row in shipped.features.values()} == {len(SECTIONS)}
    assert len(shipped.features) > 5000


@given(st.lists(SHELVES, max_size=40))
def test_a_calendar_is_the_same_after_it_was_kept(shelves: list[tuple[str, date]]) -> None:
    calendar = Calendar().having(shelves)
    assert parse_calendar(calendar.lines()).days == calendar.days


@given(st.lists(SHELVES, min_size=1, max_size=40), st.sampled_from([None, *SECTIONS]))
def test_the_way_leads_from_day_to_day_without_leaving_one_out(
    shelves: list[tuple[str, date]], section: str | None
) -> None:
    calendar = Calendar().having(shelves)
    days = sorted({day for own, day in shelves if section is None or own == section})
    for before, day in zip([None, *days], days, strict=False):
        assert calendar.way(day, section).before == before
    for day, after in zip(days, [*days[1:], None], strict=False):
        assert calendar.way(day, section).after == after


def test_a_calendar_keeps_three_years_the_newest() -> None:
    calendar = Calendar().having([("sport", DAY - timedelta(days=ago)) for ago in range(MOST_DAYS + 10)])
    assert len(calendar.days) == MOST_DAYS
    assert calendar.latest("sport", 2) == [DAY, DAY - timedelta(days=1)]
