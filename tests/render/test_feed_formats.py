"""RSS, Atom and JSON Feed of lists."""

from __future__ import annotations

import json

import feedparser
import pytest

from render.invented import NOW, event, many_events, ranking_of, report
from render.pages import SITE, invented_site, render_site
from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.render.rules.feeds.channel import Channel, xml_text
from yaowen.render.rules.feeds.rss import write_rss


@pytest.mark.parametrize("language", PATH_LANGUAGES)
@pytest.mark.parametrize("tail", ["", "ranking/"])
@pytest.mark.parametrize("name", ["feed.xml", "atom.xml"])
def test_a_feed_reader_understands_the_feed(language: str, tail: str, name: str) -> None:
    parsed = feedparser.parse(invented_site()[f"/{language}/{tail}{name}"].body)
    assert not parsed.bozo
    assert parsed.version == {"feed.xml": "rss20", "atom.xml": "atom10"}[name]
    assert len(parsed.entries) >= 20
    for entry in parsed.entries:
        assert entry.link.startswith(f"{SITE.url}/{language}/story/")
        assert entry.id == entry.link
        assert entry.get("published_parsed") or entry.get("updated_parsed")


@pytest.mark.parametrize("language", PATH_LANGUAGES)
def test_the_json_feed_carries_the_same_stories_as_the_others(language: str) -> None:
    pages = invented_site()
    made = json.loads(pages[f"/{language}/feed.json"].body)
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert made["feed_url"] == f"{SITE.url}/{language}/feed.json"
    links = [item["url"] for item in made["items"]]
    assert links == [entry.link for entry in feedparser.parse(pages[f"/{language}/feed.xml"].body).entries]
    assert len(links) == len(set(links))


def test_the_ranking_feed_is_in_the_order_of_the_ranking() -> None:
    ranking = ranking_of(many_events())
    made = json.loads(invented_site()["/zh-hans/ranking/feed.json"].body)
    expected = [f"{SITE.url}/zh-hans/story/{one.story_id}/" for one in ranking.standings][:60]
    assert [item["url"] for item in made["items"]] == expected


def test_an_empty_feed_is_a_feed() -> None:
    assert not feedparser.parse(write_rss(Channel("要闻", "", SITE.url, "/zh-hans/", "zh-Hans", ()))).bozo


def test_an_item_carries_the_instant_of_the_latest_report() -> None:
    pages = render_site([event(1, [report(1, published=NOW)])])
    (item,) = json.loads(pages["/en/feed.json"].body)["items"]
    assert item["date_published"] == "2026-11-23T01:25:00+00:00"
    assert item["language"] == "zh-Hans"


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    assert xml_text("甲\x00\x0b\ufffe乙\t丙\U0001f600") == "甲乙\t丙\U0001f600"
