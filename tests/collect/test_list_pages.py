"""List pages: the pattern of articles is proposed first, and its rule reads the page."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from collect.list_pages import HEADLINES, HOME, PAGES, Builder, beside_a_ranking, plain_list
from yaowen.base.text.charset import decode_bytes
from yaowen.collect.rules.discovery import survey_page
from yaowen.collect.rules.feeds.parsed import FeedProblem, ParsedFeed
from yaowen.collect.rules.lists.propose import Proposal
from yaowen.collect.rules.lists.read import ChangedList, read_list
from yaowen.collect.rules.lists.rule import ListRule, parse_rule, print_rule
from yaowen.collect.rules.lists.shapes import score_address, shape_of, site_of
from yaowen.collect.rules.sources import parse_source


def proposals(text: str, url: str) -> tuple[Proposal, ...]:
    survey = survey_page(text, url)
    assert survey is not None
    return survey.proposals


def learn(text: str, url: str) -> dict[str, object]:
    """The best pattern's rule, as it is stored."""
    return print_rule(ListRule((proposals(text, url)[0].pattern,)))


@pytest.mark.parametrize("build", PAGES, ids=lambda build: build.__name__)
def test_the_first_pattern_is_the_list_of_articles_and_nothing_else(build: Builder) -> None:
    page = build()
    found = parse_source(page.text.encode(), "utf-8", page.url, rule=json.loads(json.dumps(learn(page.text, page.url))))
    assert isinstance(found, ParsedFeed)
    assert {item.url: item.headline for item in found.items} == page.articles
    assert found.kind == "list"
    assert tuple(item.published_raw for item in found.items if item.published_raw) == page.dates


@pytest.mark.parametrize("charset", ["gb18030", "big5"])
def test_an_old_encoding_changes_nothing(charset: str) -> None:
    page = plain_list()
    heads = HEADLINES if charset == "gb18030" else tuple(f"渡口今晨恢復通行第{n}班渡輪" for n in range(12))
    text = page.text.replace('charset="utf-8"', f'charset="{charset}"')
    for simple, other in zip(HEADLINES, heads, strict=True):
        text = text.replace(simple, other)
    body = text.encode(charset, "xmlcharrefreplace")
    decoded = decode_bytes(body).text
    found = parse_source(body, None, page.url, rule=learn(decoded, page.url))
    assert isinstance(found, ParsedFeed)
    assert [item.headline for item in found.items] == list(heads)


def test_a_ranking_beside_the_list_is_a_pattern_of_its_own() -> None:
    page = beside_a_ranking()
    first, second = proposals(page.text, page.url)[:2]
    assert len(second.links) == 12
    assert not {link.url for link in first.links} & {link.url for link in second.links}
    both = read_list(page.text, page.url, ListRule((first.pattern, second.pattern)))
    assert isinstance(both, ParsedFeed)
    assert len(both.items) == 24


def test_new_articles_and_new_sections_are_found_by_the_old_rule() -> None:
    page = plain_list()
    rule = learn(page.text, page.url)
    text = page.text.replace(f"{HOME}2031/05/18/c5000.html", f"{HOME}2032/11/3/c61234.html")
    found = parse_source(text.encode(), None, page.url, rule=rule)
    assert isinstance(found, ParsedFeed)
    assert found.items[0].url == f"{HOME}2032/11/3/c61234.html"
    assert len(found.items) == 12
    other_form = page.text.replace(f"{HOME}2031/05/18/c5000.html", f"{HOME}special/ferry-day-2032-55501.shtml")
    moved = parse_source(other_form.encode(), None, page.url, rule=rule)
    assert isinstance(moved, ParsedFeed)
    assert moved.items[0].url == f"{HOME}special/ferry-day-2032-55501.shtml"


def test_a_page_that_changed_its_form_says_so() -> None:
    page = plain_list()
    rule = learn(page.text, page.url)
    changed = (
        page.text.replace("<ul class='list'>", "<section class='grid'>").replace("<li", "<div").replace("/li>", "/div>")
    )
    answer = parse_source(changed.encode(), None, page.url, rule=rule)
    assert isinstance(answer, ChangedList)
    assert answer.links > 12
    assert isinstance(parse_source(changed.encode(), None, page.url, rule=learn(changed, page.url)), ParsedFeed)
    assert parse_source(b"  ", None, page.url, rule=rule) is FeedProblem.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><nav>" + "".join(f"<a href='/{n}/'>栏目{n}</a>" for n in range(30)) + "</nav></body></html>",
        "<html><body><p>一段没有链接的话。</p></body></html>",
        "<a href='/1.html'>渡口今晨恢复通行首班渡轮载客</a>",
        "".join(f"<a href='/list_{n}.html'>第{n}页的新闻列表在这里</a>" for n in range(9)),
        "".join(f"<a href='/files/{n}2345.pdf'>渡口今晨恢复通行公告附件{n}</a>" for n in range(9)),
    ],
)
def test_a_page_without_a_list_of_articles_gives_no_pattern(text: str) -> None:
    survey = survey_page(text, HOME)
    assert survey is None or survey.proposals == ()


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("https://n.test/china/2031-05/06/content_123.htm", "…/#-#/#/content_#.htm"),
        ("https://n.test/a/b/ferry-runs-again-today.html", "…/*.html"),
        ("https://n.test/c/2031-05-06/doc-ihaichqz3456789.shtml", "…/#-#-#/doc-*.shtml"),
        ("https://n.test/show.php?id=9&cat=ab", "/show.php?id=#&cat=ab"),
        ("https://n.test/31/0506/09/HABCDEF00018990.html", "…/#/#/#/*.html"),
        ("https://n.test/", "/"),
    ],
)
def test_the_shape_of_an_address_leaves_out_what_varies(url: str, shape: str) -> None:
    assert shape_of(url) == shape


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("https://n.test/a/12345.html", "https://n.test/a/index_2.html"),
        ("https://n.test/2031/05/06/c1.html", "https://n.test/china/"),
        ("https://n.test/story/ferry-runs-again-after-storm", "https://n.test/about-us"),
        ("https://n.test/?p=4711", "https://n.test/?page=4711"),
        ("https://n.test/node/content_5.htm", "https://n.test/node_5.htm"),
    ],
)
def test_articles_addresses_score_above_those_of_the_site(better: str, worse: str) -> None:
    assert score_address(better) > 0.3 > score_address(worse)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://news.lamp.com.cn/x", "lamp.com.cn"),
        ("https://a.b.lamp.test/x", "lamp.test"),
        ("https://lamp.test:8443/x", "lamp.test"),
        ("http://127.0.0.1:8800/x", "127.0.0.1:8800"),
        ("http://[2001:db9::1]:80/x", "[2001:db9::1]:80"),
    ],
)
def test_the_site_of_an_address(url: str, site: str) -> None:
    assert site_of(url) == site


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_page_and_no_rule_raises(text: str) -> None:
    page = f"<html><body><ul><li><a href='{text}'>{text}</a>{text}</li><li><a href=/1.html>{text}</a></ul>"
    survey_page(page, HOME)
    read_list(page, HOME, parse_rule({"list": [{"links": text, "addresses": [text], "site": text}]}) or ListRule(()))


_KEYS = st.sampled_from(["list", "links", "addresses", "site"])
_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@settings(deadline=None)
@given(
    st.recursive(
        _LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
        max_leaves=12,
    )
)
def test_a_rule_edited_into_nonsense_is_no_rule(stored: object) -> None:
    rule = parse_rule(stored) if isinstance(stored, dict) else None
    assert rule is None or rule.patterns
    assert rule is None or parse_rule(print_rule(rule)) == rule


def test_a_page_nested_without_end_is_read_within_its_limits() -> None:
    deep = "<div>" * 3000 + "<a href='/12345.html'>渡口今晨恢复通行首班渡轮</a>" * 3000
    assert survey_page(deep, HOME) is not None
    assert LexborHTMLParser(deep).css_first("a") is not None
