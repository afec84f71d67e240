"""Pictures on pages, in feeds and in previews: only where the rights allow, with their place kept and their credit."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import orjson
import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from render.invented import carrier, event, many_events, report
from render.pages import html_pages, render_site
from yaowen.base.rights import Grant, Rights
from yaowen.render.editions import StoredPage
from yaowen.render.rules.assets import load_assets
from yaowen.render.rules.material import Carrier, Event, Picture, Report
from yaowen.render.rules.pictures import picture_of_event, shown_picture, tone_class

NAME = "0123456789abcdef01234567"
FILES = ((320, 213, "webp"), (640, 427, "webp"), (1280, 853, "webp"), (640, 427, "jpeg"))
PICTURE = Picture(NAME, 2000, 1333, "#7d8a90", FILES, "主塔合龙，资料图", "许青")
JPEG = f"/picture/{NAME}-640.jpeg"


def allowing(place: int = 0, rights: Rights = "full", *, pictures: bool = True, lowered: bool = False) -> Carrier:
    return replace(carrier(place), grant=Grant(rights, pictures, lowered))


def pictured(rights: Rights = "full", *, pictures: bool = True, **fields: Any) -> Report:
    of = allowing(0, rights, pictures=pictures)
    return report(1, paragraphs=("历时四年的主塔周日清晨合龙。" * 9,), of=of, picture=PICTURE, **fields)


def pages_of(one: Report) -> dict[str, StoredPage]:
    return render_site([event(1, [one])])


def page(pages: dict[str, StoredPage], path: str) -> LexborHTMLParser:
    return LexborHTMLParser(pages[path].body.decode())


def attribute(node: LexborNode, name: str) -> str | None:
    return node.attributes.get(name)


def test_a_report_shows_its_picture_with_size_caption_and_credit() -> None:
    pages = pages_of(pictured())
    for path in ("/zh-hans/article/1/", "/zh-hans/story/1/"):
        (figure,) = page(pages, path).css("figure.shot")
        (image,) = figure.css("img")
        assert (attribute(image, "src"), attribute(image, "width"), attribute(image, "height")) == (
            JPEG,
            "2000",
            "1333",
        )
        assert attribute(image, "alt")
        assert attribute(image, "loading") is None
        (source,) = figure.css("source")
        assert attribute(source, "type") == "image/webp"
        assert attribute(source, "srcset") == ", ".join(
            f"/picture/{NAME}-{width}.webp {width}w" for width in (320, 640, 1280)
        )
        caption = figure.css("figcaption")[0].text()
        assert "主塔合龙，资料图" in caption
        assert "图：许青 / 云港晚报" in caption


def test_the_front_page_leads_with_a_picture_and_other_lines_have_small_ones() -> None:
    events = [replace(one, reports=tuple(replace(it, carrier=allowing(), picture=PICTURE) for it in one.reports))
              for one in many_events()]  # fmt: skip
    front = page(render_site(events), "/zh-hans/")
    (lead,) = front.css(".lead img")
    assert attribute(lead, "fetchpriority") == "high"
    assert front.css(".lead figcaption")
    small = front.css(".pair img")
    assert small
    assert all(attribute(image, "loading") == "lazy" for image in small)
    for link in front.css(".pictured .shot a"):
        assert (attribute(link, "aria-hidden"), attribute(link, "tabindex")) == ("true", "-1")


@pytest.mark.parametrize("rights", ["headline", "excerpt", "full"])
@pytest.mark.parametrize("pictures", [True, False])
@pytest.mark.parametrize("lowered", [True, False])
def test_a_picture_stands_nowhere_without_the_right_to_it(rights: Rights, pictures: bool, lowered: bool) -> None:
    allowed = pictures and not lowered and rights != "headline"
    pages = pages_of(pictured(rights, pictures=pictures, lowered=lowered))
    found = {path for path, stored in pages.items() if b"/picture/" in stored.body}
    if not allowed:
        assert found == set()
        return
    assert {"/zh-hans/", "/zh-hans/article/1/", "/zh-hans/story/1/", "/zh-hans/feed.json"} <= found
    caption = page(pages, "/zh-hans/article/1/").css(".shot figcaption")[0].text()
    assert ("资料图" in caption) is (rights == "full"), "a caption is the outlet's text"
    assert "许青" in caption, "who made it is always said"


def test_a_story_takes_the_picture_of_another_report_where_its_own_has_none() -> None:
    bare = report(1, of=allowing(0))
    forbidden = report(2, of=allowing(1, pictures=False), picture=replace(PICTURE, name="f" * 24))
    other = report(3, of=allowing(2), picture=PICTURE)
    shown = picture_of_event("zh-hans", event(1, [bare, forbidden, other], headline_id=1))
    assert shown is not None
    assert shown.src == JPEG
    assert shown.outlet == "东岸通讯社"


def test_a_credit_that_stands_in_the_caption_is_not_said_twice() -> None:
    own = replace(PICTURE, caption="主塔合龙。云港晚报制图", credit="云港晚报")
    shown = shown_picture("zh-hans", report(of=allowing(0), picture=own))
    assert shown is not None
    assert shown.credited
    assert shown.credit is None


def test_words_under_a_picture_are_escaped_and_in_the_pages_script() -> None:
    hostile = replace(PICTURE, caption='主塔合龙"><script>alert(1)</script>', credit="<b>许青</b>")
    for path, text in html_pages(pages_of(report(1, of=allowing(0), picture=hostile))).items():
        assert "<script>alert" not in text, path
        assert "<b>许青" not in text, path
    hant = page(pages_of(pictured()), "/zh-hant/article/1/").css(".shot figcaption")[0].text()
    assert "主塔合龍" in hant


def test_previews_and_markup_name_our_own_address_of_it() -> None:
    pages = pages_of(pictured())
    text = pages["/zh-hans/article/1/"].body.decode()
    assert f'<meta property="og:image" content="https://news.example{JPEG}">' in text
    (made,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert json.loads(made)["image"] == [f"https://news.example{JPEG}"]
    assert "og:image" not in pages_of(report())["/zh-hans/article/1/"].body.decode()


def test_feeds_carry_it_in_each_formats_own_way() -> None:
    pages = pages_of(pictured())
    address = f"https://news.example{JPEG}"
    assert orjson.loads(pages["/zh-hans/feed.json"].body)["items"][0]["image"] == address
    rss = etree.fromstring(pages["/zh-hans/feed.xml"].body)
    (content,) = rss.iter("{http://search.yahoo.com/mrss/}content")
    assert (content.get("url"), content.get("type")) == (address, "image/jpeg")
    atom = etree.fromstring(pages["/zh-hans/atom.xml"].body)
    links = [link for link in atom.iter("{http://www.w3.org/2005/Atom}link") if link.get("rel") == "enclosure"]
    assert [link.get("href") for link in links] == [address]


def test_every_tone_has_its_ground_in_the_style() -> None:
    style = load_assets()["style.css"].body.decode()
    for tone in ("#000000", "#ffffff", "#7d8a90", "#2b80d5", "#565656"):
        assert f".{tone_class(tone)} {{ background: #" in style
    assert tone_class("") == ""


def test_a_page_without_pictures_is_as_it_was() -> None:
    events: list[Event] = many_events()
    for path, text in html_pages(render_site(events)).items():
        assert "<picture>" not in text, path
        assert "pictured" not in text, path
