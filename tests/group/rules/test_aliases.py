"""Names that every newspaper spells its own way."""

from __future__ import annotations

from yaowen.group.rules.aliases import fold_names, load_aliases, parse_aliases


def test_two_spellings_of_a_name_become_one() -> None:
    assert fold_names("川普会见蒲亭") == fold_names("特朗普会见普京") == "特朗普会见普京"


def test_a_spelling_inside_a_longer_name_is_left_alone() -> None:
    assert fold_names("白俄罗斯总统达赖喇嘛") == "白俄罗斯总统达赖喇嘛"
    assert fold_names("白俄总统") == "白俄罗斯总统"


def test_a_text_without_names_is_given_back_as_it_is() -> None:
    text = "本市明天有雨"
    assert fold_names(text) is text


def test_a_table_is_read_by_lines_and_its_comments_are_not() -> None:
    forms = parse_aliases("# 人 = 甲\n特朗普 = 川普, 唐纳德·特朗普\n\n")
    assert forms == {"川普": "特朗普", "唐纳德·特朗普": "特朗普", "特朗普": "特朗普"}


def test_no_spelling_of_the_table_leads_to_another_that_is_changed_again() -> None:
    _, forms, _ = load_aliases()
    assert [kept for kept in forms.values() if forms[kept] != kept] == []


def test_every_spelling_of_the_table_has_two_characters_or_more() -> None:
    _, forms, _ = load_aliases()
    assert [form for form in forms if len(form) < 2] == []
