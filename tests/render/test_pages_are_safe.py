"""Whatever a headline holds, it stays text: in pages, feeds, structured data and addresses."""

from __future__ import annotations

import json
import re

import feedparser
import pytest
from lxml import etree

from render.invented import carrier, event, report, statement
from render.pages import html_pages, invented_site, parsed, readable, render_site
from yaowen.base.words import Block
from yaowen.render.editions import StoredPage
from yaowen.render.rules.links import host_name, web_link
from yaowen.render.rules.structured import script_safe

_OPENING = '<script>alert("甲")</script></title><img src=x onerror=alert(1)>\'"&amp;'
HOSTILE = _OPENING + "{{ 7*7 }}{% raw %}]]>-->\u2028\x07<!--slot:x-->"
BODY = f"正文里也有{HOSTILE}，记者在现场看到，人群到傍晚才散去。"


def hostile_pages() -> dict[str, StoredPage]:
    said = statement(BODY, HOSTILE, "记者", HOSTILE, "deny")
    also = statement(BODY, "现场另一人", "看到", HOSTILE, "say", place=1)
    one = report(
        1, HOSTILE, (BODY, BODY), carrier(0), source=HOSTILE, authors=(HOSTILE,), url="javascript:alert(1)",
        statements=(said, also), blocks=(Block("heading", HOSTILE), Block("paragraph", BODY), Block("quote", BODY)),
    )  # fmt: skip
    copy = report(2, HOSTILE, (BODY,), carrier(1), copy_of=1)
    return render_site([event(1, [one, copy])])


def test_a_hostile_headline_opens_no_element_on_any_page() -> None:
    for path, page in html_pages(hostile_pages()).items():
        document = parsed(page.replace("\x07", ""))
        scripts = [script for script in document.iter("script") if not script.get("src")]
        assert all(script.get("type") == "application/ld+json" for script in scripts), path
        assert not list(document.iter("img")), path
        assert "<script>alert" not in page, path
        assert not [name for element in document.iter() for name in element.attrib if name.startswith("on")], path
        assert "49" not in (document.findtext(".//h1") or ""), path


def test_a_hostile_headline_is_shown_as_it_was_written() -> None:
    page = parsed(readable(html_pages(hostile_pages())["/en/article/1/"]).replace("\x07", ""))
    heading = page.find(".//h1")
    assert heading is not None
    assert heading.text_content() == HOSTILE.replace("\x07", "")


def test_an_address_that_is_no_web_address_is_not_linked() -> None:
    page = html_pages(hostile_pages())["/zh-hans/article/1/"]
    assert "javascript:" not in page
    assert web_link("JavaScript:alert(1)") == "#"
    assert web_link(" data:text/html,x") == "#"
    assert web_link('https://a.example/"onclick="x') == "https://a.example/&quot;onclick=&quot;x"
    assert host_name("http://[") == ""
    assert host_name("https://www.a.example/b") == "a.example"


def test_structured_data_cannot_end_its_element() -> None:
    page = html_pages(hostile_pages())["/zh-hans/article/1/"]
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found.group(1))
    assert data["headline"] == HOSTILE[:110]
    assert not set("<>&\u2028") & set(found.group(1))
    assert json.loads(script_safe(json.dumps(HOSTILE, ensure_ascii=False))) == HOSTILE


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml"])
def test_feeds_with_a_hostile_headline_are_well_formed_and_carry_no_markup(name: str) -> None:
    body = hostile_pages()[f"/zh-hans/{name}"].body
    etree.fromstring(body, etree.XMLParser(resolve_entities=False))
    parsed = feedparser.parse(body, sanitize_html=False)
    assert not parsed.bozo
    assert "alert" in parsed.entries[0].title
    assert "\x07" not in parsed.entries[0].title
    items = etree.fromstring(body).findall(".//item/description")
    assert all("<script" not in (item.text or "") for item in items)


def test_the_slot_mark_stands_once_whatever_the_texts_say() -> None:
    mark = "<!--slot:ranking-->"
    made = render_site([event(1, [report(1, f"标题{mark}标题", (f"正文{mark}正文在这里写得足够长。",))])])
    for path, page in html_pages(made).items():
        assert page.count(mark) == (1 if made[path].slot else 0), path


def test_no_page_has_inline_script_or_style() -> None:
    for path, page in html_pages(invented_site()).items():
        document = parsed(page)
        assert not list(document.iter("style")), path
        assert not document.xpath("//*[@style]"), path
        inline = [one for one in document.iter("script") if not one.get("src")]
        assert all(one.get("type") == "application/ld+json" for one in inline), path


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path, page in html_pages(invented_site()).items():
        document = parsed(page)
        loaded = document.xpath(
            "//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='manifest']/@href"
        )
        assert all(address.startswith("/") and not address.startswith("//") for address in loaded), path
