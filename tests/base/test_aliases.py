"""Names that every newspaper spells its own way."""

from __future__ import annotations

from importlib import resources

from hypothesis import given, settings
from hypothesis.strategies import text

from yaowen.base.text.aliases import fold_names, load_aliases, make_table


def test_two_spellings_of_a_name_become_one() -> None:
    assert fold_names("川普会见蒲亭") == fold_names("特朗普会见普京") == "特朗普会见普京"


def test_a_spelling_inside_a_longer_name_is_left_alone() -> None:
    assert fold_names("白俄罗斯总统达赖喇嘛") == "白俄罗斯总统达赖喇嘛"
    assert fold_names("白俄总统") == "白俄罗斯总统"


def test_a_text_without_names_is_given_back_as_it_is() -> None:
    words = "本市明天有雨"
    assert fold_names(words) is words


@given(text(alphabet="川普特朗蒲亭白俄罗斯总统甲乙", max_size=60))
def test_a_long_text_has_the_names_that_its_pieces_have(piece: str) -> None:
    times = 1 + 1_000 // (len(piece) + 1)
    assert fold_names(f"{piece}。" * times) == f"{fold_names(piece)}。" * times


def test_a_table_is_read_by_lines_and_its_comments_are_not() -> None:
    table = make_table("# 人 = 甲\n## person\n特朗普 = 川普, 唐纳德·特朗普 | Trump\n\n拜登 = | Biden\n")
    assert table.forms == {"川普": "特朗普", "唐纳德·特朗普": "特朗普", "特朗普": "特朗普", "拜登": "拜登"}
    assert table.lines["特朗普"].kind == "person"
    assert table.lines["拜登"].latin == ("Biden",)


def test_a_spelling_that_our_own_table_has_keeps_its_meaning_against_later_tables() -> None:
    table = make_table("特朗普 = 川普\n", "川普 = 川铺\n特朗普 = 杜林普 | Trump\n川斯 = 川普, 川司\n")
    assert table.forms["川普"] == "特朗普"
    assert table.lines["特朗普"].others == ("川普", "杜林普")
    assert "川铺" not in table.forms
    assert table.lines["川斯"].others == ("川司",)


def test_no_spelling_of_the_table_leads_to_another_that_is_changed_again() -> None:
    forms = load_aliases().forms
    assert [kept for kept in forms.values() if forms[kept] != kept] == []


def test_every_spelling_of_the_table_has_two_characters_or_more() -> None:
    forms = load_aliases().forms
    assert [form for form in forms if len(form) < 2] == []


def test_the_table_under_a_licence_of_its_own_says_so_in_its_first_lines() -> None:
    head = resources.files("yaowen.base.text").joinpath("aliases_wikipedia.txt").read_text("utf-8")[:900]
    assert "CC BY-SA 4.0" in head
    assert "Wikipedia" in head


def test_spellings_are_found_from_left_to_right_and_the_longest_first() -> None:
    table = make_table("甲乙 = 丙丁\n甲乙丙 = 丁丁\n")
    assert list(table.find("甲乙丙丁甲乙")) == [(0, "甲乙丙"), (4, "甲乙")]


@given(text(alphabet="川普特朗欧巴马奥白俄罗斯在说", max_size=40))
@settings(deadline=None)
def test_a_folded_text_holds_no_spelling_that_folds_again(words: str) -> None:
    table = load_aliases()
    assert "".join(table.forms.get(form, form) for _, form in table.find(words)) == "".join(
        fold_names(form) for _, form in table.find(words)
    )
