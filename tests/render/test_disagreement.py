"""说法不一 stands only where one speaker denies what another says about the same words."""

from __future__ import annotations

import pytest

from render.invented import carrier, event, manuscript_event, report, statement
from yaowen.base.words import Stance
from yaowen.render.rules.disagreement import character_pairs, find_disagreements
from yaowen.render.rules.material import Report


def told(article_id: int, speaker: str, cue: str, content: str, stance: Stance) -> Report:
    text = f"{speaker}{cue}，{content}。"
    said = (statement(text, speaker, cue, content, stance),)
    return report(article_id, "标题", (text,), carrier(article_id), statements=said)


def test_a_denial_of_what_another_says_is_found() -> None:
    (found,) = find_disagreements((
        told(1, "家属代表", "说", "出版社私印了四十页诗稿", "say"),
        told(2, "出版社", "否认", "私印四十页诗稿", "deny"),
    ))  # fmt: skip
    assert (found.denies.statement.speaker, found.says.statement.speaker) == ("出版社", "家属代表")


def test_the_two_scripts_disagree_with_each_other() -> None:
    assert find_disagreements((
        told(1, "家属代表", "说", "出版社私印了四十页诗稿", "say"),
        told(2, "出版社", "否認", "私印四十頁詩稿", "deny"),
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("says", "denies", "found"),
    [
        (("家属代表", "从未收到迁走诗稿的通知"), ("档案馆", "从未收到迁走诗稿的通知"), False),
        (("家属代表", "档案馆从未收到迁走诗稿的通知"), ("档案馆", "从未收到迁走诗稿的通知"), True),
        (("悉尼的家属", "从未收到迁走诗稿的通知"), ("雪梨市檔案館", "從未收到遷走詩稿的通知"), True),
        (("悉尼的家属", "从未收到迁走诗稿的通知"), ("阿爾及爾檔案館", "從未收到遷走詩稿的通知"), False),
    ],
)
def test_two_reports_disagree_only_where_they_share_a_name_too(
    says: tuple[str, str], denies: tuple[str, str], found: bool
) -> None:
    reports = (told(1, says[0], "说", says[1], "say"), told(2, denies[0], "否认", denies[1], "deny"))
    assert bool(find_disagreements(reports)) == found


@pytest.mark.parametrize(
    ("speaker", "content", "stance"),
    [
        ("警方", "桥面周三傍晚恢复单线通车", "say"),  # other words
        ("出版社社长江闻", "出版社私印了四十页诗稿", "say"),  # the same house
        ("家属代表", "出版社私印了四十页诗稿", "deny"),  # denies it too
        ("记者", "出版社私印了四十页诗稿", "ask"),  # asks, says nothing
        ("馆长", "诗稿", "say"),  # too few words to be the same
    ],
)
def test_nothing_weaker_is_flagged(speaker: str, content: str, stance: Stance) -> None:
    one = told(1, speaker, "表示", content, stance)
    assert not find_disagreements((one, told(2, "出版社", "否认", "私印四十页诗稿", "deny")))


def test_copies_of_one_text_do_not_contradict_it() -> None:
    origin = told(1, "出版社", "否认", "私印四十页诗稿", "deny")
    text = "家属代表说，出版社私印了四十页诗稿。"
    said = (statement(text, "家属代表", "说", "出版社私印了四十页诗稿"),)
    assert not find_disagreements((origin, report(2, "标题", (text,), carrier(2), copy_of=1, statements=said)))


@pytest.mark.parametrize(
    ("text", "denies", "says"),
    [
        (
            "出版社否认家属代表觉得私印了四十页诗稿。",
            ("出版社", "否认", "家属代表觉得私印了四十页诗稿"),
            ("家属代表", "觉得", "私印了四十页诗稿"),
        ),
        (
            "家属代表说，出版社否认私印四十页诗稿。",
            ("出版社", "否认", "私印四十页诗稿"),
            ("家属代表", "说", "出版社否认私印四十页诗稿"),
        ),
    ],
)
def test_a_denial_is_not_set_against_words_inside_it_or_around_it(
    text: str, denies: tuple[str, str, str], says: tuple[str, str, str]
) -> None:
    said = (statement(text, *denies, "deny"), statement(text, *says, place=1))
    assert not find_disagreements((report(1, "标题", (text,), carrier(1), statements=said),))
    apart = (
        report(1, "标题", (text,), carrier(1), statements=said[:1]),
        report(2, "标题", (text,), carrier(2), statements=said[1:]),
    )
    assert find_disagreements(apart)


def test_both_sides_may_stand_in_one_sentence() -> None:
    text = "家属代表说，出版社私印了四十页诗稿，但出版社社长否认私印四十页诗稿。"
    said = (
        statement(text, "家属代表", "说", "出版社私印了四十页诗稿"),
        statement(text, "出版社社长", "否认", "私印四十页诗稿", "deny", place=1),
    )
    assert find_disagreements((report(1, "标题", (text,), carrier(1), statements=said),))


def test_the_invented_quarrel_is_one() -> None:
    assert len(find_disagreements(manuscript_event().reports)) == 1
    assert not find_disagreements(event().reports)


def test_pairs_of_characters_ignore_script_width_and_marks() -> None:
    assert character_pairs("私印，诗稿") == {"私印", "诗稿"}
    assert character_pairs("詩稿ＡＢ") == character_pairs("诗稿ab")


def test_english_sentences_are_compared_by_words_not_by_letters() -> None:
    """Any two English sentences share half of their pairs of letters."""
    jury = "that the jury had been asked to look kindly on films about water"
    film = "a documentary about oyster farmers that contains not one spoken word will open the competition at Osterlyn"
    denial, about_other = told(1, "Osterlyn", "denied", jury, "deny"), told(2, "the organisers", "said", film, "say")
    about_it = told(3, "the organisers", "said", "the jury of Osterlyn had been asked to look kindly on films", "say")
    assert not find_disagreements((denial, about_other))
    assert find_disagreements((denial, about_it))
