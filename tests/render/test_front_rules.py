"""What stands where on the front page, in rankings and in lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from render.invented import NOW, carrier, event, manuscript_event, many_events, ranking_of, report
from render.pages import SITE, parsed, render_site
from yaowen.base.words import Ranking, Standing
from yaowen.render.rules.front import Recent, make_front, news_weight
from yaowen.render.rules.headlines import headline_clauses
from yaowen.render.rules.lines import story_line
from yaowen.render.rules.ranking import rank_lines, why_here
from yaowen.render.rules.times import show_day, show_offset, show_time

ZONE = "Asia/Shanghai"


def test_each_event_stands_once() -> None:
    front = make_front(SITE, "zh-hans", Recent(many_events()), ranking_of(many_events()), NOW)
    ids = [line.story_id for line in front.lines]
    assert len(ids) == len(set(ids)) == len(many_events())


def test_the_most_widely_reported_fresh_event_leads_and_foreign_texts_stand_apart() -> None:
    front = make_front(SITE, "zh-hans", Recent(many_events()), None, NOW)
    assert front.lead is not None
    assert front.lead.story_id == 10
    assert [line.story_id for line in front.foreign] == [900]


def test_a_story_whose_sides_contradict_each_other_shows_both() -> None:
    front = make_front(SITE, "zh-hans", Recent([*many_events()[1:6], manuscript_event(5)]), None, NOW)
    (side,) = front.disputed
    assert (side.says.speaker.text, side.denies.speaker.text) == ("家属代表沈青", "潮声出版社")


def test_a_site_of_one_foreign_language_still_has_a_lead() -> None:
    english = event(1, [report(1, "Harbour tunnel reopens", language="en")])
    assert make_front(SITE, "en", Recent([english]), None, NOW).lead is not None


def test_an_event_fades_and_coverage_and_readers_raise_it() -> None:
    one = event(1, [report(1, published=NOW)])
    two = event(2, [report(2, of=carrier(0), published=NOW), report(3, of=carrier(1), published=NOW)])
    assert news_weight(two, 0, NOW) > news_weight(one, 0, NOW)
    assert news_weight(one, 50, NOW) > news_weight(one, 0, NOW)
    assert news_weight(one, 0, NOW + timedelta(hours=9)) == news_weight(one, 0, NOW) / 2


def test_a_list_without_an_hour_behind_it_shows_no_movement() -> None:
    lines = {one: story_line("zh-hans", ZONE, event(one)) for one in (1, 2)}
    fresh = Ranking(100, (Standing(1, 3, 1, 1), Standing(2, 2, 1, 2)))
    assert [(line.movement, line.is_new) for line in rank_lines("zh-hans", fresh, lines)] == [(None, False)] * 2
    later = Ranking(100, (Standing(1, 3, 1, 1, 2), Standing(2, 2, 1, 2)))
    assert [(line.movement, line.is_new) for line in rank_lines("zh-hans", later, lines)] == [(1, False), (None, True)]


def test_a_story_without_a_page_leaves_its_place_empty() -> None:
    ranking = Ranking(100, (Standing(1, 3, 1, 1), Standing(2, 2, 1, 2)))
    (line,) = rank_lines("zh-hans", ranking, {2: story_line("zh-hans", ZONE, event(2))})
    assert line.rank == 2


def test_each_line_says_why_it_is_here() -> None:
    assert why_here("zh-hans", Standing(1, 12, 3, 1, 4)) == "过去24小时有 12 位不同的读者打开过。一小时前排第 4 位。"
    assert why_here("en", Standing(1, 1, 3, 1)) == (
        "1 reader opened it in the last 24 hours. It was not in the list an hour ago."
    )
    assert "3 家媒体独立报道" in why_here("zh-hans", Standing(1, 0, 3, 1, reason="coverage"))


def test_the_empty_site_says_what_happens_next() -> None:
    page = parsed(render_site([])["/zh-hant/"].body)
    assert "還沒有新聞" in page.text_content()
    assert page.xpath("//a[@href='/zh-hant/outlets/']")


def test_times_are_those_of_the_display_zone() -> None:
    at = datetime(2025, 1, 17, 1, 25, 59, tzinfo=UTC)
    assert show_time(at, ZONE).text == "2025-01-17 09:25:59"
    assert show_time(at, ZONE).iso == "2025-01-17T09:25:59+08:00"
    assert show_time(at, ZONE, "minute").text == "2025-01-17 09:25"
    assert show_day(at, ZONE, "zh-hans") == "2025年1月17日 星期五"
    assert show_day(at, ZONE, "en") == "Friday, 17 January 2025"
    assert [show_offset(at, zone) for zone in (ZONE, "Asia/Kolkata", "America/New_York", "UTC")] == [
        "UTC+8", "UTC+5:30", "UTC-5", "UTC+0",
    ]  # fmt: skip


def test_a_headline_is_broken_between_clauses_and_never_inside_a_word() -> None:
    clauses = headline_clauses("云港跨海大桥主塔合龙，明年底通车")
    assert ["".join(clause) for clause in clauses] == ["云港跨海大桥主塔合龙，", "明年底通车"]
    assert not [one for clause in clauses for one in pairwise(clause) if one[0][-1] + one[1][0] == "大桥"]
    spaced = headline_clauses("云港跨海大桥主塔合龙 明年底通车")
    assert ["".join(clause) for clause in spaced] == ["云港跨海大桥主塔合龙", " ", "明年底通车"]
    assert headline_clauses("Harbour tunnel reopens after repairs") == (("Harbour tunnel reopens after repairs",),)


@settings(deadline=None)  # the first text loads the dictionary
@given(st.text(max_size=60) | st.text("说云港大桥，。：“”（）12a 國學", max_size=60))
def test_the_pieces_of_a_headline_give_it_again(text: str) -> None:
    assert "".join(piece for clause in headline_clauses(text) for piece in clause) == text
