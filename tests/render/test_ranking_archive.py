"""Rankings that were kept, as pages: every hour and day, the way between them, dashes for what is gone or hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import pytest

from render.invented import NOW, event, many_events, report
from render.rows import context_of, save_event
from yaowen.base.words import Ranking, Standing
from yaowen.collect.models import Outlet
from yaowen.extract.models import Article
from yaowen.extract.store import erase_article
from yaowen.group.models import GroupEvent, Story
from yaowen.rank.store import save_current, save_frozen
from yaowen.render import archive
from yaowen.render.archive import RankingArchive
from yaowen.render.editions import current_edition, find_entry, load_blob
from yaowen.render.rules.past import make_past, make_past_of, stamp_of
from yaowen.render.stage import RankingFragments

ZONE = "Asia/Shanghai"
MIDNIGHT = int(NOW.timestamp()) // 86400 * 1440 - 8 * 60
"""The minute that ends a day in Shanghai."""


def page(path: str) -> str:
    entry = find_entry(path, current_edition())
    assert entry is not None, path
    assert entry.status == 200, path
    return re.sub(r'<wbr>|<span class="clause">|</span>', "", load_blob(entry.hash).decode())


def has_page(path: str) -> bool:
    return find_entry(path, current_edition()) is not None


def standing(story: int, rank: int, readers: int = 30, **marks: int | bool) -> Standing:
    return replace(Standing(story, readers, 2, rank), **marks)  # type: ignore[arg-type]


def keep(minute: int, standings: Sequence[Standing], *, day: bool = False) -> None:
    save_frozen(("hour", "day") if day else ("hour",), Ranking(minute, tuple(standings)), 50)


def render_all() -> int:
    stage, context, done = RankingArchive(look_seconds=0), context_of(), 0
    while some := stage.step(context):
        done += some
    return done


def test_an_hour_is_called_by_when_it_stood_and_a_day_by_the_day_that_ended() -> None:
    assert stamp_of(MIDNIGHT + 9 * 60, "hour", ZONE)[10:] == "T09"
    ended = stamp_of(MIDNIGHT, "day", ZONE)
    assert stamp_of(MIDNIGHT + 1440, "day", ZONE) > ended
    assert stamp_of(MIDNIGHT, "hour", ZONE)[:10] > ended


def test_from_the_running_ranking_one_can_go_to_the_hours_of_two_days() -> None:
    hours = [MIDNIGHT + 60 * hour for hour in range(-30, 9)]
    past = make_past(hours, [MIDNIGHT - 1440, MIDNIGHT], ZONE)
    assert [len(day.hours) for day in past.days] == [9, 24, 6]
    assert [stop.stamp for stop in past.calendar] == [stamp_of(one, "day", ZONE) for one in (MIDNIGHT, MIDNIGHT - 1440)]


def test_from_a_kept_hour_one_can_go_to_its_neighbours_over_a_gap() -> None:
    hours = [MIDNIGHT - 60, MIDNIGHT + 60, MIDNIGHT + 240]
    past = make_past_of(MIDNIGHT + 60, "hour", hours, [], ZONE)
    assert past.earlier is not None
    assert past.later is not None
    assert (past.earlier.stamp[10:], past.later.stamp[10:]) == ("T23", "T04")
    assert [stop.current for day in past.days for stop in day.hours] == [True, False]


@pytest.mark.django_db
def test_while_more_old_hours_are_left_the_stage_rests_three_times_as_long_as_it_worked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a clock that goes on a second whenever it is asked: a step that works takes one."""
    seconds = count(1.0)
    monkeypatch.setattr(archive, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    (one, *_) = many_events()
    save_event(one)
    for hour in range(5):
        keep(MIDNIGHT + 60 * hour, [standing(one.id, 1)])
    stage, context = RankingArchive(look_seconds=100), context_of()
    assert [stage.step(context) for _ in range(7)] == [2, 0, 0, 2, 0, 0, 1]


@pytest.mark.django_db
def test_every_kept_hour_and_day_gains_its_page_in_every_language() -> None:
    for one in many_events()[:4]:
        save_event(one)
    stories = [each.id for each in many_events()[:4]]
    for hour in range(4):
        keep(MIDNIGHT + 60 * hour, [standing(one, rank) for rank, one in enumerate(stories, 1)], day=hour == 0)
    assert render_all() >= 4
    day, first = stamp_of(MIDNIGHT, "day", ZONE), stamp_of(MIDNIGHT, "hour", ZONE)
    for language in ("zh-hans", "zh-hant", "en"):
        for stamp in (day, first, f"{first[:10]}T03"):
            assert has_page(f"/{language}/ranking/{stamp}/")
    shown = page(f"/zh-hans/ranking/{first[:10]}T01/")
    assert f"/zh-hans/ranking/{first}/" in shown
    assert f"/zh-hans/ranking/{first[:10]}T02/" in shown
    assert f"/zh-hans/ranking/{day}/" in shown
    assert f"/zh-hans/story/{stories[0]}/" in shown
    edition = current_edition()
    render_all()
    assert current_edition() == edition


@pytest.mark.django_db
def test_an_hour_that_late_reads_changed_is_rendered_again() -> None:
    save_event(many_events()[0])
    story = many_events()[0].id
    keep(MIDNIGHT, [standing(story, 1, 30)])
    stage, context = RankingArchive(look_seconds=0), context_of()
    assert stage.step(context) == 1
    keep(MIDNIGHT, [standing(story, 1, 31)])
    assert stage.step(context) == 1
    assert "31" in page(f"/en/ranking/{stamp_of(MIDNIGHT, 'hour', ZONE)}/")
    assert stage.step(context) == 0


@pytest.mark.django_db
def test_what_is_withdrawn_later_stands_as_a_dash_and_its_words_are_gone() -> None:
    save_event(event(7, [report(71, "灯塔失火")]))
    save_event(many_events()[0])
    keep(MIDNIGHT, [standing(7, 1), standing(many_events()[0].id, 2)])
    render_all()
    path = f"/zh-hans/ranking/{stamp_of(MIDNIGHT, 'hour', ZONE)}/"
    assert "灯塔失火" in page(path)
    erase_article(71)
    Article.objects.filter(pk=71).update(state="withdrawn")
    Story.objects.filter(pk=7).update(state="withdrawn", articles=0)
    GroupEvent.objects.create(
        at=NOW, kind="withdrawn", language="zh", version=1, story_id=7, article_id=71, reason={"articles": [71]}
    )
    render_all()
    assert "灯塔失火" not in page(path)
    assert "已撤下" in page(path)
    assert "/zh-hans/story/7/" not in page(path)


@pytest.mark.django_db
def test_hidden_and_damped_lines_say_so() -> None:
    save_event(event(7, [report(71, "灯塔失火")]))
    save_event(event(8, [report(81, "渡轮停航")]))
    save_current(Ranking(MIDNIGHT, (standing(7, 1, hidden=True), standing(8, 2, removed=1492))), 50)
    RankingFragments().step(context_of())
    for path in ("/zh-hans/ranking/", "/_/ranking/zh-hans"):
        shown = page(path)
        assert "本条由编辑隐去" in shown
        assert "灯塔失火" not in shown
        assert "渡轮停航" in shown
    assert "已剔除成组刷票 1,492" in page("/zh-hans/ranking/")
    assert "灯塔失火" not in page("/zh-hans/ranking/feed.json")


@pytest.mark.django_db
def test_the_running_ranking_links_the_hours_without_any_script() -> None:
    save_event(many_events()[0])
    for hour in range(3):
        keep(MIDNIGHT + hour * 60, [standing(many_events()[0].id, 1)], day=hour == 0)
    save_current(Ranking(MIDNIGHT + 130, (standing(many_events()[0].id, 1),)), 50)
    RankingFragments().step(context_of())
    shown = page("/en/ranking/")
    for end in ("T00", "T01", "T02"):
        assert f"/en/ranking/{stamp_of(MIDNIGHT, 'hour', ZONE)[:10]}{end}/" in shown
    assert Outlet.objects.exists()
