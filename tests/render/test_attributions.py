"""Who says it: marks over the right words, none of the text lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from render.invented import carrier, event, report, statement
from render.pages import parsed, render_site
from yaowen.render.rules.attributions import Paragraph, mark_body
from yaowen.render.rules.material import Report, Statement
from yaowen.render.rules.shown import decide_quotable

TEXT = "市档案馆馆长梁若水周日证实，手稿今年两度易手。潮声出版社否认私印。"


def marked(paragraph: Paragraph) -> list[str]:
    return [run.text for run in paragraph.runs if run.note is not None]


def whole(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def body(one: Report) -> tuple[Paragraph, ...]:
    return mark_body("zh-hans", one, decide_quotable(one))


def test_speaker_and_cue_that_stand_together_are_marked_as_one() -> None:
    said = (statement(TEXT, "梁若水", "证实", "手稿今年两度易手", "confirm"),)
    (paragraph,) = body(report(1, "标题", (TEXT,), statements=said))
    assert marked(paragraph) == ["梁若水周日证实"]
    assert whole(paragraph) == TEXT
    (note,) = paragraph.notes
    assert (note.speaker.text, note.stance, note.mode) == ("梁若水", "证实", "转述")


def test_a_cue_far_from_its_speaker_is_marked_alone() -> None:
    text = "梁若水在图录里看见了三十年前由自己亲手登记入库的那批手稿，随后证实，手稿两度易手。"
    (paragraph,) = body(report(1, "标题", (text,), statements=(statement(text, "梁若水", "证实", "手稿两度易手"),)))
    assert marked(paragraph) == ["证实"]


def test_a_claim_without_a_speaker_is_not_marked() -> None:
    (paragraph,) = body(report(1, "标题", (TEXT,), statements=(statement(TEXT, "", "证实", "手稿今年两度易手"),)))
    assert marked(paragraph) == []


def test_one_that_only_passes_on_the_words_of_another_is_named_as_the_chain() -> None:
    text = "东岸通讯社援引馆长的话说，手稿易手。"
    said = (
        statement(text, "东岸通讯社", "援引", "馆长的话", place=0),
        statement(text, "馆长", "说", "手稿易手", place=1, within=0),
    )
    (paragraph,) = body(report(1, "标题", (text,), statements=said))
    assert paragraph.notes[-1].chain is not None
    assert paragraph.notes[-1].chain.text == "东岸通讯社"


def test_in_an_excerpt_marks_stand_where_they_stand_in_the_text() -> None:
    text = TEXT + "这批手稿的登记簿周一起可以在阅览室里查看。" * 20
    said = (
        statement(text, "梁若水", "证实", "手稿今年两度易手", "confirm", place=0),
        statement(text, "潮声出版社", "否认", "私印", "deny", place=1),
    )
    (paragraph,) = body(report(1, "标题", ("这是第一段。", text), carrier(0, "excerpt"), statements=tuple(
        replace(one, paragraph=1) for one in said
    )))  # fmt: skip
    assert marked(paragraph) == ["梁若水周日证实", "潮声出版社否认"]
    assert whole(paragraph).startswith("这是第一段。 市档案馆")


def test_a_converted_text_keeps_its_marks() -> None:
    said = (statement(TEXT, "梁若水", "证实", "手稿今年两度易手"),)
    one = report(1, "标题", (TEXT,), statements=said)
    (paragraph,) = mark_body("zh-hant", one, decide_quotable(one))
    assert marked(paragraph) == ["梁若水週日證實"]


spans = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.text("甲乙丙丁说，。 ab", min_size=1, max_size=40), st.lists(st.tuples(spans, spans), max_size=6))
def test_whatever_the_spans_the_runs_give_the_text_again(
    text: str, pairs: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    said = tuple(
        Statement(place, 0, speaker, cue, (), "某人", "说", "话", "say", "p")
        for place, (speaker, cue) in enumerate(pairs)
    )
    one = report(1, "标题", (text,), statements=said)
    (paragraph,) = mark_body("en", one, decide_quotable(one))
    assert whole(paragraph) == text
    assert all(run.text for run in paragraph.runs)


def test_a_mark_leads_to_its_note_and_back_without_a_script() -> None:
    said = (statement(TEXT, "梁若水", "证实", "手稿今年两度易手", "confirm"),)
    pages = render_site([event(1, [report(1, "标题", (TEXT,), statements=said)])])
    document = parsed(pages["/zh-hans/article/1/"].body)
    (mark,) = document.xpath("//a[@class='says']")
    (note,) = document.xpath(f"//*[@id='{mark.get('href')[1:]}']")
    assert "梁若水" in note.text_content()
    (back,) = note.xpath(".//a[@class='close']/@href")
    assert mark in document.xpath(f"//*[@id='{back[1:]}']//a")
