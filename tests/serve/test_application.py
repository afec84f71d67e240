"""The raw application: stored pages, joined rankings, conditional requests, what falls through to Django."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest
import zstandard
from django.db.utils import OperationalError

from yaowen.base import addresses
from yaowen.base.settings import load_settings
from yaowen.render import editions
from yaowen.render.editions import Gone, Redirect, StoredPage
from yaowen.serve import pages
from yaowen.serve.application import Application
from yaowen.serve.websub import HubCallback

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
SLOT = addresses.ranking_fragment("zh-hans")
FRONT = "<main>要闻 <!--slot:ranking--></main>".encode()


class StillBeacon:
    """Counts the reads it is given."""

    def __init__(self) -> None:
        self.reads = 0

    def answer(self, environ: dict[str, Any]) -> int:
        self.reads += environ["REQUEST_METHOD"] == "POST"
        return 204 if environ["REQUEST_METHOD"] == "POST" else 405


def framework(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Stands behind the application: says which path it was asked for."""
    body = f"live {environ['PATH_INFO']} <!--slot:ranking-->".encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response("200 OK", [*headers, ("Vary", "Accept-Language")])
    return [body]


class Browser:
    """Asks the application as a browser would."""

    def __init__(self) -> None:
        self.beacon = StillBeacon()
        hubs = HubCallback(load_settings({}))
        self.application = Application(framework, self.beacon, hubs, "zh-hans")  # type: ignore[arg-type]
        self.status = 0
        self.headers: dict[str, str] = {}

    def get(self, path: str, method: str = "GET", **headers: str) -> bytes:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "wsgi.input": io.BytesIO(),
            **{f"HTTP_{name}": value for name, value in headers.items()},
        }

        def start(status: str, listed: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
            self.status, self.headers = int(status[:3]), dict(listed)
            return lambda _: None

        return b"".join(self.application(environ, start))


@pytest.fixture
def browser(db: None, monkeypatch: pytest.MonkeyPatch) -> Browser:
    monkeypatch.setattr(pages, "REFRESH_SECONDS", 0.0)
    ranking = "<ol><li>云港大桥</li></ol>".encode()
    editions.publish(
        [
            StoredPage("/zh-hans/", FRONT, slot=SLOT),
            StoredPage(SLOT, ranking),
            StoredPage("/zh-hans/404/", "没有这一页".encode()),
            StoredPage("/zh-hans/410/", "已撤下".encode()),
            Redirect("/zh-hans/story/7/", "/zh-hans/story/3/"),
            Gone("/zh-hans/article/9/", "/zh-hans/410/"),
            StoredPage("/_/assets/style-1.css", b"body{}", "text/css; charset=utf-8"),
        ],
        NOON,
    )
    return Browser()


def test_a_page_is_joined_with_the_ranking_of_the_minute(browser: Browser) -> None:
    assert browser.get("/zh-hans/").decode() == "<main>要闻 <ol><li>云港大桥</li></ol></main>"
    first = browser.headers["ETag"]
    editions.publish([StoredPage(SLOT, "<ol>新</ol>".encode())], NOON)
    assert browser.get("/zh-hans/").decode() == "<main>要闻 <ol>新</ol></main>"
    assert browser.headers["ETag"] != first


def test_a_page_sent_before_is_sent_again_without_asking_until_the_next_edition(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.get("/zh-hans/")  # tells which edition is shown
    monkeypatch.setattr(pages, "REFRESH_SECONDS", float("inf"))
    for accepts in ("", "gzip", "br"):
        first, headers = browser.get("/zh-hans/", ACCEPT_ENCODING=accepts), browser.headers
        with monkeypatch.context() as closed:
            closed.setattr(browser.application.pages, "answer", None)
            assert browser.get("/zh-hans/", ACCEPT_ENCODING=accepts) == first
            assert (browser.status, browser.headers) == (200, headers)
            assert browser.get("/zh-hans/", ACCEPT_ENCODING=accepts, IF_NONE_MATCH=headers["ETag"]) == b""
            assert browser.status == 304
            assert browser.headers.keys() == headers.keys() - {"Content-Encoding", "Content-Length"}
        assert browser.get("/zh-hans/", method="HEAD", ACCEPT_ENCODING=accepts) == b""
        assert browser.headers == headers
    editions.publish([Gone("/zh-hans/", "/zh-hans/410/")], NOON)
    assert browser.get("/zh-hans/").decode().startswith("<main>要闻")
    monkeypatch.setattr(pages, "REFRESH_SECONDS", 0.0)
    assert browser.get("/zh-hans/").decode() == "已撤下"
    monkeypatch.setattr(pages, "REFRESH_SECONDS", float("inf"))
    assert browser.get("/zh-hans/").decode() == "已撤下"
    assert browser.status == 410


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, zstd;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=0", ""),
        ("", ""),
    ],
)
def test_a_page_is_sent_in_the_best_encoding_the_reader_takes(browser: Browser, accepts: str, encoding: str) -> None:
    body = browser.get("/zh-hans/", ACCEPT_ENCODING=accepts)
    assert browser.headers.get("Content-Encoding", "") == encoding
    assert int(browser.headers["Content-Length"]) == len(body)
    assert "云港大桥" in unpacked(body, encoding).decode()


def unpacked(body: bytes, encoding: str) -> bytes:
    if encoding == "zstd":
        return zstandard.ZstdDecompressor().decompress(body)
    if encoding == "br":
        return bytes(brotli.decompress(body))
    return gzip.decompress(body) if encoding == "gzip" else body


def test_a_page_the_reader_has_already_is_not_sent_again(browser: Browser) -> None:
    browser.get("/zh-hans/")
    assert browser.get("/zh-hans/", IF_NONE_MATCH=f'W/"x", {browser.headers["ETag"]}') == b""
    assert browser.status == 304


@pytest.mark.parametrize("listed", ["*", " * ", "W/{tag}", '"x",{tag}', 'W/"x" , W/{tag} '])
def test_a_tag_is_known_weakly_and_in_a_list(browser: Browser, listed: str) -> None:
    browser.get("/zh-hans/")
    assert browser.get("/zh-hans/", IF_NONE_MATCH=listed.format(tag=browser.headers["ETag"])) == b""
    assert browser.status == 304


@pytest.mark.parametrize("listed", ['"x"', 'W/"x", "y"', "{bare}", '"{bare}-gzip"', ""])
def test_another_tag_is_not_known(browser: Browser, listed: str) -> None:
    browser.get("/zh-hans/")
    bare = browser.headers["ETag"].strip('"')
    assert browser.get("/zh-hans/", IF_NONE_MATCH=listed.format(bare=bare))
    assert browser.status == 200


@pytest.mark.parametrize(
    "path", ["/zh-hans/\0", "\0", "/zh-hans/search/\0", "/desk/\0/", "/" + "长" * 5000, "/" + "a/" * 149 + "a",
             "//evil.example/", "/zh-hans/../desk/", "/\udcff".encode("utf-8", "surrogateescape").decode("latin-1")],
)  # fmt: skip
def test_an_odd_path_is_not_found_and_no_error(browser: Browser, path: str) -> None:
    assert browser.get(path).decode() == "没有这一页"
    assert browser.status == 404


def test_head_answers_without_a_body(browser: Browser) -> None:
    assert browser.get("/zh-hans/", "HEAD") == b""
    assert browser.status == 200
    assert int(browser.headers["Content-Length"]) > 0


def test_other_methods_are_refused_on_stored_pages(browser: Browser) -> None:
    browser.get("/zh-hans/", "POST")
    assert (browser.status, browser.headers["Allow"]) == (405, "GET, HEAD")
    browser.get(addresses.BEACON)
    assert (browser.status, browser.headers["Allow"]) == (405, "POST")


def test_a_merged_story_redirects_and_a_withdrawn_article_is_gone(browser: Browser) -> None:
    browser.get("/zh-hans/story/7/")
    assert (browser.status, browser.headers["Location"]) == (301, "/zh-hans/story/3/")
    assert browser.get("/zh-hans/article/9/").decode() == "已撤下"
    assert browser.status == 410


def test_an_unknown_path_shows_the_page_of_its_language(browser: Browser) -> None:
    assert browser.get("/zh-hans/story/123456/").decode() == "没有这一页"
    assert browser.status == 404
    assert browser.get("/nonsense").decode() == "没有这一页"
    assert browser.status == 404


def test_a_forgotten_slash_is_added(browser: Browser) -> None:
    browser.get("/zh-hans")
    assert (browser.status, browser.headers["Location"]) == (301, "/zh-hans/")


def test_assets_are_kept_for_ever_and_pages_are_asked_again(browser: Browser) -> None:
    browser.get("/_/assets/style-1.css")
    assert "immutable" in browser.headers["Cache-Control"]
    browser.get("/zh-hans/")
    assert "must-revalidate" in browser.headers["Cache-Control"]


def test_every_answer_carries_the_security_headers(browser: Browser) -> None:
    for path in ("/zh-hans/", "/nonsense", "/zh-hans/search/", "/zh-hans/story/7/"):
        browser.get(path)
        assert "default-src 'none'" in browser.headers["Content-Security-Policy"]
        assert browser.headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe-inline" not in browser.headers["Content-Security-Policy"]


def test_the_desk_may_load_its_own_scripts_and_nothing_from_elsewhere(browser: Browser) -> None:
    for path in ("/desk/", "/api/v1/", "/healthz"):
        browser.get(path)
        assert browser.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "unsafe" not in browser.headers["Content-Security-Policy"]
        assert browser.headers["X-Frame-Options"] == "DENY"


def test_a_cache_keeps_one_answer_an_address_but_of_the_desk(browser: Browser) -> None:
    for path in ("/zh-hans/search/", "/api/v1/stories", "/sitemap.xml", "/en/story/3/feed.xml"):
        browser.get(path)
        assert "Vary" not in browser.headers, path
    browser.get("/desk/")
    assert browser.headers["Vary"] == "Accept-Language"


def test_no_answer_sets_a_cookie(browser: Browser) -> None:
    for path in ("/zh-hans/", "/zh-hans/search/", addresses.BEACON):
        browser.get(path)
        assert "Set-Cookie" not in browser.headers


def test_reads_go_to_the_beacon(browser: Browser) -> None:
    browser.get(addresses.BEACON, "POST")
    assert (browser.status, browser.beacon.reads) == (204, 1)
    assert browser.headers["Cache-Control"] == "no-store"
    browser.get(addresses.BEACON)
    assert (browser.status, browser.beacon.reads) == (405, 1)


def test_search_goes_to_django_and_gets_the_ranking_too(browser: Browser) -> None:
    assert browser.get("/zh-hans/search/").decode() == "live /zh-hans/search/ <ol><li>云港大桥</li></ol>"
    assert browser.get("/desk/").decode().startswith("live /desk/")


def test_a_page_replaced_and_pruned_since_it_was_looked_up_is_looked_up_again(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = browser.application.pages.entry("/zh-hans/")
    assert entry is not None
    monkeypatch.setattr(pages, "REFRESH_SECONDS", 3600.0)
    editions.publish([StoredPage("/zh-hans/", b"newer")], NOON)
    editions.forget_replaced()
    assert browser.get("/zh-hans/") == b"newer"
    assert browser.status == 200


def test_an_old_page_is_better_than_an_error_while_the_database_is_away(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = browser.get("/zh-hans/")

    def away() -> int:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(editions, "current_edition", away)
    assert browser.get("/zh-hans/") == before
    assert browser.status == 200
    page = browser.get("/zh-hant/never-asked-before/").decode()
    assert browser.status == 503
    assert '<html lang="zh-Hant">' in page
    assert "請稍候" in page
    assert (browser.headers["Retry-After"], browser.headers["Refresh"]) == ("5", "5")
    assert browser.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_before_the_first_edition_a_page_says_so_and_looks_again_by_itself() -> None:
    browser = Browser()
    assert "第一版正在编排" in browser.get("/").decode()
    assert (browser.status, browser.headers["Refresh"]) == (503, "5")
    assert "The first edition is being made" in browser.get("/en/story/3/").decode()
    assert browser.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.django_db
def test_pages_without_an_edition_have_their_style(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    (style,) = re.findall(r'href="(/_/assets/style-\w+\.css)"', browser.get("/zh-hans/").decode())
    assert b"{" in browser.get(style)
    assert (browser.status, browser.headers["Content-Type"]) == (200, "text/css; charset=utf-8")

    def away() -> int:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(editions, "current_edition", away)
    assert b"{" in browser.get(style)
    assert browser.status == 200
    browser.get("/_/assets/style-0000000000.css")
    assert browser.status == 503
