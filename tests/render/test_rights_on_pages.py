"""No page, feed or markup shows more of a text than its outlet allows."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.invented import carrier, event, report, statement
from render.pages import html_pages, parsed, render_site
from yaowen.base.rights import EXCERPT_CHARS, Rights
from yaowen.render.editions import StoredPage
from yaowen.render.rules.material import Dated
from yaowen.render.rules.shown import decide_quotable

SENTENCES = [f"第{number}句话写的是码头改建案的第{number}项开支和它的来历。" for number in range(1, 41)]
TEXTS = ("".join(SENTENCES[:20]), "".join(SENTENCES[20:]))


def site_of(rights: Rights, *, lowered: bool = False) -> dict[str, StoredPage]:
    said = [
        statement(TEXTS[0], "审计处", "写", SENTENCES[place], "say" if place % 2 else "deny", "q", place=place)
        for place in range(8)
    ]
    dates = tuple(Dated("去年", f"2025-0{place}-01", SENTENCES[10 + place]) for place in range(1, 6))
    outlet = carrier(0, rights, lowered=lowered)
    return render_site([event(1, [report(1, "码头改建案", TEXTS, outlet, statements=tuple(said), dates=dates)])])


def sentences_in(text: str) -> int:
    return sum(sentence in text for sentence in SENTENCES)


def text_of(page: str) -> str:
    return str(parsed(page).text_content())


@pytest.mark.parametrize("path", ["/zh-hans/article/1/", "/zh-hans/story/1/", "/en/story/1/"])
def test_an_excerpt_and_its_quotes_stay_within_the_limit_on_a_page(path: str) -> None:
    text = text_of(site_of("excerpt")[path].body.decode())
    shown = sum(len(sentence) for sentence in SENTENCES if sentence in text)
    assert 0 < shown <= EXCERPT_CHARS


def test_of_an_outlet_that_allows_headlines_no_sentence_stands_anywhere() -> None:
    for pages in (site_of("headline"), site_of("full", lowered=True)):
        for path, page in pages.items():
            assert sentences_in(page.body.decode(errors="replace")) == 0, path
            assert "审计处" not in page.body.decode(errors="replace"), f"{path} names a speaker of the text"
        assert "只允许展示标题" in pages["/zh-hans/article/1/"].body.decode()


def test_of_an_outlet_that_allows_headlines_no_side_of_a_dispute_stands_on_the_front_page() -> None:
    text = "出版社表示，诗人遗稿由家属授权出版。遗孀否认诗人遗稿由家属授权出版。"
    said = (
        statement(text, "出版社", "表示", "诗人遗稿由家属授权出版", "say", place=0),
        statement(text, "遗孀", "否认", "诗人遗稿由家属授权出版", "deny", place=1),
    )
    for rights, lowered, shown in (("full", False, True), ("headline", False, False), ("full", True, False)):
        outlet = carrier(0, rights, lowered=lowered)  # type: ignore[arg-type]
        both = [event(number, [report(number, f"第{number}份诗稿", (text * 20,), outlet, statements=said)])
                for number in range(1, 6)]  # fmt: skip
        pages = render_site(both)
        for path in ("/zh-hans/", "/zh-hans/story/1/", "/zh-hans/ranking/", "/zh-hans/feed.json"):
            assert shown or "遗孀" not in pages[path].body.decode(), path
            assert shown or "说法不一" not in pages[path].body.decode(), path
        assert ("遗孀" in pages["/zh-hans/"].body.decode()) is shown


def test_a_full_text_is_shown_in_full_and_may_be_indexed() -> None:
    page = site_of("full")["/zh-hans/article/1/"].body.decode()
    text = re.sub(r"<[^>]+>", "", page)
    assert sentences_in(text) == len(SENTENCES)
    assert '"NewsArticle"' in page
    assert "noindex" not in page


@pytest.mark.parametrize(("rights", "lowered"), [("excerpt", False), ("headline", False), ("full", True)])
def test_below_full_rights_there_is_noindex_no_markup_and_the_original_comes_first(
    rights: Rights, lowered: bool
) -> None:
    pages = site_of(rights, lowered=lowered)
    for path in ("/zh-hans/article/1/", "/zh-hant/story/1/"):
        page = pages[path].body.decode()
        assert '<meta name="robots" content="noindex">' in page
        assert "NewsArticle" not in page
        original = page.index('class="original"')
        assert original < (page.index('class="body"') if 'class="body"' in page else len(page))


@pytest.mark.parametrize(
    "name", ["feed.xml", "atom.xml", "feed.json", "ranking/feed.json", "outlet/yungang-evening/atom.xml"]
)
def test_feeds_carry_no_more_than_an_excerpt(name: str) -> None:
    body = site_of("excerpt")[f"/zh-hans/{name}"].body.decode()
    assert sum(len(sentence) for sentence in SENTENCES if sentence in body) <= EXCERPT_CHARS
    if name.endswith("json"):
        (item,) = json.loads(body)["items"]
        assert len(item["content_text"]) <= EXCERPT_CHARS


@given(st.lists(st.integers(1, 90), max_size=12), st.lists(st.integers(1, 90), max_size=6), st.integers(0, 2000))
def test_excerpt_and_quotes_together_never_exceed_a_fifth_nor_the_limit(
    claims: list[int], dates: list[int], chars: int
) -> None:
    text = "字" * chars
    said = tuple(statement(text, "某人", "说", "言" * length, place=place) for place, length in enumerate(claims))
    dated = tuple(Dated("昨天", "2026-11-22", "时" * length) for length in dates)
    one = report(1, "标题", (text,), carrier(0, "excerpt"), statements=said, dates=dated)
    found = decide_quotable(one)
    spent = sum(len(said[place].content) for place in found.statements)
    spent += sum(len(dated[place].sentence) for place in found.dates) + sum(map(len, found.shown.paragraphs))
    assert spent <= min(EXCERPT_CHARS, chars // 5)


def test_no_page_but_the_article_and_its_lists_names_a_withheld_text() -> None:
    pages = html_pages(site_of("excerpt"))
    for path in ("/zh-hans/outlets/", "/zh-hans/method/", "/zh-hans/ranking/"):
        assert sentences_in(pages[path]) == 0, path
