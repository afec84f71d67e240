"""The sample press's outlets and articles: enough of them, each its own, printable by its outlet."""

from __future__ import annotations

import re
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from yaowen.base.text.script import detect_script, fold_script
from yaowen.sample.content import House, Paper, Piece, load_paper, parse_offset_minutes, split_paragraphs

PAPER = load_paper()
PIECES = list(PAPER.pieces.values())
OWN = [piece for piece in PIECES if not piece.copy_of]
COPIES = [piece for piece in PIECES if piece.copy_of]
ENGLISH = {slug for slug, house in PAPER.houses.items() if house.language == "en"}
GLOSS = re.compile(r"([\u4e00-\u9fff·]{2,12})\(([A-Z][\w' -]+)\)")


def text_of(piece: Piece) -> str:
    return "\n".join(piece.paragraphs)


def name_of(piece: Piece) -> str:
    return f"{piece.outlet}/{piece.slug}"


def shingles(piece: Piece) -> set[str]:
    text = re.sub(r"\W", "", fold_script(text_of(piece)))
    return {text[place : place + 4] for place in range(len(text) - 3)}


def likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def test_there_is_a_whole_paper_of_outlets_events_and_articles() -> None:
    assert len(PAPER.houses) >= 8
    assert len({piece.event for piece in PIECES}) >= 66
    assert len(PIECES) >= 120
    assert len(OWN) >= 100


def test_the_outlets_differ_in_script_charset_template_and_feed() -> None:
    houses = PAPER.houses.values()
    assert {house.language for house in houses} == {"zh-Hans", "zh-Hant", "en"}
    assert {house.charset for house in houses} == {"utf-8", "gb18030", "big5"}
    assert len({house.template for house in houses}) >= 4
    assert {house.feed for house in houses} == {"feed.xml", "atom.xml"}


@pytest.mark.parametrize("house", PAPER.houses.values(), ids=lambda house: house.slug)
def test_an_outlet_is_complete(house: House) -> None:
    assert ZoneInfo(house.zone)
    assert detect_script(house.name_hans) == "zh-Hans"
    assert detect_script(house.name_hant) == "zh-Hant"
    assert house.name_en.isascii()
    assert [piece for piece in PIECES if piece.outlet == house.slug]


@pytest.mark.parametrize("piece", PIECES, ids=name_of)
def test_an_article_is_as_long_as_a_newspapers(piece: Piece) -> None:
    text = text_of(piece)
    length = len(text.split()) if piece.outlet in ENGLISH else len(text)
    assert (80 if piece.outlet in ENGLISH else 150) <= length <= (250 if piece.outlet in ENGLISH else 600)
    assert 3 <= len(piece.paragraphs) <= 7
    assert 8 <= len(piece.headline) <= 80
    assert piece.section


@pytest.mark.parametrize("piece", PIECES, ids=name_of)
def test_an_article_can_be_printed_in_its_outlets_charset_and_script(piece: Piece) -> None:
    house = PAPER.houses[piece.outlet]
    printed = piece.headline + piece.author + piece.section + text_of(piece)
    assert printed.encode(house.charset).decode(house.charset) == printed
    assert house.language == "en" or detect_script(text_of(piece)) == house.language


@pytest.mark.parametrize("piece", PIECES, ids=name_of)
def test_chinese_articles_keep_to_their_scripts_quotation_marks(piece: Piece) -> None:
    wrong = {"zh-Hans": "「」『』", "zh-Hant": "“”‘’", "en": "「」“”"}[PAPER.houses[piece.outlet].language]
    assert not set(wrong) & set(text_of(piece))


def test_no_headline_and_no_opening_is_used_twice() -> None:
    headlines = [piece.headline for piece in PIECES]
    leads = [piece.paragraphs[0] for piece in OWN]
    assert len(headlines) == len(set(headlines))
    assert len(leads) == len(set(leads))


def test_only_declared_wire_copies_are_alike() -> None:
    marks = {name_of(piece): shingles(piece) for piece in OWN}
    alike = [(one, other) for one, other in combinations(marks, 2) if likeness(marks[one], marks[other]) > 0.3]
    assert alike == []


@pytest.mark.parametrize("piece", COPIES, ids=name_of)
def test_a_wire_copy_is_like_its_origin_and_credits_it(piece: Piece) -> None:
    origin = PAPER.pieces[piece.copy_of]
    assert likeness(shingles(piece), shingles(origin)) > 0.45
    assert fold_script(piece.source) == PAPER.houses[origin.outlet].name_hans
    assert piece.outlet != origin.outlet
    assert piece.event == origin.event
    assert piece.offset_minutes > origin.offset_minutes


def test_copies_cross_scripts_and_some_are_retitled() -> None:
    crossing = [p for p in COPIES if PAPER.houses[p.outlet].language != PAPER.houses[p.copy_of.split("/")[0]].language]
    retitled = [p for p in COPIES if fold_script(p.headline) != fold_script(PAPER.pieces[p.copy_of].headline)]
    assert len(crossing) >= 8
    assert 8 <= len(retitled) < len(COPIES)


def test_events_are_rewritten_by_several_outlets_and_followed_up() -> None:
    outlets: dict[str, set[str]] = {}
    for piece in OWN:
        outlets.setdefault(piece.event, set()).add(piece.outlet)
    assert len([event for event, found in outlets.items() if len(found) >= 2]) >= 25
    assert len({piece.event for piece in PIECES if "." in piece.event}) >= 8


def test_follow_ups_come_after_what_they_follow_within_one_day() -> None:
    for cycle in {piece.cycle for piece in PIECES}:
        offsets = {
            piece.event: piece.offset_minutes
            for piece in sorted(PIECES, key=lambda p: -p.offset_minutes)
            if piece.cycle == cycle
        }
        latest = max(piece.offset_minutes for piece in PIECES if piece.cycle == cycle)
        assert offsets[cycle] == min(offsets.values())
        assert latest - offsets[cycle] < 24 * 60


def test_a_foreign_name_is_glossed_in_differing_transliterations() -> None:
    spelled: dict[str, set[str]] = {}
    for piece in PIECES:
        for zh, latin in GLOSS.findall(text_of(piece)):
            spelled.setdefault(latin, set()).add(fold_script(zh)[-6:])
    assert len(spelled) >= 8
    assert len(spelled["Aurelian Vask"]) >= 3
    assert len([latin for latin, forms in spelled.items() if len(forms) > 1]) >= 3


@pytest.mark.parametrize(
    "cue", ["表示", "否认", "证实", "拒绝置评", "承认", "警告", "要求", "据东岸通讯社报", "据云港晚报报"]
)
def test_statements_are_attributed_in_many_ways(cue: str) -> None:
    assert len([piece for piece in OWN if cue in fold_script(text_of(piece)).replace("報", "报")]) >= 2


def test_offsets_and_paragraphs_are_read() -> None:
    assert parse_offset_minutes("31:02") == 31 * 60 + 2
    assert split_paragraphs("\n甲\n\n  乙 \n") == ("甲", "乙")


def test_a_paper_is_read_once() -> None:
    assert isinstance(PAPER, Paper)
    assert load_paper() is PAPER
