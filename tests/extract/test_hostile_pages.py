"""Pages that mean harm: bounded time, an article or nothing, never an error."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.base.text.charset import decode_bytes
from yaowen.base.words import ExtractedArticle, FoundLink
from yaowen.extract.rules.article import extract_page
from yaowen.extract.rules.compose import Request, read_request
from yaowen.extract.rules.furniture_lines import is_furniture_line
from yaowen.extract.rules.layout import MAX_LINE_CHARS
from yaowen.extract.rules.settled_body import MAX_BLOCKS
from yaowen.extract.rules.source_line import parse_source

NOW = datetime(2031, 5, 7, tzinfo=UTC)
PROSE = "<p>青桐市气象台说，受山地云团影响，未来三天当地将有中到大雨，市民出行要注意安全。</p>" * 5
LONGEST_SECONDS = 15.0
"""Processor seconds; the slowest of these takes 1.4 s where nothing else runs."""

PAGES = {
    "200,000 nested blocks": "<div>" * 200_000 + PROSE + "</div>" * 200_000,
    "mixed nesting": "<div><p><b>" * 50_000 + PROSE,
    "nested tables": "<table><tr><td>" * 100_000 + PROSE,
    "tables inside tables, each with cells": "<table><tr><td>1<td>" * 50_000 + PROSE,
    "nested lists below the bound": "<dl><i>" * 9_000 + PROSE,
    "open formatting": "<a><b><i><u>" * 50_000 + PROSE * 20,
    "20 MB of paragraphs": PROSE * 20_000,
    "one line of 7 million signs": "青" * 7_000_000,
    "links only": "<a href=x>y</a>" * 500_000,
    "100,000 attributes": "<div " + " ".join(f"a{number}=1" for number in range(100_000)) + ">" + PROSE,
    "quoted attributes": "<div " + " ".join(f'a{number}="1>"' for number in range(100_000)) + ">" + PROSE,
    "NULs": "\0" * 1_000_000 + PROSE,
    "broken entities": "&#x;&amp&notanentity;&#99999999;&#xD800;" * 100_000 + PROSE,
    "three million breaks": "青" + "\n" * 3_000_000 + "a" + PROSE,
    "deep linked data": '<script type="application/ld+json">' + "[" * 200_000 + "</script>" + PROSE,
    "endless backslashes": '<script type="application/ld+json">{"headline":"' + "\\" * 300_000 + "</script>" + PROSE,
    "an endless table": "<table><tr>" + "<td>1</td>" * 500_000 + PROSE,
    "breaks without end": "青桐市<br>" * 400_000,
    "200,000 metas": "<meta name=a content=b>" * 200_000 + PROSE,
    "an endless title": "<title>" + "a | - _ " * 200_000 + "</title>" + PROSE,
    "a script that never ends": "<script>" * 100_000 + PROSE,
}


def read(html: str) -> ExtractedArticle:
    return extract_page(html, url="https://news.example/1", zone="Asia/Shanghai", fetched_at=NOW)


def check_sane(article: ExtractedArticle) -> None:
    assert len(article.blocks) <= MAX_BLOCKS
    texts = [article.published.raw, article.headline, article.source, article.site]
    texts += [*article.authors, *article.paragraphs]
    assert all(len(text) <= MAX_LINE_CHARS and "\0" not in text and "\n" not in text for text in texts)
    for text in texts:
        text.encode()
    assert article.published.at is None or article.published.at <= NOW


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_in_bounded_time(name: str) -> None:
    started = time.process_time()
    check_sane(read(PAGES[name]))
    assert time.process_time() - started < LONGEST_SECONDS


@pytest.mark.parametrize("name", ["200,000 nested blocks", "100,000 attributes", "quoted attributes", "NULs"])
def test_the_article_behind_the_trap_is_still_found(name: str) -> None:
    assert len(read(PAGES[name]).paragraphs) == 5


def test_lone_surrogates_of_linked_data_cannot_reach_the_database() -> None:
    linked = json.dumps({"@type": "NewsArticle", "headline": "渡口\ud800停航", "author": "许\udfff青"})
    article = read(f'<script type="application/ld+json">{linked}</script>{PROSE}')
    check_sane(article)
    assert article.headline == "渡口停航"


MARKUP = st.sampled_from([
    "<div>", "</div>", "<p>", "</p>", "<br>", "<table><tr><td>", "</table>", "<a href='//x'>", "</a>", "<h1>",
    "</h1>", "<pre>",
    "<script type='application/ld+json'>", "</script>", "<title>", "</title>", "<meta property=og:title content='",
    "'>", "<!--",
    "-->", "<article class=comments>", "<li>", "&#x41;", "&amp", "{\"@type\":\"NewsArticle\"", ",\"headline\":[",
    "}", "]",
    "来源：", "记者 许青", "2031-05-06 09:30", "昨天", "　　", "青桐市气象台说，未来三天有雨。", "By Ann", "\n",
    " ", "\0", "\ud800",
])  # fmt: skip


@given(st.lists(MARKUP, max_size=60).map("".join))
def test_no_heap_of_markup_makes_it_raise(html: str) -> None:
    check_sane(read(html))


@given(st.binary(max_size=600))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    check_sane(read(decode_bytes(body).text))


@settings(deadline=None)
@given(st.one_of(st.none(), st.binary(max_size=200)), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_page_and_feed_say_an_article_has_a_time_and_clean_texts(
    body: bytes | None, headline: str, raw: str, summary: str
) -> None:
    item = FoundLink("https://news.example/1", headline, published_raw=raw, summary=summary)
    read_article = read_request(Request(body, "", item.url, item, "Asia/Shanghai", "zh-Hans", NOW))
    check_sane(read_article.article)
    assert read_article.article.published.at is not None


@given(st.text(max_size=400))
def test_no_line_makes_the_line_rules_raise_or_hang(text: str) -> None:
    is_furniture_line(text)
    assert len(parse_source(text)) <= 40
