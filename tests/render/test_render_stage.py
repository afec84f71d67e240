"""The stages that publish: what an edition holds, what it costs, what it leaves alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext

from render.invented import NOW, carrier, event, manuscript_event, many_events, ranking_of, report
from render.rows import context_of, save_event
from yaowen.base.addresses import PATH_LANGUAGES, PathLanguage
from yaowen.base.store import set_fact
from yaowen.collect.models import Outlet
from yaowen.extract.models import Article
from yaowen.extract.store import erase_article
from yaowen.group.models import GroupEvent, Membership, Story
from yaowen.group.store import touch_stories
from yaowen.rank.store import save_current
from yaowen.render import stage as render_stage
from yaowen.render.compose import compose_event
from yaowen.render.editions import Entry, current_edition, find_entry, load_blob, publish
from yaowen.render.models import EditionEntry
from yaowen.render.rules.lines import StoryLine, story_line
from yaowen.render.rules.material import Event
from yaowen.render.rules.site import Site
from yaowen.render.stage import RankingFragments, RenderStories

pytestmark = pytest.mark.django_db


def page(path: str) -> str:
    entry = find_entry(path, current_edition())
    assert entry is not None, path
    assert entry.status == 200, path
    return re.sub(r'<wbr>|<span class="clause">', "", load_blob(entry.hash).decode())


def status(path: str) -> int:
    entry = find_entry(path, current_edition())
    return entry.status if entry else 0


def test_a_changed_story_gains_its_pages_in_every_language() -> None:
    save_event(manuscript_event(5))
    assert RenderStories().step(context_of()) == 1
    for language in PATH_LANGUAGES:
        assert "说法不一" in page(f"/{language}/story/5/") or language != "zh-hans"
        assert status(f"/{language}/article/501/") == 200
        assert status(f"/{language}/") == 200
    assert Story.objects.get(pk=5).state == "rendered"
    assert "兩家出版社就詩人遺稿各執一詞" in page("/zh-hant/article/501/")
    assert page("/") == page("/zh-hans/")


def test_an_empty_site_is_published_at_the_first_step() -> None:
    assert RenderStories().step(context_of()) == 0
    assert "还没有新闻" in page("/zh-hans/")
    for tail in ("method/", "about/", "outlets/", "404/", "410/", "500/", "feed.xml", "atom.xml", "feed.json"):
        assert status(f"/en/{tail}") == 200, tail
    for path in (
        "/",
        "/feed.xml",
        "/atom.xml",
        "/feed.json",
        "/favicon.ico",
        "/robots.txt",
        "/zh-hans/subscriptions.opml",
        "/manifest.webmanifest",
    ):
        assert status(path) == 200, path


def test_nothing_changed_makes_no_edition() -> None:
    save_event(manuscript_event(5))
    stage = RenderStories()
    stage.step(context_of())
    number, rows = current_edition(), EditionEntry.objects.count()
    assert stage.step(context_of()) == 0
    assert (current_edition(), EditionEntry.objects.count()) == (number, rows)


def test_a_story_rendered_again_unchanged_gains_no_row_but_the_clock_of_the_front_page() -> None:
    save_event(manuscript_event(5))
    stage = RenderStories()
    stage.step(context_of())
    number = current_edition()
    Story.objects.filter(pk=5).update(state="changed")
    stage.step(context_of())
    renewed = set(EditionEntry.objects.filter(from_edition__gt=number).values_list("path", flat=True))
    assert renewed <= {"/", *(f"/{language}/" for language in PATH_LANGUAGES)}


def test_editions_keep_their_distance() -> None:
    save_event(manuscript_event(5))
    stage, patient = RenderStories(), context_of({"YAOWEN_EDITION_SECONDS": "3600"})
    assert stage.step(patient) == 1
    Story.objects.update(state="changed")
    assert stage.step(patient) == 0


def test_a_merged_story_leads_on_to_the_survivor() -> None:
    save_event(event(1, [report(11, of=carrier(0))]))
    save_event(event(2, [report(12, of=carrier(1))]))
    stage = RenderStories()
    stage.step(context_of())
    Membership.objects.filter(story_id=2).update(story_id=1)
    Story.objects.filter(pk=2).update(state="merged", merged_into=1)
    Story.objects.filter(pk=1).update(state="changed", outlets=2)
    GroupEvent.objects.create(language="zh", version=9, kind="merged", story_id=2, other_story_id=1, at=NOW)
    stage.step(context_of())
    entry = find_entry("/zh-hant/story/2/", current_edition())
    assert entry is not None
    assert (entry.status, entry.target) == (301, "/zh-hant/story/1/")
    assert "/zh-hans/article/12/" in page("/zh-hans/story/1/")


def test_a_withdrawn_article_and_its_emptied_story_are_gone_from_the_next_edition() -> None:
    save_event(event(1, [report(11, "要撤下的标题甲乙丙")]))
    stage = RenderStories()
    stage.step(context_of())
    assert "要撤下的标题甲乙丙" in page("/zh-hans/")
    erase_article(11)
    Membership.objects.all().delete()
    Story.objects.filter(pk=1).update(state="withdrawn", headline_article_id=None)
    GroupEvent.objects.create(language="zh", version=9, kind="withdrawn", article_id=11, story_id=1, at=NOW)
    stage.step(context_of())
    for language in PATH_LANGUAGES:
        assert status(f"/{language}/article/11/") == 410
        assert status(f"/{language}/story/1/") == 410
    for path in ("/zh-hans/", "/zh-hans/feed.json", "/zh-hans/outlet/yungang-evening/atom.xml"):
        assert "要撤下的标题甲乙丙" not in page(path), path


def test_a_withdrawn_article_leaves_its_living_story_standing() -> None:
    save_event(event(1, [report(11, of=carrier(0)), report(12, "另一家的报道还在", of=carrier(1))]))
    stage = RenderStories()
    stage.step(context_of())
    erase_article(11)
    Membership.objects.filter(article_id=11).delete()
    Story.objects.filter(pk=1).update(state="changed", headline_article_id=12)
    GroupEvent.objects.create(language="zh", version=9, kind="withdrawn", article_id=11, story_id=1, at=NOW)
    stage.step(context_of())
    assert status("/en/article/11/") == 410
    assert "另一家的报道还在" in page("/zh-hans/story/1/")
    assert "/article/11/" not in page("/zh-hans/story/1/")


def test_a_withdrawal_that_is_committed_late_under_a_lower_number_is_not_missed() -> None:
    save_event(event(1, [report(11, of=carrier(0)), report(12, of=carrier(1))]))
    stage = RenderStories()
    stage.step(context_of())
    later = {"language": "en", "version": 1, "kind": "split", "story_id": 1, "other_story_id": 1, "at": NOW}
    GroupEvent.objects.create(pk=50, **later)
    stage.step(context_of())
    GroupEvent.objects.create(
        pk=49, language="zh", version=9, kind="withdrawn", article_id=11, story_id=1, at=NOW
    )  # fmt: skip
    stage.step(context_of())
    assert status("/en/article/11/") == 410


def test_the_running_ranking_loses_a_withdrawn_headline_within_its_minute() -> None:
    one = event(1, [report(11, "要撤下的标题甲乙丙")])
    save_event(one)
    save_current(ranking_of([one]), 10)
    stage = RankingFragments()
    stage.step(context_of())
    assert "要撤下的标题甲乙丙" in page("/_/ranking/zh-hans")
    erase_article(11)
    Membership.objects.all().delete()
    GroupEvent.objects.create(language="zh", version=9, kind="withdrawn", article_id=11, story_id=1, at=NOW)
    stage._looked_seconds = float("-inf")
    stage.step(context_of())
    assert "要撤下的标题甲乙丙" not in page("/_/ranking/zh-hans")
    assert EditionEntry.objects.filter(path="/_/ranking/zh-hans").count() == 1


def test_a_story_that_changes_while_it_is_rendered_is_rendered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    save_event(event(1, [report(11, "先前的标题甲乙丙")]))

    def publish_late(entries: Iterable[Entry], at: datetime) -> int:
        Article.objects.filter(pk=11).update(headline="后来的标题丁戊己")
        touch_stories([1])
        return publish(entries, at)

    stage = RenderStories()
    monkeypatch.setattr(render_stage, "publish", publish_late)
    stage.step(context_of())
    assert "先前的标题甲乙丙" in page("/zh-hans/story/1/")
    assert Story.objects.get(pk=1).state == "changed"
    monkeypatch.setattr(render_stage, "publish", publish)
    assert stage.step(context_of()) == 1
    assert "后来的标题丁戊己" in page("/zh-hans/story/1/")
    assert "后来的标题丁戊己" in page("/zh-hans/")


def test_a_worker_killed_between_the_edition_and_its_note_is_followed_by_the_same_edition() -> None:
    save_event(event(1, [report(11)]))
    save_event(event(2, [report(12)]))
    RenderStories().step(context_of())
    number = current_edition()
    Story.objects.filter(pk=1).update(state="changed", holder="killed", due_at=NOW - timedelta(days=900))
    assert RenderStories().step(context_of()) == 1
    renewed = set(EditionEntry.objects.filter(from_edition__gt=number).values_list("path", flat=True))
    assert renewed <= {"/", *(f"/{language}/" for language in PATH_LANGUAGES)}
    assert Story.objects.get(pk=1).state == "rendered"


def test_stories_of_an_edition_that_the_database_refused_are_due_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    save_event(event(1, [report(11)]))

    def locked(_entries: Iterable[Entry], _at: datetime) -> int:
        raise OperationalError("database is locked")

    stage = RenderStories()
    monkeypatch.setattr(render_stage, "publish", locked)
    with pytest.raises(OperationalError):
        stage.step(context_of())
    monkeypatch.setattr(render_stage, "publish", publish)
    assert stage.step(context_of()) == 1


def test_newer_templates_make_every_story_due_again() -> None:
    save_event(manuscript_event(5))
    RenderStories().step(context_of())
    assert RenderStories().step(context_of()) == 0
    set_fact("template_version", "0")
    assert RenderStories().step(context_of()) == 1


def test_sample_content_is_named_on_every_page() -> None:
    save_event(manuscript_event(5))
    set_fact("sample", "1")
    RenderStories().step(context_of())
    pages = EditionEntry.objects.filter(content_type__startswith="text/html").values_list("path", flat=True)
    assert len(pages) > 30
    for path in pages:
        assert 'class="sample"' in page(path), path


def test_the_ranking_is_rendered_once_a_change_and_joined_by_its_slot() -> None:
    events = many_events()
    for one in events:
        save_event(one)
    RenderStories().step(context_of())
    ranking = ranking_of(events)
    save_current(ranking, 10)
    stage = RankingFragments()
    assert stage.step(context_of()) == 1
    assert stage.step(context_of()) == 0
    fragment = page("/_/ranking/zh-hans")
    assert fragment.count("<li>") == len(ranking.standings)
    assert "24小时新闻排行榜" in fragment
    assert "更多&gt;&gt;" in fragment
    entry = find_entry("/zh-hans/article/501/", current_edition())
    assert entry is not None
    assert entry.slot == "/_/ranking/zh-hans"
    assert page("/zh-hans/article/501/").count("<!--slot:ranking-->") == 1
    assert status("/en/ranking/atom.xml") == 200


def test_the_front_page_follows_the_ranking() -> None:
    quiet = event(1, [report(11, "没有人读的新闻标题甲", published=NOW - timedelta(hours=1))])
    read = event(2, [report(12, "很多人读的新闻标题乙", published=NOW - timedelta(hours=2))])
    for one in (quiet, read):
        save_event(one)
    stage = RenderStories()
    stage.step(context_of())
    front = page("/zh-hans/")
    assert front.index("没有人读") < front.index("很多人读")
    ranking = ranking_of([read])
    save_current(ranking, 10)
    stage.step(context_of())
    front = page("/zh-hans/")
    assert front.index("很多人读") < front.index("没有人读")


@pytest.mark.parametrize("stories", [2, 22])
def test_an_edition_costs_the_same_queries_for_few_and_for_many_stories(stories: int) -> None:
    for one in many_events()[:stories]:
        save_event(one)
    stage = RenderStories()
    with CaptureQueriesContext(
        connection,
    ) as first:
        stage.step(context_of())
    writes = [query for query in first.captured_queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    reads = [query for query in first.captured_queries if query["sql"].startswith("SELECT")]
    # Whatever the number of stories: one for each of the seven sections and of two days among them.
    assert len(reads) <= 56, [query["sql"][:90] for query in reads]
    assert len(writes) - stories <= 16


def test_an_outlet_without_reports_has_a_page() -> None:
    Outlet.objects.create(slug="quiet", name_hans="静报", name_hant="靜報", name_en="The Quiet")
    RenderStories().step(context_of())
    assert "静报" in page("/zh-hans/outlet/quiet/")
    assert "The Quiet" in page("/en/outlets/")


def test_a_story_of_an_article_that_has_vanished_is_gone_not_broken() -> None:
    save_event(event(1, [report(11)]))
    Article.objects.all().delete()
    RenderStories().step(context_of())
    assert status("/zh-hans/story/1/") == 410


def test_a_story_that_cannot_be_rendered_is_set_aside_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    save_event(manuscript_event(5))
    save_event(event(6, [report(61)]))

    def breaking(site: Site, one: Event) -> Iterable[Entry]:
        if one.id == 5:
            raise KeyError("a headline nobody expected")
        return compose_event(site, one)

    monkeypatch.setattr("yaowen.render.edition.compose_event", breaking)
    stage = RenderStories()
    assert stage.step(context_of()) == 2
    assert status("/zh-hans/story/6/") == 200
    assert status("/zh-hans/story/5/") == 0
    assert "/zh-hans/story/5/" not in page("/zh-hans/")
    row = Story.objects.get(pk=5)
    assert (row.state, row.last_error) == ("failed", "KeyError: 'a headline nobody expected'")
    assert "story 5 cannot be rendered" in caplog.text
    monkeypatch.undo()
    touch_stories([5])
    assert RenderStories().step(context_of()) == 1
    assert status("/zh-hans/story/5/") == 200


@pytest.mark.parametrize("known", [False, True], ids=["new", "rendered before"])
def test_a_story_that_no_list_can_hold_is_set_aside_and_the_others_are_listed(
    monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    save_event(manuscript_event(5))
    stage = RenderStories()
    if known:
        stage.step(context_of())
    save_event(event(6, [report(61)]))

    def breaking(language: PathLanguage, zone: str, one: Event, *more: int) -> StoryLine:
        if one.id == 5:
            raise OverflowError("a time nobody expected")
        return story_line(language, zone, one, *more)

    monkeypatch.setattr("yaowen.render.rules.front.story_line", breaking)
    stage.step(context_of())
    assert status("/zh-hans/story/6/") == 200
    assert "/zh-hans/story/6/" in page("/zh-hans/")
    assert "/zh-hans/story/5/" not in page("/zh-hans/")
    row = Story.objects.get(pk=5)
    assert (row.state, row.last_error) == ("failed", "OverflowError: a time nobody expected")
    assert Story.objects.get(pk=6).state == "rendered"


def test_a_ranked_story_that_makes_no_line_leaves_the_rest_of_the_ranking_standing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = [event(number, [report(10 * number)]) for number in (5, 6)]
    for one in events:
        save_event(one)
    RenderStories().step(context_of())
    save_current(ranking_of(events), 0)

    def breaking(language: PathLanguage, zone: str, one: Event, *more: int) -> StoryLine:
        if one.id == 5:
            raise OverflowError("a time nobody expected")
        return story_line(language, zone, one, *more)

    monkeypatch.setattr("yaowen.render.compose.story_line", breaking)
    assert RankingFragments().step(context_of()) == 1
    assert "/zh-hans/story/6/" in page("/zh-hans/ranking/")
    assert "/zh-hans/story/5/" not in page("/zh-hans/ranking/")
    assert Story.objects.get(pk=5).state == "failed"
