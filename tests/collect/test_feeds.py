"""Feed formats, each with what real feeds do to it."""

from __future__ import annotations

import gzip
import json
import time
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.collect.feeds import PARSE_SECONDS
from yaowen.collect.rules.feeds.parse import parse_feed
from yaowen.collect.rules.feeds.parsed import MAX_ITEMS, FeedProblem, ParsedFeed
from yaowen.collect.rules.feeds.plain_text import plain_text


def gzipped(body: bytes) -> bytes:
    """The same bytes at any time: they stand in names of tests, on which all of the suite must agree."""
    return gzip.compress(body, mtime=0)


URL = "https://lamp.test/news/feed.xml"


def read(text: str | bytes, charset: str | None = None, **more: bool) -> ParsedFeed:
    body = text if isinstance(text, bytes) else text.encode()
    found = parse_feed(body, charset, URL, **more)
    assert isinstance(found, ParsedFeed), found
    return found


def rss(items: str, head: str = "<title>灯塔报</title>") -> str:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def test_rss_gives_headline_address_guid_date_summary_and_author() -> None:
    feed = read(
        rss(
            "<item><title>渡口&amp;学校</title><link>/a?utm_source=rss&amp;id=1</link>"
            "<guid isPermaLink='false'>tag:1</guid>"
            "<pubDate> Fri, 28 Aug 2020 20:10:27 +0000 </pubDate><description>&lt;p&gt;一&lt;/p&gt;二</description>"
            "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>林知远</dc:creator></item>",
            "<title>灯塔报</title><link>https://lamp.test/</link>",
        )
    )
    item = feed.items[0]
    assert (feed.title, feed.kind, feed.home_url) == ("灯塔报", "rss", "https://lamp.test/")
    assert (item.headline, item.url, item.guid) == ("渡口&学校", "https://lamp.test/a?id=1", "tag:1")
    assert (item.published_raw, item.summary, item.authors) == ("Fri, 28 Aug 2020 20:10:27 +0000", "一 二", ("林知远",))


def test_rdf_items_stand_beside_the_channel() -> None:
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>灯塔报</title></channel>'
        '<item rdf:about="https://lamp.test/a"><title>一</title><dc:date>2020-08-28</dc:date></item></rdf:RDF>'
    )
    assert [(item.url, item.headline, item.published_raw) for item in feed.items] == [
        ("https://lamp.test/a", "一", "2020-08-28")
    ]


def test_atom_gives_the_alternate_link_and_plain_texts() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://lamp.test/x/">'
        '<title type="html">灯&amp;amp;塔</title><entry><title type="text">1 &lt; 2</title>'
        '<link rel="self" href="no"/><link rel="alternate" type="text/html" href="a"/>'
        "<id>urn:1</id><published>2020-08-28T01:02:03Z</published><updated>2021-01-01T00:00:00Z</updated>"
        '<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>一</p>二<b>三</b></div></summary>'
        "<author><name>林知远</name></author></entry></feed>"
    )
    item = feed.items[0]
    assert (feed.kind, feed.title) == ("atom", "灯&塔")
    assert (item.url, item.headline, item.guid) == ("https://lamp.test/x/a", "1 < 2", "urn:1")
    assert (item.published_raw, item.summary, item.authors) == ("2020-08-28T01:02:03Z", "一 二三", ("林知远",))


def test_json_feed_survives_the_dirt_of_converters() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": {"#text": "灯塔报"},
        "items": [
            {
                "id": 7,
                "url": "/a",
                "title": {"_": "一<b>二</b>"},
                "content_text": "1 < 2",
                "authors": [{"name": "林"}, None],
            },
            {"id": "https://lamp.test/b", "title": None, "content_html": "<p>无题的一条</p>", "author": {"name": "苏"}},
            "nonsense",
            {"title": "没有地址"},
        ],
    }
    feed = read(json.dumps(document))
    assert feed.title == "灯塔报"
    assert [(item.url, item.headline, item.summary) for item in feed.items] == [
        ("https://lamp.test/a", "一二", "1 < 2"),
        ("https://lamp.test/b", "无题的一条", "无题的一条"),
    ]
    assert [item.authors for item in feed.items] == [("林",), ("苏",)]
    assert feed.left_out == 1


@pytest.mark.parametrize(
    "text",
    [
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/>'
            "<published>2031-05-01T08:00:00Z</published><updated>2031-05-02T09:00:00Z</updated></entry></feed>"
        ),
        rss(
            "<item><link>/a</link><pubDate>Thu, 01 May 2031 08:00:00 GMT</pubDate>"
            "<dcterms:modified xmlns:dcterms='http://purl.org/dc/terms/'>2031-05-02T09:00:00Z</dcterms:modified></item>"
        ),
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [{"id": "1", "url": "/a", "date_modified": "2031-05-02T09:00:00Z"}],
            }
        ),
    ],
    ids=["atom", "rss", "json"],
)
def test_a_feed_says_when_an_article_was_changed(text: str) -> None:
    (item,) = read(text).items
    assert item.updated_raw == "2031-05-02T09:00:00Z"


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8", "utf-16"])
def test_a_feed_in_any_chinese_encoding_is_read_declared_or_not(encoding: str) -> None:
    headline = (
        "風雨停航兩天後渡口恢復通行，學校照常開課" if encoding == "big5" else "风雨停航两天后渡口恢复通行，学校照常开课"
    )
    item = f"<item><title>{headline}</title><link>https://lamp.test/a</link></item>"
    for declaration in (f'<?xml version="1.0" encoding="{encoding}"?>', '<?xml version="1.0" encoding="utf-8"?>', ""):
        body = f"{declaration}<rss><channel><title>x</title>{item}</channel></rss>".encode(encoding)
        assert read(body).items[0].headline == headline


@pytest.mark.parametrize(
    ("broken", "headline"),
    [
        ("<title>a &nbsp;b&mdash;c</title>", "a b—c"),
        ("<title>Q&A: R&D</title>", "Q&A: R&D"),
        ("<title><![CDATA[甲 & <em>乙</em>]]></title>", "甲 & 乙"),
        ("<title>甲\x0b\x00乙&#x1F;&#0;&#x41;</title>", "甲乙A"),
        ("<media:title>图</media:title><title>文</title>", "文"),
        ("<title>don\x92t</title>", "don’t"),
    ],
)
def test_broken_markup_is_repaired(broken: str, headline: str) -> None:
    assert read(rss(f"<item>{broken}<link>https://lamp.test/a</link></item>")).items[0].headline == headline


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<link> https://lamp.test/a </link>", "https://lamp.test/a"),
        ("<guid>https://lamp.test/g</guid>", "https://lamp.test/g"),
        ("<link/>https://lamp.test/a", "https://lamp.test/a"),
        ("<atom:link href='https://lamp.test/h'/>", "https://lamp.test/h"),
        ("<link>https://lamp.test/a</link><feedburner:origLink>https://lamp.test/o</feedburner:origLink>", "https://lamp.test/o"),
        ("<link>javascript:alert(1)</link><guid>https://lamp.test/g</guid>", "https://lamp.test/g"),
        ("<link>http://lamp.test/?a=1&b=2&copy=3</link>", "http://lamp.test/?a=1&b=2&copy=3"),
    ],
)  # fmt: skip
def test_the_address_is_found_wherever_it_stands(links: str, url: str) -> None:
    assert [item.url for item in read(rss(f"<item><title>一</title>{links}</item>")).items] == [url]


def test_an_item_without_an_address_is_counted_not_kept() -> None:
    feed = read(rss("<item><title>一</title></item><item><guid isPermaLink='false'>https://x.test/</guid></item>"))
    assert (feed.items, feed.left_out) == ((), 2)


def test_entities_are_never_expanded_nor_files_read() -> None:
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<rss><channel><title>&b;&f;</title><item><title>&b;&f;甲</title><link>https://lamp.test/a</link></item></channel></rss>"
    )
    assert read(bomb).items[0].headline == "甲"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", FeedProblem.EMPTY), (b" \n\x00\xef\xbb\xbf", FeedProblem.EMPTY),
        (b"<!DOCTYPE html><html><head><title>x</title></head></html>", FeedProblem.HTML),
        (b"\n<!-- hi --><HTML><body>blocked", FeedProblem.HTML), (b"%PDF-1.7 ...", FeedProblem.NOT_A_FEED),
        (b"<urlset><url/></urlset>", FeedProblem.NOT_A_FEED), (b"{}", FeedProblem.NOT_A_FEED),
        (b'{"items": 3}', FeedProblem.NOT_A_FEED), (b"[1,", FeedProblem.NOT_A_FEED),
        (b"plain words", FeedProblem.NOT_A_FEED),
        (gzipped(b"<rss/>"), FeedProblem.NOT_A_FEED), (b"<", FeedProblem.NOT_A_FEED),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_named(body: bytes, problem: FeedProblem) -> None:
    assert parse_feed(body, None, URL) is problem


def test_a_feed_that_broke_off_loses_only_its_last_item() -> None:
    whole = rss("".join(f"<item><title>第{n}条</title><link>https://lamp.test/{n}00</link></item>" for n in range(9)))
    broken = read(whole[: whole.index("<title>第5条") + 40], truncated=True)
    assert [item.url for item in broken.items] == [f"https://lamp.test/{n}00" for n in range(5)]


def test_past_the_cap_the_newest_items_are_kept() -> None:
    old = [f"<item><link>https://lamp.test/old{n}</link><pubDate>2001-01-01</pubDate></item>" for n in range(MAX_ITEMS)]
    new = [f"<item><link>https://lamp.test/new{n}</link><pubDate>2020-01-01</pubDate></item>" for n in range(10)]
    feed = read(rss("".join(old + new)))
    assert len(feed.items) == MAX_ITEMS
    assert feed.left_out == 10
    assert sum("/new" in item.url for item in feed.items) == 10


@pytest.mark.parametrize(
    "bulk",
    [
        "<item " + " ".join(f'a{n}="1"' for n in range(60_000)) + "><link>https://lamp.test/b</link></item>",
        "<b>" * 50_000,
        "<item><link>https://lamp.test/b</link>" * 5_000,
        "<item><title>" + "&" * 300_000,
        "<item><title>" + "<![CDATA[" * 50_000,
        "<item><link>https://lamp.test/b</link><title>" + "&lt;script " * 50_000 + "</title></item>",
        "<item><link>https://lamp.test/b</link></item>" * 30_000,
        "<item><link>https://lamp.test/b</link><description>" + "&lt;p " * 500_000 + "</description></item>",
        "<item><link>https://lamp.test/b</link><description>" + "<i>" * 190 + "<b/>" * 500_000,
        "<a xml:base='b/'>" * 200 + "<item><link>https://lamp.test/b</link></item>" * 8_000,
        "<item><link>https://lamp.test/b</link><author>" + "a" * 3_000_000 + "@</author></item>",
        "<skipHours>" + "<hour>1</hour>" * 200_000 + "</skipHours>",
    ],
    ids=[
        "attributes",
        "depth",
        "nested items",
        "ampersands",
        "cdata",
        "scripts",
        "items",
        "open tags",
        "deep leaves",
        "bases",
        "mail",
        "hours",
    ],
)
def test_the_time_of_parsing_grows_with_the_length_only(bulk: str) -> None:
    started = time.process_time()
    feed = read(rss(f"<item><link>https://lamp.test/a</link></item>{bulk}"))
    assert feed.items
    assert time.process_time() - started < PARSE_SECONDS / 2


@given(st.text(max_size=80))
def test_plain_text_is_one_clean_line(text: str) -> None:
    plain = plain_text(text)
    assert plain == plain.strip()
    assert not set("\n\r\t\x00\u202e") & set(plain)
    plain.encode()


@given(st.text(alphabet=st.characters(exclude_characters="<&", exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_a_headline_without_markup_stays_as_it_is(headline: str) -> None:
    feed = read(rss(f"<item><title>{escape(headline)}</title><link>https://lamp.test/a</link></item>"))
    assert feed.items[0].headline == headline


_PIECES = st.sampled_from(
    ["<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "https://lamp.test/a", "&amp;",
     "&#55555;", "<![CDATA[", "]]>", "<!DOCTYPE", "<!--", "-->", "<?xml", "?>", "<feed>", "<entry>", "{", "}",
     '"items":', "[", "]", ",", "\x00", "灯", "<a:b", ">", "'", '"', "xmlns='x'", "&nbsp;", "<link href='b'/>"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=200), st.lists(_PIECES, max_size=40).map(lambda parts: "".join(parts).encode())))
def test_no_bytes_whatever_raise(body: bytes) -> None:
    found = parse_feed(body, None, URL)
    assert isinstance(found, ParsedFeed | FeedProblem)


@pytest.mark.shared
@pytest.mark.parametrize("corpus", ["feeds_feedparser", "feeds_jsonfeed_real"])
def test_every_file_of_the_test_corpora_is_read_or_named(shared: Path, corpus: str) -> None:
    with zipfile.ZipFile(shared / "data" / corpus / "feeds.zip") as archive:
        files = [name for name in archive.namelist() if not name.endswith("/")]
        found = [parse_feed(archive.read(name), None, URL) for name in files]
    read_files = [feed for feed in found if isinstance(feed, ParsedFeed)]
    assert len(read_files) / len(files) > 0.99
    assert sum(len(feed.items) for feed in read_files) > 90
