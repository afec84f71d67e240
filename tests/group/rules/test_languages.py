from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.group.rules.known_names import latin_words, load_names, parse_names, write_in_chinese
from yaowen.group.rules.languages import (
    Candidate,
    Evidence,
    choose_partners,
    compare,
    hear_names,
    load_link_model,
    may_be_one,
    measure_likeness,
    shortlist,
)
from yaowen.group.rules.numbers_across import find_values
from yaowen.group.rules.sounds import hear, latin_phones, spell
from yaowen.group.rules.telling import (
    MOST_HEADLINES,
    Telling,
    Text,
    Vectors,
    choose_headlines,
    find_unknown,
    make_vectors,
    read_telling,
    sentences_of,
)

MORNING = datetime(2025, 3, 4, 8, tzinfo=UTC)
NOTHING_ALIKE = Evidence(0.1, 0.0, 1.0, 0.0, ())


def telling(key: int, family: str, *headlines: str, lead: str = "", hours: float = 0.0) -> Telling:
    at = MORNING + timedelta(hours=hours)
    return read_telling(key, family, (at, at), Text(headlines, lead))


def rows(*angles: float) -> Vectors:
    return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], dtype=np.float32)


@pytest.mark.parametrize(
    ("latin", "chinese"),
    [
        ("Tamarov", "外长塔马罗夫表示"),
        ("Lindqvist", "导演林德奎斯特获奖"),
        ("Branwick", "市长布兰威克辞职"),
        ("Ortolani", "前首相奥托拉尼入院"),
        ("Gu Yuanshan", "教练顾远山下课"),
        ("Hsieh Wen-pin", "理事长謝文斌说".replace("謝", "谢")),
    ],
)
def test_a_name_in_no_table_is_heard_in_its_chinese_spelling(latin: str, chinese: str) -> None:
    assert hear(latin, spell(chinese)) is not None


@pytest.mark.parametrize("latin", ["Lindqvist", "Branwick", "Ortolani", "Gu Yuanshan", "Melissa"])
def test_a_name_is_not_heard_where_others_are_told_of(latin: str) -> None:
    assert hear(latin, spell("环城高铁今日通车，两地往来只要二十分钟，市民排队购票")) is None


def test_what_was_heard_is_the_name_itself() -> None:
    heard = hear("Tamarov", spell("外长塔马罗夫表示"))
    assert heard is not None
    assert heard.text == "塔马罗夫"
    assert 0.8 < heard.likeness <= 1.0


@given(st.text(max_size=60), st.text(max_size=30))
def test_hearing_anything_in_anything_gives_a_part_of_the_text(text: str, name: str) -> None:
    heard = hear(name, spell(text))
    assert heard is None or (heard.text in text and 0.0 < heard.likeness <= 1.0)


def test_accents_and_hyphens_do_not_change_how_a_name_sounds() -> None:
    assert latin_phones("Séguy-Lavigne") == latin_phones("seguy lavigne")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("$1.5 billion", "15亿美元"),
        ("2.4 million people", "240万人"),
        ("8.5bn deal", "85亿协议"),
        ("120,000 tonnes", "12万吨"),
        ("37 arrested", "37人被捕"),
        ("up 3.2%", "上涨3.2%"),
    ],
)
def test_a_number_is_one_value_in_both_languages(english: str, chinese: str) -> None:
    assert find_values(english) == find_values(chinese) != frozenset()


def test_years_and_small_counts_tell_nothing() -> None:
    assert find_values("In 2025, 3 of 7 towns") == frozenset()


@given(st.text(max_size=80))
def test_values_of_any_text_are_finite_numbers(text: str) -> None:
    assert all(np.isfinite(value) for value in find_values(text))


def test_a_further_line_of_a_known_form_says_more_of_the_same_name() -> None:
    names = parse_names("Wuze, Wuzer = 雾泽", "# a remark\nWuze = 雾泽国\nTidehaven = 望潮港")
    (wuze,) = names.latin[("Wuze",)]
    assert names.forms[wuze] == ("雾泽", "雾泽国")
    assert names.find_chinese("雾泽国首相")[wuze] == "雾泽国"
    assert names.latin[("Wuzer",)] == {wuze}


def test_the_longest_form_of_a_name_is_found_first() -> None:
    names = parse_names("North Wuze = 北雾泽\nWuze = 雾泽")
    found, taken = names.find_latin(latin_words("North Wuze's premier"))
    assert list(found.values()) == ["North Wuze"]
    assert taken == {0, 1}


def test_the_shipped_tables_are_found_both_ways() -> None:
    names = load_names()
    assert len(names.forms) > 2000
    assert all(len(form) <= names.longest for form in names.chinese)
    assert names.find_latin(latin_words("U.S. and European Union"))[0].keys() <= names.find_chinese("美国和欧盟").keys()


def test_a_latin_sentence_is_encoded_with_its_known_names_in_chinese() -> None:
    assert write_in_chinese("Paris and the EU back Kyiv's plan", load_names()) == "巴黎 and the 欧盟 back 基辅's plan"


def test_unknown_names_are_runs_of_capitalised_words() -> None:
    words = latin_words("Elna Branwick meets Hsieh Wen-pin in Greymouth")
    assert find_unknown(words, set()) == ["Elna Branwick", "Hsieh Wen pin", "Greymouth"]


def test_capitals_say_nothing_in_a_headline_all_of_capitals() -> None:
    unknown = find_unknown(latin_words("Branwick Says New Bridge Will Open"), set())
    assert unknown == ["Branwick"]


def test_a_lead_turns_the_vectors_of_all_headlines_towards_it() -> None:
    text = Text(("a", "b"), "lead")
    made = make_vectors(text, rows(0.0, 0.2, 1.0))
    assert made.shape == (2, 2)
    assert np.allclose(np.linalg.norm(made, axis=1), 1.0)
    assert (made @ rows(1.0).T > rows(0.0, 0.2) @ rows(1.0).T).all()


def test_a_story_of_many_reports_is_read_by_some_of_its_headlines() -> None:
    chosen = choose_headlines([f"headline {number}" for number in range(100)])
    assert len(chosen) == MOST_HEADLINES
    assert chosen[0] == "headline 0"
    assert choose_headlines(["same", "same", "other"]) == ("same", "other")


def test_both_scripts_tell_the_same() -> None:
    hans, hant = telling(1, "zh", "欧盟与菲律宾签署85亿协议"), telling(2, "zh", "歐盟與菲律賓簽署85億協議")
    assert hans.names.keys() == hant.names.keys()
    assert (hans.values, hans.chinese) == (hant.values, hant.chinese)
    assert sentences_of(Text(("歐盟與菲律賓",))) == sentences_of(Text(("欧盟与菲律宾",)))


def test_shared_names_and_numbers_speak_for_one_event_and_are_told() -> None:
    english = telling(1, "en", "Philippines and EU sign 8.5bn port deal, says Tamarov")
    chinese = telling(2, "zh", "欧盟与菲律宾签署85亿港口协议 塔马罗夫出席")
    evidence = compare(english, chinese, (rows(0.0), rows(0.3)))
    assert set(evidence.shared) == {"Philippines 菲律宾", "EU 欧盟", "Tamarov 塔马罗夫", "8,500,000,000"}
    assert evidence.missing < 0.1
    other = compare(english, telling(3, "zh", "秘鲁与智利签署渔业协定"), (rows(0.0), rows(0.3)))
    assert load_link_model().rate(evidence) > 0.5 > load_link_model().rate(other)


def test_the_order_of_two_stories_makes_no_difference() -> None:
    english, chinese = telling(1, "en", "Kenya bans Branwick from Nairobi"), telling(2, "zh", "肯尼亚禁止布兰威克入境")
    one = compare(english, chinese, (rows(0.0), rows(0.4, 0.5)))
    other = compare(chinese, english, (rows(0.4, 0.5), rows(0.0)))
    assert (one.names, one.missing, one.numbers) == (other.names, other.missing, other.numbers)
    assert one.likeness == pytest.approx(other.likeness)


def test_words_in_latin_letters_count_in_a_chinese_text_only() -> None:
    french, english = telling(1, "fr", "Le robot QX-9 arrive"), telling(2, "en", "The robot QX-9 is here")
    assert "qx-9" not in compare(french, english, (rows(0.0), rows(0.0))).shared
    assert "qx-9" in compare(english, telling(3, "zh", "机器人QX-9亮相"), (rows(0.0), rows(0.0))).shared


def test_no_name_is_heard_between_two_latin_texts() -> None:
    assert hear_names(telling(1, "en", "Branwick resigns"), telling(2, "fr", "Branwick part")) == {}


def test_stories_of_one_language_or_of_days_apart_are_never_linked() -> None:
    english = telling(1, "en", "Kenya votes")
    assert may_be_one(english, telling(2, "zh", "肯尼亚投票", hours=40))
    assert not may_be_one(english, telling(2, "zh", "肯尼亚投票", hours=50))
    assert not may_be_one(english, telling(2, "en", "Kenya votes"))


def test_the_shortlist_has_the_likest_stories_and_those_that_share_telling_names() -> None:
    english = telling(0, "en", "Uruguay and Paraguay sign pact")
    others = [telling(key, "zh", "市场行情稳定") for key in range(1, 60)] + [telling(60, "zh", "乌拉圭与巴拉圭签约")]
    likeness = [1.0 if key == 30 else 0.5 for key in range(59)] + [0.0]
    assert {30, 59} <= set(shortlist(english, others, likeness))
    assert len(shortlist(english, others, likeness)) < 30


@given(st.lists(st.floats(0, 6.28), min_size=1, max_size=5), st.lists(st.floats(0, 6.28), min_size=1, max_size=5))
def test_likeness_is_a_cosine_whatever_the_number_of_reports(one: list[float], other: list[float]) -> None:
    assert -1.0001 <= measure_likeness(rows(*one), rows(*other)) <= 1.0001


def candidate(key: int, score: float, family: str = "zh") -> Candidate:
    return Candidate(key, family, score, NOTHING_ALIKE)


def test_a_story_chooses_the_best_of_each_language_if_it_is_good_enough() -> None:
    model = replace(load_link_model(), join=0.5, keep=0.3)
    chosen = choose_partners([candidate(1, 0.6), candidate(2, 0.9), candidate(3, 0.4, "fr")], (), model)
    assert [one.story_id for one in chosen] == [2]


def test_a_link_that_stands_needs_less_than_a_new_one() -> None:
    model = replace(load_link_model(), join=0.5, keep=0.3)
    assert [one.story_id for one in choose_partners([candidate(1, 0.4)], {1}, model)] == [1]
    assert choose_partners([candidate(1, 0.4)], (), model) == []
    assert choose_partners([candidate(1, 0.2)], {1}, model) == []


def test_a_capital_says_nothing_at_the_beginning_of_a_sentence() -> None:
    text = "The port of Greymouth is shut. Fewer ships came. Branwick said so."
    assert find_unknown(latin_words(text), set()) == ["Greymouth", "Branwick"]


def test_a_title_is_no_part_of_a_name() -> None:
    assert find_unknown(latin_words("The rope belongs to Ms Branwick"), set()) == ["Branwick"]


def test_a_word_that_the_story_also_writes_small_is_no_name_at_the_beginning() -> None:
    words = latin_words("Kelpcakes sell out in Greymouth")
    assert find_unknown(words, set()) == ["Kelpcakes", "Greymouth"]
    assert find_unknown(words, set(), {"kelpcakes"}) == ["Greymouth"]
    assert find_unknown(words, set(), {"kelpcake"}) == ["Greymouth"]
