"""Tokens, queries, marks and scores of search: pure functions."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.text.script import is_han
from yaowen.render.rules.search_marks import cut_passage, find_words, mark_words
from yaowen.render.rules.search_queries import (
    QUERY_TERMS,
    Query,
    join_single_signs,
    parse_day,
    parse_phrase,
    parse_query,
)
from yaowen.render.rules.search_scores import Found, order_by_relevance, order_by_time
from yaowen.render.rules.search_tokens import fold, make_tokens, single_signs
from yaowen.render.search import postgresql, sqlite

NEWS = st.text(st.sampled_from("青屿港渡轮臺灣後天停航。，“”:\"'()* -_&|!<>\\\x00\u202eaZ09é한글ก"), max_size=60)
ANYTHING = st.one_of(NEWS, st.text(max_size=80))


def tokens_of(text: str) -> list[tuple[str, ...]]:
    return [term.tokens for term in parse_query(text).terms]


def test_a_chinese_text_becomes_its_pairs_and_last_signs() -> None:
    assert make_tokens("渡轮停航，岛民") == ["渡轮", "轮停", "停航", "航", "岛民", "民"]


def test_latin_words_numbers_and_scripts_beside_chinese_stand_alone() -> None:
    assert make_tokens("iPhone17在Évora發布") == ["iphone17", "在", "evora", "发布", "布"]


@given(text=ANYTHING)
def test_tokens_hold_letters_and_digits_only(text: str) -> None:
    for token in make_tokens(text):
        assert token
        assert not any(unicodedata.category(sign)[0] in "ZPS" or unicodedata.category(sign) == "Cc" for sign in token)


@given(text=ANYTHING)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(before=NEWS, after=NEWS)
def test_two_chinese_characters_fold_as_they_do_inside_a_text(before: str, after: str) -> None:
    assert "台湾" in fold(before + "臺灣" + after)


def test_a_word_has_the_tables_other_spellings_and_a_phrase_has_none() -> None:
    assert {other.text for other in parse_query("导弹").terms[0].others} >= {"飞弹"}
    assert parse_query("“导弹”").terms[0].others == ()
    assert [term.text for term in parse_query("川普关税").terms] == ["川普", "关税"]
    assert [term.text for term in parse_query("joe biden mayor").terms] == ["joe biden", "mayor"]
    assert [term.text for term in parse_query('"joe biden" mayor').terms] == ["joe biden", "mayor"]


def test_an_underscore_of_a_readers_own_parts_words_as_ever() -> None:
    assert parse_query("harbour_lamp").terms[0].tokens == ("harbour", "lamp")


def test_a_query_is_cut_into_words() -> None:
    assert tokens_of("北京天气") == [("北京",), ("天气",)]
    assert tokens_of("國際新聞") in ([("国际",), ("新闻",)], [("国际", "际新", "新闻")])


def test_quotes_of_all_kinds_make_a_phrase() -> None:
    for text in ('"公司宣布"', "“公司宣布”", "「公司宣布」", "＂公司宣布＂", '"公司宣布'):
        assert tokens_of(text) == [("公司", "司宣", "宣布")]


def test_signs_the_dictionary_does_not_know_stay_together() -> None:
    assert join_single_signs(["普京", "访", "华"]) == ["普京", "访华"]
    assert join_single_signs(["中国", "的", "经济"]) == ["中国", "经济"]
    assert join_single_signs(["中国", "的", "新", "经济"]) == ["中国", "新", "经济"]
    assert join_single_signs(["的"]) == ["的"]
    assert join_single_signs(["和", "平"]) == ["平"]


def test_a_phrase_may_end_within_a_run() -> None:
    term = parse_query('"iPhone 发"').terms[0]
    assert (term.tokens, term.prefix) == (("iphone", "发"), True)
    assert not parse_query("船").terms[0].prefix


def test_the_signs_of_a_text_are_listed_once() -> None:
    assert single_signs("渡輪，轮渡 ferry") == ["渡", "轮"]


def test_latin_letters_with_dots_stand_together() -> None:
    assert tokens_of("U.S. covid-19") == [("u", "s"), ("covid", "19")]


def test_filters_are_read_in_english_and_chinese() -> None:
    query = parse_query("渡轮 outlet:haibao 媒體：“山風” AFTER:2025-01-17 before:2025年2月")
    assert query == Query(
        query.terms, ("haibao", fold("山風")), after=date(2025, 1, 17), before=date(2025, 2, 1), ignored=()
    )
    assert [term.text for term in query.terms] == ["渡轮"]


def test_a_filter_that_cannot_be_read_is_named() -> None:
    query = parse_query("渡轮 after:tomorrow before:2025-13-45")
    assert query.ignored == ("after:tomorrow", "before:2025-13-45")
    assert (query.after, query.before) == (None, None)


def test_an_unknown_key_is_words() -> None:
    assert tokens_of("covid:19") == [("covid", "19")]
    assert [term.text for term in parse_query('site:"渡轮停航"').terms] == ["site", "渡轮停航"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-01-17", date(2025, 1, 17)),
        ("2025/1/7", date(2025, 1, 7)),
        ("2025年1月7日", date(2025, 1, 7)),
        ("2025-03", date(2025, 3, 1)),
        ("2025年", date(2025, 1, 1)),
        ("2025", date(2025, 1, 1)),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("2025-02-30", None),
        ("20250117", None),
        ("", None),
    ],
)
def test_days_are_read(text: str, day: date | None) -> None:
    assert parse_day(text) == day


@given(text=ANYTHING)
def test_every_text_is_a_query(text: str) -> None:
    query = parse_query(text)
    assert len(query.terms) <= QUERY_TERMS
    assert all(term.tokens for term in query.terms)


def test_a_long_query_is_cut() -> None:
    assert parse_query("渡轮" * 5000) == parse_query("渡轮" * 100)
    assert len(parse_query(" ".join(f"w{n}" for n in range(200))).terms) == QUERY_TERMS


@given(text=ANYTHING)
def test_a_text_finds_itself_as_a_phrase(text: str) -> None:
    term = parse_phrase(text)
    tokens = make_tokens(text)
    assert (term is None) == (not tokens)
    if term:
        size = len(term.tokens)
        begun = [tuple(tokens[n : n + size]) for n in range(len(tokens))]
        assert term.tokens in begun or (term.prefix and any(one[:-1] == term.tokens[:-1] for one in begun))


def test_the_languages_of_both_databases_are_written_as_they_should() -> None:
    terms = parse_query('渡轮 "停航三日" 船').terms
    assert sqlite.match_of(terms) == '"渡轮" AND "停航 航三 三日" AND "船"'
    assert postgresql.match_of(terms) == "('渡轮') & ('停航' <-> '航三' <-> '三日') & ('船')"


def test_a_spelling_that_has_another_inside_is_looked_for_by_the_other() -> None:
    others = ("嘉露莲", "may", "caroline may", "卡洛琳 may 嘉", "梅嘉露莲")
    (term,) = parse_query("嘉露", lambda folded: others if folded == "嘉露" else ()).terms
    assert [one.text for one in term.needed] == ["嘉露", "may"]
    assert sqlite.match_of([term]) == '("嘉露" OR "may")'
    assert sqlite.match_of([term], [3, 12]) == '{signs} : ("\ue0003" OR "\ue00012") AND ("嘉露" OR "may")'
    assert postgresql.match_of([term]) == "('嘉露' | 'may')"
    (begun,) = parse_query("“lamp 发”").terms
    assert begun.needed == (begun,)


def test_a_row_of_single_signs_is_not_looked_for_among_the_signs_of_a_text() -> None:
    (term,) = parse_query("“说：发”").terms
    assert sqlite.match_of([term]) == '{title body} : "说 发" *'


def test_blocks_that_are_all_wanted_are_asked_for_by_their_groups_and_no_other_block_is() -> None:
    wanted = [*range(8, 16), *range(64, 128), 3, 200]
    keys = postgresql.block_keys(wanted)
    assert sorted(keys) == sorted([1 * 4 + 2, 1 * 4 + 1, 3 * 4, 200 * 4])
    assert {number for number in range(300) if {number * 4, number // 8 * 4 + 1, number // 64 * 4 + 2} & set(keys)} == {
        *wanted
    }


def test_words_are_marked_in_either_script() -> None:
    assert mark_words("臺灣選舉，台湾", ["台湾"]) == (("臺灣", True), ("選舉，", False), ("台湾", True))


def test_a_latin_word_is_marked_as_a_whole_only() -> None:
    assert mark_words("Port, export PORT", ["port"]) == (("Port", True), (", export ", False), ("PORT", True))


def test_words_that_overlap_are_marked_once() -> None:
    assert mark_words("渡轮停航", ["渡轮停", "轮停航"]) == (("渡轮停航", True),)


@given(text=ANYTHING, words=st.lists(ANYTHING.map(fold), max_size=4))
def test_marking_changes_no_text(text: str, words: list[str]) -> None:
    assert "".join(piece for piece, _ in mark_words(text, words)) == text
    spans = find_words(text, words)
    assert all(0 <= begin < end <= len(text) for begin, end in spans)
    assert spans == sorted(spans)


@given(text=st.text(st.sampled_from("青屿港渡轮臺灣後天停航，。"), min_size=2, max_size=40))
def test_what_a_query_finds_is_marked(text: str) -> None:
    pair = text[:2]
    if all(map(is_han, pair)):
        words = [term.text for term in parse_query(f'"{pair}"').terms]
        assert find_words(text, words)[0][0] == 0


def test_a_passage_begins_with_the_sentence_that_has_the_word() -> None:
    text = "今日天晴。" * 40 + "渡轮停航三日。" + "岛民等候。" * 60
    passage = cut_passage(["开头。", text], ["渡轮"])
    assert passage.startswith("渡轮停航三日。")
    assert passage.endswith("…")
    assert cut_passage(["开头。", text], ["没有"]).startswith("开头。")


def test_a_passage_begins_shortly_before_a_word_late_in_its_sentence() -> None:
    passage = cut_passage(["长" * 300 + "渡轮停航"], ["渡轮"])
    assert passage.startswith("…长")
    assert "渡轮" in passage[:40]


NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)


@given(
    st.lists(
        st.builds(
            Found,
            st.integers(1, 9),
            st.integers(-40, 40).map(lambda days: NOON + timedelta(days=days)),
            st.floats(0, 50),
        ),
        max_size=12,
        unique_by=lambda hit: hit.article_id,
    )
)
def test_ordering_keeps_all_and_does_not_depend_on_the_order_given(found: list[Found]) -> None:
    for order in (order_by_relevance, order_by_time):
        ordered = order(found)
        assert order(found[::-1]) == ordered
        assert sorted(map(repr, ordered)) == sorted(map(repr, found))


def test_a_headline_on_the_very_thing_stays_above_a_new_mention() -> None:
    old, new = Found(1, NOON - timedelta(days=90), 12.0), Found(2, NOON, 1.0)
    assert order_by_relevance([new, old]) == [old, new]
    assert order_by_time([old, new]) == [new, old]
