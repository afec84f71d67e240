"""The search page as readers get it."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yaowen.base.rights import EXCERPT_CHARS
from yaowen.collect.models import Outlet
from yaowen.extract.models import Article
from yaowen.group.models import Membership, Story
from yaowen.names.store import SeenArticle, note_articles
from yaowen.render.search.store import SearchText, index_articles, remove_article
from yaowen.serve import search_guess

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 1, 17, 4, 0, tzinfo=UTC)
LONG = "港务局周五宣布，渡轮因大风停航三日。" + "岛民改乘气垫船往返本岛，票价不变。" * 30


def make_outlet(slug: str = "haibao", rights: str = "excerpt") -> Outlet:
    return Outlet.objects.create(
        slug=slug, name_hans=f"海报{slug}", name_hant=f"海報{slug}", name_en=f"Post {slug}", rights=rights
    )


def make_story() -> Story:
    return Story.objects.create(language="zh", state="rendered", due_at=NOON, first_at=NOON, last_at=NOON)


def put(outlet: Outlet, headline: str, text: str = LONG, *, story: Story | None = None, at: datetime = NOON) -> Article:
    article = Article.objects.create(
        outlet=outlet, url="https://haibao.example/1", headline=headline, published=at, first_seen=at,
        published_precision="minute", state="indexed", due_at=at, language="zh-Hans",
        blocks=[["paragraph", text]],
    )  # fmt: skip
    if story:
        Membership.objects.create(
            article_id=article.pk, story=story, rule="event", filed_at=at, outlet_id=outlet.pk, published=at,
            serial=article.pk, window_at=at,
        )  # fmt: skip
    index_articles([SearchText(article.pk, outlet.pk, at, headline, (text,))])
    return article


def page(client: Client, query: str = "", language: str = "zh-hans", **fields: str) -> str:
    answer = client.get(f"/{language}/search/", {"q": query, **fields} if query else fields)
    assert answer.status_code == 200
    return answer.content.decode()


def lines(text: str) -> list[str]:
    """The headlines of the results, without marks."""
    return [html.unescape(re.sub("<[^>]+>", "", one)) for one in re.findall(r"<h2><a[^>]*>(.*?)</a></h2>", text)]


def test_a_search_shows_headline_outlet_time_and_excerpt(client: Client) -> None:
    article = put(make_outlet(), "青屿渡轮停航")
    text = page(client, "渡轮")
    assert lines(text) == ["青屿渡轮停航"]
    assert f'href="/zh-hans/article/{article.pk}/"' in text
    assert "青屿<mark>渡轮</mark>停航" in text
    assert "海报haibao" in text
    assert "2025-01-17 12:00" in text
    assert "<!--slot:ranking-->" in text


def test_traditional_readers_find_and_see_traditional(client: Client) -> None:
    put(make_outlet(), "台湾渡轮停航")
    text = page(client, "臺灣", "zh-hant")
    assert '<html lang="zh-Hant">' in text
    assert re.search(r"<mark>[臺台]灣</mark>渡輪停航", text)


def test_reports_of_one_story_are_one_line(client: Client) -> None:
    story = make_story()
    first, second = make_outlet(), make_outlet("shanfeng")
    put(first, "青屿渡轮停航三日", story=story)
    put(second, "大风中渡轮停驶", story=story)
    put(second, "另一条渡轮新闻")
    text = page(client, "渡轮")
    assert len(lines(text)) == 2
    assert "大风中渡轮停驶" in re.sub("</?mark>", "", text)
    assert f'href="/zh-hans/story/{story.pk}/"' in text


def test_a_story_names_a_few_reports_and_counts_the_rest(client: Client) -> None:
    story, outlet = make_story(), make_outlet()
    for number in range(7):
        put(outlet, f"渡轮停航之{number}", story=story)
    text = page(client, "渡轮", "en")
    assert len(lines(text)) == 1
    assert "and 3 more reports of this story" in text


@pytest.mark.parametrize("rights", ["headline", "excerpt", "full"])
def test_no_search_shows_more_than_the_rights_allow(client: Client, rights: str) -> None:
    put(make_outlet(rights=rights), "渡轮停航", LONG + "结尾另有独家内幕。")
    seen = page(client, "内幕")
    shown = re.sub("<[^>]+>", "", seen)
    assert ("独家内幕" in shown) == (rights == "full")
    assert ("港务局周五宣布" in shown) == (rights == "excerpt")
    passage = re.search(r'<p class="lede"[^>]*>(.*?)</p>', seen)
    assert (passage is None) == (rights == "headline")
    if passage:
        assert len(re.sub("<[^>]+>", "", passage[1])) <= EXCERPT_CHARS + 2


@pytest.mark.parametrize("rights", ["excerpt", "full"])
def test_a_passage_begins_behind_the_dateline_for_its_line_names_the_outlet(client: Client, rights: str) -> None:
    put(make_outlet(rights=rights), "渡轮停航", "（海报社青屿电）" + LONG)
    assert '<p class="lede">港务局' in re.sub("</?mark>", "", page(client, "停航")).replace(' lang="zh-Hans"', "")


def test_what_was_withdrawn_a_moment_ago_is_not_shown(client: Client) -> None:
    article = put(make_outlet(), "渡轮停航")
    Article.objects.filter(pk=article.pk).update(state="withdrawn", headline="")
    assert lines(page(client, "渡轮")) == []


def test_filters_of_the_form_and_of_the_query_agree(client: Client) -> None:
    first, second = make_outlet(), make_outlet("shanfeng")
    put(first, "渡轮甲", at=NOON)
    put(second, "渡轮乙", at=NOON - timedelta(days=2))
    assert lines(page(client, "渡轮", outlet="haibao")) == lines(page(client, "渡轮 outlet:haibao")) == ["渡轮甲"]
    assert (
        lines(page(client, "渡轮", before="2025-01-17")) == lines(page(client, "渡轮 before:2025-01-17")) == ["渡轮乙"]
    )
    assert lines(page(client, outlet="shanfeng")) == ["渡轮乙"]


def test_results_are_turned_page_by_page_and_none_is_shown_twice(client: Client) -> None:
    outlet = make_outlet()
    for number in range(45):
        put(outlet, f"渡轮第{number:02d}班", at=NOON - timedelta(minutes=number))
    pages = [lines(page(client, "渡轮", order="newest", page=str(number))) for number in (1, 2, 3)]
    assert [len(one) for one in pages] == [20, 20, 5]
    assert [title for one in pages for title in one] == [f"渡轮第{number:02d}班" for number in range(45)]
    assert lines(page(client, "渡轮", order="newest", page="99")) == pages[2]
    assert lines(page(client, "渡轮", order="newest", page="x")) == pages[0]
    assert 'rel="next"' in page(client, "渡轮", page="2")
    assert 'rel="next"' not in page(client, "渡轮", page="3")


def test_an_empty_search_says_what_can_be_looked_for(client: Client) -> None:
    text = page(client, language="en")
    assert "What are you looking for?" in text
    assert "autofocus" in text


def test_a_search_without_result_says_what_to_try(client: Client) -> None:
    put(make_outlet(), "渡轮停航")
    text = page(client, "渡轮 飞艇", "en", after="2025-01-01")
    assert "No report was found" in text
    assert f'href="?q={quote("渡轮")}&amp;after=2025-01-01"' in text
    assert "The same words in all outlets and on all days" in text


def test_signs_without_a_word_are_not_called_a_search_without_result(client: Client) -> None:
    assert "There is no word in that" in page(client, "!!! ——", "en")


def test_a_date_that_cannot_be_read_is_named(client: Client) -> None:
    put(make_outlet(), "渡轮停航")
    text = page(client, "渡轮 after:someday", "en")
    assert "after:someday" in text.partition("<main")[2].partition("tally")[0].replace('value="', "", 1)
    assert lines(text) == ["渡轮停航"]


def test_search_pages_stay_out_of_shared_caches_and_search_engines(client: Client) -> None:
    answer = client.get("/zh-hans/search/", {"q": "渡轮"})
    assert answer["Cache-Control"] == "private, max-age=30"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.get("Vary", "")
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/zh-hans/search/", {"q": "渡轮"}).status_code == 405
    assert client.head("/zh-hans/search/").status_code == 200
    assert client.get("/fr/search/").status_code == 404


HOSTILE = [
    '"', '"" OR 1', "* AND (", "title:渡轮", "NEAR(渡 轮)", "渡轮'; DROP TABLE article--", "a:b:c", "outlet:", "'",
    "after:9999-99-99", "before:0000-01-01", "\x00渡轮", "渡轮\x00", "\u202e渡轮", "\ud800", "%", "\\", "渡" * 10_000,
    " ".join("渡轮" for _ in range(5000)), "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "𠮷野家",
    "{{7*7}}", "{% raw %}", "ﷺ", "İ", "ß", "１２３", "🚢", "-渡轮", "渡轮:*", "&|!<->", "()", "^渡轮", "渡轮 + 停航",
]  # fmt: skip


def escaped(text: str) -> bool:
    """Whether no markup of strangers stands in a page."""
    tags = set(re.findall(r"<(\w+)", text))
    return "img" not in tags and "<script>alert" not in text


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_query_is_an_error_and_none_is_markup(client: Client, number: int) -> None:
    put(make_outlet(), "渡轮停航<script>alert(1)</script>")
    for name in ("q", "outlet", "after", "page", "order"):
        value = quote(HOSTILE[number].encode("utf-8", "surrogatepass"))
        answer = client.get(f"/zh-hant/search/?{name}={value}" + ("&q=渡轮" if name != "q" else ""))
        assert answer.status_code == 200
        text = answer.content.decode()
        assert escaped(text)
        assert "49" not in re.findall(r'value="(\d+)"', text)
        assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", text)


@given(query=st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_text_is_a_query(client: Client, query: str) -> None:
    assert client.get("/en/search/", {"q": query.encode("utf-8", "surrogatepass")}).status_code == 200


@pytest.mark.shared
def test_naughty_strings_are_queries(client: Client, shared: Path) -> None:
    put(make_outlet(), "渡轮停航")
    strings = json.loads((shared / "data" / "hostile_text" / "blns.json").read_text("utf-8"))
    assert len(strings) > 400
    for one in strings:
        answer = client.get("/en/search/", {"q": one})
        assert answer.status_code == 200, one
        main = answer.content.decode().partition("<main")[2].partition("</main")[0]
        assert not re.search(r"<(script|img|svg|iframe|b|style|link|meta|object|body)[\s>]", main), one


def test_a_search_asks_no_more_with_more_results(client: Client) -> None:
    story, outlet = make_story(), make_outlet()
    put(outlet, "渡轮停航", story=story)
    page(client, "渡轮")
    with CaptureQueriesContext(connection) as few:
        page(client, "渡轮")
    for number in range(30):
        put(outlet, f"渡轮停航{number}", story=make_story() if number % 3 else story)
    with CaptureQueriesContext(connection) as many:
        page(client, "渡轮")
    assert len(many) == len(few) <= 11


@pytest.fixture
def fresh_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_guess._VOCABULARY, "_until", float("-inf"))


@pytest.mark.usefixtures("fresh_vocabulary")
def test_a_wrong_character_is_asked_about(client: Client) -> None:
    put(make_outlet(), "青屿渡轮停航")
    text = page(client, "渡伦 青屿", outlet="haibao")
    assert "您要找的是不是：" in text
    assert f'href="?{urlencode({"q": "渡轮 青屿", "outlet": "haibao"}).replace("&", "&amp;")}"' in text
    assert "您要找的是不是" not in page(client, "飞碟")
    assert "您要找的是不是" not in page(client, "渡轮")


@pytest.mark.usefixtures("fresh_vocabulary")
def test_nothing_is_proposed_that_finds_nothing(client: Client) -> None:
    put(make_outlet(), "青屿渡轮停航", at=NOON - timedelta(days=9))
    remove_article(put(make_outlet("shanfeng"), "灯塔重开").pk)
    assert "您要找的是不是" not in page(client, "登塔")


def test_a_name_is_found_in_the_spellings_that_glosses_have_taught(client: Client) -> None:
    outlet = make_outlet()
    for number, zh in enumerate(("塔马罗夫", "塔玛洛夫"), 1):
        put(outlet, f"守塔人{zh}下山", story=make_story())
        gloss = (zh, "Ivo Tamarov", "person")
        note_articles([SeenArticle(number, number, outlet.pk, True, NOON, f"守塔人{zh}下山", [gloss])])
    for query in ("塔马罗夫", "塔玛洛夫", "Ivo Tamarov"):
        assert sorted(lines(page(client, query))) == ["守塔人塔玛洛夫下山", "守塔人塔马罗夫下山"], query


def test_a_long_query_asks_for_its_names_at_once(client: Client, django_assert_max_num_queries: Any) -> None:
    put(make_outlet(), "渡轮停航")
    with django_assert_max_num_queries(12):
        page(client, "渡轮 " + " ".join(f"word{chr(97 + n)}" for n in range(14)))
