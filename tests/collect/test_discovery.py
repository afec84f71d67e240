"""From a site's address to its feeds: what is linked, named, listed in robots.txt or well known; and which is taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collect.list_pages import plain_list
from collect.loopback import Loopback, Reply
from yaowen.base.words import FoundLink
from yaowen.collect.discover import MOST_ASKED, Discovery, discover_sources
from yaowen.collect.rules.discovery import (
    Source,
    Way,
    decide_winner,
    maps_in_robots,
    rank_sources,
    survey_page,
    well_known,
)
from yaowen.collect.rules.feeds.parsed import ParsedFeed

HOME = "https://lamp.test/"


def candidates(markup: str, url: str = HOME) -> list[tuple[str, str]]:
    survey = survey_page(f"<html><head>{markup}</head><body><a href='/x'>x</a></body></html>", url)
    assert survey is not None
    return [(one.url, one.way.name) for one in survey.candidates]


def test_linked_feeds_of_every_type_come_first_and_comments_never() -> None:
    found = candidates(
        '<a href="/rss/china.xml">RSS订阅</a>'
        '<link rel="alternate" type="application/rss+xml" title="灯塔报" href="/feed">'
        '<link rel="alternate" type="application/rss+xml" title="灯塔报 评论" href="/all-replies">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        '<link rel="ALTERNATE stylesheet" type="application/atom+xml" href="atom.xml">'
        '<link rel="alternate" type="application/feed+json" href="feed.json">'
        '<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">'
        '<link rel="alternate" hreflang="en" href="/en/">'
        '<link rel="alternate" type="application/rdf+xml" href="https://feeds.lamp.test/rdf">'
    )
    assert found == [
        ("https://lamp.test/feed", "LINKED"),
        ("https://lamp.test/atom.xml", "LINKED"),
        ("https://lamp.test/feed.json", "LINKED"),
        ("https://feeds.lamp.test/rdf", "LINKED"),
        ("https://lamp.test/rss/china.xml", "NAMED"),
    ]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<a href="/index.php?feed=rss2">x</a>', "https://lamp.test/index.php?feed=rss2"),
        ('<a href="/help/sub.html">RSS订阅</a>', "https://lamp.test/help/sub.html"),
        ('<a href="/dingyue/">订阅</a>', "https://lamp.test/dingyue/"),
        ('<a href="/a/index.xml"><img></a>', "https://lamp.test/a/index.xml"),
        ('<a href="//rss.lamp.test/roll">滚动</a>', "https://rss.lamp.test/roll"),
    ],
)
def test_links_whose_address_or_words_say_feed_are_candidates(markup: str, found: str) -> None:
    assert candidates(markup) == [(found, "NAMED")]


@pytest.mark.parametrize(
    "markup",
    ['<a href="https://reader.test/">RSS</a>', '<a href="/feedback/">Feedback</a>', '<a href="/a">订阅本报纸质版</a>'],
)
def test_other_links_are_none(markup: str) -> None:
    assert candidates(markup) == []


def test_the_maps_of_a_robots_file_are_those_below_the_page_where_there_are_such() -> None:
    robots = "User-agent: *\nSITEMAP: https://lamp.test/map.xml\nSitemap:/cn/map-news.xml\nsitemap: https://lamp.test/cn/all.xml"
    assert [one.url for one in maps_in_robots(robots, "https://lamp.test/cn/")] == [
        "https://lamp.test/cn/map-news.xml", "https://lamp.test/cn/all.xml"
    ]  # fmt: skip
    assert len(maps_in_robots(robots, "https://lamp.test/tw/x.html")) == 3


def test_well_known_addresses_begin_in_the_folder_of_the_page() -> None:
    urls = [one.url for one in well_known("https://lamp.test/cn/")]
    assert urls[0] == "https://lamp.test/cn/feed"
    assert "https://lamp.test/rss.xml" in urls
    assert len(urls) <= MOST_ASKED


def source(name: str, *places: int, kind: str = "rss", way: Way = Way.LINKED, headline: str = "题") -> Source:
    items = tuple(FoundLink(f"https://lamp.test/{place}", headline) for place in places)
    return Source(f"https://lamp.test/{name}", way, ParsedFeed("", kind, items))


def test_three_forms_of_one_feed_are_one_and_beat_a_sitemap() -> None:
    ranked = rank_sources([
        source("map", 1, 2, 3, 4, kind="sitemap", way=Way.ROBOTS), source("atom", 1, 2, 3, kind="atom"),
        source("rss", 1, 2, 3), source("json", 1, 2, 3, 4, 5, kind="json", way=Way.NAMED),
    ])  # fmt: skip
    assert ranked[0].url == "https://lamp.test/atom"
    assert decide_winner(ranked) is ranked[0]


def test_several_different_feeds_are_left_to_the_operator_and_an_empty_one_never_wins() -> None:
    several = rank_sources([source("cn", 1, 2), source("world", 3, 4)])
    assert decide_winner(several) is None
    ranked = rank_sources([source("empty"), source("found", 1, way=Way.WELL_KNOWN)])
    assert [one.url.rpartition("/")[2] for one in ranked] == ["found", "empty"]
    assert decide_winner(ranked) is ranked[0]
    assert decide_winner(rank_sources([source("empty")])) is None
    plain = rank_sources([source("plain", 1, 2, kind="sitemap", headline=""), source("news", 5, kind="sitemap")])
    assert plain[0].url == "https://lamp.test/news"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_page_raises(text: str) -> None:
    survey_page(f"<link rel=alternate type=application/rss+xml href='{text}'><a href='{text}'>RSS {text}</a>", HOME)
    maps_in_robots(f"Sitemap: {text}", HOME)


def rss(server: Loopback, *places: int) -> Reply:
    items = "".join(
        f"<item><title>青桐渡口第{n}次航班</title><link>{server.url(f'/a/{n}001.html')}</link></item>" for n in places
    )
    return Reply(
        f"<rss version='2.0'><channel><title>青桐晚报</title>{items}</channel></rss>".encode(), kind="text/xml"
    )


def page(head: str = "", body: str = "<p>渡口</p>") -> Reply:
    return Reply(f"<!DOCTYPE html><html><head><title>青桐网</title>{head}</head><body>{body}</body></html>".encode())


LINK = '<link rel="alternate" type="application/rss+xml" href="{0}">'
Look = Callable[[str], Discovery]


@pytest.fixture
def look(server: Loopback) -> Look:
    return lambda path: discover_sources(server.url(path), server.origin)


def test_a_home_page_leads_to_its_feed(server: Loopback, look: Look) -> None:
    server.routes |= {"/": page(LINK.format("/feed") + LINK.format("/dead")), "/feed": rss(server, 1, 2)}
    found = look("/")
    assert found.winner is not None
    assert (found.winner.url, found.title) == (server.url("/feed"), "青桐网")
    assert server.times_asked("/robots.txt") == 1
    assert server.most_at_once == 1


def test_a_page_about_subscriptions_is_followed_once(server: Loopback, look: Look) -> None:
    server.routes |= {
        "/": page(body='<a href="/rss.html">RSS订阅</a>'),
        "/rss.html": page(body='<a href="/rss.html?2">RSS</a><a href="/r/1.xml">RSS</a><a href="/r/2.xml">RSS</a>'),
        "/rss.html?2": page(body='<a href="/r/3.xml">RSS</a>'),
        "/r/1.xml": rss(server, 1, 2), "/r/2.xml": rss(server, 3, 4), "/r/3.xml": rss(server, 5),
    }  # fmt: skip
    found = look("/")
    assert {one.url for one in found.sources} == {server.url("/r/1.xml"), server.url("/r/2.xml")}
    assert found.winner is None


def test_sitemaps_of_robots_and_well_known_addresses_are_asked_where_nothing_is_linked(
    server: Loopback, look: Look
) -> None:
    entry = f"<url><loc>{server.url('/a/1.html')}</loc><news><title>渡口恢复通行</title></news></url>"
    server.routes |= {
        "/": page(), "/robots.txt": Reply(f"Sitemap: {server.url('/m.xml')}".encode(), kind="text/plain"),
        "/m.xml": Reply(f"<urlset>{entry}</urlset>".encode()),
    }  # fmt: skip
    assert [one.url for one in look("/").sources] == [server.url("/m.xml")]
    server.routes["/rss.xml"] = rss(server, 7, 8)
    found = look("/")
    assert found.winner is not None
    assert found.winner.url == server.url("/rss.xml")


def test_robots_are_heard_and_no_more_is_asked_than_promised(server: Loopback, look: Look) -> None:
    links = "".join(LINK.format(f"/none{n}") for n in range(60))
    server.routes |= {
        "/": page(links + LINK.format("/secret/feed")),
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /secret/\nDisallow: /shut", kind="text/plain"),
    }
    found = look("/")
    assert found.sources == ()
    assert found.asked == len(server.asked) <= 2 * MOST_ASKED + 6
    assert server.times_asked("/secret/feed") == 0
    assert "robots.txt" in look("/shut").message
    assert server.times_asked("/shut") == 0


def test_a_page_without_feeds_shows_its_list(server: Loopback, look: Look) -> None:
    listed = plain_list()
    server.routes["/"] = Reply(listed.text.replace("https://news.lamp.test/", server.url("/")).encode())
    found = look("/")
    assert found.sources == ()
    assert [link.headline for link in found.proposals[0].links] == list(listed.articles.values())
    only = discover_sources(server.url("/"), server.origin, page_only=True)
    assert (only.asked, only.proposals) == (2, found.proposals)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"gone", 404), "answers 404"),
        (Reply(b"words only", kind="text/plain"), "neither RSS, Atom nor JSON Feed"),
        (Reply(b""), "answers with nothing"),
    ],
)
def test_an_address_that_is_neither_source_nor_page_says_why(
    server: Loopback, look: Look, reply: Reply, said: str
) -> None:
    server.routes["/x"] = reply
    assert said in look("/x").message


def test_a_feed_is_its_own_winner_and_nothing_else_is_asked(server: Loopback, look: Look) -> None:
    server.routes["/feed"] = rss(server, 1)
    found = look("/feed")
    assert found.winner is not None
    assert (found.winner.way, len(server.asked)) == (Way.GIVEN, 2)


def test_a_private_address_is_not_asked_without_leave(server: Loopback) -> None:
    found = discover_sources(server.url("/feed"))
    assert "private" in found.message
    assert server.asked == []
