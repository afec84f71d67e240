"""Every feed of the site keeps the validators' rules, whatever strangers write; the rules themselves can be broken."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.feed_rules import BrokenRule, check, check_opml
from render.invented import NOW, carrier, event, report
from render.pages import SITE, html_pages, invented_site, parsed, render_site
from yaowen.base.addresses import FEED_FILES, PATH_LANGUAGES
from yaowen.render.feeds import write_feed
from yaowen.render.rules.feeds.channel import FeedOf, make_channel, report_item
from yaowen.render.rules.opml import write_opml

FEEDS = sorted(path for path in invented_site() if path.rpartition("/")[2] in FEED_FILES)
HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "]]>",
        "<script>alert(1)</script>",
        "\x00\x0b",
        "\u202eabc\u202c",
        "&amp;&lt;",
        "a\ud800b",
        "<![CDATA[",
        "\ufffe",
        "",
    ]
)


def test_there_are_feeds_of_the_front_sections_outlets_and_the_ranking() -> None:
    tails = {path.split("/")[2] for path in FEEDS if path.startswith("/zh-hant/")}
    assert {"section", "outlet", "ranking", "feed.xml"} <= tails


@pytest.mark.parametrize("path", FEEDS)
def test_every_stored_feed_keeps_the_rules(path: str) -> None:
    check(path.rpartition("/")[2], invented_site()[path].body)


def test_every_feed_that_a_page_names_stands_or_is_made_on_the_spot() -> None:
    pages = invented_site()
    for path, page in html_pages(pages).items():
        for address in parsed(page).xpath('//link[@rel="alternate"][@type!=""]/@href'):
            stands = address in pages or "/story/" in address or "oembed" in address
            assert stands, f"{path} names {address}"


@pytest.mark.parametrize("name", FEED_FILES)
@settings(deadline=None, max_examples=60)
@given(
    headline=HOSTILE, text=HOSTILE, outlet=HOSTILE, site_name=HOSTILE, hub=st.sampled_from(["", "https://hub.test/"])
)
def test_no_text_of_strangers_breaks_a_feed(
    name: str, headline: str, text: str, outlet: str, site_name: str, hub: str
) -> None:
    of = replace(carrier(), names=(outlet, outlet, outlet))
    item = report_item(SITE, "zh-hans", report(1, f"标题{headline}", (f"港务局周五宣布渡轮停航三日。{text}",), of))
    site = replace(SITE, name=f"要闻{site_name}", hub=hub)
    channel = make_channel(site, "zh-hans", FeedOf("", "", "outlet/x/"), [item, item])
    assert check(name, write_feed(name, channel)) == 1


@pytest.mark.parametrize("name", FEED_FILES)
def test_a_feed_names_the_hub_where_there_is_one(name: str) -> None:
    without = write_feed(name, make_channel(SITE, "en", FeedOf("", "", ""), []))
    with_hub = write_feed(name, make_channel(replace(SITE, hub="https://hub.test/"), "en", FeedOf("", "", ""), []))
    assert b"hub" not in without
    assert b"https://hub.test/" in with_hub


def test_the_feed_of_a_search_keeps_its_query_in_every_address() -> None:
    made = make_channel(SITE, "zh-hans", FeedOf("渡轮", "", "search/", "q=%E6%B8%A1&order=newest"), [])
    told = json.loads(write_feed("feed.json", made))
    assert told["feed_url"] == f"{SITE.url}/zh-hans/search/feed.json?q=%E6%B8%A1&order=newest"
    assert told["home_page_url"] == f"{SITE.url}/zh-hans/search/?q=%E6%B8%A1&order=newest"
    check("atom.xml", write_feed("atom.xml", made))


def test_an_outlets_feed_carries_its_reports_the_newest_first() -> None:
    first = report(1, "早的一条", published=NOW.replace(hour=0))
    pages = render_site([event(1, [first, report(2, "晚的一条", published=NOW)])])
    items = json.loads(pages["/zh-hans/outlet/yungang-evening/feed.json"].body)["items"]
    assert [one["url"] for one in items] == [f"{SITE.url}/zh-hans/article/{number}/" for number in (2, 1)]


@pytest.mark.parametrize("language", PATH_LANGUAGES)
def test_the_subscriptions_name_feeds_that_stand(language: str) -> None:
    pages = invented_site()
    found = check_opml(pages[f"/{language}/subscriptions.opml"].body)
    assert len(found) > 10
    assert {one.removeprefix(SITE.url) for one in found} <= set(pages)


@settings(deadline=None)
@given(HOSTILE)
def test_no_name_of_an_outlet_breaks_the_subscriptions(name: str) -> None:
    check_opml(write_opml(SITE, "zh-hans", [replace(carrier(), names=(f"报{name}", "", ""))]))


_ITEM = "<item><title>a</title><link>https://a.test/</link><pubDate>{date}</pubDate><guid>{guid}</guid></item>"
_RSS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>a</title>'
    "<link>https://a.test/</link><description/><language>{lang}</language>"
    '<atom:link rel="self" type="application/rss+xml" href="{own}"/>{items}</channel></rss>'
)
_DATE = "Mon, 23 Nov 2026 01:25:00 +0000"


@pytest.mark.parametrize(
    "broken",
    [
        {"lang": "Chinese"},
        {"own": "/feed.xml"},
        {"own": "https://a.test/渡轮"},
        {"items": _ITEM.format(date="2026-11-23", guid="x")},
        {"items": _ITEM.format(date=_DATE, guid="x") * 2},
        {"items": _ITEM.format(date=_DATE, guid="x").replace("<title>a", "<title> ")},
    ],
)
def test_the_rules_can_be_broken(broken: dict[str, str]) -> None:
    good = {"lang": "zh-Hans", "own": "https://a.test/feed.xml", "items": _ITEM.format(date=_DATE, guid="x")}
    assert check("feed.xml", _RSS.format(**good).encode()) == 1
    with pytest.raises(BrokenRule):
        check("feed.xml", _RSS.format(**{**good, **broken}).encode())
