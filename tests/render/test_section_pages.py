"""Sections and days as readers find them: filed by feed, outlet, operator and words; only what changed is rendered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from render.invented import NOW, carrier, event, report
from render.pages import parsed
from render.rows import context_of, save_event
from yaowen.base.clock import real_now
from yaowen.base.errors import BadInput
from yaowen.base.rights import Grant
from yaowen.collect.models import Feed, Outlet, Page
from yaowen.extract.models import Article
from yaowen.group.models import Story
from yaowen.group.store import touch_stories
from yaowen.render.editions import current_edition, find_entry, load_blob
from yaowen.render.models import EditionEntry, SectionDecision, StoryPlace
from yaowen.render.rules import section_page
from yaowen.render.rules.front import Recent, make_front
from yaowen.render.rules.material import Event, Picture
from yaowen.render.rules.site import Site
from yaowen.render.sections import decide_by_hand
from yaowen.render.sitemaps import write_map
from yaowen.render.stage import RenderStories
from yaowen.render.store import current_site

pytestmark = pytest.mark.django_db

TODAY, BEFORE = "2026-11-23", "2026-11-21"
DULL = ("甲乙丙丁戊己庚辛。",)


def story(number: int, headline: str = "甲乙丙丁", *, place: int = 0, days_ago: int = 0) -> Event:
    """A story of one article, whose words tell nothing."""
    at = NOW - timedelta(hours=1 + number % 5, days=days_ago)
    return event(number, [report(number * 10, headline + str(number), DULL, carrier(place), published=at)])


def filed(number: int, *categories: str, place: int = 0, days_ago: int = 0) -> None:
    """A saved story whose feed names categories."""
    save_event(story(number, place=place, days_ago=days_ago))
    outlet = Outlet.objects.get(pk=place + 1)
    feed, _ = Feed.objects.get_or_create(
        url=f"{outlet.home_url}feed", defaults={"outlet": outlet, "host": "x:443", "state": "due", "due_at": NOW}
    )
    page = Page.objects.create(
        outlet=outlet, feed=feed, url=f"{outlet.home_url}{number}", host="x:443", found_at=NOW, state="extracted",
        url_hash=number.to_bytes(16, "big"), due_at=NOW, item={"headline": "", "categories": list(categories)},
    )  # fmt: skip
    Article.objects.filter(pk=number * 10).update(page=page)


def render(stage: RenderStories | None = None) -> RenderStories:
    stage = stage or RenderStories()
    while stage.step(context_of()):
        pass
    return stage


def body(path: str) -> str:
    entry = find_entry(path, current_edition())
    assert entry is not None, path
    return load_blob(entry.hash).decode()


def links(path: str) -> list[str]:
    return [str(one) for one in parsed(body(path).encode()).xpath("//main//a/@href")]


def test_a_section_has_a_page_feeds_and_a_day_in_every_language() -> None:
    filed(1, "体育")
    render()
    for language in ("zh-hans", "zh-hant", "en"):
        base = f"/{language}/section/sport/"
        for path in (base, f"{base}{TODAY}/", f"/{language}/day/{TODAY}/"):
            assert f"/{language}/story/1/" in links(path)
        for feed in ("feed.xml", "atom.xml", "feed.json"):
            assert "/story/1/" in body(base + feed).replace("\\/", "/")
    assert "體育" in body("/zh-hant/section/sport/")
    lists = write_map(current_site(), "/sitemap-lists.xml", NOW) or b""
    assert f"/zh-hans/day/{TODAY}/".encode() in lists
    assert b"/en/section/sport/" in lists


def test_only_sections_with_news_are_shown_and_standing_pages_follow() -> None:
    filed(1, "体育")
    stage = render()
    assert "/zh-hans/section/culture/" not in body("/zh-hans/story/1/")
    filed(2, "艺文")
    render(stage)
    for path in ("/zh-hans/story/1/", "/zh-hans/about/", "/zh-hans/"):
        nav = parsed(body(path).encode()).xpath("//nav[@class='sections']//a/@href")
        assert [one for one in nav if "/section/" in one] == ["/zh-hans/section/culture/", "/zh-hans/section/sport/"]
    assert find_entry("/zh-hans/section/tech/", current_edition()) is None


def test_no_event_stands_twice_on_the_front_page_and_sections_stand_on_it() -> None:
    for number in range(1, 41):
        filed(number, ["体育", "财经", "国际", "要闻"][number % 4], place=number % 3)
    render()
    stories = [one for one in links("/zh-hans/") if "/story/" in one]
    assert len(stories) == len(set(stories))
    headings = parsed(body("/zh-hans/").encode()).xpath("//div[@class='blocks']//h2//a/text()")
    assert headings == ["国际", "财经", "体育"]


def test_what_no_one_is_sure_of_stands_in_no_section() -> None:
    filed(1, "要闻")
    render()
    assert StoryPlace.objects.get().section == ""
    assert "/zh-hans/story/1/" in links(f"/zh-hans/day/{TODAY}/")


def test_words_tell_where_the_feed_does_not() -> None:
    at = NOW - timedelta(hours=2)
    text = ("前锋在加时赛点球破门，主队三比二淘汰卫冕冠军，杀进联赛决赛。",)
    save_event(event(1, [report(10, "点球绝杀卫冕冠军，主队晋级决赛", text, carrier(0), published=at)]))
    render()
    place = StoryPlace.objects.get()
    assert (place.section, place.told_by) == ("sport", "words")


def test_an_outlet_of_one_section_files_all_it_publishes() -> None:
    save_event(story(1))
    Outlet.objects.update(slug="solidot-zh")
    render()
    assert (StoryPlace.objects.get().section, StoryPlace.objects.get().told_by) == ("tech", "outlet")


@pytest.mark.parametrize(("kind", "target"), [("article", 10), ("outlet", 1), ("feed", None)])
def test_an_operators_word_is_kept_and_can_be_taken_back(kind: str, target: int | None) -> None:
    filed(1, "体育")
    stage = render()
    number = target or Feed.objects.get().pk
    for section, stands in (("culture", "culture"), ("none", ""), ("auto", "sport")):
        decide_by_hand(kind, number, section, by="mei", reason="a festival, no match", at=NOW)
        touch_stories([1])
        render(stage)
        assert StoryPlace.objects.get().section == stands
        assert ("/zh-hans/story/1/" in links("/zh-hans/section/sport/")) == (stands == "sport")
    assert list(SectionDecision.objects.values_list("section", flat=True)) == ["culture", "none", "auto"]


@pytest.mark.parametrize(
    ("kind", "section", "reason"), [("host", "sport", "x"), ("outlet", "weather", "x"), ("outlet", "sport", "  ")]
)
def test_a_word_without_sense_is_refused(kind: str, section: str, reason: str) -> None:
    with pytest.raises(BadInput):
        decide_by_hand(kind, 1, section, by="mei", reason=reason, at=NOW)
    assert not SectionDecision.objects.exists()


def test_only_touched_lists_are_rendered_again() -> None:
    filed(1, "体育")
    filed(2, "财经")
    stage = render()
    before = current_edition()
    Article.objects.filter(pk=10).update(headline="改了标题")
    touch_stories([1])
    render(stage)
    changed = set(EditionEntry.objects.filter(from_edition__gt=before).values_list("path", flat=True))
    assert "/zh-hans/section/sport/" in changed
    assert not {path for path in changed if "/section/business/" in path}


def test_days_lead_to_the_days_before_and_after_and_a_new_one_is_led_to() -> None:
    filed(1, "体育", days_ago=2)
    stage = render()
    assert not parsed(body(f"/zh-hans/day/{BEFORE}/").encode()).xpath("//a[@rel='next' or @rel='prev']")
    filed(2, "体育")
    render(stage)
    for base in ("/zh-hans/day/", "/zh-hans/section/sport/"):
        assert f"{base}{TODAY}/" in links(f"{base}{BEFORE}/")
        assert f"{base}{BEFORE}/" in links(f"{base}{TODAY}/")
    assert links("/zh-hans/day/")[:2] == [f"/zh-hans/day/{TODAY}/", f"/zh-hans/day/{BEFORE}/"]


def test_a_story_that_is_merged_or_gone_leaves_its_lists() -> None:
    filed(1, "体育")
    filed(2, "体育", place=1)
    stage = render()
    Article.objects.filter(pk=20).update(state="withdrawn", headline="", blocks=[])
    Story.objects.filter(pk=2).update(state="changed", due_at=real_now() - timedelta(seconds=1))
    render(stage)
    for path in ("/zh-hans/section/sport/", f"/zh-hans/section/sport/{TODAY}/", f"/zh-hans/day/{TODAY}/"):
        assert "/zh-hans/story/2/" not in links(path)
        assert "/zh-hans/story/1/" in links(path)
    assert list(StoryPlace.objects.values_list("story_id", flat=True)) == [1]


def test_a_section_that_loses_its_last_story_says_so() -> None:
    filed(1, "体育")
    stage = render()
    decide_by_hand("article", 10, "none", by="mei", reason="no sport", at=NOW)
    touch_stories([1])
    render(stage)
    assert "眼下没有新闻" in body("/zh-hans/section/sport/")


def test_a_busy_day_is_cut_to_the_most_reported_and_says_so() -> None:
    for number in range(1, 131):
        filed(number, "体育")
    Story.objects.filter(pk=7).update(origins=5, outlets=5)
    render()
    path = f"/zh-hans/section/sport/{TODAY}/"
    shown = [one for one in links(path) if "/story/" in one]
    assert len(shown) == section_page.A_DAY
    assert "/zh-hans/story/7/" in shown
    assert "其余可用搜索查找" in body(path)


@pytest.mark.parametrize("stories", [3, 30])
def test_filing_costs_the_same_queries_for_few_and_for_many_stories(stories: int) -> None:
    for number in range(1, stories + 1):
        filed(number, "体育")
    with CaptureQueriesContext(connection) as asked:
        RenderStories().step(context_of())
    own = [
        one["sql"] for one in asked.captured_queries if "story_place" in one["sql"] or "section_decision" in one["sql"]
    ]
    assert len(own) <= 8, own


def test_a_picture_lifts_a_story_that_is_nearly_as_weighty_to_the_lead() -> None:
    plain = story(1)
    shot = Picture("ab" * 16, 1200, 800, "#806040", ((480, 320, "webp"), (480, 320, "jpeg")))
    allowed = replace(carrier(1), grant=Grant("full", True, False))
    at = plain.last_at - timedelta(minutes=5)
    pictured = event(2, [report(20, "有图的一条", DULL, allowed, published=at, picture=shot)])
    front = make_front(Site(), "zh-hans", Recent([plain, pictured]), None, NOW)
    assert front.lead is not None
    assert front.lead.story_id == 2
    late = event(3, [report(30, "旧图一条", DULL, allowed, published=at - timedelta(days=1), picture=shot)])
    front = make_front(Site(), "zh-hans", Recent([plain, late]), None, NOW)
    assert front.lead is not None
    assert front.lead.story_id == 1
