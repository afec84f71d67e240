"""A story's voices, timeline, hours and folded copies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from render.invented import NOW, carrier, event, manuscript_event, report, statement
from render.pages import parsed, render_site
from yaowen.render.rules.article import copies_by_original
from yaowen.render.rules.hours import draw_hours
from yaowen.render.rules.material import Dated, RelatedStory
from yaowen.render.rules.story import list_speakers
from yaowen.render.rules.timeline import CLAUSE_CHARS, clause_of, date_value, make_timeline
from yaowen.render.rules.voices import count_voices, gather_voices, is_same_speaker, plain_speaker


def test_the_disputed_voices_stand_first() -> None:
    speakers = list_speakers("zh-hans", manuscript_event())
    assert [speaker.disputed for speaker in speakers] == [True, True, False, False, False]
    assert {speaker.sayings[0].stance for speaker in speakers[:2]} == {"说", "否认"}


def test_the_same_words_of_one_speaker_stand_once_whoever_carries_them() -> None:
    text = "气象台说，风力或达十二级。"
    said = (statement(text, "气象台", "说", "风力或达十二级", "warn"),)
    one = event(1, [report(place, "标题", (text,), carrier(place), statements=said) for place in (1, 2, 3)])
    (voice,) = gather_voices(one)
    assert len(voice.said) == count_voices(one) == 1


def test_a_speaker_with_and_without_office_is_one_under_the_fuller_name() -> None:
    text = "天文台台长江问津(Jiang Wenjin)说，亮度骤增三次。江問津认为，成因还没有定论。"
    said = (
        statement(text, "天文台台长江问津(Jiang Wenjin)", "说", "亮度骤增三次", place=0),
        statement(text, "江問津", "认为", "成因还没有定论", "believe", place=1),
    )
    (voice,) = gather_voices(event(1, [report(1, "标题", (text,), statements=said)]))
    assert voice.name == "天文台台长江问津(Jiang Wenjin)"
    assert len(voice.said) == 2


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("江问津", "台长江问津", True), ("江問津", "江问津(Jiang)", True), ("潮声出版社", "潮声出版社社长江闻", False),
        ("津", "江问津", False), ("江问津", "江问渔", False), ("江问津", "江问津", True),
    ],
)  # fmt: skip
def test_only_an_office_before_the_name_makes_another_form_of_it(one: str, two: str, *, same: bool) -> None:
    assert is_same_speaker(plain_speaker(one), plain_speaker(two)) is same


def test_without_its_words_only_a_telling_stance_is_worth_a_line() -> None:
    text = "气象台说，风力或达十二级。轮渡公司否认今晚停航，理由是风力还没有到规定的级别。"
    said = (
        statement(text, "气象台", "说", "风力或达十二级", "say", place=0),
        statement(text, "轮渡公司", "否认", "今晚停航，理由是风力", "deny", place=1),
    )
    one = event(1, [report(1, "标题", (text,), carrier(0, "excerpt"), statements=said)])
    (speaker,) = list_speakers("zh-hans", one)
    assert (speaker.name.text, speaker.sayings[0].words) == ("轮渡公司", None)
    assert count_voices(one) == 0


def test_a_claim_that_only_passes_on_another_is_no_voice_of_its_own() -> None:
    text = "东岸通讯社援引馆长的话说，手稿易手。"
    said = (
        statement(text, "东岸通讯社", "援引", "馆长的话", place=0),
        statement(text, "馆长", "说", "手稿易手", place=1, within=0),
    )
    (speaker,) = list_speakers("zh-hans", event(1, [report(1, "标题", (text,), statements=said)]))
    assert speaker.name.text == "馆长"
    assert speaker.sayings[0].chain is not None
    assert speaker.sayings[0].chain.text == "东岸通讯社"


def test_a_contradicted_statement_is_shown_though_it_passes_on_another() -> None:
    """桥梁局说, 出版社私印了诗稿, 警方称…: what is denied stands beside the denial."""
    text = "家属代表说，出版社私印了四十页诗稿，警方要求交还。"
    says = statement(text, "家属代表", "说", "出版社私印了四十页诗稿，警方要求交还")
    inner = statement(text, "警方", "要求", "交还", "call", place=1, within=0)
    denial = "出版社否认私印了四十页诗稿。"
    denies = statement(denial, "出版社", "否认", "私印了四十页诗稿", "deny")
    voices = gather_voices(event(1, [
        report(1, "甲", (text,), carrier(0), statements=(says, inner)),
        report(2, "乙", (denial,), carrier(1), statements=(denies,)),
    ]))  # fmt: skip
    assert {voice.name for voice in voices if voice.disputed} == {"家属代表", "出版社"}


def test_quotation_marks_of_another_script_make_no_other_speaker() -> None:
    assert plain_speaker("环保团体「海豚巷」") == plain_speaker("環保團體“海豚巷”")


def test_a_sentence_with_two_dates_stands_once_in_the_timeline() -> None:
    sentence = "地铁昨天五点四十分停驶，九点四十分恢复行车。"
    dates = (
        Dated("五点四十分", "2026-11-23T05:40", sentence), Dated("九点四十分", "2026-11-23T09:40", sentence),
    )  # fmt: skip
    moments = make_timeline("zh-hans", "Asia/Shanghai", event(1, [report(1, "标题", (sentence,), dates=dates)]))
    assert [moment.value for moment in moments if moment.words] == ["2026-11-23T05:40"]


def test_many_speakers_are_folded_after_the_first_ten() -> None:
    text = "".join(f"第{number}位村民说，水位到了第{number}级台阶。" for number in range(1, 15))
    said = tuple(
        statement(text, f"第{number}位村民", "说", f"水位到了第{number}级台阶", place=number) for number in range(1, 15)
    )
    page = parsed(render_site([event(1, [report(1, "标题", (text,), statements=said)])])["/zh-hans/story/1/"].body)
    assert len(page.xpath("//section[@class='voices']/table/tbody")) == 10
    assert len(page.xpath("//section[@class='voices']/details/table/tbody")) == 4
    assert "另有 4 方说法" in page.text_content()


def test_the_timeline_is_in_the_order_of_time_with_the_first_report_in_its_place() -> None:
    moments = make_timeline("zh-hans", "Asia/Shanghai", manuscript_event())
    assert [moment.shown for moment in moments] == ["2025-10", "2026-11-20", "2026-11-22 21:10"]
    assert moments[-1].words is None
    assert moments[1].raw is not None
    assert moments[1].raw.text == "上周五"


@pytest.mark.parametrize(
    ("value", "start"),
    [
        ("2024-07", "2024-07"), ("2024-07-15", "2024-07-15"), ("2024-07-15T09:30", "2024-07-15T09:30"),
        ("2024-07-01/2024-07-03", "2024-07-01"), ("P20Y", ""), ("2024", ""), ("XXXX-07", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_duration_or_a_bare_year_is_no_point_of_a_timeline(value: str, start: str) -> None:
    assert date_value(Dated("话", value, "句子")) == start


def test_a_long_sentence_is_cut_around_its_date() -> None:
    sentence = "甲" * 80 + "，上周五手稿出现在图录里，" + "乙" * 80
    clause = clause_of(Dated("上周五", "2026-11-20", sentence))
    assert "上周五手稿出现在图录里" in clause
    assert len(clause) <= CLAUSE_CHARS + 2


def test_a_story_without_dates_has_no_timeline() -> None:
    assert make_timeline("zh-hans", "Asia/Shanghai", event()) == ()


def test_copies_of_copies_stand_with_the_first_text_and_a_circle_ends() -> None:
    reports = [report(1), report(2, copy_of=1), report(3, copy_of=2), report(4, copy_of=99)]
    assert {origin: [one.id for one in copies] for origin, copies in copies_by_original(reports).items()} == {1: [2, 3]}
    assert copies_by_original([report(1, copy_of=2), report(2, copy_of=1)]) is not None


def test_the_story_page_folds_copies_and_counts_them() -> None:
    page = parsed(render_site([manuscript_event(5)])["/zh-hans/story/5/"].body)
    assert len(page.xpath("//ol[@class='reports']/li")) == 3
    assert "另有 3 家转载" in page.text_content()
    assert "3 家独立来源3 篇转载" in page.text_content()


def test_the_story_page_says_when_it_began_when_most_was_reported_and_what_is_latest() -> None:
    peak = datetime(2026, 11, 22, 14, tzinfo=UTC)
    page = parsed(render_site([replace(manuscript_event(5), peak_at=peak)])["/zh-hans/story/5/"].body)
    (line,) = page.xpath("//p[@class='dateline']")
    assert "首报 2026-11-22 21:10 UTC+8" in line.text_content()
    assert "报道高峰 11-22 22:00" in line.text_content()
    assert line.xpath(".//time/@datetime")[1] == "2026-11-22T22:00:00+08:00"


def test_the_story_page_leads_to_what_went_before_and_what_followed() -> None:
    related = (
        RelatedStory(3, "沈白手稿首次展出", "zh-Hans", datetime(2026, 11, 1, 4, tzinfo=UTC), 4, later=False),
        RelatedStory(9, "沈白手稿拍卖中止", "zh-Hans", datetime(2026, 11, 25, 4, tzinfo=UTC), 2, later=True),
    )
    pages = render_site([replace(manuscript_event(5), related=related)])
    after, before = parsed(pages["/zh-hant/story/5/"].body).xpath("//section[@class='related']")
    assert [part.xpath("string(h2)") for part in (after, before)] == ["後續", "前情"]
    assert before.xpath(".//h3/a/@href") == ["/zh-hant/story/3/"]
    assert before.xpath("string(.//h3)") == "沈白手稿首次展出"
    assert after.xpath("string(.//time)") == "2026-11-25"
    assert 'section class="related"' not in render_site([manuscript_event(5)])["/en/story/5/"].body.decode()


def test_the_hours_figure_counts_every_report_of_the_last_two_days() -> None:
    start = datetime(2026, 11, 22, 13, 10, tzinfo=UTC)
    figure = draw_hours([start, start + timedelta(minutes=20), start + timedelta(hours=3), NOW], "Asia/Shanghai")
    assert figure is not None
    assert [bar.n for bar in figure.bars] == [2, 1, 1]
    assert (figure.first, figure.last, figure.most) == ("11-22 21:00", "11-23 09:00", 2)
    assert draw_hours([start] * 3, "UTC") is None
    assert draw_hours([start] * 9, "UTC") is None
    old = draw_hours([start - timedelta(days=30), *[start] * 5, start + timedelta(hours=1)], "UTC")
    assert old is not None
    assert sum(bar.n for bar in old.bars) == 6


def test_a_story_with_one_report_has_a_page() -> None:
    page = parsed(render_site([event(1, [report(1, "孤零零的一篇报道标题")])])["/zh-hans/story/1/"].body)
    assert len(page.xpath("//ol[@class='reports']/li")) == 1
    assert not page.xpath("//*[@class='voices']")
