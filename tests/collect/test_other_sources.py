"""Sitemaps, their indexes, and list pages on the belt: read like feeds, in their own turn, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from collect.list_pages import plain_list
from collect.loopback import Loopback, Reply
from collect.scene import Belt, make_due, page_of, urls
from yaowen.collect.models import Feed, Page
from yaowen.collect.register import NewFeed, add_feed, find_list_feeds, list_subscriptions, save_rule
from yaowen.collect.rules.discovery import survey_page
from yaowen.collect.rules.lists.rule import ListRule, print_rule
from yaowen.collect.sitemap_maps import MOST_MAPS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def belt() -> Iterator[Belt]:
    made = Belt()
    yield made
    made.close()


def add(server: Loopback, path: str, **fields: object) -> Feed:
    new = NewFeed(server.url(path), "灯塔报", private_origin=server.origin, host_delay_seconds=0.0, **fields)  # type: ignore[arg-type]
    assert add_feed(new).result in {"added", "joined"}
    return Feed.objects.get(url=server.url(path))


def list_text(server: Loopback) -> str:
    return plain_list().text.replace("https://news.lamp.test/", server.url("/"))


def rule_of(text: str, url: str) -> dict[str, object]:
    survey = survey_page(text, url)
    assert survey is not None
    return print_rule(ListRule((survey.proposals[0].pattern,)))


def index(server: Loopback, *maps: tuple[str, str]) -> Reply:
    listed = "".join(f"<sitemap><loc>{server.url(path)}</loc><lastmod>{at}</lastmod></sitemap>" for path, at in maps)
    return Reply(f"<sitemapindex>{listed}</sitemapindex>".encode(), kind="application/xml")


def news_map(server: Loopback, *places: int) -> Reply:
    entries = "".join(
        f"<url><loc>{server.url(f'/p{n}')}</loc><news><publication_date>2031-05-0{n % 9 + 1}</publication_date>"
        f"<title>青桐渡口第{n}次航班恢复通行</title></news></url>"
        for n in places
    )
    return Reply(f"<urlset>{entries}</urlset>".encode(), kind="application/xml")


def test_a_list_page_brings_its_articles_and_then_only_new_ones(server: Loopback, belt: Belt) -> None:
    text = list_text(server)
    server.routes["/"] = Reply(text.encode())
    feed = add(server, "/", kind="list", rule=rule_of(text, server.url("/")))
    belt.read_feeds()
    assert Page.objects.count() == 12
    assert Page.objects.get(url=server.url("/2031/05/18/c5000.html")).item["headline"].startswith("渡口今晨")
    server.routes["/"] = Reply(text.replace("c5000.html", "c9999.html").encode())
    make_due(feed)
    belt.read_feeds()
    assert Page.objects.count() == 13
    feed.refresh_from_db()
    assert (feed.kind, feed.status, feed.title) == ("list", "fine", "灯塔网")


def test_a_list_page_that_changed_its_form_is_named_and_learned_anew(server: Loopback, belt: Belt) -> None:
    text = list_text(server)
    server.routes["/"] = Reply(text.encode(), headers={"ETag": '"1"'})
    feed = add(server, "/", kind="list", rule=rule_of(text, server.url("/")))
    belt.read_feeds()
    changed = (
        text.replace("<ul class='list'>", "<div class='grid'>")
        .replace("<li", "<section")
        .replace("/li>", "/section>")
        .replace('c5000.html"><b>渡口今晨恢复通行 首班渡轮载客三百人', 'c7777.html"><b>海关查获一批走私香料')
    )
    server.routes["/"] = Reply(changed.encode(), headers={"ETag": '"2"'})
    make_due(feed)
    belt.read_feeds()
    feed.refresh_from_db()
    assert feed.status == "changed"
    assert f"yaowen outlets relearn {server.url('/')}" in feed.last_error
    assert feed.body
    assert feed.failed_body
    assert find_list_feeds(feed.outlet.slug) == find_list_feeds(feed.url) == [feed.url]
    save_rule(feed.url, rule_of(changed, server.url("/")))
    belt.read_feeds()
    feed.refresh_from_db()
    assert (feed.status, feed.last_error) == ("fine", "")
    assert "/2031/05/18/c7777.html" in urls("found")


def test_a_sitemap_is_read_like_a_feed_and_its_pages_are_fetched(server: Loopback, belt: Belt) -> None:
    server.routes |= {"/map.xml": news_map(server, 1, 2), "/p1": page_of("一"), "/p2": page_of("二")}
    feed = add(server, "/map.xml", kind="sitemap")
    belt.collect()
    assert urls("fetched") == {"/p1", "/p2"}
    feed.refresh_from_db()
    assert (feed.kind, feed.status) == ("sitemap", "fine")


def test_an_index_is_followed_to_its_newest_maps_and_on_to_newer_ones(server: Loopback, belt: Belt) -> None:
    months = [(f"/m{n}.xml", f"2031-0{n}-28") for n in range(1, 6)]
    server.routes |= {path: news_map(server, n) for n, (path, _) in enumerate(months, 1)}
    server.routes["/index.xml"] = index(server, *months)
    feed = add(server, "/index.xml", kind="sitemap")
    belt.read_feeds()
    assert urls("found") == {"/p3", "/p4", "/p5"}
    assert [one.feeds for one in list_subscriptions()] == [(feed.url,)]
    asked = server.times_asked("/m5.xml")
    server.routes |= {"/m5.xml": news_map(server, 5, 7), "/m6.xml": news_map(server, 6)}
    server.routes["/index.xml"] = index(server, *months[:4], ("/m5.xml", "2031-05-30"), ("/m6.xml", "2031-06-01"))
    make_due(feed)
    belt.read_feeds()
    assert urls("found") == {"/p3", "/p4", "/p5", "/p6", "/p7"}
    assert server.times_asked("/m5.xml") == asked + 1
    assert server.times_asked("/m4.xml") == 1
    assert not {"/m1.xml", "/m2.xml"} & {one.path for one in server.asked}
    waiting = Feed.objects.filter(state="due", rule__index=feed.url).values_list("url", flat=True)
    assert set(waiting) == {server.url(f"/m{n}.xml") for n in (4, 5, 6)}
    assert len(waiting) == MOST_MAPS


def test_indexes_of_indexes_end_and_other_sites_are_left_out(server: Loopback, belt: Belt) -> None:
    server.routes["/0.xml"] = index(server, ("/1.xml", "2031-01-01"), ("/0.xml", "2031-01-02"))
    for depth in range(1, 6):
        server.routes[f"/{depth}.xml"] = index(server, (f"/{depth + 1}.xml", "2031-01-01"))
    elsewhere = "<sitemap><loc>https://other.test/m.xml</loc></sitemap>"
    further = f"<sitemap><loc>{server.url('/2.xml')}</loc><lastmod>2031-01-01</lastmod></sitemap>"
    server.routes["/1.xml"] = Reply(f"<sitemapindex>{further}{elsewhere}</sitemapindex>".encode())
    add(server, "/0.xml")
    belt.read_feeds()
    assert {feed.url for feed in Feed.objects.all()} == {server.url(f"/{depth}.xml") for depth in (0, 1, 2)}


def test_a_feed_joins_the_outlet_that_is_named(server: Loopback) -> None:
    first = add(server, "/feed")
    second = add(server, "/map.xml", kind="sitemap", outlet=first.outlet.slug)
    assert second.outlet_id == first.outlet_id
    refused = add_feed(NewFeed(server.url("/other"), "x", outlet="nobody"))
    assert (refused.result, "nobody" in refused.message) == ("refused", True)
