"""What is kept of a page beside its bare text: pictures, links, furniture, who may read it, where fields were read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaowen.base.words import Block, ExtractedArticle, FoundLink
from yaowen.extract.block_rows import pack_blocks, unpack_blocks
from yaowen.extract.rules.article import extract_page
from yaowen.extract.rules.compose import Request, read_request
from yaowen.extract.rules.editors import find_editors
from yaowen.extract.rules.furniture import MOST_LINES, kind_of_name
from yaowen.extract.rules.links import safe_address

URL = "https://lamp.example/2031/05/bridge.html"
FETCHED = datetime(2031, 5, 7, tzinfo=UTC)
TEXT = (
    "灯塔镇的旧桥在五月五日重新通车，桥面加宽了两米，两侧都修了人行道，老人和孩子可以放心地走过去。",
    "工程队用了十一个月，先把桥墩一根一根地换掉，再铺上新的石板，其间渡船每天往返四十次，没有停过。",
    "镇上的木匠沈望川说，旧桥的栏杆是他祖父做的，拆下来的木料都留着，要在河边的公园里做成长椅。",
    "夜里的灯光由镇上的小学生设计，颜色随着水位变化，水涨得高的时候是红色，平常是暖黄色。",
)


def read(body: str, head: str = "", info: str = "2031-05-06 09:30 来源：灯塔晚报", after: str = "") -> ExtractedArticle:
    page = (
        f"<html lang=zh-CN><head><meta charset=utf-8><title>旧桥重新通车_灯塔晚报</title>{head}</head><body>"
        f"<nav><a href=/>首页</a></nav><h1>旧桥重新通车</h1><div class=info>{info}</div>"
        f"<div class=article-content>{body}</div>{after}<footer>版权所有 灯塔晚报</footer></body></html>"
    )
    return extract_page(page, url=URL, zone="Asia/Shanghai", fetched_at=FETCHED)


def prose(*places: int) -> str:
    return "".join(f"<p>{TEXT[place]}</p>" for place in places)


def linked(more: str) -> str:
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"旧桥重新通车",{more}}}</script>'


def kinds(article: ExtractedArticle) -> list[str]:
    return [block.kind for block in article.blocks]


def test_a_picture_between_paragraphs_is_a_block_with_its_caption() -> None:
    figure = (
        '<figure><img src="/img/bridge-in-fog.jpg" width=800 height=500><figcaption>雾中的旧桥</figcaption></figure>'
    )
    article = read(prose(0, 1) + figure + prose(2, 3))
    assert kinds(article) == ["paragraph", "paragraph", "picture", "paragraph", "paragraph"]
    assert article.blocks[2] == Block("picture", "雾中的旧桥", address="https://lamp.example/img/bridge-in-fog.jpg")
    assert article.paragraphs == TEXT, "captions are no paragraphs"


def test_the_words_under_a_picture_stand_there_once() -> None:
    body = prose(0, 1) + "<p><img data-src=/img/crowd-on-the-bridge.jpg src=blank.gif width=700></p>"
    article = read(body + "<p>▲通车那天的人群 沈望川 摄</p>" + prose(2, 3))
    assert article.blocks[2] == Block(
        "picture", "通车那天的人群 沈望川 摄", address="https://lamp.example/img/crowd-on-the-bridge.jpg"
    )
    assert article.paragraphs == TEXT


@pytest.mark.parametrize(
    "image",
    [
        "<img src=/img/share-icon.png width=20 height=20>",
        "<img src=data:image/gif;base64,R0lGOD width=600>",
        "<img src=javascript:alert(1) width=600>",
        "<div class=qrcode><img src=/img/our-account-in-large.jpg width=300 height=300></div>",
        "<img>",
    ],
)
def test_icons_fillers_and_codes_to_scan_are_no_pictures_of_the_text(image: str) -> None:
    assert "picture" not in kinds(read(prose(0, 1) + image + prose(2, 3)))


def test_a_picture_beside_the_article_is_no_block_of_it() -> None:
    aside = "<div class=related><img src=/img/another-story-altogether.jpg width=800 height=500></div>"
    assert kinds(read(prose(0, 1, 2, 3), after=aside)) == ["paragraph"] * 4


def test_links_in_the_text_are_kept_where_they_stand() -> None:
    marked = TEXT[1].replace("渡船", '<a href="/ferry.html?x=1&amp;y=2">渡船</a>')
    marked = marked.replace("石板", "<a href=#top>石板</a>")
    article = read(f"<p>{TEXT[0]}</p><p>{marked}</p>" + prose(2, 3))
    ((start, end, address),) = article.blocks[1].links
    assert article.blocks[1].text[start:end] == "渡船"
    assert address == "https://lamp.example/ferry.html?x=1&y=2"
    assert article.paragraphs == TEXT


def test_the_same_words_linked_twice_lead_to_two_places() -> None:
    body = f"<p>{TEXT[0]}</p><p>{TEXT[1]}<a href=/1>旧桥</a>和<a href=/2>旧桥</a>的图纸都贴在桥头。</p>" + prose(2, 3)
    links = read(body).blocks[1].links
    assert [address[-2:] for _, _, address in links] == ["/1", "/2"]
    assert links[0][1] < links[1][0]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " java\nscript:alert(1)", "data:text/html,x",
        "mailto:a@b.example",
        "https://lamp.example@evil.example/", "https://user:secret@lamp.example/", "#top", "", "//", "http://",
        "https://lamp.example/\u202egpj.exe", "https://[broken", "ftp://lamp.example/a", "vbscript:x",
        "https://lamp.example\\@evil.example/", "https://lamp.example/" + "a" * 3000,
    ],
)  # fmt: skip
def test_a_link_that_is_no_plain_web_address_is_not_kept(href: str) -> None:
    assert safe_address(URL, href) == ""


@given(st.text(max_size=80))
@settings(deadline=None)
def test_whatever_a_link_says_only_plain_web_addresses_are_kept(href: str) -> None:
    address = safe_address(URL, href)
    assert address == "" or (address.startswith(("http://", "https://")) and address.isprintable())


def test_furniture_is_kept_by_its_kind() -> None:
    after = (
        "<div class=side><h3>24小时排行</h3><ol><li><a href=/r1>渡口复航</a></li>"
        "<li><a href=/r2>相关部门辟谣</a></li></ol></div>"
        "<div class=comments><p>写得好</p></div><div class=share-bar>分享到微信</div>"
        "<div class=tips>扫码关注我们的公众号</div>"
    )
    article = read(prose(0, 1, 2, 3), after=after)
    found = {one.text: one for one in article.furniture}
    assert found["渡口复航"].kind == "ranking"
    assert found["渡口复航"].address == "https://lamp.example/r1"
    assert found["相关部门辟谣"].kind == "ranking", "the title over a list says what the list is"
    assert found["写得好"].kind == "comments"
    assert found["首页"].kind == "navigation"
    assert found["版权所有 灯塔晚报"].kind == "imprint"
    assert found["2031-05-06 09:30 来源：灯塔晚报"].kind == "credit"
    assert not set(TEXT) & set(found)


def test_no_more_furniture_is_kept_than_tells_enough() -> None:
    after = (
        "<ul class=links>" + "".join(f"<li><a href=/{number}>第{number}条</a></li>" for number in range(900)) + "</ul>"
    )
    assert len(read(prose(0, 1, 2, 3), after=after).furniture) == MOST_LINES


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hot-list clearfix", "ranking"), ("relatedArticles", "related"), ("related-articles", "related"),
        ("articleComments", "comments"), ("socialShare", "share"), ("newsletter-box", "subscription"),
        ("main-nav", "navigation"), ("story-text", None), ("", None), ("x" * 600, None),
    ],
)  # fmt: skip
def test_names_of_elements_tell_kinds_of_furniture(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize(
    ("head", "after", "teaser", "paid"),
    [
        ("", "", False, False),
        ("", "<p>登录后阅读全文</p>", True, False),
        ("", "<div class=wall>本文为会员专享内容，订阅后即可阅读</div>", True, False),
        ("", "<p>Subscribe to read the rest of this story</p>", True, False),
        ('<meta property="article:content_tier" content="locked">', "", True, True),
        ('<meta property="article:content_tier" content="free">', "", False, False),
        (linked('"isAccessibleForFree":"False"'), "", True, True),
        (linked('"hasPart":{"isAccessibleForFree":false,"cssSelector":".wall"}'), "", True, True),
        (linked('"isAccessibleForFree":true'), "", False, False),
    ],
)  # fmt: skip
def test_a_page_that_shows_only_the_beginning_is_known(head: str, after: str, teaser: bool, paid: bool) -> None:
    article = read(prose(0, 1, 2, 3), head, after=after)
    assert (article.teaser, article.paid) == (teaser, paid)
    assert article.opted_out == paid, "what is paid for lowers the right to show it"


@pytest.mark.parametrize(
    ("head", "info", "modified"),
    [
        ("", "2031-05-06 09:30 来源：灯塔晚报", None),
        ('<meta property="article:modified_time" content="2031-05-06T11:05:00+08:00">', "2031-05-06 09:30", "03:05"),
        ('<meta property="article:modified_time" content="2031-05-06T09:30:20+08:00">', "2031-05-06 09:30", None),
        ('<meta property="article:modified_time" content="2031-05-05T08:00:00+08:00">', "2031-05-06 09:30", None),
        ('<meta property="article:modified_time" content="soon">', "2031-05-06 09:30", None),
        ("", "发布时间：2031-05-06 09:30 更新时间：2031-05-06 10:00", "02:00"),
        (linked('"datePublished":"2031-05-06T09:30:00+08:00","dateModified":"2031-05-06T12:00:00+08:00"'),
         "2031-05-06 09:30", "04:00"),
    ],
)  # fmt: skip
def test_the_time_of_the_last_change_is_read_apart(head: str, info: str, modified: str | None) -> None:
    article = read(prose(0, 1, 2, 3), head, info)
    assert article.published.at == datetime(2031, 5, 6, 1, 30, tzinfo=UTC)
    assert (article.modified.strftime("%H:%M") if article.modified else None) == modified


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("责任编辑：许青", ("许青",)), ("（责编：许青、周南）", ("许青", "周南")), ("编辑:许青 校对:周南", ("许青",)),
        ("責任編輯／許青", ("許青",)), ("编辑推荐", ()), ("责任编辑：PN021", ()), ("记者 许青", ()), ("编辑：小编", ()),
    ],
)  # fmt: skip
def test_editors_are_read_by_their_label(line: str, names: tuple[str, ...]) -> None:
    assert find_editors([line]) == names


def test_an_editor_is_no_author_where_one_is_named() -> None:
    article = read(prose(0, 1, 2, 3), '<meta name="author" content="周南">', "记者：许青", "<p>责任编辑：周南</p>")
    assert article.authors == ("许青",)
    assert article.editors == ("周南",)


def origins(article: ExtractedArticle) -> dict[str, str]:
    return {one.field: one.where for one in article.origins}


def test_every_field_says_where_it_was_read() -> None:
    head = '<meta property="og:title" content="旧桥重新通车"><meta name="author" content="许青">'
    article = read(prose(0, 1, 2, 3), head)
    assert origins(article) == {
        "headline": "og:title", "source": "a line of the page", "authors": "author meta",
        "published": "a line of the page", "text": "lines of the page",
    }  # fmt: skip
    assert all(0 < one.confidence <= 1 for one in article.origins)


def test_what_the_feed_filled_in_is_told_from_what_the_page_gave() -> None:
    item = FoundLink(
        URL, "旧桥通车", published_raw="Tue, 06 May 2031 09:00:00 +0800", summary="旧桥通车了。", authors=("许青",)
    )
    made = read_request(Request(None, "", URL, item, "Asia/Shanghai", "zh-Hans", FETCHED))
    words = "the feed's words"
    assert origins(made.article) == {"headline": words, "authors": words, "published": words, "text": words}
    bare = read_request(Request(None, "", URL, FoundLink(URL, "旧桥通车"), "Asia/Shanghai", "zh-Hans", FETCHED))
    assert origins(bare.article)["published"] == "the moment of the fetch"


BLOCKS = (
    Block("heading", "旧桥"),
    Block("paragraph", "见旧桥一文", ((1, 3, "https://lamp.example/1"),)),
    Block("picture", "", address="https://lamp.example/1.jpg"),
)


def test_blocks_come_back_from_a_row_as_they_went_in() -> None:
    packed = pack_blocks(BLOCKS)
    assert packed[0] == ["heading", "旧桥"], "as rows were before blocks had links"
    assert unpack_blocks(packed) == BLOCKS


@pytest.mark.parametrize("damaged", [[["paragraph"]], [["a", "b", {"links": [[1]]}]], [5], [["a", "b", 3, 4]]])
def test_a_damaged_row_says_so(damaged: list[Any]) -> None:
    with pytest.raises((ValueError, TypeError, AttributeError, KeyError)):
        unpack_blocks(damaged)
