"""Outlets in and out of the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.collect.models import Feed, Host, Outlet, Page
from yaowen.collect.register import NewFeed, add_feed, add_outlet, load_starter_outlets, remove_outlet
from yaowen.collect.rules.naming import guess_language, make_slug
from yaowen.collect.store import list_subscriptions, load_outlets
from yaowen.outlets import OutletEntry, load_starters

ENTRY = OutletEntry(
    slug="lamp-daily",
    name_hans="灯塔报",
    name_hant="燈塔報",
    name_en="Lamp Daily",
    kind="newspaper",
    country="",
    language="zh-Hans",
    zone="Asia/Shanghai",
    home_url="http://127.0.0.1:9/lamp/",
    feeds=("http://127.0.0.1:9/lamp/rss.xml",),
    source_read="invented",
    private_origin="127.0.0.1:9",
    rights="full",
)


@pytest.mark.parametrize(
    ("name", "url", "slug"),
    [
        ("Lamp & Harbour Daily", "https://lamp.test/feed", "lamp-harbour-daily"),
        ("灯塔报", "https://rss.lamp.test/rss/china.xml", "lamp-china"),
        ("灯塔报", "http://127.0.0.1:8800/rfi/feed.xml", "rfi"),
        ("灯塔报", "https://www.lamp.test/feed", "lamp-news"),
        ("lamp.test", "https://lamp.test/feed", "lamp-news"),
        ("(臺)中央灯塔CNA", "http://localhost/cna/rss", "cna"),
        ("BBC", "http://127.0.0.1:1/bbc/feed.xml", "bbc"),
        ("", "http://127.0.0.1/feed", "outlet-news"),
        ("Új Világ", "https://x.test/f", "uj-vilag"),
    ],
)
def test_a_slug_comes_from_the_name_or_the_telling_part_of_the_address(name: str, url: str, slug: str) -> None:
    assert make_slug(name, url, set()) == slug


def test_a_slug_in_use_gets_a_number() -> None:
    assert make_slug("BBC", "http://127.0.0.1/bbc/", {"bbc", "bbc-2"}) == "bbc-3"


@given(st.text(max_size=40), st.sampled_from(["https://lamp.test/f", "http://127.0.0.1:8/", "http://localhost/x/y"]))
def test_a_slug_is_always_usable_and_never_the_host(name: str, url: str) -> None:
    slug = make_slug(name, url, set())
    assert slug.isascii()
    assert 1 <= len(slug) <= 64
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug not in {"lamp.test", "lamp-test", "127.0.0.1", "127-0-0-1", "localhost"}


@pytest.mark.parametrize(
    ("text", "language"), [("灯塔报与渡口", "zh-Hans"), ("燈塔報與渡口", "zh-Hant"), ("Lamp", "en"), ("", "en")]
)
def test_a_language_is_guessed_by_the_script(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.django_db
def test_a_new_feed_makes_an_outlet_with_its_name_in_both_scripts() -> None:
    added = add_feed(NewFeed("https://Lamp.test:443/rss/china.xml#x", "灯塔报", folder="两岸", host_delay_seconds=5))
    assert (added.result, added.slug) == ("added", "lamp-china")
    outlet = Outlet.objects.get()
    assert (outlet.name_hans, outlet.name_hant, outlet.name_en) == ("灯塔报", "燈塔報", "灯塔报")
    assert (outlet.rights, outlet.pictures, outlet.verified, outlet.folder) == ("excerpt", False, "never", "两岸")
    assert Feed.objects.get().url == "https://lamp.test/rss/china.xml"
    assert Host.objects.get().name == "lamp.test:443"
    assert Host.objects.get().delay_seconds == 5


@pytest.mark.django_db
def test_a_second_feed_of_the_same_name_and_home_joins_the_outlet() -> None:
    home = "http://127.0.0.1:9/lamp/"
    first = add_feed(NewFeed("http://127.0.0.1:9/lamp/feed.xml", "燈塔報", home, private_origin="127.0.0.1:9"))
    second = add_feed(NewFeed("http://127.0.0.1:9/lamp/atom.xml", "灯塔报", home, private_origin="127.0.0.1:9"))
    other = add_feed(NewFeed("http://127.0.0.1:9/ferry/atom.xml", "灯塔报", "http://127.0.0.1:9/ferry/"))
    assert [first.result, second.result, other.result] == ["added", "joined", "added"]
    assert first.slug == second.slug != other.slug


@pytest.mark.django_db
def test_a_known_feed_is_not_added_again() -> None:
    for result in ("added", "known"):
        assert add_feed(NewFeed("https://lamp.test/feed", "灯塔报")).result == result
    assert (Outlet.objects.count(), Feed.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_an_outlet_has_one_private_server_only() -> None:
    add_feed(NewFeed("https://lamp.test/feed", "灯塔报", "https://lamp.test/"))
    refused = add_feed(NewFeed("http://10.0.0.1/feed", "灯塔报", "https://lamp.test/", private_origin="10.0.0.1:80"))
    assert refused.result == "refused"
    assert Feed.objects.count() == 1
    assert Outlet.objects.get().private_origin == ""


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["", "lamp", "ftp://lamp.test/feed", "http://a b/"])
def test_what_is_no_address_is_refused(url: str) -> None:
    assert add_feed(NewFeed(url, "灯塔报")).result == "refused"
    assert not Outlet.objects.exists()


@pytest.mark.django_db
def test_removing_ends_feeds_and_waiting_pages_and_adding_brings_them_back() -> None:
    added = add_feed(NewFeed("https://lamp.test/feed", "灯塔报"))
    feed = Feed.objects.get()
    Page.objects.create(
        outlet=feed.outlet,
        feed=feed,
        url="https://lamp.test/a",
        host="lamp.test:443",
        url_hash=b"1" * 16,
        state="found",
        due_at=feed.due_at,
        found_at=feed.due_at,
    )
    assert remove_outlet(added.slug) == 1
    assert remove_outlet(added.slug) is None
    assert (Feed.objects.get().state, Page.objects.get().state, list_subscriptions()) == ("retired", "gone", [])
    assert add_feed(NewFeed("https://lamp.test/feed", "灯塔报")).result == "joined"
    assert (Feed.objects.get().state, [found.slug for found in list_subscriptions()]) == ("due", [added.slug])


@pytest.mark.django_db
def test_an_outlet_of_a_file_is_added_once_and_its_feeds_follow_the_file() -> None:
    assert add_outlet(ENTRY) is not None
    outlet = Outlet.objects.get()
    assert load_outlets()[outlet.pk].grant.rights == "full"
    assert Host.objects.get(name="127.0.0.1:9").delay_seconds == 0
    moved = {name: getattr(ENTRY, name) for name in OutletEntry.__slots__}
    moved |= {"feeds": ["http://127.0.0.1:7/lamp/rss.xml"], "private_origin": "127.0.0.1:7"}
    assert add_outlet(**moved) is None
    outlet.refresh_from_db()
    assert outlet.private_origin == "127.0.0.1:7"
    assert [feed.url for feed in Feed.objects.all()] == ["http://127.0.0.1:7/lamp/rss.xml"]


@pytest.mark.django_db
def test_all_starter_outlets_are_loaded_once() -> None:
    starters = load_starters()
    assert load_starter_outlets() == len(starters) >= 12
    assert load_starter_outlets() == 0
    assert {outlet.slug for outlet in load_outlets().values()} == {starter.slug for starter in starters}
    assert Feed.objects.count() == sum(len(set(starter.feeds)) for starter in starters)
    assert not Outlet.objects.exclude(private_origin="").exists()
