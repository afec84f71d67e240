"""Operators' rules for pages: read from TOML, tried on pages of an invented paper."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from extract.hostile_pages import make_page as hostile_page
from extract.ruled_pages import ADDRESS, NOON, RULE, make_page
from yaowen.base.errors import BadInput
from yaowen.base.words import ExtractedArticle, FoundLink
from yaowen.extract.rules.article import Given, read_page
from yaowen.extract.rules.bench import MOST_LINES, read_on_bench
from yaowen.extract.rules.compose import Request
from yaowen.extract.rules.page_rule import (
    FIELDS,
    LONGEST_SELECTOR,
    MOST_SELECTORS,
    PageRule,
    find_fault,
    pack_rule,
    parse_rule,
    print_rule,
    read_rule,
)
from yaowen.extract.rules.settled_body import MAX_BLOCKS

SELECTORS = some.text(string.ascii_letters + string.digits + " .#>~+*[]=\"'\\:()-_,灯", min_size=1, max_size=60)


def read(html: str, rule: str, url: str = ADDRESS) -> ExtractedArticle:
    return read_page(html, Given(url, "Asia/Shanghai", NOON, rule=read_rule(rule, "a test"))).article


def test_a_rule_decides_every_field_of_a_page_that_leads_readers_astray() -> None:
    article = read(make_page(), RULE)
    assert article.printed_headline == "渡口停航第1日"
    assert article.source == "南岸电台"
    assert article.authors == ("许青",)
    assert article.published.at == datetime(2031, 5, 7, 2, 20, tzinfo=UTC)
    assert article.image == "https://lamp.test/p/ferry-1.jpg"
    assert article.next_part == "https://lamp.test/2031/05/07/ferry-more.html"
    assert [text[:6] for text in article.paragraphs] == ["第1日：南岸", "渡口管理站说", "往来两岸的居", "县交通局说，"]
    assert article.confidence == 1.0


def test_without_the_rule_the_page_is_read_otherwise() -> None:
    article = read(make_page(), "")
    assert article.printed_headline != "渡口停航第1日"
    assert any("存款" in text for text in article.paragraphs)


def test_each_field_says_which_selector_of_the_rule_it_comes_from() -> None:
    where = {one.field: one.where for one in read(make_page(), RULE).origins}
    assert where == {
        "headline": "the rule: div.t strong", "source": "the rule: i.from", "authors": "the rule: b.who",
        "published": "the rule: em.when", "text": "the rule: span#zoom, div.continued", "image": "the rule: div.shot",
    }  # fmt: skip


def test_what_is_dropped_is_kept_as_furniture() -> None:
    article = read(make_page(), RULE)
    assert any("存款" in one.text for one in article.furniture)
    assert any("读者上传" in one.text for one in article.furniture)


def test_a_rule_that_only_drops_leaves_the_reader_to_find_the_rest() -> None:
    article = read(make_page(), 'drop = "div.y7, div.pad"')
    assert not any("存款" in text for text in article.paragraphs)
    assert any("石桥" in text for text in article.paragraphs)


def test_a_selector_that_finds_nothing_leaves_its_field_as_without_it_and_says_so() -> None:
    plain = read(make_page(), "")
    article = read(make_page(), 'body = "div.gone"\nheadline = "h1"\npublished = "div.t"')
    assert article.blocks == plain.blocks
    assert article.printed_headline == plain.printed_headline
    assert article.published == plain.published
    missed = [one.where for one in article.origins if one.field == "rule"]
    assert missed == [
        "headline: h1 finds nothing",
        "published: div.t finds no time",
        "body: div.gone finds nothing",
    ]


def test_an_element_without_text_is_no_body() -> None:
    assert read(make_page(), 'body = "div.shot"').blocks == read(make_page(), "").blocks


def test_several_elements_of_a_body_stand_in_the_order_of_the_page_and_none_twice() -> None:
    article = read(make_page(advert=False), 'body = ["div.continued", "span#zoom p", "span#zoom"]')
    assert [text[:3] for text in article.paragraphs] == ["第1日", "渡口管", "往来两", "本文由", "县交通"]


def test_the_headline_inside_the_body_is_not_repeated_in_the_text() -> None:
    page = "<body><article><h2>渡口停航</h2><p>两条渡船八日起停航检修。</p></article></body>"
    article = read(page, 'headline = "h2"\nbody = "article"')
    assert article.paragraphs == ("两条渡船八日起停航检修。",)


@pytest.mark.parametrize(
    "href",
    [
        "https://elsewhere.test/2.html",
        "javascript:go()",
        "//elsewhere.test/2",
        "https://lamp.test:8443/2",
        "data:,x",
        "",
    ],
)
def test_a_next_page_is_never_on_another_host_nor_a_script(href: str) -> None:
    assert read(f'<body><p>灯</p><a class="on" href="{href}">下一页</a></body>', 'next_page = "a.on"').next_part == ""


def test_a_time_in_the_future_is_set_back_and_not_sure() -> None:
    page = "<body><em>2031年5月9日 10时</em><p>两条渡船八日起停航检修。</p></body>"
    found = read(page, 'published = "em"').published
    assert (found.at, found.where) == (NOON, "the rule: em")
    assert found.confidence < 0.9


def test_elements_that_tell_machines_are_read_by_what_they_tell() -> None:
    page = """<head><meta name="p" content="2031-05-06 08:00"><meta name="h" content="渡口停航了"></head>
    <body><time datetime="2031-05-05T08:00:00+08:00">昨天</time><p>两条渡船停航。</p></body>"""
    article = read(page, 'published = "meta[name=p]"\nheadline = "meta[name=h]"')
    assert (article.printed_headline, article.published.at) == ("渡口停航了", datetime(2031, 5, 6, 0, 0, tzinfo=UTC))
    assert read(page, 'published = "time"').published.at == datetime(2031, 5, 5, 0, 0, tzinfo=UTC)


def test_a_rule_stands_alone_or_in_an_outlets_file() -> None:
    assert read_rule('[reading]\nbody = "p"', "x") == read_rule('body = ["p"]', "x") == PageRule(body=("p",))
    assert read_rule('slug = "lamp"\nname_en = "The Lamp"\n[reading]\nbody = "p"', "x") == PageRule(body=("p",))
    assert not read_rule("", "x")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('bodi = "p"', "unknown: bodi; the fields are headline, body, drop"),
        ("body = 3", "body is no selector"),
        ("body = [3]", "body is no selector"),
        ('body = ""', "body: '' is no CSS selector"),
        ('body = "p\\nq"', "is no CSS selector"),
        ("body = [" + '"p",' * (MOST_SELECTORS + 1) + "]", "the limit is 20"),
        (f'body = "{"p" * (LONGEST_SELECTOR + 1)}"', "longer than 300"),
        ("body", "this is no TOML"),
        ("reading = 3", "[reading] is no table"),
        ("x = " + "[" * 5000, "this is no TOML"),
        ("#" * 30_000, "30,000 characters are too many"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_rule(text, "lamp.toml")
    assert str(refused.value).startswith("lamp.toml: ")
    assert says in str(refused.value)


def test_what_is_no_selector_is_told_with_its_field() -> None:
    assert find_fault(PageRule(body=("div >",))) == (
        "body: 'div >' is no CSS selector; write it like body = \"div.article-text\""
    )
    assert find_fault(PageRule(body=("div.a > p:not(.b)",), drop=("[data-x='1']",))) == ""


@given(
    some.builds(PageRule, **{name: some.lists(SELECTORS.filter(str.strip), max_size=3).map(tuple) for name in FIELDS})
)
def test_a_rule_is_the_same_after_it_was_printed_and_after_it_was_kept(rule: PageRule) -> None:
    tidy = parse_rule(pack_rule(rule), "x")
    assert read_rule(print_rule(tidy), "x") == tidy
    assert parse_rule(pack_rule(tidy), "x") == tidy


@given(some.builds(PageRule, **{name: some.lists(SELECTORS, max_size=2).map(tuple) for name in FIELDS}))
def test_no_selector_whatever_it_is_makes_the_reader_raise(rule: PageRule) -> None:
    read_page(make_page(), Given(ADDRESS, "Asia/Shanghai", NOON, rule=rule))
    find_fault(rule)


@pytest.mark.parametrize("number", range(20))
def test_a_greedy_rule_on_a_hostile_page_gives_an_article_or_nothing(number: int) -> None:
    greedy = PageRule(
        headline=("*",), body=("td, p, span, div div",), drop=("div, a", ":has(:has(li))"), source=("div",),
        author=("a",), published=("p",), picture=("img", "*"), next_page=("a",),
    )  # fmt: skip
    page = hostile_page(7, number, 2_000)
    read = read_page(page, Given(ADDRESS, "Asia/Shanghai", NOON, rule=greedy))
    assert len(read.article.blocks) <= MAX_BLOCKS
    body = page.encode("utf-8", "surrogatepass")
    item = FoundLink(ADDRESS, "渡口停航")
    shown = read_on_bench(Request(body, "", ADDRESS, item, "Asia/Shanghai", "zh-Hans", NOON, rule=greedy))
    assert len(shown.lines) <= MOST_LINES
