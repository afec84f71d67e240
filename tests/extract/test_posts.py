"""Pages that are strings of posts of social media: their posts are the text, and nothing beside them is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from yaowen.base.words import ExtractedArticle
from yaowen.extract.rules.article import extract_page

NOON = datetime(2031, 5, 7, 4, 0, tzinfo=UTC)
SIDE = (
    '<div class="hot-list"><h3>排行榜</h3><ul>'
    "<li><a href=/2>南岸石桥通车</a></li><li><a href=/3>灯塔换灯</a></li></ul></div>"
    "<footer>版权所有 灯报</footer>"
)
LOOSE = """<div class="post"><p>渡口网友拍下的一段：</p><p>pic.twitter.com/aB3dEf9Hij</p>
<p>— 渡口的猫 (@ferry_cat) May 6, 2031</p><p>后来又有一段 pic.twitter.com/kL8mNo2Pqr</p>
<p>— 渡口的猫 (@ferry_cat) May 7, 2031</p></div>"""
EMBEDDED = """<div class="post"><p>网友怎么说：</p>
<blockquote class="twitter-tweet"><p lang="zh">船停了，桥还在。</p>— 渡口的猫 (@ferry_cat)
<a href="https://twitter.com/ferry_cat/status/1">May 6, 2031</a></blockquote>
<blockquote class="twitter-tweet"><p lang="zh">多走二十分钟。</p>— 南岸 (@south_bank)
<a href="https://twitter.com/south_bank/status/2">May 7, 2031</a></blockquote></div>"""
PROSE = "<p>南岸渡口七日清晨贴出告示，两条渡船自八日起停航检修，预计十二日恢复，票价不变，往来两岸的居民改走石桥。</p>"


def read(body: str) -> ExtractedArticle:
    head = "<head><title>网友怎么说停航_灯报</title></head>"
    html = f"<html lang=zh>{head}<body><h1>网友怎么说停航</h1>{body}{SIDE}</body></html>"
    return extract_page(html, url="https://lamp.test/1.html", zone="Asia/Shanghai", fetched_at=NOON)


def test_posts_that_have_lost_their_frames_are_the_text() -> None:
    assert read(LOOSE).paragraphs == (
        "渡口网友拍下的一段：", "pic.twitter.com/aB3dEf9Hij", "— 渡口的猫 (@ferry_cat) May 6, 2031",
        "后来又有一段 pic.twitter.com/kL8mNo2Pqr", "— 渡口的猫 (@ferry_cat) May 7, 2031",
    )  # fmt: skip


def test_posts_as_the_services_embed_them_are_the_text() -> None:
    text = " ".join(read(EMBEDDED).paragraphs)
    for words in ("网友怎么说：", "船停了，桥还在。", "— 渡口的猫 (@ferry_cat)", "多走二十分钟。"):
        assert words in text
    assert "南岸石桥通车" not in text
    assert "版权所有" not in text


@pytest.mark.parametrize("name", ["instagram-media", "tiktok-embed", "fb-post", "text-post-media", "bluesky-embed"])
def test_other_services_are_known_by_the_names_of_their_frames(name: str) -> None:
    assert "船停了，桥还在。" in read(EMBEDDED.replace("twitter-tweet", name)).paragraphs


def test_posts_within_prose_leave_the_prose_as_it_is() -> None:
    with_posts, without = (
        read(f'<div class="post">{PROSE * 4}</div>'),
        read(f'<div class="post">{PROSE * 4}{LOOSE}</div>'),
    )
    assert with_posts.paragraphs == without.paragraphs[: len(with_posts.paragraphs)]


def test_posts_in_a_side_bar_are_no_text() -> None:
    assert read(f'<aside class="sidebar">{EMBEDDED}</aside>').blocks == ()


def test_one_handle_makes_no_string_of_posts() -> None:
    assert read("<div><p>— 许青 (@lamp_xu) May 6, 2031</p></div>").blocks == ()


def test_a_text_of_posts_is_told_as_less_sure() -> None:
    assert read(LOOSE).confidence < 0.5
