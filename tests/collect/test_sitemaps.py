"""Sitemaps: news, plain, indexes, gzipped, broken and hostile."""

from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.base.guard import Guard
from yaowen.collect.rules.feeds.parsed import MAX_ITEMS, ParsedFeed
from yaowen.collect.rules.sitemaps import MAX_PLAIN_ITEMS, MAX_UNPACKED_BYTES, SitemapIndex, choose_maps, unpack_gzip
from yaowen.collect.rules.sources import parse_source

URL = "https://lamp.test/sitemap.xml"
HEAD = "<?xml version='1.0' encoding='UTF-8'?>\n"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
PICTURES = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def read(text: str | bytes, charset: str | None = None) -> ParsedFeed:
    found = parse_source(text if isinstance(text, bytes) else text.encode(), charset, URL)
    assert isinstance(found, ParsedFeed), found
    return found


def news_map(*entries: str) -> str:
    return f"{HEAD}<urlset {SPACE} {NEWS} {PICTURES}>{''.join(entries)}</urlset>"


def news(place: int, title: str, at: str) -> str:
    return (
        f"<url><loc>https://lamp.test/a/{place}.html</loc>"
        f"<image:image><image:loc>https://lamp.test/{place}.jpg</image:loc><image:title>图</image:title></image:image>"
        f"<news:news><news:publication><news:name>灯塔报</news:name></news:publication>"
        f"<news:publication_date>{at}</news:publication_date><news:title>{title}</news:title></news:news></url>"
    )


def test_a_news_sitemap_gives_headlines_and_dates_newest_first() -> None:
    found = read(
        news_map(
            news(1, "旧闻一则", "2031-05-01T08:00:00+08:00"),
            news(3, "A &amp; B 通航", "2031-05-06T08:00:00+08:00"),
            news(2, "渡口恢复通行", "2031-05-05"),
        )
    )
    assert found.kind == "sitemap"
    assert [(item.url, item.headline, item.published_raw) for item in found.items] == [
        ("https://lamp.test/a/3.html", "A & B 通航", "2031-05-06T08:00:00+08:00"),
        ("https://lamp.test/a/2.html", "渡口恢复通行", "2031-05-05"),
        ("https://lamp.test/a/1.html", "旧闻一则", "2031-05-01T08:00:00+08:00"),
    ]
    assert found.home_url == "https://lamp.test/"


def test_a_plain_map_gives_its_article_addresses_and_the_day_of_their_change() -> None:
    entries = [
        ("https://lamp.test/", "2031-05-06"),
        ("https://lamp.test/tag/ferry/", "2031-05-06"),
        ("https://lamp.test/2031/05/05/ferry-runs-again-today", "2031-05-05T23:10:00Z"),
        ("https://lamp.test/a/20310506/c1234.html", "2031-05-06T01:00:00Z"),
        ("https://lamp.test/list_2.html", "2031-05-06"),
    ]
    text = "".join(f"<url><loc>\n {url} </loc><lastmod>{at}</lastmod></url>" for url, at in entries)
    found = read(f"{HEAD}<urlset {SPACE}>{text}</urlset>")
    assert [(item.url, item.headline, item.published_raw) for item in found.items] == [
        ("https://lamp.test/a/20310506/c1234.html", "", "2031-05-06"),
        ("https://lamp.test/2031/05/05/ferry-runs-again-today", "", "2031-05-05"),
    ]


def test_of_a_large_map_the_newest_are_kept() -> None:
    plain = "".join(
        f"<url><loc>https://lamp.test/a/{n:05}.html</loc><lastmod>20{n % 30 + 10}-01-0{n % 9 + 1}</lastmod></url>"
        for n in range(30_000)
    )
    found = read(f"<urlset {SPACE}>{plain}</urlset>")
    assert len(found.items) == MAX_PLAIN_ITEMS
    assert {item.published_raw[:4] for item in found.items} == {"2039"}
    many = news_map(*(news(n, f"第{n}条", f"2031-05-06T{n // 60 % 24:02}:{n % 60:02}:00Z") for n in range(1440)))
    kept = read(many)
    assert len(kept.items) == MAX_ITEMS
    assert kept.items[0].headline == "第1439条"


def test_an_index_gives_maps_and_the_newest_of_articles_are_chosen() -> None:
    listed = [
        ("https://lamp.test/sitemap-images.xml", "2031-05-06"),
        ("https://lamp.test/sitemap-2031-03.xml", "2031-04-01"),
        ("https://lamp.test/sitemap-2031-05.xml.gz", "2031-05-06"),
        ("https://lamp.test/sitemap-2031-04.xml", "2031-05-01"),
        ("https://lamp.test/category-sitemap.xml", "2031-05-06"),
        ("https://lamp.test/news.xml", ""),
    ]
    text = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</sitemap>" for url, at in listed
    )
    index = read(f"{HEAD}<sitemapindex {SPACE}>{text}</sitemapindex>")
    assert isinstance(index, SitemapIndex)
    assert index.items == ()
    assert [one.url.rpartition("/")[2] for one in choose_maps(index, 3)] == [
        "news.xml", "sitemap-2031-05.xml.gz", "sitemap-2031-04.xml"
    ]  # fmt: skip


def test_an_undated_index_is_followed_at_its_highest_numbers() -> None:
    text = "".join(f"<sitemap><loc>https://lamp.test/map{n}.xml</loc></sitemap>" for n in (1, 2, 10, 9))
    index = read(f"<sitemapindex {SPACE}>{text}</sitemapindex>")
    assert isinstance(index, SitemapIndex)
    assert [one.url for one in choose_maps(index, 2)] == ["https://lamp.test/map10.xml", "https://lamp.test/map9.xml"]


def test_a_gzipped_map_is_unpacked_and_a_bomb_is_cut() -> None:
    text = news_map(news(1, "渡口恢复通行", "2031-05-05"))
    assert [item.headline for item in read(gzip.compress(text.encode())).items] == ["渡口恢复通行"]
    bomb = gzip.compress(text.encode().replace(b"</urlset>", b"") + b" " * (2 * MAX_UNPACKED_BYTES), 9)
    assert len(bomb) < 200_000
    assert len(unpack_gzip(bomb)) == MAX_UNPACKED_BYTES
    assert [item.headline for item in read(bomb).items] == ["渡口恢复通行"]
    assert [item.headline for item in read(gzip.compress(text.encode())[:-20]).items] == ["渡口恢复通行"]


@pytest.mark.parametrize(
    "text",
    [
        news_map(news(1, "渡口恢复通行", "2031-05-05")).replace("</urlset>", ""),
        news_map(news(1, "渡口恢复通行", "2031-05-05"), "<url><loc>https://lamp.test/?a=1&b=2</loc></url>"),
        news_map(news(1, "渡口恢复通行", "2031-05-05")).replace("urlset", "ns0:urlset").replace("<url>", "<ns0:url>"),
        "\n\n<!-- made by hand -->" + news_map(news(1, "渡口恢复通行", "2031-05-05")).replace(HEAD, ""),
        news_map(news(1, "渡口恢复通行", "2031-05-05")).replace("恢复", "恢复\x0b"),
        news_map(news(1, "渡口恢复通行", "2031-05-05")).replace("<urlset", "<!DOCTYPE urlset SYSTEM 'x.dtd'><urlset"),
    ],
)
def test_a_broken_map_gives_what_can_be_read(text: str) -> None:
    assert "渡口恢复通行" in [item.headline for item in read(text).items]


def test_a_map_in_another_encoding_is_read() -> None:
    text = news_map(news(1, "渡口恢复通行 轮渡公司增开夜班", "2031-05-05")).replace("UTF-8", "gb2312")
    assert read(text.encode("gb18030")).items[0].headline == "渡口恢复通行 轮渡公司增开夜班"


def test_entities_are_neither_expanded_nor_fetched() -> None:
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha' * 10}'>" for n in range(12))
    text = f"<!DOCTYPE urlset [{laughs}<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + news_map(
        news(1, "&l11;&x;渡口", "2031-05-05")
    ).replace(HEAD, "")
    started = time.process_time()
    headlines = [item.headline for item in read(text).items]
    assert time.process_time() - started < 2
    assert all("root:" not in headline and len(headline) < 200 for headline in headlines)


def test_the_largest_map_is_read_in_the_child_within_its_limits() -> None:
    entry = "<url><loc>https://lamp.test/2031/05/06/c{0}.html</loc><lastmod>2031-05-06</lastmod>{1}</url>"
    body = "".join(entry.format(n, "<priority>0.5</priority>" * 30) for n in range(50_000))
    text = f"<urlset {SPACE}>{body}</urlset>".encode()
    assert len(text) > 40_000_000
    guard = Guard(parse_source)
    try:
        found = guard.call(10.0, gzip.compress(text, 1), None, URL)
    finally:
        guard.close()
    assert isinstance(found, ParsedFeed)
    assert len(found.items) == MAX_PLAIN_ITEMS


def test_a_web_page_or_feed_that_speaks_of_sitemaps_is_none() -> None:
    rss = "<rss version='2.0'><channel><item><title>&lt;urlset&gt;</title><link>https://lamp.test/1</link></item></channel></rss>"
    assert read(rss).kind == "rss"
    page = parse_source(b"<!DOCTYPE html><html><body><pre><urlset ></pre></body></html>", None, URL)
    assert not isinstance(page, ParsedFeed)


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=50), st.text(max_size=30))
def test_no_map_raises(title: str, address: str, at: str) -> None:
    read(f"<urlset><url><loc>{address}</loc><lastmod>{at}</lastmod><title>{title}</title></url>")
    read(f"<sitemapindex><sitemap><loc>{address}</loc><lastmod>{at}</lastmod></sitemap>{title}</sitemapindex>")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_gzipped_bytes_raise(rest: bytes) -> None:
    parse_source(b"\x1f\x8b" + rest, None, URL)
    parse_source(gzip.compress(b"<urlset " + rest), None, URL)
