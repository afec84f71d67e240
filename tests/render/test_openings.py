"""What a lead, a body and a timeline leave out: stamps, datelines, names by half, dates that tell nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.invented import NOW, carrier, event, report, statement
from render.pages import parsed, render_site
from yaowen.render.rules.headlines import headline_clauses
from yaowen.render.rules.lines import lead_of
from yaowen.render.rules.material import Dated, Named
from yaowen.render.rules.name_page import NameNow, name_page
from yaowen.render.rules.openings import drop_opening, drop_stamp, end_at_clause, tells
from yaowen.render.rules.site import Site
from yaowen.render.rules.story import FIRST_SAYINGS, list_speakers
from yaowen.render.rules.templates import render_page
from yaowen.render.rules.timeline import make_timeline
from yaowen.render.rules.voices import gather_voices

TOLD = "主塔周日清晨合龙，比原定提前两个月。"


@pytest.mark.parametrize(
    "stamp",
    [
        "2025-01-17T09:25:59", "2025-01-17T09:25:59.120Z", "2025-01-17 09:25", "2025/1/17 9:25:01",
        "17/01/2025 - 09:25",
        "Fri, 17 Jan 2025 09:25:59 GMT", "Friday, 17 January 2025 09:25:59 +0800", "ANNA MAREN 2025-01-17 09:25:59",
    ],
)  # fmt: skip
def test_a_stamp_before_the_first_words_is_left_out(stamp: str) -> None:
    assert drop_stamp(f"{stamp} {TOLD}") == TOLD


@pytest.mark.parametrize(
    "text", [TOLD, "2025-01-17 大桥合龙", "2025年1月17日09:25，大桥合龙", "9:25开工", "1月17日，大桥合龙", ""]
)
def test_a_day_that_belongs_to_the_sentence_stays(text: str) -> None:
    assert drop_opening(text) == text


@pytest.mark.parametrize(
    "dateline",
    [
        "（东岸社记者许砚云港17日电）", "(海潮讯)", "【北岭日报网】", "东岸社云港1月17日电 ",
        "东岸社云港1月17日电（记者许砚）",
        "东岸云港/南屿1月17日 - ", "2025-01-17T09:25:59 东岸云港1月17日 - ", "（東岸社記者許硯雲港17日電）",
    ],
)  # fmt: skip
def test_a_lead_begins_after_the_dateline(dateline: str) -> None:
    lead = lead_of("zh-hans", report(1, "标题", (dateline + TOLD,)))
    assert lead is not None
    assert lead.text == TOLD


def test_a_text_cut_short_ends_at_a_clause_and_no_name_by_half() -> None:
    assert end_at_clause("主塔周日清晨合龙，比原定提前两个月，市长梁若…") == "主塔周日清晨合龙，比原定提前两个月…"
    assert end_at_clause("主塔，周日清晨合龙比原定提前两个月市长梁若…") == "主塔，周日清晨合龙比原定提前两个月市长梁若…"
    assert end_at_clause(TOLD) == TOLD


@settings(deadline=None)
@given(st.text(alphabet="2025-01T:9 月日电（）社 -/,GMTFriJan桥合龙", max_size=60))
def test_what_is_left_is_the_end_of_the_text(text: str) -> None:
    assert text.endswith(drop_opening(text))
    assert text.endswith(drop_stamp(text))


def test_a_body_begins_with_its_words_and_keeps_the_dateline() -> None:
    text = "2025-01-17T09:25:59 东岸社云港1月17日电 气象台说，风力或达十二级。"
    said = (statement(text, "气象台", "说", "风力或达十二级", "warn"),)
    pages = render_site([event(1, [report(1, "标题", (text,), statements=said)])])
    (body,) = parsed(pages["/zh-hans/article/1/"].body).xpath("//section[@class='body']")
    assert body.text_content().strip().startswith("东岸社云港1月17日电")
    assert body.xpath(".//a[@class='says']")[0].text == "气象台说"


def test_a_date_that_tells_nothing_is_no_point_of_a_timeline() -> None:
    assert not tells("17/01/2025 - 09:29", "17/01/2025")
    assert not tells("Fri, 17 Jan 2025 15:43:44 GMT", "17 Jan 2025")
    assert tells("手稿上周五出现在图录里。", "上周五")
    dates = (
        Dated("2025-01-17T06:36", "2025-01-17", "2025-01-17T06:36"),
        Dated("去年十月", "2024-10", "家属去年十月交稿。"),
    )
    moments = make_timeline("zh-hans", "Asia/Shanghai", event(1, [report(1, "标题", ("甲" * 400,), dates=dates)]))
    assert [moment.value for moment in moments if moment.words] == ["2024-10"]


def test_without_its_words_an_announcement_is_no_line() -> None:
    text = "公司宣布，一切照旧，票价、班次和路线都不作任何改动。"
    said = (statement(text, "公司", "宣布", "一切照旧，票价、班次和路线", "announce"),)
    assert gather_voices(event(1, [report(1, "标题", (text,), carrier(0, "excerpt"), statements=said)])) == ()


def test_a_speaker_stands_under_the_form_without_a_place_in_a_picture() -> None:
    text = "首相安宁（前中）宣布辞职。首相安宁(An Ning)说，感谢大家。"
    said = (
        statement(text, "首相安宁（前中）", "宣布", "辞职", "announce", place=0),
        statement(text, "首相安宁(An Ning)", "说", "感谢大家", place=1),
    )
    (voice,) = gather_voices(event(1, [report(1, "标题", (text,), statements=said)]))
    assert voice.name == "首相安宁(An Ning)"


def test_a_speaker_of_many_lines_leaves_room_for_the_others() -> None:
    text = "".join(f"台长说，第{number}号风球今天下午挂起。" for number in range(1, 12))
    said = tuple(
        statement(text, "台长", "说", f"第{number}号风球今天下午挂起", place=number) for number in range(1, 12)
    )
    one = event(1, [report(1, "标题", (text,), statements=said)])
    (speaker,) = list_speakers("zh-hans", one)
    assert (len(speaker.sayings), len(speaker.further)) == (FIRST_SAYINGS, 11 - FIRST_SAYINGS)
    page = parsed(render_site([one])["/zh-hans/story/1/"].body)
    assert len(page.xpath("//tr[@class='further']//li")) == 11 - FIRST_SAYINGS
    assert "另有 6 条说法" in page.text_content()


def test_a_story_of_one_outlet_names_it_where_others_are_counted() -> None:
    alone = event(1, [report(1, "大桥合龙", of=carrier(0))])
    both = [
        report(number, f"水位回落{number}", of=carrier(number), published=NOW - timedelta(hours=1)) for number in (2, 3)
    ]
    page = parsed(render_site([alone, event(2, both)])["/zh-hans/"].body)
    meta = [one.xpath("string(span[1])") for one in page.xpath("//section[@class='top']//p[@class='meta']")]
    assert sorted(meta) == ["2 家媒体", "云港晚报"]


def test_no_line_of_a_headline_begins_with_a_particle_and_no_label_stands_alone() -> None:
    pieces = [one for clause in headline_clauses("馆长：演讲增加海洋议题的分量和抗争者的声音") for one in clause]
    assert not [one for one in pieces if one[0] in "的者"]
    labelled = headline_clauses("独家：云港大桥主塔今晨合龙，明年通车")
    assert "".join(labelled[0]) == "独家：云港大桥主塔今晨合龙，"


@pytest.mark.parametrize(
    "headline",
    ["市议会一票之差否决旧码头改建案", "自己收帆的货船全程省油三成一", "储备银行：利率维持百分之二点二五"],
)
def test_no_last_line_of_a_headline_is_a_single_character_and_no_number_is_broken(headline: str) -> None:
    pieces = [one for clause in headline_clauses(headline) for one in clause]
    assert len(pieces[-1]) > 1
    assert "二点二五" in pieces[-1] or "二点二五" not in headline


def test_a_lead_does_not_repeat_the_headline() -> None:
    lead = lead_of("zh-hans", report(1, "大桥主塔合龙", (f"大桥主塔合龙 {TOLD}",)))
    assert lead is not None
    assert lead.text == TOLD
    kept = lead_of("zh-hans", report(1, "大桥主塔合龙", ("大桥主塔合龙的消息传来，两岸居民走上街头。",)))
    assert kept is not None
    assert kept.text.startswith("大桥主塔合龙的消息")


def test_a_name_quoted_without_words_has_its_page() -> None:
    """A refusal has no words of its own: its line is left out, the page is made."""
    text = "馆长梁若水拒绝置评。"
    said = (statement(text, "馆长梁若水", "拒绝置评", "", "refuse"),)
    now = NameNow(
        Named(7, "梁若水", "", "person", "梁若水"), 1, (), [event(1, [report(1, "标题", (text,), statements=said)])]
    )
    assert render_page(Site(), "zh-hans", name_page(Site(), "zh-hans", now))
