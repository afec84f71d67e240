"""Feeds made on the spot, and sitemaps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.test import Client
from lxml import etree

from render.feed_rules import check
from render.invented import NOW, carrier, event, many_events, report
from render.rows import context_of, save_event
from yaowen.base.addresses import FEED_FILES
from yaowen.base.settings import load_settings
from yaowen.extract.models import Article
from yaowen.group.models import Story
from yaowen.render import sitemaps
from yaowen.render.search.store import SearchText, index_articles
from yaowen.render.stage import RenderStories
from yaowen.serve.application import _is_live

pytestmark = pytest.mark.django_db
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture(autouse=True)
def invented_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_settings, "YAOWEN", load_settings({"YAOWEN_CLOCK": NOW.isoformat()}))


def found(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"].startswith("application/xml")
    return etree.fromstring(answer.content)


def places(root: Any) -> list[str]:
    return [one.text.removeprefix("http://127.0.0.1:8000") for one in root.iter(f"{_MAP}loc")]


def published(*events: Any) -> None:
    for one in events:
        save_event(one)
    RenderStories().step(context_of())


@pytest.mark.parametrize("name", FEED_FILES)
def test_a_story_has_a_feed_of_its_reports_the_newest_first(client: Client, name: str) -> None:
    save_event(event(1, [report(10, "早的", published=NOW - timedelta(hours=2)), report(11, "晚的", published=NOW)]))
    answer = client.get(f"/zh-hans/story/1/{name}")
    assert answer["Content-Type"].partition(";")[0] == FEED_FILES[name]
    assert check(name, answer.content) == 2
    assert answer.content.index("晚的".encode()) < answer.content.rindex("早的".encode())
    again = client.get(f"/zh-hans/story/1/{name}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_feed_of_a_merged_story_leads_on_and_that_of_a_withdrawn_one_is_gone(client: Client) -> None:
    save_event(event(1, [report(10)]))
    save_event(event(2, [report(20)]))
    Story.objects.filter(pk=2).update(state="merged", merged_into=1)
    moved = client.get("/en/story/2/atom.xml")
    assert (moved.status_code, moved["Location"]) == (301, "/en/story/1/atom.xml")
    Article.objects.filter(pk=10).update(state="withdrawn")
    assert client.get("/en/story/1/atom.xml").status_code == 410
    assert client.get("/en/story/3/atom.xml").status_code == 404
    assert client.get("/en/story/9999999999999999999/atom.xml").status_code == 404


def test_feeds_of_stories_and_searches_keep_to_the_rights(client: Client) -> None:
    text = "港务局周五宣布，渡轮因大风停航三日。" * 20 + "独家内幕在此。"
    save_event(event(1, [report(10, "渡轮停航", (text,), carrier(0, "headline"))]))
    index_articles([SearchText(10, 1, NOW, "渡轮停航", (text,))])
    for path in ("/zh-hans/story/1/feed.json", f"/zh-hans/search/feed.json?q={quote('内幕')}"):
        body = client.get(path).content.decode()
        assert "渡轮停航" in body
        assert "港务局" not in body


@pytest.mark.parametrize("name", FEED_FILES)
def test_a_search_has_feeds_that_its_page_names(client: Client, name: str) -> None:
    save_event(event(1, [report(number, f"渡轮停航之{number}") for number in range(10, 14)]))
    index_articles([SearchText(number, 1, NOW - timedelta(hours=number), "渡轮", ()) for number in range(10, 14)])
    page = client.get("/zh-hant/search/", {"q": "渡輪 <b>", "order": "newest"}).content.decode()
    assert f"/zh-hant/search/{name}?q=%E6%B8%A1%E8%BC%AA+%3Cb%3E&amp;order=newest" in page
    answer = client.get(f"/zh-hant/search/{name}", {"q": "渡輪"})
    assert check(name, answer.content) == 4
    assert check(name, client.get(f"/zh-hant/search/{name}").content) == 0


def test_the_index_names_every_sitemap_and_each_stands(client: Client) -> None:
    published(*many_events())
    files = places(found(client, "/sitemap.xml"))
    assert files[:2] == ["/sitemap-news.xml", "/sitemap-lists.xml"]
    assert "/sitemap-2026-11-23.xml" in files
    addresses = [one for path in files for one in places(found(client, path))]
    assert "/zh-hant/ranking/" in addresses
    assert {f"/zh-hans/story/{one}/" for one in (5, 10, 11)} <= set(addresses)
    for path in ("/sitemap-2026-11-23-2.xml", "/sitemap-2026-13-01.xml", "/sitemap-x.xml", "/sitemap-2020-01-01.xml"):
        assert client.get(path).status_code == 404, path


def test_only_what_may_be_kept_stands_in_sitemaps_under_its_own_script(client: Client) -> None:
    told = [
        event(1, [report(10, of=carrier(0))]),
        event(2, [report(20, of=carrier(1, "excerpt"))]),
        event(3, [report(30, of=carrier(2, lowered=True))]),
        event(4, [replace(report(40, of=carrier(0)), lowered=True), report(41, of=carrier(0))]),
        event(5, [report(50, of=carrier(4), language="zh-Hant")]),
    ]
    published(*told)
    for path, both in (
        ("/sitemap-2026-11-23.xml", True),
        ("/sitemap-2026-11-22.xml", True),
        ("/sitemap-news.xml", False),
    ):
        if client.get(path).status_code == 404:
            continue
        here = set(places(found(client, path)))
        stories = {"/zh-hans/story/1/", "/zh-hant/story/5/"} if both else set()
        assert here == {"/zh-hans/article/10/", "/zh-hans/article/41/", "/zh-hant/article/50/", *stories}, path


def test_what_was_withdrawn_leaves_the_sitemaps_at_once(client: Client) -> None:
    published(event(1, [report(10, of=carrier(0)), report(11, of=carrier(0))]))
    Article.objects.filter(pk=10).update(state="withdrawn", headline="")
    for path in ("/sitemap-2026-11-23.xml", "/sitemap-news.xml"):
        assert "/zh-hans/article/10/" not in places(found(client, path))
        assert "/zh-hans/article/11/" in places(found(client, path))


def test_the_news_sitemap_holds_two_days_and_no_more_than_its_limit(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_event(event(1, [report(10, "台湾<渡轮>\u202e停航", published=NOW, language="zh-Hant"),
                         report(11, published=NOW - timedelta(hours=47)),
                         report(12, published=NOW - timedelta(hours=49))]))  # fmt: skip
    root = found(client, "/sitemap-news.xml")
    assert places(root) == ["/zh-hant/article/10/", "/zh-hans/article/11/"]
    (first, _) = root.iter(f"{_NEWS}news")
    assert first.findtext(f"{_NEWS}title") == "台湾<渡轮>停航"
    assert first.findtext(f"{_NEWS}publication/{_NEWS}language") == "zh-tw"
    assert first.findtext(f"{_NEWS}publication_date") == "2026-11-23T01:25:00+00:00"
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 1)
    assert len(places(found(client, "/sitemap-news.xml"))) == 1


def test_a_busy_day_is_cut_into_files(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    published(*(event(number, [report(number * 10, published=NOW)]) for number in range(1, 6)))
    monkeypatch.setattr(sitemaps, "PART_STORIES", 2)
    files = [one for one in places(found(client, "/sitemap.xml")) if "2026-11-23" in one]
    assert files == [f"/sitemap-2026-11-23{part}.xml" for part in ("", "-2", "-3")]
    stories = [one for path in files for one in places(found(client, path)) if "/story/" in one]
    assert sorted(stories) == [f"/zh-hans/story/{number}/" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("path", "live"),
    [("/sitemap.xml", True), ("/sitemap-news.xml", True), ("/zh-hans/story/12/atom.xml", True),
     ("/zh-hans/search/feed.json", True), ("/zh-hans/story/12/", False), ("/zh-hans/outlet/x/feed.xml", False),
     ("/zh-hans/feed.xml", False), ("/sitemap", False), ("/en/ranking/feed.xml", False)],
)  # fmt: skip
def test_what_is_made_on_the_spot_goes_to_django(path: str, live: bool) -> None:
    decide: Callable[[str], bool] = _is_live
    assert decide(path) is live
