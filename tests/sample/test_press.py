"""The sample press over loopback."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPMessage
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from lxml import etree

from yaowen.sample.content import load_paper
from yaowen.sample.cycle import Cycle
from yaowen.sample.press import SamplePress

NOW = datetime(2026, 11, 23, 1, 25, tzinfo=UTC)
PAPER = load_paper()
HOUSES = sorted(PAPER.houses)
VISIBLE = Cycle(PAPER).visible(NOW)
ATOM = "{http://www.w3.org/2005/Atom}"


class StandingClock:
    def now(self) -> datetime:
        return NOW


class Got(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    press = SamplePress(StandingClock())
    yield press.start()
    press.stop()


def get(base: str, path: str, method: str = "GET", **headers: str) -> Got:
    connection = HTTPConnection(urlsplit(base).netloc, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        reply = connection.getresponse()
        return Got(reply.status, reply.headers, reply.read())
    finally:
        connection.close()


def feed_of(base: str, slug: str) -> etree._Element:
    return etree.fromstring(get(base, f"/{slug}/{PAPER.houses[slug].feed}").body)


@pytest.mark.parametrize("slug", HOUSES)
def test_a_feed_lists_what_its_outlet_has_out(base: str, slug: str) -> None:
    feed = feed_of(base, slug)
    rss = [link.text for link in feed.iter("link")][1:]
    atom = [link.get("href") for entry in feed.iter(f"{ATOM}entry") for link in entry.iter(f"{ATOM}link")]
    assert (rss or atom) == [base + item.path for item in VISIBLE if item.house.slug == slug]


@pytest.mark.parametrize("slug", HOUSES)
def test_every_article_of_a_feed_can_be_read(base: str, slug: str) -> None:
    house = PAPER.houses[slug]
    for item in (item for item in VISIBLE if item.house.slug == slug):
        got = get(base, item.path)
        text = got.body.decode(house.charset)
        assert got.status == 200
        assert item.headline.replace('"', "&quot;").replace("'", "&#x27;") in text
        assert all(part[:9].replace('"', "&quot;").replace("'", "&#x27;") in text for part in item.paragraphs)
        assert f"{item.published:%Y-%m-%d %H:%M}" in text or f"{item.published:%Y}年{item.published:%m}月" in text


@pytest.mark.parametrize(
    ("slug", "charset", "sign"), [("beiling-daily", "gb18030", "岭"), ("nanyu-times", "big5", "嶼")]
)
def test_two_outlets_really_print_in_legacy_encodings(base: str, slug: str, charset: str, sign: str) -> None:
    for path in (f"/{slug}/", f"/{slug}/feed.xml"):
        body = get(base, path).body
        assert sign.encode(charset) in body
        assert sign.encode() not in body


def test_the_portal_prints_the_source_of_a_wire_copy(base: str) -> None:
    text = get(base, next(item.path for item in VISIBLE if item.piece.slug == "bridge-closed-wire")).body.decode()
    assert "来源：东岸通讯社" in text


def test_the_modern_page_states_itself_for_machines(base: str) -> None:
    item = next(item for item in VISIBLE if item.piece.slug == "bridge-tower-topped-out")
    text = get(base, item.path).body.decode()
    assert f'"datePublished": "{item.published.isoformat()}"' in text
    assert f'<meta property="og:url" content="{base}{item.path}">' in text


def test_a_list_page_links_the_feed_and_the_articles(base: str) -> None:
    text = get(base, "/lighthouse-weekly/").body.decode()
    assert f'href="{base}/lighthouse-weekly/atom.xml"' in text
    assert len(re.findall(r"/lighthouse-weekly/\d{8}/", text)) == len(
        [i for i in VISIBLE if i.house.slug == "lighthouse-weekly"]
    )


@pytest.mark.parametrize(
    "path",
    [
        "/", "/nobody/", "/nobody/feed.xml", "/yungang-evening/atom.xml", "/yungang-evening/other.xml",
        "/yungang-evening/20261123/no-such-article.html", "/yungang-evening/20261399/bridge-tower-dawn.html",
        "/yungang-evening/20261124/bridge-tower-dawn.html", "/beiling-daily/20261123/bridge-tower-dawn.html",
        "/yungang-evening/../robots.txt",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(base: str, path: str) -> None:
    assert get(base, path).status == 404


def test_yesterdays_address_still_answers(base: str) -> None:
    assert get(base, "/yungang-evening/20261001/bridge-tower-dawn.html").status == 200


def test_known_bytes_are_not_sent_again(base: str) -> None:
    first = get(base, "/haichao-radio/atom.xml")
    again = get(base, "/haichao-radio/atom.xml", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


def test_head_answers_without_a_body(base: str) -> None:
    got = get(base, "/haichao-radio/", method="HEAD")
    assert (got.status, got.body) == (200, b"")
    assert int(got.headers["Content-Length"]) > 500


def test_robots_may_fetch_everything(base: str) -> None:
    assert get(base, "/robots.txt").body == b"User-agent: *\nAllow: /\n"


def test_the_port_is_free_again_after_stopping() -> None:
    press = SamplePress(StandingClock())
    port = urlsplit(press.start()).port
    press.stop()
    press.stop()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port or 0))


def test_a_port_in_use_is_an_error_of_the_system(base: str) -> None:
    with pytest.raises(OSError, match="in use"):
        SamplePress(StandingClock()).start(urlsplit(base).port or 0)
