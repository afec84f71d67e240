"""oEmbed, and the one page that other sites may frame."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from lxml import etree

from render.invented import carrier, event, report
from render.pages import html_pages, invented_site, parsed
from render.rows import save_event
from serve.test_application import NOON, Browser
from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.extract.models import Article
from yaowen.render import editions
from yaowen.render.editions import StoredPage
from yaowen.serve import pages

HOME = "http://127.0.0.1:8000"


def told(client: Client, url: str, **fields: str) -> Any:
    answer = client.get("/api/oembed", {"url": url, **fields})
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.mark.django_db
def test_the_ranking_is_a_frame_no_larger_than_asked_for(client: Client) -> None:
    made = told(client, f"{HOME}/zh-hant/ranking/?x=1#top", maxwidth="300", maxheight="200")
    assert (made["type"], made["width"], made["height"], made["version"]) == ("rich", 300, 200, "1.0")
    (frame,) = etree.fromstring(f"<p>{made['html']}</p>".replace("&", "&amp;")).iter("iframe")
    assert frame.get("src") == f"{HOME}/zh-hant/embed/ranking/"
    assert "allow-scripts" not in (frame.get("sandbox") or "")
    assert told(client, f"{HOME}/en/ranking/", maxwidth="9999999", maxheight="x")["width"] == 360


@pytest.mark.django_db
def test_stories_and_articles_are_links_with_a_headline_and_an_outlet(client: Client) -> None:
    save_event(event(1, [report(10, "台湾渡轮<停航>", of=carrier(0, "headline"))]))
    for path in ("story/1/", "article/10/"):
        made = told(client, f"{HOME}/zh-hant/{path}")
        assert made["type"] == "link"
        assert "渡輪<停航>" in made["title"]
        assert made["author_name"] == "雲港晚報"
        assert "历时四年" not in json.dumps(made, ensure_ascii=False)
    xml = client.get("/api/oembed", {"url": f"{HOME}/zh-hans/story/1/", "format": "xml"})
    assert xml["Content-Type"].startswith("text/xml")
    assert etree.fromstring(xml.content).findtext("title") == "台湾渡轮<停航>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["", "https://elsewhere.test/zh-hans/ranking/", f"{HOME}.evil.test/zh-hans/ranking/", f"{HOME}/desk/",
            f"{HOME}/xx/ranking/", f"{HOME}/zh-hans/story/99/", f"{HOME}/zh-hans/article/10/",
            f"{HOME}/zh-hans/story/0/", f"{HOME}//zh-hans/ranking/"],
)  # fmt: skip
def test_other_addresses_are_not_known(client: Client, url: str) -> None:
    save_event(event(1, [report(10)]))
    Article.objects.update(state="withdrawn", headline="")
    assert client.get("/api/oembed", {"url": url}).status_code == 404


@pytest.mark.django_db
def test_another_format_is_not_written(client: Client) -> None:
    assert client.get("/api/oembed", {"url": f"{HOME}/en/ranking/", "format": "yaml"}).status_code == 501


def test_pages_that_can_be_embedded_lead_to_the_endpoint() -> None:
    for path, page in html_pages(invented_site()).items():
        found = parsed(page).xpath('//link[@type="application/json+oembed"]/@href')
        kind = path.split("/")[2:3]
        wanted = kind in (["story"], ["article"]) or path in {f"/{one}/ranking/" for one in PATH_LANGUAGES}
        expected = [f"https://news.example/api/oembed?url={quote('https://news.example' + path, safe='')}"]
        assert found == (expected if wanted else []), path


@pytest.mark.django_db
def test_only_the_widget_may_be_framed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "REFRESH_SECONDS", 0.0)
    site = invented_site()
    paths = ["/en/embed/ranking/", "/en/embed/", "/en/ranking/", "/en/404/"]
    editions.publish([StoredPage(path, site[path].body) for path in paths], NOON)
    browser = Browser()
    for path in (*paths[1:], "/en/embed/ranking/x/"):
        browser.get(path)
        assert "frame-ancestors 'none'" in browser.headers["Content-Security-Policy"]
        assert browser.headers["X-Frame-Options"] == "DENY"
    body = browser.get(paths[0])
    assert browser.headers["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "X-Frame-Options" not in browser.headers
    assert b"<script" not in body
