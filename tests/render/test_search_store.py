"""The index on a real database, SQLite or PostgreSQL, whichever the suite runs on."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yaowen.collect.models import Outlet
from yaowen.render.models import SearchBlock, SearchEntry
from yaowen.render.rules.search_queries import parse_query
from yaowen.render.search.blocks import measure_blocks
from yaowen.render.search.store import Order, SearchText, index_articles, remove_article, search

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)
HARBOUR = "青屿港渡轮停航三日，岛民改乘气垫船往返本岛"


def put(article_id: int, headline: str, *paragraphs: str, outlet_id: int = 1, at: datetime = NOON) -> None:
    index_articles([SearchText(article_id, outlet_id, at, headline, paragraphs)])


def ids(text: str, order: Order = "relevance", zone: str = "Asia/Shanghai") -> list[int]:
    return [hit.article_id for hit in search(parse_query(text), zone=zone, order=order).hits]


@pytest.mark.parametrize(
    "text",
    ["a" * 50_000, "я" * 3_000, " ".join("ж" * 60 + str(number) for number in range(20_000)),
     "".join(map(chr, range(0x20000, 0x31000))), "渡轮" * 60_000, "'\\ \\'' : & | ! <-> \x01", "a\u0301" * 5_000],
)  # fmt: skip
def test_any_text_can_be_indexed_on_both_databases(text: str) -> None:
    put(1, text, HARBOUR, text)
    put(2, "渡轮复航", HARBOUR)
    assert ids("渡轮复航") == [2]
    assert set(ids("气垫船")) == {1, 2}


def test_a_word_longer_than_the_index_takes_is_found_by_itself() -> None:
    put(1, "标题", "x" * 80)
    assert ids("x" * 80) == [1]


@given(place=st.integers(0, len(HARBOUR) - 2))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_two_neighbouring_characters_find_the_text(place: int) -> None:
    if not SearchEntry.objects.filter(pk=1).exists():
        put(1, "无关", HARBOUR)
    pair = HARBOUR[place : place + 2]
    assert ids(pair) == ([1] if pair.strip("，") else [])


@given(
    text=st.text(st.sampled_from("青屿港渡轮停航岛民气垫船島臺灣後，。 aB1"), min_size=2, max_size=40), data=st.data()
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
def test_any_two_chinese_characters_of_any_text_find_it(text: str, data: st.DataObject) -> None:
    pairs = [
        text[n : n + 2] for n in range(len(text) - 1) if text[n : n + 2].isalpha() and not text[n : n + 2].isascii()
    ]
    pairs = [pair for pair in pairs if not set(pair) & set(string.ascii_letters)]
    if pairs:
        put(2, "标题", text)
        assert ids(data.draw(st.sampled_from(pairs))) == [2]


def test_one_character_finds_texts_that_have_it_anywhere() -> None:
    put(1, "渡轮停航", "船")
    put(2, "汽车", "路")
    assert ids("轮") == [1]
    assert ids("航") == [1]
    assert ids("船") == [1]


def test_either_script_finds_the_other() -> None:
    put(1, "台湾选举结果揭晓", "正文")
    put(2, "臺灣選舉結果揭曉", "內文")
    assert set(ids("台灣")) == set(ids("台湾")) == set(ids("臺灣選舉")) == {1, 2}


def test_latin_words_are_found_in_any_case_with_or_without_accents() -> None:
    put(1, "Port of Évora closes", "The U.S. envoy left.")
    assert ids("evora") == ids("ÉVORA port") == ids("u.s.") == ids("Ｐｏｒｔ") == [1]
    assert ids("por") == []


def test_all_words_must_be_found() -> None:
    put(1, "青屿港渡轮停航", "岛民")
    put(2, "青屿港新船下水", "岛民")
    assert ids("青屿港 渡轮") == [1]
    assert set(ids("岛民 青屿")) == {1, 2}


def test_a_phrase_must_stand_as_it_is_written() -> None:
    put(1, "渡轮公司宣布停航", "正文")
    put(2, "停航的渡轮公司", "正文")
    assert ids("“公司宣布”") == ids('"公司宣布"') == [1]
    assert set(ids("公司 停航")) == {1, 2}


def test_no_phrase_reaches_from_the_headline_into_the_text() -> None:
    put(1, "port", "closes")
    assert ids('"port closes"') == []


def test_filters_by_outlet_take_its_slug_or_a_part_of_its_names() -> None:
    first = Outlet.objects.create(slug="haibao", name_hans="海报时讯", name_hant="海報時訊", name_en="The Sea Post")
    second = Outlet.objects.create(slug="shanfeng", name_hans="山风日报", name_hant="山風日報", name_en="Mountain Wind")
    put(1, "渡轮停航", "正文", outlet_id=first.pk)
    put(2, "渡轮停航", "正文", outlet_id=second.pk)
    assert ids("渡轮 outlet:haibao") == ids("渡轮 媒体:海報") == ids('渡轮 outlet:"sea post"') == [1]
    assert ids("outlet:山风") == [2]
    assert ids("渡轮 outlet:无此媒体") == []


def test_after_and_before_are_days_of_the_sites_zone() -> None:
    put(1, "渡轮停航", "正文", at=datetime(2025, 1, 16, 15, 59, tzinfo=UTC))
    put(2, "渡轮停航", "正文", at=datetime(2025, 1, 16, 16, 0, tzinfo=UTC))
    assert ids("渡轮 after:2025-01-17") == [2]
    assert ids("渡轮 before:2025-01-17") == [1]
    assert ids("after:2025-01-17 before:2025-01-18") == [2]
    assert ids("渡轮 after:2025-01-17", zone="UTC") == []


def test_a_headline_counts_more_than_the_text() -> None:
    put(1, "渡轮停航三日", "岛民改乘气垫船。" * 20)
    put(2, "岛上要闻", "今日渡轮照常。" + "岛民说气垫船很吵。" * 20)
    put(3, "别的事", "没有船。")
    assert ids("渡轮") == [1, 2]


def test_the_newer_of_two_alike_comes_first() -> None:
    put(1, "渡轮停航", "正文", at=NOON)
    put(2, "渡轮停航", "正文", at=NOON - timedelta(days=30))
    assert ids("渡轮") == [1, 2]


def test_newest_first_is_by_time_alone() -> None:
    put(1, "渡轮停航", "渡轮", at=NOON - timedelta(hours=1))
    put(2, "别的", "提到渡轮", at=NOON)
    put(3, "别的", "提到渡轮", at=NOON - timedelta(hours=2))
    assert ids("渡轮", order="newest") == [2, 1, 3]


def test_indexing_again_replaces_what_was_there() -> None:
    put(1, "渡轮停航", "旧文")
    put(1, "气垫船复航", "新文")
    assert ids("渡轮") == ids("旧文") == []
    assert ids("气垫") == ids("新文") == [1]


def test_a_removed_article_is_found_no_more_and_leaves_no_text() -> None:
    put(1, "渡轮停航", "岛民")
    put(2, "渡轮复航", "岛民")
    remove_article(1)
    remove_article(99)
    assert ids("渡轮") == [2]
    assert ids("停航") == []
    assert list(SearchEntry.objects.values_list("pk", flat=True)) == [2]


def test_more_than_the_cap_keeps_the_latest_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yaowen.render.search.store.FOUND_AT_MOST", 3)
    for number in range(1, 6):
        put(number, "渡轮停航", "正文")
    result = search(parse_query("渡轮"), limit=2, offset=2)
    assert (result.total, result.capped) == (3, True)
    assert [hit.article_id for hit in result.hits] == [3]


def test_an_archive_that_comes_in_late_hides_no_news_from_a_broad_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yaowen.render.search.store.FOUND_AT_MOST", 3)
    for number in range(1, 4):
        put(number, "渡轮停航", at=NOON - timedelta(minutes=number))
    for number in range(5_000, 9_000, 500):
        put(number, "渡轮停航", at=NOON - timedelta(days=9_800 - number))
    assert ids("渡轮停航", "newest") == [1, 2, 3]
    assert set(ids("渡轮停航")) == {1, 2, 3}


def test_a_name_is_found_in_all_its_spellings_but_in_quotation_marks_as_it_stands() -> None:
    def spell(folded: str) -> tuple[str, ...]:
        group = ("卡洛琳·梅", "嘉露莲", "caroline may")
        return tuple(form for form in group if form != folded) if folded in group else ()

    put(1, "Caroline May arrives")
    put(2, "卡洛琳·梅抵达")
    put(3, "旅客", "嘉露蓮下午離開碼頭")
    put(4, "Caroline goes in May")
    for typed in ("嘉露莲", "嘉露蓮", "卡洛琳·梅", "caroline may", "Caroline  MAY"):
        assert {hit.article_id for hit in search(parse_query(typed, spell)).hits} == {1, 2, 3}, typed
    assert [hit.article_id for hit in search(parse_query("“嘉露莲”", spell)).hits] == [3]
    assert [hit.article_id for hit in search(parse_query("嘉露莲 arrives", spell)).hits] == [1]


def test_a_phrase_may_end_in_one_character_of_a_word() -> None:
    put(1, "Lamp 发布新灯", "他说：发布会在港口。")
    put(2, "发布会", "Lamp 没有发言")
    assert ids("“Lamp 发”") == [1]
    assert ids("“说：发”") == [1]


def test_the_table_that_ships_joins_the_spellings_of_the_press_of_all_places() -> None:
    put(1, "特朗普谈关税")
    put(2, "川普談關稅")
    put(3, "Donald Trump speaks")
    put(4, "Trump on tariffs")
    put(5, "拜登谈关税")
    for typed in ("川普", "特朗普", "trump", "Donald Trump"):
        assert set(ids(typed)) == {1, 2, 3, 4}, typed
    assert set(ids("川普关税")) == {1, 2}


def test_a_phrase_is_found_behind_many_texts_that_have_its_parts_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yaowen.render.search.store.FOUND_AT_MOST", 3)
    put(1, "公司宣布停航", "正文")
    put(2, "公司宣布复航", "正文")
    for number in range(3, 20):
        put(number, "公司昨日说，司宣两字同在", "另有宣布")
    assert ids("“公司宣布”") == [2, 1]
    put(20, "公司宣布改道", "正文")
    put(21, "公司宣布扩建", "正文")
    result = search(parse_query("“公司宣布”"), order="newest")
    assert ([hit.article_id for hit in result.hits], result.capped) == ([21, 20, 2], True)


NUMBERS = st.sampled_from([1, 2, 511, 512, 513, 1_500, 4_096, 40_000, 2**40])
WORDS = ("渡轮", "停航", "气垫船", "港", "ferry")
REPORTS = st.dictionaries(
    NUMBERS,
    st.tuples(st.lists(st.sampled_from([*WORDS, "，"]), max_size=5).map("".join), st.integers(0, 3), st.integers(1, 2)),
    max_size=9,
)


@given(reports=REPORTS, words=st.lists(st.sampled_from([*WORDS, "停航气", "渡轮停航"]), min_size=1, max_size=2),
       days=st.tuples(st.integers(0, 3), st.integers(0, 4)), outlet=st.sampled_from([None, 1, 2]))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_a_search_finds_exactly_what_a_reading_of_all_texts_finds(
    reports: dict[int, tuple[str, int, int]], words: list[str], days: tuple[int, int], outlet: int | None
) -> None:
    for kind in (SearchEntry, SearchBlock):
        kind.objects.all().delete()
    for number in (1, 2):
        Outlet.objects.get_or_create(pk=number, defaults={"slug": f"blatt{number}", "name_hans": f"第{number}报"})
    index_articles(
        [
            SearchText(one, paper, NOON + timedelta(days=day), "要闻", (text,))
            for one, (text, day, paper) in reports.items()
        ]
    )
    query = "".join(
        [
            " ".join(f'"{word}"' for word in words),
            f" after:{(NOON + timedelta(days=days[0])):%Y-%m-%d} before:{(NOON + timedelta(days=days[1])):%Y-%m-%d}",
            f" outlet:blatt{outlet}" if outlet else "",
        ]
    )
    expected = [
        (day, one)
        for one, (text, day, paper) in reports.items()
        if days[0] <= day < days[1] and outlet in {None, paper} and all(stands(word, text) for word in words)
    ]
    assert ids(query, "newest") == [one for _, one in sorted(expected, reverse=True)]
    assert set(ids(query)) == {one for _, one in expected}
    if any(len(word) > 1 for word in words):
        measure_blocks()
        assert ids(query, "newest") == [one for _, one in sorted(expected, reverse=True)]


def stands(word: str, text: str) -> bool:
    """By reading: Chinese words as they stand, others between what is no letter of theirs."""
    return (word in text) if not word.isascii() else word in re.findall("[a-z]+", text)


def test_a_query_for_a_common_word_reads_few_blocks_however_many_there_are(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yaowen.render.search.store.FOUND_AT_MOST", 3)
    index_articles(
        [SearchText(512 * n, 1, NOON + timedelta(days=n), "渡轮停航", ()) for n in range(40)]
        + [SearchText(512 * n + 1, 1, NOON + timedelta(days=n, hours=-1), "渡轮复航", ()) for n in range(40)]
    )
    with django_assert_num_queries(2):
        result = search(parse_query("渡轮"), order="newest")
    assert ([hit.article_id for hit in result.hits], result.capped) == ([512 * 39, 512 * 39 + 1, 512 * 38], True)


def spans() -> list[tuple[int, datetime, datetime]]:
    return list(SearchBlock.objects.values_list("number", "earliest", "latest"))


def test_entries_of_a_batch_widen_their_block_and_never_narrow_it() -> None:
    put(5, "渡轮", at=NOON)
    put(6, "渡轮", at=NOON - timedelta(days=3))
    put(6, "渡轮", at=NOON - timedelta(days=1))
    remove_article(5)
    assert list(SearchBlock.objects.values_list("number", "earliest", "latest")) == [
        (0, NOON - timedelta(days=3), NOON)
    ]
    measure_blocks()
    assert list(SearchBlock.objects.values_list("number", "earliest", "latest")) == [
        (0, NOON - timedelta(days=1), NOON - timedelta(days=1))
    ]
