"""Names in a text, and which glossed form is which name: pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.names.rules.joining import Gloss, Latin, Placed, joins, place_gloss, plain_form
from yaowen.names.rules.mentions import LearnedForms, find_mentions, fold_latin


def learned(**forms: str) -> LearnedForms:
    made = LearnedForms()
    for form, kept in forms.items():
        made.learn(form, kept)
    return made


def kept_in(text: str, known: LearnedForms | None = None) -> dict[str, str]:
    return {kept: mention.printed for kept, mention in find_mentions(text, known or LearnedForms()).items()}


@pytest.mark.parametrize(
    "text", ["川普今天表示", "特朗普今天表示", "川普說：「沒有」", "US President Donald Trump said"]
)
def test_a_name_of_the_table_is_found_in_every_spelling_and_script(text: str) -> None:
    assert list(kept_in(text)) == ["特朗普"]


def test_a_name_is_kept_as_it_is_printed() -> None:
    assert kept_in("布林肯會見蓬佩奧") == {"布林肯": "布林肯", "蓬佩奥": "蓬佩奧"}


def test_words_of_the_table_are_no_names() -> None:
    assert kept_in("新冠肺炎疫情下的人工智慧") == {}


def test_a_name_of_two_characters_counts_only_as_a_word_of_its_own() -> None:
    assert kept_in("外长王毅说") == {"王毅": "王毅"}
    assert kept_in("帝王毅力惊人") == {}


@pytest.mark.parametrize("text", ["候选人黛布·柯克说", "雅克·马里旦的书"])
def test_a_part_of_a_longer_name_is_not_the_name(text: str) -> None:
    assert kept_in(text) == {}


def test_a_name_in_parts_that_the_table_has_is_found_whole() -> None:
    assert kept_in("總統唐納·川普說") == {"特朗普": "唐納·川普"}


def test_a_form_that_a_gloss_taught_is_found_in_other_texts() -> None:
    assert kept_in("灯塔看守人塔马罗夫昨天下山", learned(塔马罗夫="塔马罗夫")) == {"塔马罗夫": "塔马罗夫"}


@pytest.mark.parametrize("form", ["塔罗", "研究所", "组织部"])
def test_short_forms_and_words_of_the_dictionary_are_not_looked_for(form: str) -> None:
    assert kept_in(f"有人提到{form}的事", learned(**{form: form})) == {}


def test_a_known_form_a_table_form_and_a_new_one_are_told_apart() -> None:
    forms = {"塔马罗夫": "塔马罗夫"}
    assert place_gloss(Gloss("川普", "Trump", "person"), 1, forms, {}) == Placed("特朗普", "table")
    assert place_gloss(Gloss("塔马罗夫", "Tamarov", "person"), 1, forms, {}) == Placed("塔马罗夫", "known")
    assert place_gloss(Gloss("柳达", "Lyuda Orlin", "person"), 1, forms, {}) == Placed("柳达", "gloss")


def test_a_latin_form_joins_only_across_two_articles_and_one_kind() -> None:
    latins = {fold_latin("Ivo Tamarov"): Latin("塔马罗夫", 1, "person")}
    other = Gloss("塔玛洛夫", "Ivo Tamarov", "person")
    assert place_gloss(other, 2, {}, latins) == Placed("塔马罗夫", "latin")
    assert place_gloss(other, 1, {}, latins) == Placed("塔玛洛夫", "gloss")
    assert place_gloss(Gloss("塔玛洛夫", "Ivo Tamarov", "place"), 2, {}, latins) == Placed("塔玛洛夫", "gloss")


@pytest.mark.parametrize(
    ("latin", "long"), [("Brown", False), ("UNESCOWHO", False), ("Tamarovsky", True), ("A B", True)]
)
def test_a_latin_form_that_many_share_joins_nothing(latin: str, *, long: bool) -> None:
    assert joins(latin) is long


@pytest.mark.parametrize("kind", ["work", "other"])
def test_works_and_things_are_no_names(kind: str) -> None:
    assert place_gloss(Gloss("潮声集", "Sounds of the Tide", kind), 1, {}, {}) is None


def test_forms_are_compared_in_one_script_with_one_dot() -> None:
    assert plain_form(" 伊沃•塔馬羅夫 ") == "伊沃·塔马罗夫"


@given(st.text(alphabet="川普特朗普塔马罗夫王毅 DonaldTrump说。\n", max_size=80))
@settings(deadline=None)
def test_what_is_printed_stands_in_the_text(text: str) -> None:
    for kept, mention in find_mentions(text, learned(塔马罗夫="塔马罗夫")).items():
        assert mention.kept == kept
        assert mention.printed in text
