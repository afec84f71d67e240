"""The one rights function."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.rights import EXCERPT_CHARS, EXCERPT_SHARE, Grant, cut_excerpt, decide_shown

PARAGRAPHS = ("主塔周日清晨合龙。" * 30, "建设方说工期提前两个月。" * 20)
texts = st.lists(st.text(max_size=400), max_size=8)
lengths = st.lists(st.integers(0, 200), max_size=12)


def test_full_rights_show_everything() -> None:
    shown = decide_shown(Grant("full", pictures=True), PARAGRAPHS, [10, 20])
    assert shown.paragraphs == PARAGRAPHS
    assert shown.claims == {0, 1}
    assert shown.full
    assert shown.indexed
    assert shown.pictures


def test_an_opt_out_seen_on_the_page_lowers_full_rights_to_the_headline() -> None:
    shown = decide_shown(Grant("full", pictures=True, lowered=True), PARAGRAPHS, [10])
    assert (shown.paragraphs, shown.claims, shown.full, shown.pictures) == ((), frozenset(), False, False)


def test_headline_rights_show_no_text() -> None:
    assert decide_shown(Grant("headline"), PARAGRAPHS, [5]).paragraphs == ()


def test_an_excerpt_ends_after_a_sentence() -> None:
    (excerpt,) = decide_shown(Grant("excerpt"), PARAGRAPHS).paragraphs
    assert excerpt.endswith("。")


def test_below_full_rights_a_page_is_not_indexed() -> None:
    assert not decide_shown(Grant("excerpt"), PARAGRAPHS).indexed


@given(texts, lengths)
def test_excerpt_and_quoted_claims_stay_within_120_characters_and_a_fifth(text: list[str], claims: list[int]) -> None:
    shown = decide_shown(Grant("excerpt"), text, claims)
    spent = sum(map(len, shown.paragraphs)) + sum(claims[place] for place in shown.claims)
    assert spent <= min(EXCERPT_CHARS, sum(map(len, text)) // EXCERPT_SHARE)


@given(st.text(max_size=300), st.integers(0, 200))
def test_an_excerpt_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    cut = cut_excerpt(text, limit)
    assert len(cut) <= limit
    assert cut == text or text.startswith(cut.removesuffix("…"))
