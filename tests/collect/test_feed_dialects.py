"""What feeds say beyond headline and address, and the many ways in which they write a text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.invented_feeds import ATOM, JSON, RDF, RSS
from yaowen.base.text.mojibake import undo_double_encoding
from yaowen.base.words import FoundLink
from yaowen.collect.rules.feeds.byline import parse_byline
from yaowen.collect.rules.feeds.item_dates import newest_places, parse_item_date
from yaowen.collect.rules.feeds.lead_picture import parse_pixels, picture_in
from yaowen.collect.rules.feeds.parse import parse_feed, parse_language
from yaowen.collect.rules.feeds.parsed import MAX_ITEMS, ParsedFeed, Rhythm

URL = "https://lamp.test/news/feed.xml"


def read(text: str) -> ParsedFeed:
    found = parse_feed(text.encode(), None, URL)
    assert isinstance(found, ParsedFeed), found
    return found


def item_of(inside: str, head: str = "") -> FoundLink:
    link = "<link>https://lamp.test/a</link>"
    feed = read(f"{head}<rss version='2.0'><channel><item><title>一</title>{link}{inside}</item></channel></rss>")
    assert len(feed.items) == 1
    return feed.items[0]


def entry_of(inside: str, attributes: str = "") -> FoundLink:
    feed = read(
        f"<feed xmlns='http://www.w3.org/2005/Atom' {attributes}><entry><link href='/a'/>{inside}</entry></feed>"
    )
    assert len(feed.items) == 1
    return feed.items[0]


def test_an_rss_channel_tells_its_language_rhythm_hub_and_own_address() -> None:
    feed = read(RSS)
    assert (feed.title, feed.language) == ("灯塔报", "zh-CN")
    assert feed.rhythm == Rhythm(1800, frozenset({0, 5}), frozenset({6}))
    assert (feed.hub, feed.self_url) == ("https://hub.test/", "https://lamp.test/feed.xml?x=1")
    assert feed.item_dates == (
        datetime(2031, 1, 17, 1, 25, 59, tzinfo=UTC),
        datetime(2031, 1, 16, 20, 0, tzinfo=UTC),
    )


def test_rss_items_tell_their_source_authors_and_widest_picture() -> None:
    one, two = read(RSS).items
    assert (one.source, one.authors, one.image) == (
        "青桐社", ("林知远",), "https://lamp.test/p/1-big.jpg",
    )  # fmt: skip
    assert one.summary == "风雨停航两天后，渡口今晨恢复通行。"
    assert (two.headline, two.authors, two.image) == (
        "市集 开张", ("苏禾",), "https://lamp.test/p/2.png",
    )  # fmt: skip


def test_atom_bases_are_joined_and_every_construct_is_plain_text() -> None:
    feed = read(ATOM)
    assert (feed.title, feed.language, feed.home_url, feed.self_url) == (
        "燈塔報 & 夜讀", "zh-Hant", "https://lamp.test/x/", "https://lamp.test/x/atom.xml",
    )  # fmt: skip
    one, two = feed.items
    assert (one.url, one.headline, one.summary, one.source) == (
        "https://lamp.test/x/a", "1 < 2", "風雨停航 兩天後", "青桐社",
    )  # fmt: skip
    assert (two.url, two.headline, two.summary, two.published_raw) == (
        "https://lamp.test/x/y/b", "港口", "渡口恢復通行", "昨天 18:20",
    )  # fmt: skip


def test_a_json_feed_tells_language_hub_and_pictures() -> None:
    feed = read(JSON)
    assert (feed.language, feed.hub, feed.self_url) == ("zh-CN", "https://hub.test/", "https://lamp.test/feed.json")
    assert [item.image for item in feed.items] == ["https://lamp.test/p/1.jpg", "https://lamp.test/p/2.jpg"]
    assert feed.items[0].summary == "1 < 2"


def test_rdf_that_says_gb2312_is_read() -> None:
    found = parse_feed(RDF.encode("gb18030"), None, URL)
    assert isinstance(found, ParsedFeed)
    assert found.items[0].headline == "气象台说，未来三天有雨"


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("<title type='text'>&lt;b&gt; 是标签</title>", "<b> 是标签"),
        ("<title type='html'>&lt;b&gt;一&lt;/b&gt;</title>", "一"),
        ("<title>&lt;b&gt;一&lt;/b&gt;</title>", "一"),
        ("<title type='text/plain' mode='escaped'>&lt;b&gt;一&lt;/b&gt;</title>", "一"),
        ("<title mode='xml'><b xmlns='http://www.w3.org/1999/xhtml'>一</b>二</title>", "一二"),
        ("<title type='application/octet-stream'>5LiA5LqM</title>", "一二"),
        ("<title mode='base64'>这不是编码</title>", "这不是编码"),
        ("<title type='html'><div xmlns='http://www.w3.org/1999/xhtml'>&lt;i&gt;一&lt;/i&gt;</div></title>", "一"),
        ("<title type=''>一</title>", "一"),
        ("<media:title xmlns:media='http://search.yahoo.com/mrss/'>图</media:title><title>文</title>", "文"),
    ],
)
def test_every_way_to_write_a_headline_reads_the_same(title: str, headline: str) -> None:
    assert entry_of(title).headline == headline


@pytest.mark.parametrize(
    ("inside", "summary"),
    [
        ("<description>短</description><content:encoded>长长</content:encoded>", "短"),
        ("<content:encoded>长长</content:encoded>", "长长"),
        ("<summary>先</summary><description>后</description>", "先"),
        ("<description>先</description><summary>后</summary>", "先"),
        ("<dc:description>短</dc:description>", "短"),
        ("<body xmlns='http://www.w3.org/1999/xhtml'><p>一</p><style>p{}</style><p>二</p></body>", "一 二"),
        ("<media:group><media:description>片</media:description></media:group>", "片"),
        ("<description>don&#146;t &acirc;&#128;&brvbar;</description>", "don’t …"),
        ("<description>AT&T &unknown; &AMP; &LT;b&GT;</description>", "AT&T &unknown; &"),
    ],
)
def test_the_summary_is_found_wherever_it_stands(inside: str, summary: str) -> None:
    assert item_of(inside).summary == summary


def test_entities_of_the_feeds_own_are_plain_text_only() -> None:
    subset = "<!ENTITY p '青桐'><!ENTITY tag '<b>'><!ENTITY bomb '&p;&p;'>"
    item = item_of("<description>&p;市 &tag;&bomb;</description>", f"<!DOCTYPE rss [{subset}]>")
    assert item.summary == "青桐市"


def test_a_doctype_of_html_makes_no_feed_a_page() -> None:
    assert item_of("", '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y">\n<!-- x -->\n').headline == "一"


@pytest.mark.parametrize(
    ("pictures", "image"),
    [
        ("<media:thumbnail url='/t.jpg' width='72'/>", "https://lamp.test/t.jpg"),
        ("<media:thumbnail url='/t.jpg' width='72'/><media:content url='/c.jpg'/>", "https://lamp.test/c.jpg"),
        ("<media:content url='/v.mp4' type='video/mp4'><media:thumbnail url='/t.jpg'/></media:content>",
         "https://lamp.test/t.jpg"),
        ("<media:group><media:content url='/s.png' width='9'/><media:content url='/l.jpg' width='900'/></media:group>",
         "https://lamp.test/l.jpg"),
        ("<enclosure url='/a.mp3' type='audio/mpeg'/>", ""),
        ("<enclosure url='/a.webp' type=''/>", "https://lamp.test/a.webp"),
        ("<image><url>/i.png</url><title>x</title></image>", "https://lamp.test/i.png"),
        ("<itunes:image href='/i.png'/>", "https://lamp.test/i.png"),
        ("<description>&lt;img src='/1.gif' width=1&gt;&lt;img data-src='/2.jpg' src='data:x'&gt;</description>",
         "https://lamp.test/2.jpg"),
        ("<media:content url='javascript:x' medium='image'/>", ""),
    ],
)  # fmt: skip
def test_the_lead_picture_is_the_widest_that_is_none_of_a_pixel(pictures: str, image: str) -> None:
    item = item_of(pictures)
    assert item.image == image


@pytest.mark.parametrize(
    ("author", "name"),
    [("me@lamp.test (林知远)", "林知远"), ("林知远 <me@lamp.test>", "林知远"), ("林知远 (me@lamp.test)", "林知远"),
     ("me@lamp.test", ""), ("林知远", "林知远"), ("mailto:me@lamp.test 林知远", "林知远"), ("", "")],
)  # fmt: skip
def test_no_mail_address_stands_in_a_byline(author: str, name: str) -> None:
    assert parse_byline(author) == name


@pytest.mark.parametrize(
    ("channel", "rhythm"),
    [
        ("<ttl>60</ttl>", Rhythm(3600)), ("<ttl>-5</ttl>", Rhythm()), ("<ttl>99999999999</ttl>", Rhythm()),
        ("<ttl>9999999</ttl>", Rhythm(31 * 86_400)), ("<sy:updatePeriod>daily</sy:updatePeriod>", Rhythm(86_400)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", Rhythm(900)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", Rhythm(3600)),
        ("<skipDays><day>Someday</day><day> friday </day></skipDays>", Rhythm(0, frozenset(), frozenset({4}))),
        ("<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>", Rhythm()),
    ],
)  # fmt: skip
def test_the_rhythm_is_kept_within_reason(channel: str, rhythm: Rhythm) -> None:
    assert read(f"<rss><channel>{channel}<item/></channel></rss>").rhythm == rhythm


@pytest.mark.parametrize(
    ("raw", "tag"),
    [("zh_cn", "zh-CN"), ("ZH-hant-tw", "zh-hant-TW"), ("en", "en"), ("中文", ""), ("", ""), ("x" * 9, "")],
)
def test_a_language_is_a_tag_or_nothing(raw: str, tag: str) -> None:
    assert parse_language(raw) == tag


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_an_item_date_comes_back_from_every_standard_spelling(at: datetime) -> None:
    mail = at.strftime("%a, %d %b %Y %H:%M:%S ")
    spellings = (mail + "GMT", mail + "+0000", mail[5:] + "UT", at.isoformat(), at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert {parse_item_date(spelling) for spelling in spellings} == {at}


@given(st.text(max_size=80))
def test_no_text_makes_the_item_date_raise(raw: str) -> None:
    found = parse_item_date(raw)
    assert found is None or found.tzinfo is not None


@given(st.lists(st.one_of(st.none(), MOMENTS), max_size=30), st.integers(0, 30))
def test_past_the_cap_no_item_kept_is_older_than_one_left_out(dates: list[datetime | None], limit: int) -> None:
    kept = newest_places(dates, limit)
    assert kept == sorted(kept)
    assert len(kept) == min(limit, len(dates))
    oldest = datetime.min.replace(tzinfo=UTC)
    left = [dates[place] or oldest for place in range(len(dates)) if place not in kept]
    assert all((dates[place] or oldest) >= max(left, default=oldest) for place in kept)


def test_an_undated_item_goes_before_any_dated_one() -> None:
    dated = "<item><link>https://lamp.test/d</link><pubDate>2031-01-01</pubDate></item>"
    undated = "".join(f"<item><link>https://lamp.test/{n}</link></item>" for n in range(MAX_ITEMS))
    feed = read(f"<rss><channel>{undated}{dated}</channel></rss>")
    assert (len(feed.items), feed.left_out) == (MAX_ITEMS, 1)
    assert feed.items[-1].url == "https://lamp.test/d"


@given(st.text(max_size=60))
def test_pictures_and_sizes_are_read_from_any_text(text: str) -> None:
    assert not picture_in(f"<img {text}><img src={text}>").startswith("data:")
    assert 0 <= parse_pixels(text) <= 20_000


@given(st.text(max_size=60))
def test_text_that_was_never_encoded_twice_stays(text: str) -> None:
    twice = text.encode("utf-8", "replace").decode("latin-1")
    assert undo_double_encoding(f"渡口 {text}") == f"渡口 {text}"
    assert undo_double_encoding(twice) in {twice, text.encode("utf-8", "replace").decode()}
