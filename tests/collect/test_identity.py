"""When two items are one: rules and rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaowen.base.clock import real_now
from yaowen.base.words import FoundLink
from yaowen.collect.hashes import hash_address
from yaowen.collect.links import MOST_ALIASES, save_links
from yaowen.collect.models import Feed, Outlet, Page
from yaowen.collect.rules.canonical import canonical_address
from yaowen.collect.rules.identity import identify_items
from yaowen.collect.store import bury

NOW = datetime(2031, 5, 6, 4, 0, tzinfo=UTC)
ITEM = FoundLink(
    url="https://lamp.test/a",
    headline="城北渡口停航两天后恢复通行",
    guid="tag:lamp.test,2031:0001",
    published_raw="Tue, 06 May 2031 09:00:00 +0800",
    summary="概要",
    authors=("林知远",),
)


@pytest.fixture
def feed() -> Feed:
    return make_feed("qingtong")


def make_feed(slug: str) -> Feed:
    outlet = Outlet.objects.create(slug=slug, name_hans=slug, name_hant=slug, name_en=slug)
    return Feed.objects.create(
        outlet=outlet, url=f"https://{slug}.test/feed", host="x:443", state="due", due_at=real_now()
    )


def test_http_and_https_are_one_address() -> None:
    assert (
        hash_address("http://lamp.test/a") == hash_address("https://lamp.test/a") != hash_address("https://lamp.test/b")
    )


@pytest.mark.parametrize(
    ("guid", "believed"),
    [
        ("https://lamp.test/a?x", True),
        ("tag:lamp.test,2031:0001", True),
        ("9f1c2d3e-4b5a-6978-8a9b-0c1d2e3f4a5b", True),
        ("post-20310506-000123", True),
        ("1", False),
        ("item-7", False),
        ("2031-05-06", False),
        ("", False),
    ],
)
def test_only_a_guid_that_can_be_an_identity_is_believed(guid: str, believed: bool) -> None:
    assert bool(identify_items([replace(ITEM, guid=guid)], NOW)[0].guid) is believed


def test_a_guid_shared_by_two_addresses_is_no_identity() -> None:
    two = [ITEM, replace(ITEM, url="https://lamp.test/b")]
    assert [identity.guid for identity in identify_items(two, NOW)] == ["", ""]
    assert [identity.guid for identity in identify_items([ITEM, ITEM], NOW)] == [ITEM.guid] * 2


@pytest.mark.parametrize(
    ("headline", "same"),
    [
        ("城北渡口停航兩天後恢復通行", True),
        ("城北渡口停航两天后，恢复通行！", True),
        ("城北渡口停航三天后恢复通行", False),
    ],
)
def test_headlines_are_compared_without_script_and_punctuation(headline: str, same: bool) -> None:
    one, other = identify_items([ITEM, replace(ITEM, headline=headline)], NOW)
    assert (one.headline == other.headline) is same


@pytest.mark.parametrize("headline", ["快讯", "今日天气", "Morning briefing", "…"])
def test_a_headline_too_short_to_tell_articles_apart_is_no_identity(headline: str) -> None:
    assert identify_items([replace(ITEM, headline=headline)], NOW)[0].headline == ""


def test_the_day_is_part_of_a_headlines_identity() -> None:
    days = ["Tue, 06 May 2031 23:59:00 +0800", "2031-05-06T00:01:00+08:00", "Wed, 07 May 2031 00:01:00 +0800", "昨天"]
    keys = [identify_items([replace(ITEM, published_raw=day)], NOW)[0].headline for day in days]
    assert keys[0] == keys[1] == keys[3]
    assert keys[2] != keys[0]


RETITLED = "改了的标题也还是同一篇文章"


def articles() -> list[Page]:
    """The pages that stand for articles of their own."""
    return list(Page.objects.exclude(state="alias").order_by("pk"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "again",
    [
        ITEM,
        replace(ITEM, url="http://lamp.test/a", guid="tag:lamp.test,2031:9999", headline=RETITLED),
        replace(ITEM, url="https://lamp.test/moved"),
        replace(ITEM, url="https://lamp.test/moved", guid="tag:lamp.test,2031:9999"),
    ],
    ids=["all the same", "same address", "same guid and headline", "same headline and day"],
)
def test_an_item_seen_before_makes_no_second_page(feed: Feed, again: FoundLink) -> None:
    assert save_links(feed, [ITEM], NOW) == 1
    assert save_links(feed, [again], NOW) == 0
    assert save_links(feed, [again, again], NOW) == 0
    (page,) = articles()
    assert page.url == ITEM.url


@pytest.mark.django_db
def test_a_moved_and_retitled_item_under_its_guid_is_fetched_so_that_its_text_decides(feed: Feed) -> None:
    save_links(feed, [ITEM], NOW)
    assert save_links(feed, [replace(ITEM, url="https://lamp.test/moved", headline=RETITLED)], NOW) == 1


@pytest.mark.django_db
def test_bulletins_under_one_headline_that_say_different_things_are_different_articles(feed: Feed) -> None:
    bulletin = "青桐县今天{0}发生{1}级地震，震源深度{2}千米，暂时没有人员伤亡的报告，救援队已经出发。"
    first = replace(ITEM, summary=bulletin.format("9时14分", "3.1", "10"))
    second = replace(first, url="https://lamp.test/b", guid="", summary=bulletin.format("15时40分", "2.8", "22"))
    assert save_links(feed, [first, second], NOW) == 2
    assert save_links(feed, [first, second], NOW) == 0


@pytest.mark.django_db
def test_a_further_address_of_an_article_is_remembered_and_their_number_is_bounded(feed: Feed) -> None:
    save_links(feed, [ITEM], NOW)
    for number in range(30):
        assert save_links(feed, [replace(ITEM, url=f"https://lamp.test/visit-{number}/a")], NOW) == 0
    assert len(articles()) == 1
    assert Page.objects.filter(state="alias").count() == MOST_ALIASES


@pytest.mark.django_db
def test_items_that_differ_in_everything_are_all_kept(feed: Feed) -> None:
    items = [
        replace(
            ITEM, url=f"https://lamp.test/{n}", guid=f"tag:lamp.test,2031:{n}", headline=f"第{n}号渡口停航两天后恢复"
        )
        for n in range(300)
    ]
    assert save_links(feed, items, NOW) == 300
    assert list(Page.objects.order_by("pk").values_list("url", flat=True)) == [item.url for item in items]


@pytest.mark.django_db
def test_another_outlet_may_use_the_same_guid_and_headline(feed: Feed) -> None:
    save_links(feed, [ITEM], NOW)
    assert save_links(make_feed("other"), [replace(ITEM, url="https://other.test/a")], NOW) == 1


@pytest.mark.django_db
def test_a_withdrawn_address_makes_no_page(feed: Feed) -> None:
    bury("http://lamp.test/a", 7, "asked for", NOW)
    assert save_links(feed, [ITEM], NOW) == 0


@pytest.mark.django_db
def test_burying_takes_the_bytes_and_the_feeds_words_away(feed: Feed) -> None:
    save_links(feed, [ITEM], NOW)
    Page.objects.update(body=b"x", body_hash=b"y" * 16)
    bury(ITEM.url, None, "asked for", NOW)
    page = Page.objects.get()
    assert (page.state, page.body, page.body_hash) == ("gone", None, None)
    assert ITEM.headline not in str(page.item)
    assert "概要" not in str(page.item)


_LINKS = st.builds(
    FoundLink,
    url=st.integers(0, 9).map(lambda n: canonical_address(f"https://lamp.test/{n}")),
    headline=st.text(max_size=30),
    guid=st.text(max_size=40),
    published_raw=st.text(max_size=30),
)


@given(st.lists(_LINKS, max_size=20))
def test_no_item_raises_and_each_has_its_address(links: list[FoundLink]) -> None:
    found = identify_items(links, NOW)
    assert [identity.address for identity in found] == [link.url.partition("://")[2] for link in links]
